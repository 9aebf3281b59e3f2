import type { FormAnswer, SignInOptions } from './sign-in.ts';

/** The page on which a person lets the product in, or not. Both answers are plain links. */
export function decisionPage({ vendor, accounts }: SignInOptions, query: URLSearchParams): FormAnswer {
  const link = (fields: Record<string, string>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(fields)) next.set(name, value);
    return `?${next.toString().replaceAll('&', '&amp;')}`;
  };
  const choices = accounts
    .map(
      ({ id, name, userName }) =>
        `<p><a class="allow" href="${link({ decision: 'allow', account: id })}">Allow for ${escapeHtml(name)}</a> as ${escapeHtml(userName)}</p>`,
    )
    .join('');
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8' },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(vendor)} (simulator)</title>
<style>body{font:16px/1.5 system-ui;max-width:32rem;margin:4rem auto;padding:0 1rem}.allow{font-weight:600}</style>
<h1>${escapeHtml(vendor)}</h1>
<p>This is a simulator. Matterline asks to read contacts and matters and to log calls.</p>
${choices}
<p><a class="decline" href="${link({ decision: 'decline' })}">Decline</a></p></html>`,
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

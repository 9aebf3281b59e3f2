/** The simulator's own pages: plain, readable, and open about what they are. */
import type { ShownRecord } from './contract.ts';
import type { FormAnswer, SignInOptions } from './sign-in.ts';

const style = `
:root{color-scheme:light dark;--line:light-dark(#d9dce1,#3a3f47);--soft:light-dark(#5b6470,#a3abb6);--back:light-dark(#f3f4f6,#15181c);
--card:light-dark(#fff,#1e2227);--do:light-dark(#1f5f4a,#7fd1b2);--on:light-dark(#fff,#10241c)}
*{box-sizing:border-box}
body{font:16px/1.5 system-ui,sans-serif;margin:0;padding:2rem 1rem;background:var(--back)}
main{max-width:30rem;margin:0 auto;padding:1.5rem;background:var(--card);border:1px solid var(--line);border-radius:.75rem}
main.wide{max-width:70rem}
h1{font-size:1.375rem;line-height:1.25;margin:0 0 .25rem}
p{margin:.75rem 0}
.note{color:var(--soft);margin-top:0}
.allow,.decline{display:block;text-align:center;padding:.625rem 1rem;border-radius:.5rem;text-decoration:none}
.allow{background:var(--do);color:var(--on);font-weight:600}
.decline{border:1px solid var(--line);color:inherit}
.as{color:var(--soft);font-size:.875rem;margin:-.375rem 0 1rem;text-align:center}
.foot{font-size:.875rem;color:var(--soft);border-top:1px solid var(--line);margin:1.25rem 0 0;padding-top:.75rem}
.foot a{color:inherit}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-size:.875rem}
th,td{text-align:left;vertical-align:top;padding:.5rem .75rem .5rem 0;border-top:1px solid var(--line)}
th{color:var(--soft);font-weight:500;border-top:0}
td:first-child,.few{white-space:nowrap}
summary{cursor:pointer}
pre{font:inherit;white-space:pre-wrap;margin:.25rem 0 0;color:var(--soft);min-width:16rem}
`;

/** On which a person lets the product in, or not. Both answers are plain links. */
export function decisionPage(
  { vendor, accounts, showsRecords }: SignInOptions,
  query: URLSearchParams,
): FormAnswer {
  const link = (fields: Record<string, string>) => {
    const next = new URLSearchParams(query);
    for (const [name, value] of Object.entries(fields)) next.set(name, value);
    return `?${next.toString().replaceAll('&', '&amp;')}`;
  };
  const choices = accounts
    .map(
      ({ id, name, userName }) =>
        `<p><a class="allow" href="${link({ decision: 'allow', account: id })}">Allow for ${escapeHtml(name)}</a></p>
<p class="as">Signed in as ${escapeHtml(userName)}</p>`,
    )
    .join('');
  return page(
    vendor,
    '',
    `<h1>${escapeHtml(vendor)}</h1><p class="note">This is a simulation. Nothing leaves this machine.</p>
<p><strong>Matterline</strong> asks to read contacts and matters, and to log calls, texts and faxes.</p>
${choices}<p><a class="decline" href="${link({ decision: 'decline' })}">Decline</a></p>
${showsRecords ? '<p class="foot"><a href="/" target="_blank">What was written here</a> is shown on a page of its own.</p>' : ''}`,
  );
}

/** What was written there, newest first. */
export function recordPage({ vendor }: SignInOptions, records: readonly ShownRecord[]): FormAnswer {
  const newest = records.toSorted((a, b) => b.at.localeCompare(a.at)).slice(0, 200);
  const rows = newest.map(
    ({ at, kind, subject, matter, who, text, more }) =>
      `<tr><td>${escapeHtml(at.slice(0, 19).replace('T', ' '))}</td><td class="few">${escapeHtml(kind)}</td>
<td><details><summary>${escapeHtml(subject)}</summary><pre>${escapeHtml(text)}</pre></details></td>
<td>${escapeHtml(matter)}</td><td class="few">${escapeHtml(who)}</td><td class="few">${escapeHtml(more)}</td></tr>`,
  );
  const table = `<div class="scroll"><table><thead><tr><th>Written (UTC)</th><th>Kind</th><th>Subject</th><th>Matter</th>
<th>Who</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table></div>`;
  return page(
    vendor,
    'wide',
    `<h1>${escapeHtml(vendor)}: what was written here</h1>
<p class="note">This is a simulation; it forgets all this when it stops. Newest first. <a href="/">Look again</a></p>
${rows.length === 0 ? '<p>Nothing yet. After the connection works, the next calls come here.</p>' : table}`,
  );
}

function page(vendor: string, width: '' | 'wide', body: string): FormAnswer {
  return {
    status: 200,
    headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' },
    body: `<!doctype html><html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>${escapeHtml(vendor)} (simulated)</title><style>${style}</style><main class="${width}">${body}</main></html>`,
  };
}

function escapeHtml(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');
}

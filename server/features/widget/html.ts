/** HTML as text, with everything that comes from people escaped. Pure. */

export interface Html {
  html: string;
}

type Part = string | number | Html | readonly Html[] | null;

/** A template whose values are escaped unless they are HTML themselves; null is nothing. */
export function html(texts: TemplateStringsArray, ...parts: readonly Part[]): Html {
  return {
    html: texts.map((text, at) => text + (at < parts.length ? shown(parts[at] ?? null) : '')).join(''),
  };
}

function shown(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  if ('html' in part) return part.html;
  return part.map((one) => one.html).join('');
}

export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (sign) => `&#${sign.charCodeAt(0)};`);
}

/** Paragraphs of a text that a person wrote, at empty lines; single line ends stay. */
export function paragraphs(text: string): Html[] {
  return text
    .split(/\n\s*\n/)
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => {
      const lines = part.split('\n').map((line) => html`${line}`.html);
      return { html: `<p>${lines.join('<br>')}</p>` };
    });
}

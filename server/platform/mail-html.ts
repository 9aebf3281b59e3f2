/** A plain mail in the firm's name and colour: the same words, with links that can be pressed. Pure. */
import { inkOn } from './colours.ts';

export interface MailLook {
  name: string;
  /** #rrggbb */
  accent: string;
}

const address = /https?:\/\/[^\s<>"]+[^\s<>".,;:!?)]/g;

/** Inline styles only, no picture and nothing from elsewhere: mail programs show it without asking. */
export function htmlOf(body: string, { name, accent }: MailLook): string {
  const paragraphs = body
    .trim()
    .split(/\n{2,}/)
    .map((part) => `<p style="margin:0 0 16px">${withLinks(part).replaceAll('\n', '<br>')}</p>`);
  const band = `background:${accent};color:${inkOn(accent)};padding:12px 24px;font-weight:600`;
  return `<!doctype html><html><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark"></head><body style="margin:0"><div style="max-width:600px;margin:0 auto;font:16px/24px system-ui,-apple-system,'Segoe UI',Roboto,sans-serif"><div style="${band}">${escaped(name)}</div><div style="padding:24px;overflow-wrap:anywhere">${paragraphs.join('')}</div></div></body></html>`;
}

function withLinks(text: string): string {
  let html = '';
  let from = 0;
  for (const { 0: url, index } of text.matchAll(address)) {
    html += `${escaped(text.slice(from, index))}<a href="${escaped(url)}">${escaped(url)}</a>`;
    from = index + url.length;
  }
  return html + escaped(text.slice(from));
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

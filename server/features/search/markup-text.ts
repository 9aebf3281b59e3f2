/** The text of HTML and of the XML that documents are made of. Nothing is fetched, no entity beyond the standard's is known. */
import { Parser } from 'htmlparser2';
import type { Sink } from './text-sink.ts';

/** Between these, words do not join: paragraphs, cells, breaks, tabs. */
const breaks: ReadonlySet<string> = new Set([
  ...[
    'p',
    'div',
    'br',
    'li',
    'tr',
    'td',
    'th',
    'h1',
    'h2',
    'h3',
    'h4',
    'h5',
    'h6',
    'section',
    'article',
    'blockquote',
  ],
  ...['pre', 'dd', 'dt', 'title', 'option', 'hr'],
  ...[
    'w:p',
    'w:br',
    'w:tab',
    'w:tc',
    'a:p',
    'a:br',
    'si',
    'is',
    'text:p',
    'text:h',
    'text:tab',
    'text:line-break',
    'text:s',
    'table:table-cell',
  ],
]);
/** What stands in these is not text, or was deleted from it. */
const silent: ReadonlySet<string> = new Set([
  'script',
  'style',
  'template',
  'noscript',
  'w:instrText',
  'w:delText',
  'rPh',
  'text:tracked-changes',
]);

/** `html`: all text but scripts. Of XML only what stands in the elements named, or all of it. */
export function markupText(
  markup: string,
  sink: Sink,
  as: 'html' | 'xml',
  inside?: ReadonlySet<string>,
): void {
  let quiet = 0;
  let within = 0;
  const parser = new Parser(
    {
      onopentag(name) {
        if (silent.has(name)) quiet += 1;
        if (inside?.has(name)) within += 1;
        if (breaks.has(name)) sink.add('\n');
      },
      ontext(text) {
        if (quiet === 0 && (inside === undefined || within > 0)) sink.add(text);
      },
      onclosetag(name) {
        if (silent.has(name)) quiet -= 1;
        if (inside?.has(name)) within -= 1;
        if (breaks.has(name)) sink.add('\n');
      },
    },
    { xmlMode: as === 'xml', decodeEntities: true },
  );
  // In pieces, so that a sink that is full ends it.
  for (let at = 0; at < markup.length && !sink.full; at += 65_536)
    parser.write(markup.slice(at, at + 65_536));
  parser.end();
}

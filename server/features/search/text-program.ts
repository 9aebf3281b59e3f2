/**
 * Reads the text out of one file, as a program of its own: without environment, without network where the system can take
 * it away, killed after a while. Bytes come in on standard input; out goes a line of JSON, and the text after it.
 */
import { PDFiumLibrary } from '@hyzyla/pdfium';
import PostalMime from 'postal-mime';
import { markupText } from './markup-text.ts';
import { officeText } from './office-text.ts';
import { createSink, type Sink } from './text-sink.ts';

for (const way of ['fetch', 'WebSocket', 'EventSource', 'XMLHttpRequest'])
  Reflect.deleteProperty(globalThis, way);

const maxPages = 2_000;

async function readInput(): Promise<Buffer> {
  const pieces: Buffer[] = [];
  for await (const piece of process.stdin) if (Buffer.isBuffer(piece)) pieces.push(piece);
  return Buffer.concat(pieces);
}

async function pdfText(input: Buffer, sink: Sink): Promise<void> {
  const library = await PDFiumLibrary.init();
  const document = await library.loadDocument(input);
  const pages = Math.min(document.getPageCount(), maxPages);
  for (let page = 0; page < pages && !sink.full; page += 1) {
    sink.add(document.getPage(page).getText());
    sink.add('\n');
  }
}

async function mailText(input: Buffer, sink: Sink): Promise<void> {
  const mail = await PostalMime.parse(input, { maxNestingDepth: 20 });
  sink.add(mail.subject ?? '');
  for (const { name = '', address = '' } of [...(mail.from ? [mail.from] : []), ...(mail.to ?? [])])
    sink.add(`\n${name} ${address}`);
  for (const { filename } of mail.attachments) sink.add(`\n${filename ?? ''}`);
  sink.add('\n');
  if (mail.text) sink.add(mail.text);
  else markupText(mail.html ?? '', sink, 'html');
}

/** UTF-8 or UTF-16 where the bytes say so or fit; else the letters of western Windows. */
function decode(input: Buffer): string {
  if (input[0] === 0xff && input[1] === 0xfe) return new TextDecoder('utf-16le').decode(input);
  if (input[0] === 0xfe && input[1] === 0xff) return new TextDecoder('utf-16be').decode(input);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(input);
  } catch {
    return new TextDecoder('windows-1252').decode(input);
  }
}

async function read(kind: string, input: Buffer, sink: Sink): Promise<void> {
  if (kind === 'pdf') return await pdfText(input, sink);
  if (kind === 'mail') return await mailText(input, sink);
  if (kind === 'html') return markupText(decode(input), sink, 'html');
  if (kind === 'plain') return sink.add(decode(input));
  return await officeText(kind, input, sink);
}

async function main(): Promise<void> {
  const [kind = ''] = process.argv.slice(2);
  const sink = createSink();
  await read(kind, await readInput(), sink);
  process.stdout.write(`${JSON.stringify({ cut: sink.full })}\n${sink.text()}`, () => process.exit(0));
}

main().catch(() => {
  process.stdout.write(`${JSON.stringify({ why: 'it cannot be read' })}\n`, () => process.exit(3));
});

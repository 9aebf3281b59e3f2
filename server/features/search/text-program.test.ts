/** What is read out of real files, in the process of its own. */
import { Readable } from 'node:stream';
import { describe, expect, test } from 'vitest';
import { zip } from '../files/test-archives.ts';
import { extractText } from './extract.ts';
import type { TextKind } from './file-kinds.ts';
import { maxTextBytes } from './text-sink.ts';

const read = (kind: TextKind, content: Buffer | string) =>
  extractText(kind, Readable.from([Buffer.from(content)]));
const words = async (kind: TextKind, content: Buffer | string) => {
  const got = await read(kind, content);
  return 'text' in got ? got.text.replaceAll(/\s+/g, ' ').trim() : got;
};

/** A page that says one thing. */
function pdf(text: string): Buffer {
  const stream = `BT /F1 12 Tf 72 720 Td (${text}) Tj ET`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    '<< /Type /Pages /Kids [3 0 R] /Count 1 >>',
    '<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>',
    `<< /Length ${stream.length} >>\nstream\n${stream}\nendstream`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
  ];
  let body = '%PDF-1.4\n';
  const offsets = objects.map((object, index) => {
    const at = body.length;
    body += `${index + 1} 0 obj\n${object}\nendobj\n`;
    return at;
  });
  const table = offsets.map((at) => `${String(at).padStart(10, '0')} 00000 n \n`).join('');
  const trailer = `trailer\n<< /Size 6 /Root 1 0 R >>\nstartxref\n${body.length}\n%%EOF\n`;
  return Buffer.from(`${body}xref\n0 6\n0000000000 65535 f \n${table}${trailer}`);
}

describe('the text of', () => {
  test('a PDF', async () => {
    expect(await words('pdf', pdf('Completion on Friday'))).toBe('Completion on Friday');
  });
  test('a word-processing file: body, header, footnote; not what was deleted', async () => {
    const docx = await zip({
      'word/document.xml':
        '<w:document><w:p><w:r><w:t>Mill</w:t></w:r><w:tab/><w:t>Lane &amp; barn</w:t><w:del><w:delText>gone</w:delText></w:del></w:p></w:document>',
      'word/header1.xml': '<w:hdr><w:p><w:t>Draft</w:t></w:p></w:hdr>',
      'word/footnotes.xml': '<w:footnotes><w:p><w:t>see above</w:t></w:p></w:footnotes>',
      'word/styles.xml': '<w:styles><w:t>Heading</w:t></w:styles>',
    });
    expect(await words('docx', docx)).toBe('Mill Lane & barn Draft see above');
  });
  test('a spreadsheet, a presentation, an open document', async () => {
    const xlsx = await zip({
      'xl/sharedStrings.xml': '<sst><si><t>Stamp duty</t></si><si><t>Fee</t></si></sst>',
    });
    expect(await words('xlsx', xlsx)).toBe('Stamp duty Fee');
    const pptx = await zip({ 'ppt/slides/slide1.xml': '<p:sld><a:p><a:t>Welcome</a:t></a:p></p:sld>' });
    expect(await words('pptx', pptx)).toBe('Welcome');
    const odt = await zip({
      'content.xml': '<office:text><text:p>Lease <text:span>of land</text:span></text:p></office:text>',
    });
    expect(await words('odf', odt)).toBe('Lease of land');
  });
  test('a mail: subject, people, names of its files, text', async () => {
    const mail = [
      'From: Cleo Marsh <cleo@example.com>',
      'To: office@example.com',
      'Subject: =?utf-8?Q?M=C3=A4rz?=',
      'Content-Type: text/html; charset=utf-8',
      '',
      '<p>Sign <b>here</b><script>never</script></p>',
    ].join('\r\n');
    const got = await words('mail', mail);
    for (const word of ['März', 'Cleo Marsh', 'cleo@example.com', 'Sign here']) expect(got).toContain(word);
    expect(got).not.toContain('never');
  });
  test('a page of HTML, without its scripts; plain text of old and new alphabets', async () => {
    expect(
      await words('html', '<title>T</title><style>p{}</style><p>one<br>two</p><td>a</td><td>b</td>'),
    ).toBe('T one two a b');
    expect(await words('plain', Buffer.from('Straße', 'utf8'))).toBe('Straße');
    expect(await words('plain', Buffer.from('Stra\u00dfe', 'latin1'))).toBe('Straße');
    expect(await words('plain', Buffer.from('\ufeffStraße', 'utf16le'))).toBe('Straße');
    expect(await words('plain', 'a\0b')).toBe('a b');
  });
});

describe('limits', () => {
  test('a long text is cut, and says so by its length', async () => {
    const got = await read('plain', 'covenant '.repeat(200_000));
    expect('text' in got && Buffer.byteLength(got.text)).toBeLessThanOrEqual(maxTextBytes);
    expect('text' in got && Buffer.byteLength(got.text)).toBeGreaterThan(maxTextBytes - 100);
  });
  test('an archive that unpacks to more than it may is left', async () => {
    const big = await zip({ 'content.xml': `<text:p>${' '.repeat(70 * 1024 ** 2)}x</text:p>` });
    expect(big.length).toBeLessThan(200_000);
    expect(await read('odf', big)).toEqual({ why: 'it cannot be read' });
  });
  test.each([
    ['pdf', 'no pdf at all'],
    ['docx', 'no archive'],
    ['xlsx', ''],
  ] as const)('%s: what is none has a reason', async (kind, content) => {
    expect(await read(kind, content)).toEqual({ why: 'it cannot be read' });
  });
  test('a billion laughs: entities are not grown', async () => {
    const lol =
      '<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;">]><office:text><text:p>&b; end</text:p></office:text>';
    expect(await words('odf', await zip({ 'content.xml': lol }))).toBe('&b; end');
  });
  test('what has no words has a reason', async () => {
    expect(await read('plain', ' --- \n')).toEqual({ why: 'there is no text in it' });
  });
});

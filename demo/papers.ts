import { type Colour, makePng } from '../simulators/tiny-files.ts';

/** One page of a paper: a heading and its lines. */
export interface Page {
  heading: string;
  lines: readonly string[];
}

/** A PDF with one A4 page each; characters outside Windows-1252 become question marks. */
export function makePaper(pages: readonly Page[]): Buffer {
  const kids = pages.map((_, index) => `${5 + index * 2} 0 R`).join(' ');
  const font = (name: string) =>
    `<< /Type /Font /Subtype /Type1 /BaseFont /${name} /Encoding /WinAnsiEncoding >>`;
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${pages.length} >>`,
    font('Times-Roman'),
    font('Times-Bold'),
    ...pages.flatMap((page, index) => {
      const content = contentOf(page, index + 1, pages.length);
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R /F2 4 0 R >> >> /Contents ${6 + index * 2} 0 R >>`,
        `<< /Length ${content.length} >>\nstream\n${content}\nendstream`,
      ];
    }),
  ];
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  text += `xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
  return Buffer.from(text, 'latin1');
}

function contentOf({ heading, lines }: Page, page: number, of: number): string {
  const body = lines.map((line) => `(${escapeText(line)}) Tj T*`).join('\n');
  return [
    `BT /F2 16 Tf 64 770 Td (${escapeText(heading)}) Tj ET`,
    `BT /F1 11 Tf 17 TL 64 735 Td\n${body}\nET`,
    `BT /F1 9 Tf 64 48 Td (Page ${page} of ${of}) Tj ET`,
  ].join('\n');
}

const windows: Record<string, string> = { '’': '\x92', '“': '\x93', '”': '\x94', '–': '\x96', '—': '\x97' };

function escapeText(line: string): string {
  return line
    .replaceAll(/[’“”–—]/g, (mark) => windows[mark] ?? '?')
    .replaceAll(/[^\x20-\x7e\x91-\x97\xa0-\xff]/g, '?')
    .replaceAll(/[\\()]/g, '\\$&');
}

/** A letter of the demo firm or to it. */
export function makeLetter(to: string, about: string, paragraphs: readonly string[]): Buffer {
  return makePaper([
    { heading: 'Harbour & Reid Solicitors', lines: [`To: ${to}`, `Re: ${about}`, '', ...paragraphs] },
  ]);
}

/** A photograph, more or less: a stain under a ceiling, as a client would send it. */
export function makePhoto(): Buffer {
  return makePng(320, 240, (x, y): Colour => {
    if (y > 200) return [176 - (y % 7), 168 - (y % 7), 156];
    const distance = Math.hypot((x - 190) / 1.7, y - 90);
    const stain = Math.max(0, 1 - Math.abs(distance - 46) / 14) * 46 + Math.max(0, 52 - distance) * 0.6;
    const shade = (x + y) / 22;
    const dim = (light: number, share: number) => Math.round(light - shade - stain * share);
    return [dim(226, 0.5), dim(222, 0.8), dim(212, 1)];
  });
}

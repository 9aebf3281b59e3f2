/** Small but real files, so that a player plays them and a PDF reader opens them. */

const sampleRate = 8000;

/** A mono 8 kHz 16-bit WAV with a soft tone of the given length. */
export function makeWav(seconds: number): Buffer {
  const samples = Math.max(1, Math.round(seconds * sampleRate));
  const file = Buffer.alloc(44 + samples * 2);
  file.write('RIFF', 0, 'latin1');
  file.writeUInt32LE(36 + samples * 2, 4);
  file.write('WAVEfmt ', 8, 'latin1');
  file.writeUInt32LE(16, 16);
  file.writeUInt16LE(1, 20);
  file.writeUInt16LE(1, 22);
  file.writeUInt32LE(sampleRate, 24);
  file.writeUInt32LE(sampleRate * 2, 28);
  file.writeUInt16LE(2, 32);
  file.writeUInt16LE(16, 34);
  file.write('data', 36, 'latin1');
  file.writeUInt32LE(samples * 2, 40);
  for (let index = 0; index < samples; index += 1) {
    const tone = Math.sin((2 * Math.PI * 440 * index) / sampleRate);
    file.writeInt16LE(Math.round(tone * 3000), 44 + index * 2);
  }
  return file;
}

/** A PDF of `pages` pages, each with one line of plain ASCII text. */
export function makePdf(pages: number, line: string): Buffer {
  const safe = line.replaceAll(/[^ -~]/g, '?').replaceAll(/[\\()]/g, '\\$&');
  const numbers = Array.from({ length: Math.max(1, pages) }, (_unused, index) => index);
  const kids = numbers.map((index) => `${4 + index * 2} 0 R`).join(' ');
  const objects = [
    '<< /Type /Catalog /Pages 2 0 R >>',
    `<< /Type /Pages /Kids [${kids}] /Count ${numbers.length} >>`,
    '<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>',
    ...numbers.flatMap((index) => {
      const text = `BT /F1 14 Tf 72 720 Td (${safe} - page ${index + 1}) Tj ET`;
      return [
        `<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Resources << /Font << /F1 3 0 R >> >> /Contents ${5 + index * 2} 0 R >>`,
        `<< /Length ${text.length} >>\nstream\n${text}\nendstream`,
      ];
    }),
  ];
  return Buffer.from(assemblePdf(objects), 'latin1');
}

function assemblePdf(objects: string[]): string {
  let text = '%PDF-1.4\n';
  const offsets = objects.map((body, index) => {
    const offset = text.length;
    text += `${index + 1} 0 obj\n${body}\nendobj\n`;
    return offset;
  });
  const rows = offsets.map((offset) => `${String(offset).padStart(10, '0')} 00000 n \n`).join('');
  const size = objects.length + 1;
  return `${text}xref\n0 ${size}\n0000000000 65535 f \n${rows}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${text.length}\n%%EOF\n`;
}

/** A one-pixel PNG. */
export const tinyPng = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** How a recording is named when it is sent: services tell the format by the extension. Pure. */
const extensions: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    'audio/mpeg': 'mp3',
    'audio/mp3': 'mp3',
    'audio/mp4': 'm4a',
    'audio/m4a': 'm4a',
    'audio/x-m4a': 'm4a',
    'audio/wav': 'wav',
    'audio/wave': 'wav',
    'audio/x-wav': 'wav',
    'audio/vnd.wave': 'wav',
    'audio/ogg': 'ogg',
    'audio/opus': 'ogg',
    'audio/flac': 'flac',
    'audio/webm': 'webm',
    'video/mp4': 'mp4',
    'video/webm': 'webm',
  }),
);
const known = new Set(extensions.values());

/** Never the file's own name: it may hold a caller's number. Of a type that tells nothing, the name's ending is taken. */
export function soundFileOf(
  kind: string,
  contentType: string | null,
  fileName: string | null,
): { fileName: string; contentType: string } {
  const type = contentType?.split(';')[0]?.trim().toLowerCase() ?? '';
  const ending = /\.([a-z0-9]{2,5})$/i.exec(fileName ?? '')?.[1]?.toLowerCase() ?? '';
  const extension = extensions.get(type) ?? (known.has(ending) ? ending : 'mp3');
  return {
    fileName: `${kind}.${extension}`,
    contentType: type.startsWith('audio/') || type.startsWith('video/') ? type : 'audio/mpeg',
  };
}

/** A second of silence: WAV, 16 kHz, mono. For trying a service. */
export function silence(): Uint8Array<ArrayBuffer> {
  const rate = 16_000;
  const bytes = new Uint8Array(44 + rate * 2);
  const view = new DataView(bytes.buffer);
  const write = (at: number, text: string) => bytes.set(new TextEncoder().encode(text), at);
  write(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  write(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, rate, true);
  view.setUint32(28, rate * 2, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  write(36, 'data');
  view.setUint32(40, rate * 2, true);
  return bytes;
}

/** How a stored file is handed out: which bytes, and headers under which no browser runs what somebody uploaded. */

/** What a browser may show in place; everything else is saved to disk. No SVG and no HTML: they can hold scripts. */
const shownInPlace = /^(?:application\/pdf|image\/(?:png|jpeg|gif|webp|avif)|audio\/[\w.+-]+)$/;

export type ByteRange = { start: number; end: number };

/**
 * The one range of a `Range` header (RFC 9110 §14.2). `whole` when there is none, or one that may be ignored (several
 * ranges, another unit, not readable); `none` when it lies outside.
 */
export function rangeOf(header: string | undefined, sizeBytes: number): ByteRange | 'whole' | 'none' {
  const match = /^bytes=(\d{0,15})-(\d{0,15})$/.exec((header ?? '').replaceAll(' ', ''));
  if (!match) return 'whole';
  const [, first = '', last = ''] = match;
  if (first === '' && last === '') return 'whole';
  if (first === '') {
    const length = Math.min(Number(last), sizeBytes);
    return length === 0 ? 'none' : { start: sizeBytes - length, end: sizeBytes - 1 };
  }
  const start = Number(first);
  const end = last === '' ? sizeBytes - 1 : Math.min(Number(last), sizeBytes - 1);
  if (last !== '' && Number(last) < start) return 'whole';
  return start >= sizeBytes ? 'none' : { start, end };
}

/** Headers of a file's answer. The ETag is the content's hash, so it is never stale. */
export function contentHeaders(
  file: { contentType: string; fileName: string; sha256: Buffer },
  download: boolean,
): Record<string, string> {
  const type = file.contentType.split(';')[0]?.trim().toLowerCase() ?? '';
  const inPlace = shownInPlace.test(type);
  return {
    'content-type': inPlace ? type : 'application/octet-stream',
    'content-disposition': dispositionOf(file.fileName, inPlace && !download ? 'inline' : 'attachment'),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'self'",
    'cache-control': 'private, no-cache',
    'accept-ranges': 'bytes',
    etag: `"${file.sha256.toString('hex')}"`,
  };
}

/** RFC 6266: the name as it is in `filename*`, and a plain one for clients that do not read it. */
export function dispositionOf(fileName: string, kind: 'inline' | 'attachment'): string {
  const plain = fileName
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .replace(/[^\x20-\x7e]|["\\%;]/g, '_');
  const encoded = encodeURIComponent(fileName.toWellFormed()).replace(
    /['()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  return `${kind}; filename="${plain}"; filename*=UTF-8''${encoded}`;
}

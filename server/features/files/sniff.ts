/** What a file is, by its bytes; what its sender says counts for nothing but a comparison. */
import { fileTypeFromBuffer } from 'file-type';

export interface Sniffed {
  /** As it will be served: of these few families, or `application/octet-stream`. */
  contentType: string;
  /** The name's ending promises something else. */
  mismatch: boolean;
}

const unknown = 'application/octet-stream';

/** What runs in a browser is served as bytes, whatever it is called. */
const runs = /^(?:text\/|application\/(?:xml|xhtml|javascript|ecmascript|x-javascript|wasm)|.*\+xml$)/;

/** Endings that are another name of a type, or of a family that looks alike from the outside. */
const sameFamily: readonly (readonly string[])[] = [
  ['jpg', 'jpeg', 'jpe', 'jfif'],
  ['tif', 'tiff'],
  ['htm', 'html'],
  ['mp4', 'm4v', 'mov', 'm4a', 'qt', '3gp', 'heic', 'heif', 'avif'],
  [
    'zip',
    'docx',
    'xlsx',
    'pptx',
    'odt',
    'ods',
    'odp',
    'epub',
    'jar',
    'docm',
    'xlsm',
    'pptm',
    'vsdx',
    'pages',
    'numbers',
  ],
  ['cfb', 'doc', 'xls', 'ppt', 'msg', 'msi', 'pub', 'vsd'],
  ['gz', 'tgz'],
  ['ogg', 'oga', 'ogv', 'opus'],
  ['asf', 'wmv', 'wma'],
  ['exe', 'dll', 'scr', 'com'],
];

/** Endings whose files have no signature of their own. */
const textual = /^(?:txt|csv|tsv|md|json|log|eml|ics|vcf|rtf|xml|html?|svg|js|mjs|css|yaml|yml|ini|srt|sql)$/;

/** The type that a file is served with. */
export const servedType = (type: string) =>
  /^[\w.+-]+\/[\w.+-]+$/.test(type) && !runs.test(type) ? type : unknown;

/** `bytes`: the beginning, 64 KiB are plenty. */
export async function sniff(bytes: Uint8Array, name: string): Promise<Sniffed> {
  const seen = await fileTypeFromBuffer(bytes).catch(() => undefined);
  const ending = /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? '';
  if (!seen) return { contentType: unknown, mismatch: promisesMore(ending, bytes) };
  return { contentType: servedType(seen.mime), mismatch: ending !== '' && !alike(ending, seen.ext) };
}

function alike(ending: string, ext: string): boolean {
  if (ending === ext) return true;
  if (ext === 'xml') return textual.test(ending);
  return sameFamily.some((family) => family.includes(ending) && family.includes(ext));
}

/** A picture, PDF or archive by name that begins like none of them. */
const signed = new Set(
  sameFamily.flat().concat('pdf', 'png', 'gif', 'webp', 'bmp', 'mp3', 'wav', '7z', 'rar'),
);
function promisesMore(ending: string, bytes: Uint8Array): boolean {
  return bytes.length > 0 && signed.has(ending) && !textual.test(ending);
}

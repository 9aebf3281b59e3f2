/** What kinds of files a slot takes: by what is found in the bytes, and by the name where a type has no mark of its own. */

export const fileKinds = ['pdf', 'image', 'document', 'spreadsheet', 'video', 'audio'] as const;
export type FileKind = (typeof fileKinds)[number];

/** Endings of names, as a file chooser and a slot understand them. */
export const endingsOf: Record<FileKind, readonly string[]> = {
  pdf: ['pdf'],
  image: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'tif', 'tiff', 'heic', 'heif', 'bmp'],
  document: ['doc', 'docx', 'odt', 'rtf', 'txt', 'pages'],
  spreadsheet: ['xls', 'xlsx', 'ods', 'csv', 'numbers'],
  video: ['mp4', 'mov', 'm4v', 'avi', 'mkv', 'webm', 'wmv'],
  audio: ['mp3', 'm4a', 'wav', 'ogg', 'oga', 'opus', 'aac', 'flac', 'wma'],
};

export interface Given {
  name: string;
  sizeBytes: number;
  /** Its bytes are of another type than its name promises. */
  typeMismatch: boolean;
}

export interface Wanted {
  types: readonly FileKind[];
  maxBytes: number;
  maxFiles: number;
}

export type Fault = 'type' | 'size' | 'count';

const endingOf = (name: string) => /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? '';

/** What is wrong with a file for a slot that has `there` files already; null: nothing. Read from the top. */
export function faultOf(wanted: Wanted, given: Given, there: number): Fault | null {
  if (there >= wanted.maxFiles) return 'count';
  if (given.sizeBytes > wanted.maxBytes) return 'size';
  if (wanted.types.length === 0) return null;
  const fits = wanted.types.some((kind) => endingsOf[kind].includes(endingOf(given.name)));
  // A name that promises what the bytes are not would pass for the type that was asked for.
  return fits && !given.typeMismatch ? null : 'type';
}

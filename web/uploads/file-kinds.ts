/** Endings of the kinds of files that can be asked for; a test holds them to the server's own. */
export const fileKinds = ['pdf', 'image', 'document', 'spreadsheet', 'video', 'audio'] as const;
export type FileKind = (typeof fileKinds)[number];

export const endingsOf: Record<FileKind, readonly string[]> = {
  pdf: ['pdf'],
  image: ['jpg', 'jpeg', 'png', 'gif', 'webp', 'tif', 'tiff', 'heic', 'heif', 'bmp'],
  document: ['doc', 'docx', 'odt', 'rtf', 'txt', 'pages'],
  spreadsheet: ['xls', 'xlsx', 'ods', 'csv', 'numbers'],
  video: ['mp4', 'mov', 'm4v', 'avi', 'mkv', 'webm', 'wmv'],
  audio: ['mp3', 'm4a', 'wav', 'ogg', 'oga', 'opus', 'aac', 'flac', 'wma'],
};

/** For a file chooser: `.pdf,.docx`; empty: any. */
export const acceptOf = (kinds: readonly FileKind[]): string =>
  kinds.flatMap((kind) => endingsOf[kind].map((ending) => `.${ending}`)).join(',');

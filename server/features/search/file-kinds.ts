/** What a file is to somebody who looks for one, and how its text is read; by its bytes' type and its name. */

export const fileTypes = [
  'pdf',
  'document',
  'spreadsheet',
  'presentation',
  'image',
  'media',
  'email',
  'archive',
  'other',
] as const;
export type FileType = (typeof fileTypes)[number];

/** How text is read out of it. `mail`, `html` and `plain` have no signature of their own and go by their names. */
export type TextKind = 'pdf' | 'docx' | 'xlsx' | 'pptx' | 'odf' | 'mail' | 'html' | 'plain';

interface Ending {
  type: FileType;
  text?: TextKind;
}

const endings: ReadonlyMap<string, Ending> = new Map(
  Object.entries<Ending>({
    ...each(['pdf'], { type: 'pdf', text: 'pdf' }),
    ...each(['docx', 'docm', 'dotx'], { type: 'document', text: 'docx' }),
    ...each(['odt', 'ott'], { type: 'document', text: 'odf' }),
    ...each(['txt', 'md', 'log', 'text'], { type: 'document', text: 'plain' }),
    ...each(['html', 'htm', 'xhtml'], { type: 'document', text: 'html' }),
    ...each(['doc', 'rtf', 'pages', 'wpd'], { type: 'document' }),
    ...each(['xlsx', 'xlsm'], { type: 'spreadsheet', text: 'xlsx' }),
    ...each(['ods'], { type: 'spreadsheet', text: 'odf' }),
    ...each(['csv', 'tsv'], { type: 'spreadsheet', text: 'plain' }),
    ...each(['xls', 'numbers'], { type: 'spreadsheet' }),
    ...each(['pptx', 'pptm', 'ppsx'], { type: 'presentation', text: 'pptx' }),
    ...each(['odp'], { type: 'presentation', text: 'odf' }),
    ...each(['ppt', 'key'], { type: 'presentation' }),
    ...each(['eml'], { type: 'email', text: 'mail' }),
    ...each(['msg', 'mbox'], { type: 'email' }),
    ...each(['zip', '7z', 'rar', 'gz', 'tgz', 'tar'], { type: 'archive' }),
  }),
);

function each(names: readonly string[], ending: Ending): Record<string, Ending> {
  return Object.fromEntries(names.map((name) => [name, ending]));
}

/** Types that say by themselves what the file is, whatever it is called. */
const byType: readonly (readonly [RegExp, Ending])[] = [
  [/^application\/pdf$/, { type: 'pdf', text: 'pdf' }],
  [/wordprocessingml/, { type: 'document', text: 'docx' }],
  [/spreadsheetml|ms-excel\.sheet/, { type: 'spreadsheet', text: 'xlsx' }],
  [/presentationml/, { type: 'presentation', text: 'pptx' }],
  [/opendocument\.text/, { type: 'document', text: 'odf' }],
  [/opendocument\.spreadsheet/, { type: 'spreadsheet', text: 'odf' }],
  [/opendocument\.presentation/, { type: 'presentation', text: 'odf' }],
  [/^application\/(?:rtf|msword)$/, { type: 'document' }],
  [/^message\/rfc822$/, { type: 'email', text: 'mail' }],
  [/^image\//, { type: 'image' }],
  [/^(?:audio|video)\//, { type: 'media' }],
];

const endingOf = (name: string) => /\.([a-z0-9]{1,10})$/i.exec(name)?.[1]?.toLowerCase() ?? '';

/** Bytes that say what they are win over the name; an archive or unknown bytes are what their name says, if it is a kind of those. */
export function kindOf(contentType: string, name: string): { type: FileType; text: TextKind | null } {
  const said = byType.find(([pattern]) => pattern.test(contentType))?.[1];
  const named = endings.get(endingOf(name));
  if (said) return { type: said.type, text: said.text ?? null };
  const zipped = /^application\/(?:zip|x-zip-compressed)$/.test(contentType);
  if (zipped && !(named?.text && zippedTexts.has(named.text))) return { type: 'archive', text: null };
  if (!zipped && named?.text && (zippedTexts.has(named.text) || named.text === 'pdf'))
    return { type: named.type, text: null };
  return { type: named?.type ?? 'other', text: named?.text ?? null };
}

const zippedTexts: ReadonlySet<TextKind> = new Set(['docx', 'xlsx', 'pptx', 'odf']);

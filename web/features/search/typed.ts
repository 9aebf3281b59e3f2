/** Filters that are typed into the box, `from:mina type:pdf before:2026-03-01 lease`: words and filters apart. */

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

export interface Filters {
  from?: string;
  /** Days, both included. */
  since?: string;
  until?: string;
  has?: 'file';
  type?: (typeof fileTypes)[number];
  unread?: 'true';
}

/** What people call a type elsewhere, too. */
const otherNames: Readonly<Record<string, Filters['type']>> = {
  doc: 'document',
  docx: 'document',
  word: 'document',
  xls: 'spreadsheet',
  xlsx: 'spreadsheet',
  excel: 'spreadsheet',
  csv: 'spreadsheet',
  ppt: 'presentation',
  pptx: 'presentation',
  jpg: 'image',
  png: 'image',
  photo: 'image',
  picture: 'image',
  audio: 'media',
  video: 'media',
  eml: 'email',
  mail: 'email',
  zip: 'archive',
};

export const isDay = (text: string) =>
  /^\d{4}-\d\d-\d\d$/.test(text) && text >= '1000-01-01' && !Number.isNaN(Date.parse(`${text}T00:00:00Z`));

function dayBefore(day: string): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) - 86_400_000).toISOString().slice(0, 10);
}

/** What does not read as a filter stays among the words. */
export function readTyped(text: string): { q: string; filters: Filters } {
  const filters: Filters = {};
  const words = text.replaceAll(
    /(?<=^|\s)(from|has|type|is|before|after):(?:"([^"]*)"|(\S+))/giu,
    (whole: string, name: string, quoted: string | undefined, plain: string | undefined) => {
      const found = filterOf(name.toLowerCase(), (quoted ?? plain ?? '').trim());
      if (found === null) return whole;
      Object.assign(filters, found);
      return ' ';
    },
  );
  return { q: words.replaceAll(/\s+/g, ' ').trim(), filters };
}

function filterOf(name: string, value: string): Filters | null {
  const said = value.toLowerCase();
  if (name === 'from' && value !== '') return { from: value };
  if (name === 'has' && /^(?:files?|attachments?)$/.test(said)) return { has: 'file' };
  if (name === 'is' && said === 'unread') return { unread: 'true' };
  if (name === 'after' && isDay(value)) return { since: value };
  if (name === 'before' && isDay(value)) return { until: dayBefore(value) };
  const type = fileTypes.find((one) => one === said) ?? otherNames[said];
  return name === 'type' && type !== undefined ? { type } : null;
}

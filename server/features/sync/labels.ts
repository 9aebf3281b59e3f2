/** Differences in words. */
import { openLayoutFields } from '../practice/index.ts';

const details: Readonly<Record<string, string>> = {
  name: 'Name',
  phones: 'Telephone numbers',
  emails: 'E-mail addresses',
  address: 'Address',
};

/** As people read it: "Completion", "Telephone numbers". */
export function fieldLabel({ contact_id, field }: { contact_id: string | null; field: string }): string {
  if (contact_id !== null) return details[field] ?? field;
  return openLayoutFields('completion_details').find(({ key }) => key === field)?.label ?? field;
}

const writtenKinds = ['money', 'percent', 'date', 'time', 'moment', 'yes_no'] as const;

/** How its values are written, see `toText`; whatever is words already is text. */
export function valueKind({
  contact_id,
  field,
}: {
  contact_id: string | null;
  field: string;
}): (typeof writtenKinds)[number] | 'text' {
  if (contact_id !== null) return 'text';
  const found = openLayoutFields('completion_details').find(({ key }) => key === field);
  return writtenKinds.find((kind) => kind === found?.kind) ?? 'text';
}

/** One line a value; the screen says "nothing" for null. */
export function valueWords(value: unknown): string | null {
  if (value === null || value === undefined || value === '') return null;
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(valueWords).filter(Boolean).join(', ') || null;
  if (typeof value !== 'object') return String(value);
  const { label: _label, ...parts } = { label: '', ...value };
  const words = Object.values(parts).filter((part) => typeof part === 'string' && part !== '');
  const separator = 'firstName' in value ? ' ' : ', ';
  return words.length === 0 ? null : words.join(separator);
}

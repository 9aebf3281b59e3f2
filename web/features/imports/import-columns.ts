import type { Answer } from '../../api/contract.ts';

export type Import = Answer<'GET /api/v1/practice-imports/:id'>;
export type ImportListItem = Answer<'GET /api/v1/practice-imports'>['items'][number];
export type Column = NonNullable<Import['columns'][number]>;

/** What a column of the file may mean, in the order in which the choice is offered. */
export const columnsOf = {
  contacts: [
    ...(['fullName', 'firstName', 'lastName', 'companyName', 'kind', 'phone', 'email'] as const),
    ...(['line1', 'line2', 'town', 'county', 'postcode', 'country', 'notes'] as const),
  ],
  matters: [
    'number',
    'title',
    'description',
    'type',
    'stage',
    'status',
    'client',
    'clientEmail',
    'clientPhone',
    'responsible',
    'openedOn',
    'closedOn',
  ],
} as const satisfies Record<Import['kind'], readonly Column[]>;

/** Several columns of a file may hold these. */
const repeatable: readonly Column[] = ['phone', 'email'];

/** The columns after one is given another meaning; a meaning that only one may have leaves the column that had it. */
export function withColumn(
  columns: readonly (Column | null)[],
  index: number,
  meaning: Column | null,
): (Column | null)[] {
  const once = meaning !== null && !repeatable.includes(meaning);
  return columns.map((column, at) => {
    if (at === index) return meaning;
    return once && column === meaning ? null : column;
  });
}

/** One cell of the preview as text: lists by commas, objects by what they say. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return '';
  if (Array.isArray(value))
    return value
      .map(cellText)
      .filter((text) => text !== '')
      .join(', ');
  if (typeof value === 'object') {
    for (const name of ['text', 'email', 'name', 'displayName', 'value']) {
      const text: unknown = Reflect.get(value, name);
      if (typeof text === 'string') return text;
    }
    return Object.values(value)
      .map(cellText)
      .filter((text) => text !== '')
      .join(' ');
  }
  return String(value);
}

/** The fields of a previewed row, each with its catalogue key. */
export const fieldWords = {
  line: 'line',
  kind: 'column_kind',
  firstName: 'column_firstName',
  lastName: 'column_lastName',
  companyName: 'column_companyName',
  phones: 'column_phone',
  emails: 'column_email',
  addresses: 'column_address',
  notes: 'column_notes',
  number: 'column_number',
  title: 'column_title',
  type: 'column_type',
  stage: 'column_stage',
  status: 'column_status',
  client: 'column_client',
  responsible: 'column_responsible',
  openedOn: 'column_openedOn',
  closedOn: 'column_closedOn',
  description: 'column_description',
} as const;

const fields = [
  'line',
  'kind',
  'firstName',
  'lastName',
  'companyName',
  'phones',
  'emails',
  'addresses',
  'notes',
  'number',
  'title',
  'type',
  'stage',
  'status',
  'client',
  'responsible',
  'openedOn',
  'closedOn',
  'description',
] as const satisfies readonly (keyof typeof fieldWords)[];

/** The fields that at least one row of the sample fills, in the order of the file's kind. */
export function sampleFields(sample: Import['sample']): (keyof typeof fieldWords)[] {
  return fields.filter((field) => sample.some((row) => cellText(row[field]) !== ''));
}

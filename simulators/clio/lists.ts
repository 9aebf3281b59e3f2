/** Lists: filters, order, pages by cursor. Parameters that no list knows are ignored, as they are at the vendor. */
import { z } from 'zod';
import type { Answer, SimulatedRequest } from '../practice/contract.ts';
import { readFields, select } from './fields.ts';
import { unprocessable } from './refusal.ts';
import type { Resource } from './shapes.ts';
import type { ClioState, Row } from './state.ts';

type Test = (row: Row) => boolean;

const largest = 200;
const mostUsers = 2000;

export function listPage(state: ClioState, resource: Resource, request: SimulatedRequest): Answer {
  const { query } = request;
  const selection = readFields(resource, query.get('fields'));
  const limit = limitOf(resource, query.get('limit'));
  const tests = testsOf(state, resource, query);
  const order = query.get('order') ?? (resource === 'communications' ? 'date(asc)' : 'id(asc)');
  const listed = state.table(resource).listed();
  const rows = order === 'id(asc)' ? listed : sorted(listed, order);
  const fits: Test = (row) => tests.every((test) => test(row));
  const from = startOf(rows, query.get('page_token'), order);
  const found: Row[] = [];
  let next: number | null = null;
  for (let index = from; index < rows.length; index += 1) {
    const row = rows[index];
    if (row === undefined || !fits(row)) continue;
    if (found.length === limit) {
      next = index;
      break;
    }
    found.push(row);
  }
  const records = tests.length === 0 ? rows.length : rows.filter(fits).length;
  const paging = next === null ? {} : { next: nextAddress(request, tokenOf(rows, next, order)) };
  return {
    status: 200,
    body: { data: found.map((row) => select(state, resource, row, selection)), meta: { paging, records } },
  };
}

/** What the connected user may see of it. */
export function isVisible(state: ClioState, resource: Resource, row: Row): boolean {
  if (resource === 'matters') return !state.restricted.has(row.id);
  if (resource === 'documents' && row.deleted_at !== null) return false;
  const matter = row.matter_id;
  return typeof matter !== 'number' || !state.restricted.has(matter);
}

function limitOf(resource: Resource, text: string | null): number {
  const most = resource === 'users' ? mostUsers : largest;
  if (text === null) return most;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > most)
    throw unprocessable(`limit must be between 1 and ${most}`);
  return limit;
}

const token = z.object({ id: z.number().optional(), at: z.number().optional() });

function tokenOf(rows: readonly Row[], index: number, order: string): string {
  const mark = order === 'id(asc)' ? { id: rows[index]?.id } : { at: index };
  return Buffer.from(JSON.stringify(mark)).toString('base64url');
}

/** By id, so that nothing is missed or told twice when records come and go between two pages. */
function startOf(rows: readonly Row[], text: string | null, order: string): number {
  if (text === null) return 0;
  const read = token.safeParse(readJson(Buffer.from(text, 'base64url').toString('utf8')));
  if (!read.success) throw unprocessable('The page token is not valid');
  if (order !== 'id(asc)') return read.data.at ?? 0;
  const { id = 0 } = read.data;
  let [low, high] = [0, rows.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((rows[middle]?.id ?? 0) < id) low = middle + 1;
    else high = middle;
  }
  return low;
}

function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function nextAddress({ headers, path, query }: SimulatedRequest, pageToken: string): string {
  const parameters = new URLSearchParams(query);
  parameters.set('page_token', pageToken);
  return `http://${headers.host}/api/v4${path}?${parameters}`;
}

function sorted(rows: readonly Row[], order: string): Row[] {
  const [, field = 'id', way] = /^([a-z_.]+)\((asc|desc)\)$/.exec(order) ?? [];
  const sign = way === 'desc' ? -1 : 1;
  const compare = (a: unknown, b: unknown) =>
    typeof a === 'number' && typeof b === 'number' ? a - b : String(a ?? '').localeCompare(String(b ?? ''));
  return rows.toSorted((a, b) => sign * (compare(a[field], b[field]) || a.id - b.id));
}

/** Filters that compare a field as it is. */
const same: Readonly<Partial<Record<Resource, readonly string[]>>> = {
  contacts: ['type'],
  matters: ['client_id', 'practice_area_id', 'responsible_attorney_id', 'responsible_staff_id'],
  relationships: ['contact_id', 'matter_id'],
  practice_areas: ['name', 'code'],
  matter_stages: ['practice_area_id'],
  communications: ['matter_id', 'type'],
  activities: ['type', 'matter_id', 'user_id', 'communication_id', 'activity_description_id'],
  notes: ['type', 'matter_id', 'contact_id'],
  documents: ['matter_id', 'contact_id', 'parent_id'],
  folders: ['matter_id', 'contact_id', 'parent_id'],
};

const searchable: readonly Resource[] = [
  ...(['contacts', 'matters', 'communications', 'activities'] as const),
  ...(['notes', 'documents', 'folders'] as const),
];

function testsOf(state: ClioState, resource: Resource, query: URLSearchParams): Test[] {
  const tests: Test[] = [];
  const add = (name: string, make: (value: string) => Test) => {
    const value = query.get(name);
    if (value !== null) tests.push(make(value));
  };
  if (state.restricted.size > 0) tests.push((row) => isVisible(state, resource, row));
  for (const name of same[resource] ?? [])
    add(name, (value) => (row) => String(row[name] ?? 'null') === value);
  if (query.has('ids[]')) {
    const ids = new Set(query.getAll('ids[]'));
    tests.push((row) => ids.has(String(row.id)));
  }
  add('updated_since', (value) => since('updated_at', value));
  add('created_since', (value) => since('created_at', value));
  if (resource === 'notes' && !query.has('type')) throw unprocessable('type is missing');
  if (searchable.includes(resource)) add('query', (value) => holds(resource, value));
  if (resource === 'matters')
    add('status', (value) => (row) => value.split(',').includes(String(row.status).toLowerCase()));
  if (resource === 'users') add('enabled', (value) => (row) => String(row.enabled) === value);
  if (resource === 'communications') {
    add('contact_id', (value) => (row) => names(row, value, 'Contact'));
    add('user_id', (value) => (row) => names(row, value, 'User'));
  }
  addDocumentTests(resource, query, tests);
  addPropertyTest(query, tests);
  return tests;
}

function addDocumentTests(resource: Resource, query: URLSearchParams, tests: Test[]): void {
  if (resource !== 'documents') return;
  if (query.get('include_deleted') !== 'true') tests.push((row) => row.deleted_at === null);
  if (query.get('show_uncompleted') === 'true') return;
  tests.push(isUploaded);
}

const property = z.array(z.object({ name: z.string(), value: z.string() })).catch([]);
/** Rows are replaced and never changed, so that what was read of one stays true. */
const propertiesOf = remembered((row) => property.parse(row.external_properties));
const uploaded = z.object({ fully_uploaded: z.literal(true) });
const isUploaded = remembered((row) => uploaded.safeParse(row.latest_document_version).success);

function remembered<Value>(read: (row: Row) => Value): (row: Row) => Value {
  const known = new WeakMap<Row, { value: Value }>();
  return (row) => {
    const entry = known.get(row) ?? { value: read(row) };
    known.set(row, entry);
    return entry.value;
  };
}

function addPropertyTest(query: URLSearchParams, tests: Test[]): void {
  const name = query.get('external_property_name');
  const value = query.get('external_property_value');
  if (name === null && value !== null)
    throw unprocessable('external_property_value requires external_property_name');
  if (name === null) return;
  tests.push((row) =>
    propertiesOf(row).some((each) => each.name === name && (value === null || each.value === value)),
  );
}

function since(field: 'updated_at' | 'created_at', value: string): Test {
  const from = Date.parse(value);
  return (row) => Date.parse(row[field]) >= from;
}

/** A match of text as it is stored: "0142" finds "(415) 555-0142", "+14155550142" does not. */
function holds(resource: Resource, value: string): Test {
  const wanted = value.toLowerCase();
  const within = (...texts: unknown[]) =>
    texts.some((text) =>
      String(text ?? '')
        .toLowerCase()
        .includes(wanted),
    );
  const numbers = z.array(z.object({ number: z.string() })).catch([]);
  const addresses = z.array(z.object({ address: z.string() })).catch([]);
  return (row) => {
    if (resource === 'contacts')
      return (
        within(row.name, row.title) ||
        numbers.parse(row.phone_numbers).some(({ number }) => within(number)) ||
        addresses.parse(row.email_addresses).some(({ address }) => within(address))
      );
    if (resource === 'matters') return within(row.display_number, row.number, row.description);
    if (resource === 'communications') return within(row.subject, row.body);
    if (resource === 'notes') return within(row.subject, row.detail);
    return resource === 'activities' ? within(row.note) : within(row.name);
  };
}

const people = z.array(z.object({ id: z.number(), type: z.string() })).catch([]);

function names(row: Row, id: string, type: string): boolean {
  return [...people.parse(row.senders), ...people.parse(row.receivers)].some(
    (each) => String(each.id) === id && each.type === type,
  );
}

/** Records as the API shows them: JSON:API-like, a few fields unless more are asked for. */
import { type Kind, type Pointer, shapes } from './shapes.ts';
import type { LawmaticsState, Row } from './state.ts';

/** The zone that the invented firm lives in; times come with its offset. */
const offsetHours = -8;

export interface Shown {
  id: string;
  type: Kind;
  attributes: Record<string, unknown>;
  relationships: Record<string, unknown>;
}

export function show(state: LawmaticsState, kind: Kind, row: Row, query: URLSearchParams): Shown {
  const { byDefault, others, pointers, pointersByDefault } = shapes[kind];
  const asked = query
    .get('fields')
    ?.split(',')
    .map((field) => field.trim());
  const all = asked?.includes('all') === true;
  const wants = (field: string, shownByDefault: boolean) =>
    all || (asked === undefined ? shownByDefault : asked.includes(field));
  const attributes = [...byDefault, ...others]
    .filter((field) => wants(field, byDefault.includes(field)))
    .map((field) => [field, rendered(fieldOf(state, kind, row, field))] as const);
  const relationships = Object.entries(pointers)
    .filter(([name]) => wants(name, pointersByDefault.includes(name)))
    .map(([name, pointer]) => [name, { data: targetOf(row, pointer) }] as const);
  return {
    id: String(row.id),
    type: kind,
    attributes: Object.fromEntries(attributes),
    relationships: Object.fromEntries(relationships),
  };
}

/** A matter shows the person of its contact. */
export function fieldOf(state: LawmaticsState, kind: Kind, row: Row, field: string): unknown {
  if (kind === 'prospect' && ['first_name', 'last_name', 'email', 'phone'].includes(field))
    return state.get('contact', row.contact_id)?.[field] ?? null;
  if (kind === 'contact' && field === 'phone_number') return row.phone ?? null;
  if (kind === 'time_entry' && field === 'is_billable') return row.billable ?? null;
  return row[field] ?? null;
}

export function targetOf(row: Row, pointer: Pointer): { id: string; type: string } | null {
  if ('of' in pointer) {
    const id = row[pointer.key];
    return id === undefined || id === null ? null : { id: String(id), type: pointer.of };
  }
  const [type = '', id] = String(row[pointer.any] ?? '').split('/');
  return id === undefined ? null : { id, type };
}

function rendered(value: unknown): unknown {
  if (typeof value !== 'string' || !/^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/.test(value)) return value;
  const local = new Date(Date.parse(value) + offsetHours * 3_600_000).toISOString();
  return local.replace('Z', `-0${Math.abs(offsetHours)}:00`);
}

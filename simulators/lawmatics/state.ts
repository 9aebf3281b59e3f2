import type { Clock } from '../practice/clock.ts';
import { createTable, type Table } from '../practice/table.ts';
import { type Kind, kinds } from './shapes.ts';

/** A record as it is kept; `owner` of a note, file and the like is "contact/17". Times are ISO 8601 UTC. */
export interface Row {
  id: number;
  created_at: string;
  updated_at: string;
  [field: string]: unknown;
}
export type Values = Readonly<Record<string, unknown>>;
export type ChangeEvent = 'created' | 'updated' | 'deleted';
export type ChangeListener = (event: ChangeEvent, kind: Kind, row: Row, before: Row | null) => void;

export interface LawmaticsState {
  readonly clock: Clock;
  /** Bytes by file id. */
  readonly files: Map<number, Buffer>;
  table(kind: Kind): Table<Row>;
  add(kind: Kind, values: Values): Row;
  /** Many at once, without webhooks. */
  seed(kind: Kind, many: Iterable<Values>): Row[];
  change(kind: Kind, id: number, values: Values): Row;
  remove(kind: Kind, id: number): void;
  /** As it is, whoever sees it yet. */
  get(kind: Kind, id: unknown): Row | undefined;
  all(kind: Kind): Row[];
  onChange(listener: ChangeListener): void;
  /** As new; listeners stay. */
  clear(): void;
}

/** Each kind counts for itself, so that ids of different kinds meet, as they do at the vendor. */
const firstId = 100;
const written: readonly Kind[] = ['interaction', 'note', 'time_entry', 'file', 'contact', 'company'];

/** `listLag`: how many milliseconds later lists and finders show what was written. */
export function createState(clock: Clock, listLag: number): LawmaticsState {
  const tables = new Map(
    kinds.map((kind) => [
      kind,
      createTable<Row>(clock, { read: 0, list: written.includes(kind) ? listLag : 0 }),
    ]),
  );
  const lastIds = new Map<Kind, number>();
  const listeners: ChangeListener[] = [];
  const files = new Map<number, Buffer>();

  function table(kind: Kind): Table<Row> {
    const found = tables.get(kind);
    if (found === undefined) throw new Error(`The simulator has no ${kind}`);
    return found;
  }

  function born(kind: Kind, values: Values): Row {
    const id = (lastIds.get(kind) ?? firstId) + 1;
    lastIds.set(kind, id);
    const now = clock.now().toISOString();
    return { ...values, id, created_at: now, updated_at: now };
  }

  function tell(event: ChangeEvent, kind: Kind, row: Row, before: Row | null): void {
    for (const listener of listeners) listener(event, kind, row, before);
  }

  return {
    clock,
    files,
    table,
    add(kind, values) {
      const row = born(kind, values);
      table(kind).put(String(row.id), row);
      tell('created', kind, row, null);
      return row;
    },
    seed(kind, many) {
      const rows = [...many].map((values) => born(kind, values));
      table(kind).seed(rows.map((row) => [String(row.id), row] as const));
      return rows;
    },
    change(kind, id, values) {
      const before = table(kind).truth.get(String(id));
      if (before === undefined) throw new Error(`The simulator has no ${kind} ${id}`);
      const row = { ...before, ...values, id, updated_at: clock.now().toISOString() };
      table(kind).put(String(id), row);
      tell('updated', kind, row, before);
      return row;
    },
    remove(kind, id) {
      const before = table(kind).truth.get(String(id));
      if (before === undefined) return;
      table(kind).remove(String(id));
      tell('deleted', kind, before, before);
    },
    get: (kind, id) => table(kind).truth.get(String(id)),
    all: (kind) => [...table(kind).truth.values()],
    onChange: (listener) => void listeners.push(listener),
    clear() {
      lastIds.clear();
      files.clear();
      for (const each of tables.values()) each.clear();
    },
  };
}

import type { Clock } from '../practice/clock.ts';
import { createTable, type Table } from '../practice/table.ts';
import { type Resource, resources } from './shapes.ts';

/** A record as it is kept: flat fields, parts of its own, and `…_id` for what it points to. */
export interface Row {
  id: number;
  etag: string;
  created_at: string;
  updated_at: string;
  [field: string]: unknown;
}
export type Values = Readonly<Record<string, unknown>>;
export type ChangeEvent = 'created' | 'updated' | 'deleted';
export type ChangeListener = (event: ChangeEvent, resource: Resource, row: Row, before: Row | null) => void;

export interface ClioState {
  readonly clock: Clock;
  readonly account: { id: number; name: string };
  /** Matters that the connected user may not see. */
  readonly restricted: Set<number>;
  /** Bytes by upload id. */
  readonly files: Map<string, Buffer>;
  /** Document of each upload id. */
  readonly uploads: Map<string, number>;
  table(resource: Resource): Table<Row>;
  nextId(): number;
  /** Ids count up from here from now on. */
  idsFrom(id: number): void;
  add(resource: Resource, values: Values): Row;
  /** Many at once, without webhooks. */
  seed(resource: Resource, many: Iterable<Values>): void;
  change(resource: Resource, id: number, values: Values): Row;
  remove(resource: Resource, id: number): void;
  /** As it is, whoever sees it yet. */
  get(resource: Resource, id: unknown): Row | undefined;
  all(resource: Resource): Row[];
  onChange(listener: ChangeListener): void;
  /** As new; listeners stay. */
  clear(): void;
}

/** Ids count up from here, so that the first records have the same ones each time. */
const firstId = 1000;

const searched: readonly Resource[] = ['contacts', 'communications', 'activities', 'notes', 'documents'];

/** `listLag`: how many milliseconds later lists and searches of the large kinds show what was written. */
export function createState(clock: Clock, account: { id: number; name: string }, listLag: number): ClioState {
  const tables = createTables(clock, listLag);
  const listeners: ChangeListener[] = [];
  const stamps = createStamps(clock);
  const state: ClioState = {
    clock,
    account,
    restricted: new Set(),
    files: new Map(),
    uploads: new Map(),
    table(resource) {
      const found = tables.get(resource);
      if (found === undefined) throw new Error(`The simulator has no ${resource}`);
      return found;
    },
    nextId: stamps.nextId,
    idsFrom: stamps.idsFrom,
    add(resource, values) {
      const row = stamps.made(values);
      state.table(resource).put(String(row.id), row);
      for (const listener of listeners) listener('created', resource, row, null);
      return row;
    },
    seed(resource, many) {
      const rows = [...many].map((values) => stamps.made(values));
      state.table(resource).seed(rows.map((row) => [String(row.id), row] as const));
    },
    change(resource, id, values) {
      const before = state.get(resource, id);
      if (before === undefined) throw new Error(`The simulator has no ${resource} ${id}`);
      const row = stamps.changed(before, values);
      state.table(resource).put(String(id), row);
      for (const listener of listeners) listener('updated', resource, row, before);
      return row;
    },
    remove(resource, id) {
      const before = state.get(resource, id);
      if (before === undefined) return;
      state.table(resource).remove(String(id));
      for (const listener of listeners) listener('deleted', resource, before, before);
    },
    get: (resource, id) => state.table(resource).truth.get(String(id)),
    all: (resource) => [...state.table(resource).truth.values()],
    onChange: (listener) => void listeners.push(listener),
    clear() {
      stamps.clear();
      for (const part of [state.restricted, state.files, state.uploads, ...tables.values()]) part.clear();
    },
  };
  return state;
}

function createTables(clock: Clock, listLag: number): ReadonlyMap<Resource, Table<Row>> {
  return new Map(
    resources.map((resource) => {
      const list = searched.includes(resource) ? listLag : 0;
      return [resource, createTable<Row>(clock, { read: 0, list })];
    }),
  );
}

/** Ids, etags (with their quotes inside, as the vendor's) and times. */
function createStamps(clock: Clock) {
  let lastId = firstId;
  let changes = 0;

  function stamp(id: number, values: Values, createdAt: string | null): Row {
    changes += 1;
    const now = clock.now().toISOString();
    const etag = `"${id.toString(16)}${changes.toString(16).padStart(8, '0')}"`;
    return { ...values, id, etag, created_at: createdAt ?? now, updated_at: now };
  }

  function nextId(): number {
    lastId += 1;
    return lastId;
  }

  return {
    nextId,
    idsFrom(id: number) {
      lastId = Math.max(lastId, id);
    },
    made: (values: Values) => stamp(nextId(), values, null),
    changed: (before: Row, values: Values) => stamp(before.id, { ...before, ...values }, before.created_at),
    clear() {
      lastId = firstId;
    },
  };
}

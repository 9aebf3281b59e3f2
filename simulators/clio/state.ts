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

const searched: readonly Resource[] = ['contacts', 'communications', 'activities', 'documents'];

/** `listLag`: how many milliseconds later lists and searches of the large kinds show what was written. */
export function createState(clock: Clock, account: { id: number; name: string }, listLag: number): ClioState {
  const tables = new Map(
    resources.map((resource) => {
      const list = searched.includes(resource) ? listLag : 0;
      return [resource, createTable<Row>(clock, { read: 0, list })];
    }),
  );
  const listeners: ChangeListener[] = [];
  let lastId = firstId;
  let changes = 0;

  function table(resource: Resource): Table<Row> {
    const found = tables.get(resource);
    if (found === undefined) throw new Error(`The simulator has no ${resource}`);
    return found;
  }

  function stamped(id: number, values: Values, createdAt: string | null): Row {
    changes += 1;
    const now = clock.now().toISOString();
    const etag = `"${id.toString(16)}${changes.toString(16).padStart(8, '0')}"`;
    return { ...values, id, etag, created_at: createdAt ?? now, updated_at: now };
  }

  function told(event: ChangeEvent, resource: Resource, row: Row, before: Row | null): void {
    for (const listener of listeners) listener(event, resource, row, before);
  }

  const nextId = () => {
    lastId += 1;
    return lastId;
  };

  const restricted = new Set<number>();
  const files = new Map<string, Buffer>();
  const uploads = new Map<string, number>();
  return {
    clock,
    account,
    restricted,
    files,
    uploads,
    table,
    nextId,
    add(resource, values) {
      const row = stamped(nextId(), values, null);
      table(resource).put(String(row.id), row);
      told('created', resource, row, null);
      return row;
    },
    seed(resource, many) {
      table(resource).seed(
        [...many].map((values) => {
          const row = stamped(nextId(), values, null);
          return [String(row.id), row] as const;
        }),
      );
    },
    change(resource, id, values) {
      const before = table(resource).truth.get(String(id));
      if (before === undefined) throw new Error(`The simulator has no ${resource} ${id}`);
      const row = stamped(id, { ...before, ...values }, before.created_at);
      table(resource).put(String(id), row);
      told('updated', resource, row, before);
      return row;
    },
    remove(resource, id) {
      const before = table(resource).truth.get(String(id));
      if (before === undefined) return;
      table(resource).remove(String(id));
      told('deleted', resource, before, before);
    },
    get: (resource, id) => table(resource).truth.get(String(id)),
    all: (resource) => [...table(resource).truth.values()],
    onChange: (listener) => void listeners.push(listener),
    clear() {
      lastId = firstId;
      restricted.clear();
      files.clear();
      uploads.clear();
      for (const each of tables.values()) each.clear();
    },
  };
}

import type { Clock } from '../practice/clock.ts';
import { createTable, type Table } from '../practice/table.ts';
import { facts, type ModuleName, modules } from './modules.ts';

export type Values = Readonly<Record<string, unknown>>;
/** A record as it is kept: lookups as `{ id }`. */
export interface Row {
  id: string;
  Created_Time: string;
  Modified_Time: string;
  [field: string]: unknown;
}
export interface User {
  id: string;
  first_name: string;
  last_name: string;
  full_name: string;
  email: string;
  phone: string | null;
  mobile: string | null;
  status: 'active' | 'disabled' | 'deleted';
  Modified_Time: string;
}
export interface FileRow {
  id: string;
  parent: { module: string; id: string };
  File_Name: string;
  bytes: Buffer;
  at: string;
}
export interface Gone {
  id: string;
  display_name: string;
  deleted_time: string;
  type: 'recycle';
}
export type Operation = 'insert' | 'update' | 'delete';
export type ChangeListener = (operation: Operation, module: ModuleName, id: string) => void;

export interface ZohoState {
  readonly clock: Clock;
  readonly users: Map<string, User>;
  readonly files: Map<string, FileRow>;
  /** Parts of paths for which the token has no right. */
  readonly withheld: Set<string>;
  /** Fields that the firm allows each value in once, as "Contacts.Phone". */
  readonly unique: Set<string>;
  /** Pipelines with their stages; none: pipelines are off. */
  pipelines: readonly { name: string; stages: readonly string[] }[];
  stages: readonly { name: string; forecast: string }[];
  /** A refused single record is told with 202 instead of 400. */
  refusesInside2xx: boolean;
  table(module: ModuleName): Table<Row>;
  /** In the order of their ids. */
  rows(module: ModuleName): readonly Row[];
  gone(module: ModuleName): readonly Gone[];
  nextId(): string;
  add(module: ModuleName, values: Values): Row;
  seed(module: ModuleName, many: Iterable<Values>): void;
  change(module: ModuleName, id: string, values: Values): Row;
  remove(module: ModuleName, id: string): void;
  get(module: ModuleName, id: string): Row | undefined;
  now(): string;
  onChange(listener: ChangeListener): void;
  clear(): void;
}

const usualStages = [
  { name: 'Qualification', forecast: 'Open' },
  { name: 'Engaged', forecast: 'Open' },
  { name: 'Closed Won', forecast: 'Closed Won' },
  { name: 'Closed Lost', forecast: 'Closed Lost' },
];
const firstId = 5_725_767_000_000_100_000n;

/** `searchLag`: how many milliseconds later the search shows what was written. Lists and queries show it at once. */
export function createState(clock: Clock, searchLag: number): ZohoState {
  const tables = new Map(
    modules.map((module) => [module, createTable<Row>(clock, { read: 0, list: searchLag })]),
  );
  const sorted = new Map<ModuleName, Row[]>();
  const deleted = new Map<ModuleName, Gone[]>();
  const listeners: ChangeListener[] = [];
  let lastId = firstId;

  function table(module: ModuleName): Table<Row> {
    const found = tables.get(module);
    if (found === undefined) throw new Error(`The simulator has no ${module}`);
    return found;
  }
  const now = () => `${clock.now().toISOString().slice(0, 19)}+00:00`;
  const nextId = () => {
    lastId += 1n;
    return String(lastId);
  };
  function told(operation: Operation, module: ModuleName, id: string): void {
    sorted.delete(module);
    for (const listener of listeners) listener(operation, module, id);
  }
  function made(values: Values): Row {
    return { ...values, id: nextId(), Created_Time: now(), Modified_Time: now() };
  }

  return {
    clock,
    users: new Map(),
    files: new Map(),
    withheld: new Set(),
    unique: new Set(),
    pipelines: [],
    stages: usualStages,
    refusesInside2xx: false,
    table,
    rows(module) {
      const known = sorted.get(module);
      if (known !== undefined) return known;
      const rows = [...table(module).truth.values()];
      sorted.set(module, rows);
      return rows;
    },
    gone: (module) => deleted.get(module) ?? [],
    nextId,
    now,
    add(module, values) {
      const row = made(values);
      table(module).put(row.id, row);
      told('insert', module, row.id);
      return row;
    },
    seed(module, many) {
      sorted.delete(module);
      table(module).seed(
        [...many].map((values) => {
          const row = made(values);
          return [row.id, row] as const;
        }),
      );
    },
    change(module, id, values) {
      const before = table(module).truth.get(id);
      if (before === undefined) throw new Error(`The simulator has no ${module} ${id}`);
      const row = { ...before, ...values, id, Modified_Time: now() };
      table(module).put(id, row);
      told('update', module, id);
      return row;
    },
    remove(module, id) {
      const before = table(module).truth.get(id);
      if (before === undefined) return;
      table(module).remove(id);
      const display_name = facts[module].nameOf(before);
      const last = { id, display_name, deleted_time: now(), type: 'recycle' as const };
      deleted.set(module, [...(deleted.get(module) ?? []), last]);
      told('delete', module, id);
    },
    get: (module, id) => table(module).truth.get(id),
    onChange: (listener) => void listeners.push(listener),
    clear() {
      lastId = firstId;
      for (const each of tables.values()) each.clear();
      for (const map of [sorted, deleted, this.users, this.files]) map.clear();
      this.withheld.clear();
      this.unique.clear();
      this.pipelines = [];
      this.stages = usualStages;
      this.refusesInside2xx = false;
    },
  };
}

/** What the simulated firm keeps, in the vendor's read shapes. */
import { randomUUID } from 'node:crypto';
import type { Clock } from '../practice/clock.ts';
import { createTable, type Lag, type Table } from '../practice/table.ts';
import { ticksOf } from './ticks.ts';

export interface Kept {
  id: string;
  /** Ticks of the last change. */
  updated: number;
  /** As it is answered. */
  view: Record<string, unknown>;
}

/** Kinds of records that a late "no" may hit, by the names of the webhooks. */
export type Resource =
  | 'contact'
  | 'matter'
  | 'fee'
  | 'expense'
  | 'task'
  | 'memo'
  | 'file'
  | 'layoutmatter'
  | 'activitycode';

export interface Upload {
  matterId: string;
  fileId: string;
  expiresAt: number;
}

export interface State {
  clock: Clock;
  lag: Lag;
  firm: { id: string; name: string };
  staff: Table<Kept>;
  matterTypes: Table<Kept>;
  stageSets: Table<Kept>;
  /** By matter id. */
  matterStages: Table<Kept>;
  /** By matter id. */
  roles: Table<Kept>;
  activities: Table<Kept>;
  contacts: Table<Kept>;
  matters: Table<Kept>;
  tasks: Table<Kept>;
  layoutDesigns: Table<Kept>;
  /** By matter id. */
  fees: PerMatter;
  expenses: PerMatter;
  layouts: PerMatter;
  memos: PerMatter;
  files: PerMatter;
  uploads: Map<string, Upload>;
  /** Bytes by file id. */
  contents: Map<string, Buffer>;
  subscriptions: Map<string, Subscription>;
  /** The next writes of these kinds are accepted and then fail. */
  lateFailures: { resource: Resource; message: string }[];
  /** Ticks, never the same twice. */
  stamp(): number;
  clear(): void;
}

export interface Subscription {
  id: string;
  key: string | null;
  name: string | null;
  eventTypes: string[];
  url: string;
  createdAt: string;
  updatedAt: string;
}

export interface PerMatter {
  of(matterId: string): Table<Kept>;
  all(): Kept[];
  clear(): void;
}

export function createState(clock: Clock, lag: Lag): State {
  const table = () => createTable<Kept>(clock, lag);
  const instant = () => createTable<Kept>(clock);
  let last = 0;
  const state: State = {
    clock,
    lag,
    firm: { id: '1e53aa00-0000-4000-8000-000000000001', name: 'Hartley & Moss' },
    staff: instant(),
    matterTypes: instant(),
    stageSets: instant(),
    matterStages: instant(),
    roles: instant(),
    activities: table(),
    contacts: table(),
    matters: table(),
    tasks: table(),
    layoutDesigns: instant(),
    fees: createPerMatter(table),
    expenses: createPerMatter(table),
    layouts: createPerMatter(table),
    memos: createPerMatter(table),
    files: createPerMatter(table),
    uploads: new Map(),
    contents: new Map(),
    subscriptions: new Map(),
    lateFailures: [],
    stamp() {
      // A double holds ticks to 64 or 128 of them; a millisecond is 10,000.
      last = Math.max(last + 1000, ticksOf(clock.now().getTime()));
      return last;
    },
    clear() {
      const { staff, matterTypes, stageSets, matterStages, roles, layoutDesigns } = state;
      const { activities, contacts, matters, tasks } = state;
      const tables = [staff, matterTypes, stageSets, matterStages, roles, layoutDesigns, activities];
      for (const each of [...tables, contacts, matters, tasks]) each.clear();
      for (const each of [state.fees, state.expenses, state.layouts, state.memos, state.files]) each.clear();
      for (const each of [state.uploads, state.contents, state.subscriptions]) each.clear();
      state.lateFailures.length = 0;
    },
  };
  return state;
}

function createPerMatter(table: () => Table<Kept>): PerMatter {
  const tables = new Map<string, Table<Kept>>();
  return {
    of(matterId) {
      const known = tables.get(matterId) ?? table();
      tables.set(matterId, known);
      return known;
    },
    all: () => [...tables.values()].flatMap(({ truth }) => [...truth.values()]),
    clear: () => tables.clear(),
  };
}

export function newId(): string {
  return randomUUID();
}

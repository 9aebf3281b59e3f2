/** Records of one kind with the vendor's lag: accepted now, readable later, listed later still. */
import type { Clock } from './clock.ts';

export interface Lag {
  /** Milliseconds until a record (or its change) is seen when it is asked for by id. */
  read: number;
  /** Milliseconds until lists and searches show it. */
  list: number;
}

export interface Table<Row> {
  /** What is so, whoever sees it yet. In the order of creation. */
  readonly truth: ReadonlyMap<string, Row>;
  lag: Lag;
  put(id: string, row: Row): void;
  remove(id: string): void;
  /** As seen by id. */
  read(id: string): Row | undefined;
  /** As seen by lists: in the order of appearance; a page of it is a slice. Do not change it. */
  listed(): readonly Row[];
  /** Many at once, seen at once. */
  seed(rows: Iterable<readonly [string, Row]>): void;
  clear(): void;
  /** Changes whenever what lists show changes: for sorted copies that are kept. */
  readonly revision: number;
}

export function createTable<Row>(clock: Clock, lag: Lag = { read: 0, list: 0 }): Table<Row> {
  const truth = new Map<string, Row>();
  const readable = new Map<string, Row>();
  let rows: Row[] = [];
  let positions = new Map<string, number>();
  /** What was put before the last `clear` must not appear after it. */
  let life = 0;
  let revision = 0;

  function list(id: string, row: Row): void {
    revision += 1;
    const position = positions.get(id);
    if (position !== undefined) rows[position] = row;
    else positions.set(id, rows.push(row) - 1);
  }

  function unlist(id: string): void {
    const position = positions.get(id);
    if (position === undefined) return;
    revision += 1;
    rows = rows.toSpliced(position, 1);
    positions.delete(id);
    for (const [other, at] of positions) if (at > position) positions.set(other, at - 1);
  }

  function later(milliseconds: number, act: () => void): void {
    const born = life;
    clock.after(milliseconds, () => {
      if (born === life) act();
    });
  }

  return {
    truth,
    lag,
    get revision() {
      return revision;
    },
    put(id, row) {
      truth.set(id, row);
      later(this.lag.read, () => readable.set(id, row));
      later(this.lag.list, () => list(id, row));
    },
    remove(id) {
      truth.delete(id);
      later(this.lag.read, () => readable.delete(id));
      later(this.lag.list, () => unlist(id));
    },
    read: (id) => readable.get(id),
    listed: () => rows,
    seed(many) {
      for (const [id, row] of many) {
        truth.set(id, row);
        readable.set(id, row);
        list(id, row);
      }
    },
    clear() {
      life += 1;
      revision += 1;
      truth.clear();
      readable.clear();
      rows = [];
      positions = new Map();
    },
  };
}

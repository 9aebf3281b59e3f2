/**
 * Lanes as they are kept: one row each, changed in one round trip. A process decides on what it knows of the row and stores
 * only if the row is still so; else it learns how the row stands and decides again. The row has the last word, so that the
 * budget is exact for all processes, and a process alone on its lane never asks before it changes.
 */
import type pg from 'pg';
import type { Platform } from '../../platform/platform.ts';
import { emptyLane, type LaneState, laneState } from './lane-decide.ts';

type WithLanes = Pick<Platform, 'database' | 'clock'>;

/** What is known of a lane, for the health page; null when nothing was asked yet. */
export async function readLane({ database }: WithLanes, key: string): Promise<LaneState | null> {
  return await database.system(async (tx) => {
    const row = await tx
      .selectFrom('request_lanes')
      .select('state')
      .where('key', '=', key)
      .executeTakeFirst();
    return row ? laneState.parse(row.state) : null;
  });
}

/** Makes one change and answers once it is stored. `change` is pure but for the clock: it may be asked more than once. */
export async function changeLane<T>(
  platform: WithLanes,
  key: string,
  change: (state: LaneState) => { state: LaneState; answer: T },
): Promise<T> {
  const lane = laneOf(platform.database.pool, key);
  return await new Promise<T>((resolve, reject) => {
    lane.waiting.push({
      apply(state) {
        const changed = change(state);
        return { state: changed.state, stored: () => resolve(changed.answer) };
      },
      reject,
    });
    void storeWaiting(platform, key, lane);
  });
}

/** A change that nobody waits for: it is stored with this process's next one, and lost with the process. */
export function noteInLane(
  { database }: WithLanes,
  key: string,
  change: (state: LaneState) => LaneState,
): void {
  laneOf(database.pool, key).noted.push(change);
}

interface Change {
  apply(state: LaneState): { state: LaneState; stored: () => void };
  reject(error: unknown): void;
}

interface KnownLane {
  state: LaneState;
  /** The row's state in the words in which it is compared; null when it was never seen. */
  words: string | null;
  waiting: Change[];
  noted: ((state: LaneState) => LaneState)[];
  storing: boolean;
}

/** What this process knows of the lanes of a database. A guess, never the truth: it is checked with every change. */
const known = new WeakMap<pg.Pool, Map<string, KnownLane>>();

function laneOf(pool: pg.Pool, key: string): KnownLane {
  const lanes = known.get(pool) ?? new Map<string, KnownLane>();
  known.set(pool, lanes);
  const lane = lanes.get(key) ?? {
    state: emptyLane,
    words: null,
    waiting: [],
    noted: [],
    storing: false,
  };
  lanes.set(key, lane);
  return lane;
}

/** One statement at a time; what comes in meanwhile goes into the next together. */
async function storeWaiting(platform: WithLanes, key: string, lane: KnownLane): Promise<void> {
  if (lane.storing) return;
  lane.storing = true;
  while (lane.waiting.length > 0) {
    const changes = lane.waiting.splice(0);
    const noted = lane.noted.splice(0);
    try {
      for (const stored of await store(platform, key, lane, changes, noted)) stored();
    } catch (error) {
      for (const { reject } of changes) reject(error);
    }
  }
  lane.storing = false;
}

/**
 * `on conflict` looks at the row as it stands once it is locked, not as it stood when the statement began: of two
 * processes that decided on the same state one stores, and the other is told what the first one made of it.
 */
const statement = {
  name: 'change_request_lane',
  text: `insert into request_lanes as lane (key, state, updated_at) values ($1, $2::jsonb, $4)
    on conflict (key) do update set updated_at = excluded.updated_at,
      state = case when lane.state = $3::jsonb then excluded.state else lane.state end
    returning case when state = $2::jsonb then null else state::text end as other`,
};

async function store(
  { database, clock }: WithLanes,
  key: string,
  lane: KnownLane,
  changes: readonly Change[],
  noted: KnownLane['noted'],
): Promise<(() => void)[]> {
  for (;;) {
    let state = noted.reduce((before, change) => change(before), lane.state);
    const answers = changes.map(({ apply }) => {
      const changed = apply(state);
      state = changed.state;
      return changed.stored;
    });
    const words = JSON.stringify(state);
    const { rows } = await database.pool.query<{ other: string | null }>({
      ...statement,
      values: [key, words, lane.words, clock.now()],
    });
    const other = rows[0]?.other ?? null;
    lane.words = other ?? words;
    lane.state = other === null ? state : laneState.parse(JSON.parse(other));
    if (other === null) return answers;
  }
}

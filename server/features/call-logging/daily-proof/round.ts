/**
 * Asks phone systems about days: each night about the one before, and whenever a person wants to know. What a call log lists
 * and the ledger does not hold is brought in as history, in sight of everybody, and the day is looked at again.
 */
import { setTimeout as rest } from 'node:timers/promises';
import type { Tx } from '../../../platform/db/database.ts';
import { appendEvents } from '../../../platform/live-events.ts';
import type { HistoryPage, Observation, PhoneSystem } from '../../../vendors/ports.ts';
import { VendorError } from '../../../vendors/ports.ts';
import { bringInPeriod, withVendorClient } from '../../sources/index.ts';
import type { PipelineDeps } from '../pipeline.ts';
import { afterAnswer, afterNoAnswer, boundsOf, dueDay, prove, sessionsIn } from './decide.ts';
import { askOnce, findKnown, type ProofRow } from './store.ts';

/** While a worker is at it; a crashed worker's day is taken up again after this. */
const leaseMs = 10 * 60_000;
/** A day that fills more pages than this is not one of a law firm's phone system. */
const mostPages = 2000;

export interface ProofDeps extends PipelineDeps {
  /** Between two pages, so that live traffic has the vendor's budget. */
  rest?: (ms: number) => Promise<unknown>;
}

/** One round: the nightly days that are due, then one day that waits. True when there may be more. */
export async function proofRound(deps: ProofDeps): Promise<boolean> {
  await askNightly(deps);
  const now = deps.platform.clock.now();
  const due = await deps.platform.database.system((tx) =>
    tx
      .selectFrom('daily_proofs as p')
      .innerJoin('sources as s', (join) =>
        join.onRef('s.firm_id', '=', 'p.firm_id').onRef('s.id', '=', 'p.source_id'),
      )
      .select(['p.firm_id', 'p.source_id', 'p.day', 's.kind'])
      .where('p.due_at', '<=', now)
      .where('s.removed_at', 'is', null)
      .where('s.status', '<>', 'paused')
      .orderBy('p.due_at')
      .limit(1)
      .execute(),
  );
  for (const { firm_id: firmId, source_id: sourceId, day, kind } of due) {
    const vendor = deps.vendors[kind];
    const row = vendor?.history && (await lease(deps, { firmId, sourceId }, day, now));
    if (vendor && row) await ask(deps, vendor, row);
  }
  return due.length > 0;
}

/** Yesterday of every source whose call log can be asked, once it is night there. */
async function askNightly({ platform, vendors }: ProofDeps): Promise<void> {
  const kinds = Object.values(vendors).flatMap(({ kind, history }) => (history ? [kind] : []));
  if (kinds.length === 0) return;
  const now = platform.clock.now();
  const zones = await platform.database.system((tx) =>
    tx.selectFrom('firms').select('time_zone').distinct().execute(),
  );
  for (const { time_zone: zone } of zones) {
    const day = dueDay(now, zone);
    if (day === null) continue;
    const { until } = boundsOf(day, zone);
    const sources = await platform.database.system((tx) =>
      tx
        .selectFrom('sources as s')
        .innerJoin('firms as f', 'f.id', 's.firm_id')
        .leftJoin('daily_proofs as p', (join) =>
          join.onRef('p.firm_id', '=', 's.firm_id').onRef('p.source_id', '=', 's.id').on('p.day', '=', day),
        )
        .select(['s.firm_id', 's.id'])
        .where('f.time_zone', '=', zone)
        .where('s.kind', 'in', kinds)
        .where('s.removed_at', 'is', null)
        .where('s.status', '<>', 'paused')
        .where('s.credentials', 'is not', null)
        .where('s.created_at', '<', until)
        .where('p.day', 'is', null)
        .limit(500)
        .execute(),
    );
    for (const { firm_id: firmId, id: sourceId } of sources)
      await platform.database.firm(firmId).write((tx) => askOnce(tx, { firmId, sourceId }, day, now));
  }
}

async function lease(
  { platform }: ProofDeps,
  source: { firmId: string; sourceId: string },
  day: string,
  now: Date,
): Promise<ProofRow | undefined> {
  return await platform.database.firm(source.firmId).write((tx) =>
    tx
      .updateTable('daily_proofs')
      .set({ due_at: new Date(now.getTime() + leaseMs), updated_at: now })
      .where('firm_id', '=', source.firmId)
      .where('source_id', '=', source.sourceId)
      .where('day', '=', day)
      .where('due_at', '<=', now)
      .returningAll()
      .executeTakeFirst(),
  );
}

async function ask(deps: ProofDeps, vendor: PhoneSystem, row: ProofRow): Promise<void> {
  const { database, clock } = deps.platform;
  try {
    const zone = await database.firm(row.firm_id).read((tx) => zoneOf(tx, row.firm_id));
    const bounds = boundsOf(row.day, zone);
    // Of today what there is so far; vendors ask by whole seconds.
    const now = new Date(Math.floor(clock.now().getTime() / 1000) * 1000);
    const period = { since: bounds.since, until: bounds.until < now ? bounds.until : now };
    const listed = period.until > period.since ? await readCallLog(deps, vendor, row, period) : nothing;
    await keepAnswer(deps, row, period, listed);
  } catch (error) {
    await keepNoAnswer(deps, row, error);
  }
}

async function zoneOf(tx: Tx, firmId: string): Promise<string> {
  const firm = await tx
    .selectFrom('firms')
    .select('time_zone')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  return firm.time_zone;
}

interface Listed {
  observations: Observation[];
  unreadable: number;
}
const nothing: Listed = { observations: [], unreadable: 0 };

async function readCallLog(
  deps: ProofDeps,
  vendor: PhoneSystem,
  row: ProofRow,
  period: { since: Date; until: Date },
): Promise<Listed> {
  const listed: Listed = { observations: [], unreadable: 0 };
  let page: string | null = null;
  for (let pages = 0; pages < mostPages; pages += 1) {
    const at: string | null = page;
    const answer: HistoryPage | null = await withVendorClient(
      deps.platform,
      vendor,
      { firm_id: row.firm_id, id: row.source_id },
      async (client) => (await client.history?.(period, at)) ?? null,
    );
    if (answer === null)
      throw new VendorError({ failure: 'unauthorised', detail: 'there are no credentials to ask with' });
    for (const item of answer.items) {
      const reading = vendor.readItem?.(item);
      if (reading?.outcome === 'observed') listed.observations.push(...reading.observations);
      else if (reading?.outcome === 'unreadable') listed.unreadable += 1;
    }
    page = answer.next;
    if (page === null) return listed;
    await (deps.rest ?? rest)((vendor.history?.pauseSeconds ?? 1) * 1000);
  }
  throw new Error('a day of a call log does not end');
}

async function keepAnswer(
  deps: ProofDeps,
  row: ProofRow,
  period: { since: Date; until: Date },
  { observations, unreadable }: Listed,
): Promise<void> {
  const now = deps.platform.clock.now();
  const source = { firmId: row.firm_id, sourceId: row.source_id };
  const sessions = sessionsIn(observations);
  await deps.platform.database.firm(row.firm_id).write(async (tx) => {
    const proof = prove(sessions, await findKnown(tx, source, [...new Set(sessions.flat())]));
    const next = afterAnswer(proof, row.rounds, now);
    if (next.bringIn) await bringInPeriod(tx, source, period, now);
    await keep(tx, row, {
      state: next.state,
      ...proof,
      unreadable,
      rounds: next.bringIn ? row.rounds + 1 : row.rounds,
      note: '',
      detail: '',
      failures: 0,
      due_at: next.dueAt,
      checked_at: now,
      updated_at: now,
    });
  });
}

const fatal = { unauthorised: true, rejected: true, not_found: true } as const;

async function keepNoAnswer(deps: ProofDeps, row: ProofRow, error: unknown): Promise<void> {
  const now = deps.platform.clock.now();
  const failure = error instanceof VendorError ? error.problem : null;
  if (failure === null)
    deps.platform.logger.error({ err: error, sourceId: row.source_id, day: row.day }, 'a daily proof failed');
  const stops = failure !== null && failure.failure in fatal;
  const next = afterNoAnswer(row.failures, stops, now);
  await deps.platform.database.firm(row.firm_id).write((tx) =>
    keep(tx, row, {
      state: next.state,
      due_at: next.dueAt,
      failures: next.failures,
      note: noteOf(failure?.failure),
      detail: failure !== null && 'detail' in failure ? failure.detail : '',
      updated_at: now,
    }),
  );
}

function noteOf(failure: string | undefined): string {
  switch (failure) {
    case undefined:
      return 'internal';
    case 'rejected':
    case 'not_found':
      return 'refused';
    default:
      return failure;
  }
}

async function keep(tx: Tx, row: ProofRow, set: Partial<ProofRow>): Promise<void> {
  await tx
    .updateTable('daily_proofs')
    .set(set)
    .where('firm_id', '=', row.firm_id)
    .where('source_id', '=', row.source_id)
    .where('day', '=', row.day)
    .execute();
  await appendEvents(tx, row.firm_id, [{ type: 'source_day.changed', subjectId: row.source_id }]);
}

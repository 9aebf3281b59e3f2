/**
 * Brings in history from a phone system's call log: a page, a rest, a page. What it finds is stored like any event, with
 * the identity that the regular poll would give it, and waits behind everything that comes in now.
 */
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { HistoryPage, PhoneSystem } from '../../vendors/ports.ts';
import { VendorError } from '../../vendors/ports.ts';
import { afterFailure, afterPage, nextSlice, type Period } from './backfill-decide.ts';
import { type BackfillRow, changeBackfill } from './backfill-store.ts';
import type { CatchUpDeps } from './catch-up.ts';
import { itemKeyOf } from './event-key.ts';
import { isBehind } from './pending-store.ts';
import { withVendorClient } from './vendor-session.ts';

/** While a worker is at a page; a crashed worker's backfill is taken up again after this. */
const leaseMs = 5 * 60_000;
const eachRound = 20;
const atOnce = 2;
/** With more than this waiting to be read, a firm's history stays at the phone system for now. */
const mostWaiting = 2000;
const busyMs = 15_000;

/** One round: one page for every backfill that is due. True when there may be more. */
export async function backfillRound(deps: CatchUpDeps): Promise<boolean> {
  const now = deps.platform.clock.now();
  const due = await deps.platform.database.system((tx) =>
    tx
      .selectFrom('backfills as b')
      .innerJoin('sources as s', (join) =>
        join.onRef('s.firm_id', '=', 'b.firm_id').onRef('s.id', '=', 'b.source_id'),
      )
      .select(['b.firm_id', 'b.id', 's.kind'])
      .where('b.state', '=', 'running')
      .where('b.due_at', '<=', now)
      .where('s.removed_at', 'is', null)
      .where('s.status', '<>', 'paused')
      .orderBy('b.due_at')
      .limit(eachRound)
      .execute(),
  );
  await eachAtOnce(due, atOnce, async ({ firm_id, id, kind }) => {
    const vendor = deps.vendors[kind];
    const row = vendor && (await lease(deps, firm_id, id, now));
    if (row) await bringPage(deps, vendor, row);
  });
  return due.length === eachRound;
}

/** Takes a backfill for this worker; null when another has it, or when the firm has enough to read. */
async function lease(deps: CatchUpDeps, firmId: string, id: string, now: Date): Promise<BackfillRow | null> {
  return await deps.platform.database.firm(firmId).write(async (tx) => {
    const row = await tx
      .selectFrom('backfills')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('state', '=', 'running')
      .where('due_at', '<=', now)
      .forUpdate()
      .executeTakeFirst();
    if (!row) return null;
    const busy = await isBehind(tx, firmId, mostWaiting);
    const until = new Date(now.getTime() + (busy ? busyMs : leaseMs));
    const set = { due_at: until, ...(busy ? { note: 'busy' as const } : {}) };
    await changeBackfill(tx, row, ['running'], set);
    if (busy && row.note !== 'busy') await tell(tx, row);
    return busy ? null : row;
  });
}

async function bringPage(deps: CatchUpDeps, vendor: PhoneSystem, row: BackfillRow): Promise<void> {
  const slice = nextSlice({ since: row.since, until: row.until, reachedAt: row.reached_at });
  try {
    const page = await withVendorClient(
      deps.platform,
      vendor,
      { firm_id: row.firm_id, id: row.source_id },
      async (client) => (await client.history?.(slice, row.page)) ?? null,
    );
    if (page === null)
      throw new VendorError({ failure: 'unauthorised', detail: 'there are no credentials to ask with' });
    const stored = await storePage(deps, row, page);
    // Only now: after a crash before this line the page is asked for again, and its items are recognised.
    await advance(deps, vendor, row, slice, page, stored);
  } catch (error) {
    await setBack(deps, row, error);
  }
}

/** Answers how many of the page's items are new. */
async function storePage(deps: CatchUpDeps, row: BackfillRow, page: HistoryPage): Promise<number> {
  const stored = await Promise.all(
    page.items.map((item) =>
      deps.intake.store({
        firmId: row.firm_id,
        id: newId(),
        sourceId: row.source_id,
        eventKey: itemKeyOf(item.eventId),
        origin: 'backfill',
        eventType: item.eventType,
        contentType: 'application/json',
        rawBody: Buffer.from(JSON.stringify(item.body)),
      }),
    ),
  );
  return stored.filter(Boolean).length;
}

async function advance(
  deps: CatchUpDeps,
  vendor: PhoneSystem,
  row: BackfillRow,
  slice: Period,
  page: HistoryPage,
  stored: number,
): Promise<void> {
  const now = deps.platform.clock.now();
  const next = afterPage(row, slice, page.next);
  const pauseMs = (vendor.history?.pauseSeconds ?? 1) * 1000;
  await deps.platform.database.firm(row.firm_id).write(async (tx) => {
    // Paused meanwhile: the page counts all the same, and the pause stays.
    const moved = await changeBackfill(tx, row, ['running', 'paused'], {
      page: next.page,
      pages: row.pages + 1,
      reached_at: next.reachedAt,
      found: row.found + page.items.length,
      stored: row.stored + stored,
      note: '',
      detail: '',
      failures: 0,
      due_at: new Date(now.getTime() + pauseMs),
      ...(next.done ? { state: 'done' as const, ended_at: now } : {}),
      updated_at: now,
    });
    if (moved) await tell(tx, row, next.done);
  });
}

async function setBack(deps: CatchUpDeps, row: BackfillRow, error: unknown): Promise<void> {
  const now = deps.platform.clock.now();
  const failure = error instanceof VendorError ? error.problem : null;
  if (failure === null) deps.platform.logger.error({ err: error, backfillId: row.id }, 'a backfill failed');
  const next = afterFailure(failure, row, now);
  await deps.platform.database.firm(row.firm_id).write(async (tx) => {
    const changed = await changeBackfill(tx, row, ['running'], {
      state: next.state,
      due_at: next.dueAt,
      note: next.note,
      detail: next.detail,
      failures: next.failures,
      ...(next.dropPage ? { page: null } : {}),
      ...(next.state === 'failed' ? { ended_at: now } : {}),
      updated_at: now,
    });
    if (changed) await tell(tx, row);
  });
}

async function tell(tx: Tx, row: BackfillRow, done = false): Promise<void> {
  await appendEvents(tx, row.firm_id, [
    { type: 'backfill.changed', subjectId: row.id },
    ...(done ? [{ type: 'source.changed', subjectId: row.source_id }] : []),
  ]);
}

/** The work that turns stored events into log entries. One worker at a time per firm, any number of firms at once. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PhoneSystem, PollHint, PracticeSystem } from '../../vendors/ports.ts';
import { toE164 } from '../practice/index.ts';
import {
  bringPollForward,
  claimPendingEvent,
  claimPendingEvents,
  listConnectedSince,
  listFirmsWithPendingEvents,
  postponeEvent,
  recordReadings,
  type StoredEvent,
  sealEvents,
  type UnreadEvent,
} from '../sources/index.ts';
import type { SettleContext } from './decide-case.ts';
import { emptyBatch, insertBatch } from './embedded-record.ts';
import { loadEntries } from './entries-store.ts';
import { type FirmFacts, loadFirmFacts } from './facts-store.ts';
import { readStoredEvent } from './reading.ts';
import {
  absorb,
  loadObservations,
  resolveSessions,
  type SeenObservation,
  saveSessions,
  type TouchedSession,
} from './sessions-store.ts';
import { type Settled, settle, type ToSettle } from './settle.ts';
import { undoAbsorbed } from './undo-absorbed.ts';

export interface PipelineDeps {
  platform: Platform;
  vendors: Readonly<Record<string, PhoneSystem>>;
  practiceSystems: Readonly<Record<string, PracticeSystem>>;
}

const batchSize = 500;
/** An event that fails this often is kept as unreadable, so that the ones behind it go on. */
const maxAttempts = 5;

/** Firms worked on at once in one process: while PostgreSQL writes for one, the program thinks for another. */
const firmsAtOnce = 3;

/**
 * Firms with nothing but history that one round works for: what comes in meanwhile, for any firm, waits for their
 * batches, however many firms bring in their history.
 */
const historyFirmsARound = 3;

/** One round over all firms with waiting events. True when there is more to do at once. */
export async function pipelineRound(deps: PipelineDeps): Promise<boolean> {
  const firms = await deps.platform.database.system((tx) => listFirmsWithPendingEvents(tx, 1000));
  const live = firms.filter((firm) => firm.live);
  const history = firms.filter((firm) => !firm.live);
  let more = history.length > historyFirmsARound;
  const turn = [...live, ...history.slice(0, historyFirmsARound)];
  await eachAtOnce(turn, firmsAtOnce, async ({ firmId }) => {
    const worked = await workFor(deps, firmId);
    more ||= worked.more;
  });
  return more;
}

interface Worked {
  done: number;
  /** There is more to do for this firm at once. */
  more: boolean;
}

/** Works off one batch of a firm's waiting events; answers how many, 0 when another worker is at it. */
export async function processFirm(deps: PipelineDeps, firmId: string): Promise<number> {
  return (await workFor(deps, firmId)).done;
}

async function workFor(deps: PipelineDeps, firmId: string): Promise<Worked> {
  try {
    return await processBatch(deps, firmId, batchSize);
  } catch (error) {
    deps.platform.logger.warn({ err: error, firmId }, 'a batch failed; trying its events one by one');
    const done = await processOneByOne(deps, firmId);
    return { done, more: done === batchSize };
  }
}

async function processBatch(deps: PipelineDeps, firmId: string, limit: number): Promise<Worked> {
  return await deps.platform.database.firm(firmId).write(async (tx) => {
    if (!(await lockFirm(tx, firmId))) return { done: 0, more: false };
    const { events, more } = await claimPendingEvents(tx, firmId, limit);
    if (events.length > 0) await applyEvents(deps, tx, firmId, events);
    return { done: events.length, more };
  });
}

/** The lock ends with the transaction. Interactions of one firm are made by one worker at a time. */
export async function lockFirm(tx: Tx, firmId: string, wait = false): Promise<boolean> {
  const key = `pipeline ${firmId}`;
  if (wait) {
    await sql`select pg_advisory_xact_lock(hashtextextended(${key}, 2))`.execute(tx);
    return true;
  }
  const { rows } = await sql<{
    locked: boolean;
  }>`select pg_try_advisory_xact_lock(hashtextextended(${key}, 2)) as locked`.execute(tx);
  return rows[0]?.locked === true;
}

async function applyEvents(
  deps: PipelineDeps,
  tx: Tx,
  firmId: string,
  events: readonly StoredEvent[],
): Promise<void> {
  const now = deps.platform.clock.now();
  const seen: SeenObservation[] = [];
  const unread: UnreadEvent[] = [];
  const hints: { sourceId: string; hint: PollHint }[] = [];
  for (const event of events) {
    const reading = readStoredEvent(event, deps.vendors);
    if (reading.outcome !== 'observed') {
      const detail = reading.outcome === 'unreadable' ? reading.detail : '';
      const eventType = reading.outcome === 'ignored' ? reading.eventType : event.eventType;
      unread.push({
        rawEventId: event.id,
        sourceId: event.sourceId,
        outcome: reading.outcome,
        eventType,
        reason: reading.reason,
        detail,
      });
      continue;
    }
    if (reading.cut)
      deps.platform.logger.warn({ firmId, rawEventId: event.id, fields: reading.cut }, 'long names were cut');
    for (const [number, observation] of reading.observations.entries()) {
      if (observation.kind === 'hint') hints.push({ sourceId: event.sourceId, hint: observation });
      else
        seen.push({
          rawEventId: event.id,
          number,
          sourceId: event.sourceId,
          fromCatchUp: event.origin === 'catch_up',
          live: event.origin !== 'backfill',
          observation,
        });
    }
  }
  const sourceIds = [...new Set(events.map(({ sourceId }) => sourceId))];
  const firm = await loadFirmFacts(tx, firmId, sourceIds, deps.practiceSystems);
  const { sessions, settled, gone } = await settleObservations(deps, tx, firm, seen, now);
  const connected = await listConnectedSince(tx, firmId, sourceIds);
  await recordReadings(tx, firmId, countBySource(events, sessions, settled, connected, now), unread, now);
  await bringPollForward(tx, firmId, pollsWanted(sourceIds, hints, settled, sessions), now);
  await appendEvents(tx, firmId, [
    ...settled.map(({ interactionId, matterId }) => ({
      type: 'interaction.changed',
      subjectId: interactionId,
      matterId,
    })),
    // Screens that show one of these must look again, and find it gone.
    ...gone.map((subjectId) => ({ type: 'interaction.changed', subjectId })),
    ...(unread.length > 0 ? sourceIds.map((subjectId) => ({ type: 'source.changed', subjectId })) : []),
  ]);
  const ids = events.map(({ id }) => id);
  await sealEvents(tx, deps.platform.secrets, firmId, ids, now);
}

async function settleObservations(
  deps: PipelineDeps,
  tx: Tx,
  firm: FirmFacts,
  seen: readonly SeenObservation[],
  now: Date,
): Promise<{ sessions: TouchedSession[]; settled: Settled[]; gone: string[] }> {
  const { firmId } = firm;
  const toNumber = (raw: string | undefined) => (raw === undefined ? null : toE164(raw, firm.country));
  const sessions = await resolveSessions(tx, firmId, seen, toNumber);
  const context = settleContext(deps, tx, firm, now);
  await absorbSessions(context, sessions);
  await saveSessions(tx, firmId, sessions);
  const known = sessions.filter(({ isNew }) => !isNew).map(({ interactionId }) => interactionId);
  const earlier = await loadObservations(tx, firmId, known);
  const entries = await loadEntries(tx, firmId, known);
  const batch = sessions.map(
    (session): ToSettle => ({
      interactionId: session.interactionId,
      sourceId: session.sourceId,
      observations: [
        ...(earlier.get(session.interactionId) ?? []),
        ...session.fresh.map(({ observation }) => observation),
      ],
      entries: entries.get(session.interactionId) ?? new Map(),
    }),
  );
  const { stored, gone } = await settle(context, batch);
  return { sessions, settled: stored, gone: [...gone, ...sessions.flatMap(({ absorbs }) => absorbs)] };
}

/** Sessions that turned out to be one: what was logged for the others goes. */
async function absorbSessions(context: SettleContext, sessions: readonly TouchedSession[]): Promise<void> {
  const { tx, firm, now } = context;
  const merged = sessions.filter(({ absorbs }) => absorbs.length > 0);
  if (merged.length === 0) return;
  const batch = emptyBatch();
  for (const { interactionId, absorbs } of merged) {
    await undoAbsorbed(context, batch, interactionId, absorbs);
    await absorb(tx, firm.firmId, interactionId, absorbs);
  }
  await insertBatch(tx, firm.firmId, batch, now);
}

export function settleContext(
  { platform }: Pick<PipelineDeps, 'platform'>,
  tx: Tx,
  firm: FirmFacts,
  now: Date,
): SettleContext {
  return { tx, firm, now, linkOf: (id) => interactionLink(platform, id) };
}

function interactionLink(platform: Pick<Platform, 'publicUrl'>, interactionId: string): string {
  return `${platform.publicUrl.origin}/activity/${interactionId}`;
}

/**
 * An interaction that only the poll found although its webhook had time to come: a lost webhook, shown on the source.
 * What was over before the source was connected had no webhook that could get lost.
 */
function countBySource(
  events: readonly StoredEvent[],
  sessions: readonly TouchedSession[],
  settled: readonly Settled[],
  connected: ReadonlyMap<string, Date>,
  now: Date,
) {
  const found = new Map(settled.map(({ interactionId, interaction }) => [interactionId, interaction]));
  const counts = new Map<string, { events: number; live: number; missed: number }>();
  const of = (sourceId: string) => {
    const count = counts.get(sourceId) ?? { events: 0, live: 0, missed: 0 };
    counts.set(sourceId, count);
    return count;
  };
  for (const { sourceId, origin } of events) {
    of(sourceId).events += 1;
    if (origin !== 'backfill') of(sourceId).live += 1;
  }
  for (const session of sessions) {
    const { endedAt = null, startedAt = '' } = found.get(session.interactionId) ?? {};
    const since = connected.get(session.sourceId)?.getTime() ?? Number.POSITIVE_INFINITY;
    const hadTime =
      endedAt !== null && now.getTime() - Date.parse(endedAt) > 2 * 60_000 && Date.parse(startedAt) >= since;
    if (session.isNew && session.fromCatchUp && hadTime) of(session.sourceId).missed += 1;
  }
  return counts;
}

/** The vendor's call log has the exact seconds and the recording soon after a call; a hint wants a look at once. */
function pollsWanted(
  sourceIds: readonly string[],
  hints: readonly { sourceId: string; hint: PollHint }[],
  settled: readonly Settled[],
  sessions: readonly TouchedSession[],
) {
  const over = new Set(
    settled
      .filter(({ interaction }) => interaction.kind === 'call' && interaction.ended)
      .map(({ interactionId }) => interactionId),
  );
  return sourceIds.flatMap((sourceId) => {
    const own = hints.filter((one) => one.sourceId === sourceId);
    const ended = sessions.some(
      (session) =>
        session.sourceId === sourceId &&
        !session.fromCatchUp &&
        over.has(session.interactionId) &&
        session.fresh.some(({ live }) => live),
    );
    const delaySeconds = own.length > 0 ? 2 : ended ? 45 : null;
    return delaySeconds === null
      ? []
      : [{ sourceId, delaySeconds, users: own.some(({ hint }) => hint.what === 'users') }];
  });
}

/** After a batch that failed as a whole: each event in a transaction of its own; one that keeps failing is set aside. */
async function processOneByOne(deps: PipelineDeps, firmId: string): Promise<number> {
  const { platform } = deps;
  for (let count = 0; count < batchSize; count += 1) {
    let current: StoredEvent | undefined;
    try {
      const done = await platform.database.firm(firmId).write(async (tx) => {
        if (!(await lockFirm(tx, firmId))) return 0;
        const { events } = await claimPendingEvents(tx, firmId, 1);
        [current] = events;
        if (current) await applyEvents(deps, tx, firmId, events);
        return events.length;
      });
      if (done === 0) return count;
    } catch (error) {
      if (!current) throw error;
      await setAside(deps, firmId, current, error);
    }
  }
  return batchSize;
}

async function setAside(
  { platform }: PipelineDeps,
  firmId: string,
  event: StoredEvent,
  error: unknown,
): Promise<void> {
  platform.logger.error({ err: error, firmId, rawEventId: event.id }, 'an event could not be processed');
  await platform.database.firm(firmId).write(async (tx) => {
    if (event.attempts + 1 < maxAttempts)
      return await postponeEvent(tx, firmId, event.id, 10 * 2 ** event.attempts);
    // Another worker may have read it meanwhile.
    if (!(await claimPendingEvent(tx, firmId, event.id))) return;
    const detail = 'It was tried several times and is kept here; the log names the fault.';
    await recordReadings(
      tx,
      firmId,
      new Map([[event.sourceId, { events: 1, live: 1, missed: 0 }]]),
      [
        {
          rawEventId: event.id,
          sourceId: event.sourceId,
          outcome: 'unreadable',
          eventType: event.eventType,
          reason: 'processing_failed',
          detail,
        },
      ],
      platform.clock.now(),
    );
    await appendEvents(tx, firmId, [{ type: 'source.changed', subjectId: event.sourceId }]);
    await sealEvents(tx, platform.secrets, firmId, [event.id], platform.clock.now());
  });
}

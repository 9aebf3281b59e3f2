/** The rounds of sync: forms that are due, and single records that somebody wants to see now. One worker a connection. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { withLock } from '../../platform/lock.ts';
import type { Platform } from '../../platform/platform.ts';
import { type PracticeSystem, type PracticeSystemClient, VendorError } from '../../vendors/ports.ts';
import {
  type ConnectionRow,
  findConnection,
  openConnection,
  recordBlocked,
  recordLockedOut,
} from '../connections/index.ts';
import { findResync, lookFor } from './resync.ts';
import { type PracticeSystems, readSettings } from './settings.ts';
import { lookAtSheet } from './sheets.ts';
import { listDueSheets, type Which } from './sheets-store.ts';

export interface WorkDeps {
  platform: Platform;
  practiceSystems: PracticeSystems;
}

const connectionsAtOnce = 3;
const mostAtOnce = 200;
const sheetsPerTurn = 20;
/** A record that could not be read waits so long. */
const againMs = 5 * 60_000;

interface Open {
  connection: ConnectionRow;
  vendor: PracticeSystem;
}

/** The connection, when it may be asked now; paused ones are not. */
async function openFor(deps: WorkDeps, firmId: string, connectionId: string): Promise<Open | null> {
  const { platform, practiceSystems } = deps;
  const now = platform.clock.now();
  return await platform.database.firm(firmId).read(async (tx) => {
    const connection = await findConnection(tx, firmId, connectionId);
    const vendor = practiceSystems[connection?.vendor ?? ''];
    const rests = connection?.blocked_until && connection.blocked_until > now;
    return connection?.status === 'active' && !rests && vendor ? { connection, vendor } : null;
  });
}

/** Looks at forms that are due; true when there is more. */
export async function sheetRound(deps: WorkDeps): Promise<boolean> {
  const { platform } = deps;
  const due = await platform.database.system((tx) =>
    listDueSheets(tx, platform.clock.now(), mostAtOnce, sheetsPerTurn),
  );
  const byConnection = Map.groupBy(due, ({ connectionId }) => connectionId);
  let more = false;
  await eachAtOnce([...byConnection.values()], connectionsAtOnce, async (sheets) => {
    const [first] = sheets;
    if (!first) return;
    const done = await withLock(platform, `sync ${first.connectionId}`, () => lookAtSheets(deps, sheets));
    more ||= done === true && sheets.length === sheetsPerTurn;
  });
  return more;
}

async function lookAtSheets(deps: WorkDeps, sheets: readonly Which[]): Promise<boolean> {
  const { platform } = deps;
  const [first] = sheets;
  if (!first) return false;
  const { firmId, connectionId } = first;
  const open = await openFor(deps, firmId, connectionId);
  const scope = platform.database.firm(firmId);
  const { mode } = await scope.read((tx) => readSettings(tx, firmId, connectionId));
  const reads = open?.vendor.changes?.includes('layout') && mode !== 'paused';
  if (!open || !reads) {
    await postpone(deps, sheets);
    return false;
  }
  const client = await openConnection(platform, open.vendor, open.connection, 2);
  for (const which of sheets) {
    try {
      await lookAtSheet(platform, client, { ...which, vendor: open.vendor });
    } catch (error) {
      const known = error instanceof VendorError;
      // One odd record must not keep the others waiting.
      if (!known)
        platform.logger.error({ err: error, matterId: which.matterId }, 'a form could not be compared');
      await postpone(deps, [which], known ? error.problem.detail : 'It could not be compared.');
      if (known && (await rests(deps, open.connection, error))) return false;
    }
  }
  return true;
}

/** True when the connection as a whole rests. */
async function rests(
  { platform }: WorkDeps,
  connection: ConnectionRow,
  { problem }: VendorError,
): Promise<boolean> {
  const which = { firmId: connection.firm_id, id: connection.id };
  if (problem.failure === 'rate_limited') {
    await recordBlocked(platform, which, { until: problem.retryAt, failed: false });
    return true;
  }
  if (problem.failure !== 'unauthorised') return problem.failure === 'unavailable';
  await recordLockedOut(platform, which, problem.detail);
  return true;
}

async function postpone({ platform }: WorkDeps, sheets: readonly Which[], detail?: string): Promise<void> {
  const [first] = sheets;
  if (!first) return;
  const until = new Date(platform.clock.now().getTime() + againMs);
  await platform.database.firm(first.firmId).write((tx) =>
    sql`
      update sync_sheets set due_at = ${until}, detail = coalesce(${detail ?? null}, detail)
      where firm_id = ${first.firmId} and connection_id = ${first.connectionId}
        and matter_id = any(${sheets.map(({ matterId }) => matterId)}::uuid[])`.execute(tx),
  );
}

/** Fetches what people asked for; true when there is more. */
export async function resyncRound(deps: WorkDeps): Promise<boolean> {
  const { platform } = deps;
  const { rows } = await platform.database.system((tx) =>
    sql<{ firm_id: string; id: string; connection_id: string }>`
      select firm_id, id, connection_id from resyncs
      where state = 'looking' and due_at <= ${platform.clock.now()} order by due_at limit 20`.execute(tx),
  );
  await eachAtOnce(rows, connectionsAtOnce, async ({ firm_id: firmId, id, connection_id: connectionId }) => {
    await withLock(platform, `resync ${id}`, async () => {
      const open = await openFor(deps, firmId, connectionId);
      if (!open) return await settle(deps, firmId, id, { failed: 'The connection does not work just now.' });
      // A person waits for it: before everything else.
      const client = await openConnection(platform, open.vendor, open.connection, 0);
      await fetchOne(deps, client, firmId, id, open);
    });
  });
  return rows.length === 20;
}

async function fetchOne(
  deps: WorkDeps,
  client: PracticeSystemClient,
  firmId: string,
  id: string,
  { connection, vendor }: Open,
): Promise<void> {
  const scope = deps.platform.database.firm(firmId);
  const row = await scope.read((tx) => findResync(tx, firmId, id));
  if (row?.state !== 'looking') return;
  try {
    const found = await lookFor((work) => scope.read(work), client, deps.practiceSystems, row);
    await settle(
      deps,
      firmId,
      id,
      found.theirs === null ? { failed: `It is no longer in ${vendor.label}.` } : found,
    );
  } catch (error) {
    if (error instanceof VendorError) {
      await rests(deps, connection, error);
      return await settle(deps, firmId, id, { failed: error.problem.detail });
    }
    deps.platform.logger.error({ err: error, resyncId: id }, 'a record could not be looked at');
    await settle(deps, firmId, id, { failed: 'What stands there could not be read.' });
  }
}

type Settled = { failed: string } | Awaited<ReturnType<typeof lookFor>>;

async function settle({ platform }: WorkDeps, firmId: string, id: string, settled: Settled): Promise<void> {
  const now = platform.clock.now();
  await platform.database.firm(firmId).write(async (tx: Tx) => {
    await tx
      .updateTable('resyncs')
      .set({
        looked_at: now,
        ...('failed' in settled
          ? { state: 'failed' as const, detail: settled.failed }
          : {
              state: 'ready' as const,
              theirs: asJson(settled.theirs),
              changes: asJson(settled.changes),
            }),
      })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('state', '=', 'looking')
      .execute();
    await appendEvents(tx, firmId, [{ type: 'resync.changed', subjectId: id }]);
  });
}

/** Without what PostgreSQL cannot keep in a text. */
function asJson(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}

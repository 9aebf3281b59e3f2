/** The canary: proves now and then that a connection works from end to end, also while nobody calls. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import type { Tx } from '../../platform/db/database.ts';
import { withLock } from '../../platform/lock.ts';
import type { Platform } from '../../platform/platform.ts';
import { type PracticeSystem, VendorError, type VendorFailure } from '../../vendors/ports.ts';
import type { ConnectionDeps } from './connect.ts';
import { canaryAgainMs, canaryEveryMs, decideCanary } from './decide.ts';
import { recordLockedOut, recordOtherAccount } from './health-store.ts';
import { type ConnectionRow, findConnection, lockConnection, openConnection, withWatch } from './session.ts';
import { changed, listDue } from './store.ts';
import { findUntold } from './untold.ts';
import { saidIn, wordsOf } from './words.ts';

const atOnce = 4;

/** One round over the connections of which nothing was heard for a while. */
export async function canaryRound(deps: ConnectionDeps): Promise<boolean> {
  const now = deps.platform.clock.now();
  await lookAt(
    deps,
    sql<boolean>`status = 'active' and canary_due_at <= ${now} and (blocked_until is null or blocked_until <= ${now})`,
  );
  return false;
}

/** One round over those that somebody wants to know of now. */
export async function checkRound(deps: ConnectionDeps): Promise<boolean> {
  await lookAt(deps, sql<boolean>`status = 'active' and canary_wanted_at is not null`);
  return false;
}

async function lookAt(deps: ConnectionDeps, where: ReturnType<typeof sql<boolean>>): Promise<void> {
  const due = await deps.platform.database.system((tx) => listDue(tx, where));
  await eachAtOnce(due, atOnce, ({ firmId, id }) =>
    withLock(deps.platform, `canary ${id}`, () => look(deps, firmId, id)),
  );
}

async function look(deps: ConnectionDeps, firmId: string, id: string): Promise<void> {
  const { platform, vendors } = deps;
  const scope = platform.database.firm(firmId);
  const row = await scope.read((tx) => findConnection(tx, firmId, id));
  const vendor = row && vendors[row.vendor];
  // Another worker may have asked since it was listed: then it is not due any more.
  if (!vendor || row.status !== 'active') return;
  const later = decideCanary(
    {
      id,
      wanted: row.canary_wanted_at !== null,
      dueAt: row.canary_due_at,
      blockedUntil: row.blocked_until,
      lastSuccessAt: row.last_success_at,
      askedAt: row.canary_asked_at,
      answered: row.canary_detail === '',
    },
    platform.clock.now(),
  );
  const outcome: Outcome =
    later === null ? await ask(platform, vendor, row) : { is: 'put_off', until: later };
  await scope.write((tx) => settle(tx, deps, vendor, row, outcome));
  const which = { firmId, id };
  if (outcome.is === 'other_account') await recordOtherAccount(platform, which, outcome.words);
  if (outcome.is === 'failed' && outcome.failure === 'unauthorised')
    await recordLockedOut(platform, which, outcome.words);
}

type Outcome =
  | { is: 'put_off'; until: Date }
  | { is: 'answered'; ms: number }
  | { is: 'other_account'; words: string }
  /** `said` without the vendor's name before it. */
  | { is: 'failed'; failure: VendorFailure['failure']; until: Date | null; said: string; words: string };

/** Its cheapest request that needs the permission. */
async function ask(platform: Platform, vendor: PracticeSystem, row: ConnectionRow): Promise<Outcome> {
  const watch = withWatch(platform);
  try {
    const client = await openConnection(watch.platform, vendor, row, row.canary_wanted_at === null ? 3 : 0);
    const who = await client.whoAmI();
    if (who.accountId === '' || who.accountId === row.account_id) return { is: 'answered', ms: watch.ms() };
    const [theirs, ours] = [who.accountName || who.accountId, row.account_name || (row.account_id ?? '')];
    return {
      is: 'other_account',
      words: `${vendor.label} answers for the account ${theirs} now. This connection belongs to ${ours}: nothing is read or logged until somebody signs in there.`,
    };
  } catch (error) {
    if (!(error instanceof VendorError)) {
      // Our own trouble. It must not be tried every second, nor keep the others waiting.
      platform.logger.error({ err: error, connectionId: row.id }, 'a connection could not be checked');
      const words = 'The check could not be made. The program’s log says why.';
      return { is: 'failed', failure: 'unavailable', until: null, said: words, words };
    }
    const { problem } = error;
    return {
      is: 'failed',
      failure: problem.failure,
      until: problem.failure === 'rate_limited' ? problem.retryAt : null,
      said: saidIn(error),
      words: wordsOf(vendor, error),
    };
  }
}

async function settle(
  tx: Tx,
  { platform, neighbours }: ConnectionDeps,
  vendor: PracticeSystem,
  asked: ConnectionRow,
  outcome: Outcome,
): Promise<void> {
  const { firm_id: firmId, id } = asked;
  const row = await lockConnection(tx, firmId, id);
  if (row?.status !== 'active') return;
  const now = platform.clock.now();
  const wanted = asked.canary_wanted_at !== null;
  const untold = await findUntold(tx, row);
  await tx
    .updateTable('connections')
    .set({
      ...changeOf(row, outcome, now, wanted),
      ...(wanted ? { canary_wanted_at: null } : {}),
      // What rested for an hour need not wait for it.
      ...(wanted && outcome.is === 'answered' ? { subscription_due_at: now } : {}),
      untold_since: untold,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  if (wanted && outcome.is === 'answered')
    await neighbours.mirror.start(tx, { firmId, connectionId: id }, vendor, now);
  const mended = outcome.is === 'answered' && (row.canary_failures > 0 || row.failures > 0);
  const worse = outcome.is === 'failed' && outcome.failure !== 'rate_limited';
  const hooksDiffer = untold?.getTime() !== row.untold_since?.getTime();
  if (wanted || mended || worse || hooksDiffer) await changed(tx, firmId, id);
}

function changeOf(row: ConnectionRow, outcome: Outcome, now: Date, wanted: boolean) {
  switch (outcome.is) {
    case 'put_off':
      return { canary_due_at: outcome.until };
    case 'answered':
      return {
        ...proven(row.id, now, outcome.ms),
        failures: 0,
        blocked_until: null,
        last_success_at: now,
      };
    case 'other_account':
      return { canary_asked_at: now, canary_ms: null, canary_detail: outcome.words };
    case 'failed': {
      const noted = { canary_asked_at: now, canary_ms: null, canary_detail: outcome.said };
      // The requests are used up: somebody else is being answered. Nothing is known, and nothing is wrong.
      if (outcome.until !== null) return { ...(wanted ? noted : {}), canary_due_at: outcome.until };
      return {
        ...noted,
        canary_failures: row.canary_failures + 1,
        canary_due_at: new Date(now.getTime() + canaryAgainMs),
      };
    }
  }
}

/** How a connection that has just answered stands. */
export function proven(id: string, now: Date, ms: number) {
  return {
    canary_asked_at: now,
    canary_ms: ms,
    canary_detail: '',
    canary_failures: 0,
    canary_due_at: new Date(now.getTime() + canaryEveryMs(id)),
  };
}

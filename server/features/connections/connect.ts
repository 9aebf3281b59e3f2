/** Being let in: code → tokens → who let us in → active. Everything that asks the vendor, outside any request. */

import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { withLock } from '../../platform/lock.ts';
import type { Platform } from '../../platform/platform.ts';
import { type PracticeSystem, VendorError } from '../../vendors/ports.ts';
import { proven } from './canary-round.ts';
import { type KeptAttempt, type KeptCredentials, openAttempt, openKept, sealKept } from './credentials.ts';
import { decideRetry } from './decide.ts';
import { type Attempt, exchangeCode, withTokens } from './exchange.ts';
import type { ConnectionNeighbours } from './neighbours.ts';
import {
  type ConnectionRow,
  findConnection,
  grantEnd,
  lockConnection,
  openConnection,
  withWatch,
} from './session.ts';
import { changed, listDue } from './store.ts';
import { wordsOf } from './words.ts';

export interface ConnectionDeps {
  platform: Platform;
  vendors: Readonly<Record<string, PracticeSystem>>;
  neighbours: ConnectionNeighbours;
}

/** Ends a try with words for the person; no later try of the same would go better. */
class NotLetIn extends Error {}

const atOnce = 4;
const codeLivesMs = 5 * 60_000;

/** One round over the connections that are to be let in. True when there were any. */
export async function connectRound(deps: ConnectionDeps): Promise<boolean> {
  const now = deps.platform.clock.now();
  const due = await deps.platform.database.system((tx) =>
    listDue(tx, sql<boolean>`status = 'connecting' and (blocked_until is null or blocked_until <= ${now})`),
  );
  await eachAtOnce(due, atOnce, ({ firmId, id }) => connectNow(deps, firmId, id));
  return due.length > 0;
}

/** Tries one connection that stands at `connecting`; another process may be at it already. */
export async function connectNow(deps: ConnectionDeps, firmId: string, id: string): Promise<void> {
  await withLock(deps.platform, `connect ${id}`, async () => {
    const { platform } = deps;
    const found = await platform.database.firm(firmId).read(async (tx) => {
      const row = await findConnection(tx, firmId, id);
      const attempt = await tx
        .selectFrom('connection_attempts')
        .selectAll()
        .where('firm_id', '=', firmId)
        .where('connection_id', '=', id)
        .where('answered_at', 'is not', null)
        .orderBy('answered_at', 'desc')
        .limit(1)
        .executeTakeFirst();
      return { row, attempt };
    });
    const { row } = found;
    if (row?.status !== 'connecting') return;
    const kept = found.attempt && openAttempt(platform.secrets, found.attempt.id, found.attempt.secrets);
    // One that was declined changes nothing.
    const attempt =
      found.attempt && kept && (kept.code !== null || kept.tokens !== null)
        ? { ...found.attempt, kept }
        : null;
    await letIn(deps, row, attempt);
  });
}

async function letIn(deps: ConnectionDeps, row: ConnectionRow, attempt: Attempt | null): Promise<void> {
  const vendor = deps.vendors[row.vendor];
  try {
    if (!vendor) throw new NotLetIn(`This program does not know ${row.vendor}.`);
    const tokens =
      attempt && (attempt.kept.tokens ?? (await exchangeCode(deps.platform, vendor, row, attempt)));
    const fresh = tokens ? withTokens(deps.platform, vendor, row, attempt, tokens) : null;
    const watch = withWatch(deps.platform);
    const client = await openConnection(
      watch.platform,
      vendor,
      row,
      0,
      fresh === null ? {} : { credentials: fresh },
    );
    const who = await client.whoAmI();
    await activate(deps, vendor, row, attempt, { fresh, tokens, who, ms: watch.ms() });
  } catch (error) {
    await settleFailure(deps, vendor, row, attempt, error);
  }
}

interface LetIn {
  /** Null: the stored ones were good. */
  fresh: KeptCredentials | null;
  tokens: KeptAttempt['tokens'];
  who: { accountId: string; accountName: string; userName: string };
  /** How long the answer took. */
  ms: number;
}

/** A connection belongs to one account for good, and an account to one connection of the firm. */
async function refuseOtherAccounts(tx: Tx, row: ConnectionRow, who: LetIn['who']): Promise<void> {
  if (row.account_id !== null && row.account_id !== who.accountId)
    throw new NotLetIn(
      `That was the account ${who.accountName}. This connection belongs to ${row.account_name ?? row.account_id}: sign in there, or connect ${who.accountName} beside it.`,
    );
  const twin = await tx
    .selectFrom('connections')
    .select('name')
    .where('firm_id', '=', row.firm_id)
    .where('vendor', '=', row.vendor)
    .where('account_id', '=', who.accountId)
    .where('status', '!=', 'disconnected')
    .where('id', '!=', row.id)
    .executeTakeFirst();
  if (twin) throw new NotLetIn(`${who.accountName} is connected already, as “${twin.name}”.`);
}

async function activate(
  { platform, neighbours }: ConnectionDeps,
  vendor: PracticeSystem,
  { firm_id: firmId, id }: ConnectionRow,
  attempt: Attempt | null,
  { fresh, tokens, who, ms }: LetIn,
): Promise<void> {
  const now = platform.clock.now();
  await platform.database.firm(firmId).write(async (tx) => {
    const row = await lockConnection(tx, firmId, id);
    if (row?.status !== 'connecting') return;
    await refuseOtherAccounts(tx, row, who);
    const first = row.account_id === null;
    const current = openKept(platform.secrets, id, row.credentials);
    const kept = fresh && { ...fresh, clientSecret: current.clientSecret, apiKey: current.apiKey };
    const expiresAt = tokens?.expiresAt ? new Date(tokens.expiresAt) : null;
    await tx
      .updateTable('connections')
      .set({
        status: 'active',
        status_detail: '',
        account_id: who.accountId,
        account_name: who.accountName,
        account_user: who.userName,
        ...(kept === null
          ? {}
          : {
              credentials: sealKept(platform.secrets, id, kept),
              token_version: row.token_version + 1,
              token_expires_at: expiresAt,
              // Without a refresh token the permission ends with the token.
              grant_expires_at: kept.refreshToken === null ? expiresAt : grantEnd(vendor, now),
            }),
        ...(first ? { logs_since: now } : {}),
        blocked_until: null,
        failures: 0,
        last_success_at: now,
        ...proven(id, now, ms),
        canary_wanted_at: null,
        subscription_due_at: now,
        updated_at: now,
      })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute();
    await tx
      .insertInto('connection_keys')
      .values({ hook_key: row.hook_key, firm_id: firmId, connection_id: id })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
    await tx
      .deleteFrom('connection_attempts')
      .where('firm_id', '=', firmId)
      .where('connection_id', '=', id)
      .where('answered_at', 'is not', null)
      .execute();
    const which = { firmId, connectionId: id };
    await neighbours.mirror.start(tx, which, vendor, now);
    if (attempt?.kept.before === 'disconnected')
      await neighbours.mirror.requestWholePass(tx, which, false, now);
    await audit(tx, {
      firmId,
      staffId: attempt?.staff_id ?? null,
      action: 'connection.connected',
      subjectType: 'connection',
      subjectId: id,
      detail: { name: row.name, account: who.accountName },
      at: now,
    });
    await changed(tx, firmId, id);
  });
}

/** Codes live for minutes; tokens can wait. */
function codeEnds(attempt: Attempt | null): Date | null {
  if (!attempt?.answered_at || attempt.kept.tokens !== null) return null;
  return new Date(attempt.answered_at.getTime() + codeLivesMs);
}

/** What may go better later is tried later; else the person reads why, and may try again. */
async function settleFailure(
  { platform }: ConnectionDeps,
  vendor: PracticeSystem | undefined,
  row: ConnectionRow,
  attempt: Attempt | null,
  error: unknown,
): Promise<void> {
  if (!(error instanceof NotLetIn) && !(error instanceof VendorError)) throw error;
  const now = platform.clock.now();
  const again =
    error instanceof VendorError
      ? decideRetry(error.problem, { failures: row.failures, now, giveUpAt: codeEnds(attempt) })
      : null;
  const words =
    error instanceof VendorError ? wordsOf(vendor ?? { label: row.vendor }, error) : error.message;
  await platform.database.firm(row.firm_id).write(async (tx) => {
    await tx
      .updateTable('connections')
      .set({
        status_detail: words,
        updated_at: now,
        ...(again === null
          ? { status: attempt?.kept.before ?? ('needs_attention' as const), failures: 0, blocked_until: null }
          : { failures: row.failures + 1, blocked_until: again }),
      })
      .where('firm_id', '=', row.firm_id)
      .where('id', '=', row.id)
      .where('status', '=', 'connecting')
      .execute();
    if (again === null && attempt)
      await tx
        .deleteFrom('connection_attempts')
        .where('firm_id', '=', row.firm_id)
        .where('id', '=', attempt.id)
        .execute();
    await changed(tx, row.firm_id, row.id);
  });
}

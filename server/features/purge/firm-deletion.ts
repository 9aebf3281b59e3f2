/**
 * A firm that leaves: asked for, cooled off, confirmed by somebody else, and then nothing of it is left but a certificate
 * outside. At the command line alone.
 */
import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { sql } from 'kysely';
import type pg from 'pg';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { findFirm } from '../firms/index.ts';
import { createSigner } from '../hand-over/index.ts';
import { runsAt } from './decide.ts';
import { type FirmDeletionFacts, type FirmRefusal, refuseFirm } from './firm-decide.ts';
import { readSettings } from './settings.ts';

type Deps = Pick<Platform, 'database' | 'clock' | 'files' | 'jobs' | 'smtpUrl' | 'publicUrl' | 'secrets'>;
type Outcome<T> = { kind: 'refused'; why: FirmRefusal } | ({ kind: 'done' } & T);

const hashOf = (token: string) => createHash('sha256').update(token).digest();

interface Asked {
  reason: string;
  asked_by: string;
  asked_at: Date;
  token_hash: Buffer;
  ready_at: Date;
}

/** Prints a token that the second person needs; owners are mailed. */
export async function requestFirmDeletion(
  deps: Deps,
  { firmId, by, reason }: { firmId: string; by: string; reason: string },
): Promise<Outcome<{ token: string; readyAt: Date }>> {
  const now = deps.clock.now();
  return await deps.database.firm(firmId).write(async (tx) => {
    const { facts } = await factsOf(tx, firmId, { by, token: null, now });
    const why = refuseFirm('request', facts);
    if (why !== null) return await refused(tx, { firmId, now, by, why, act: 'firm.delete_request' });
    const { coolingOffDays } = await readSettings(tx, firmId);
    const readyAt = runsAt(now, coolingOffDays);
    const token = randomBytes(16).toString('hex');
    await sql`delete from firm_deletions where firm_id = ${firmId}`.execute(tx);
    await sql`
      insert into firm_deletions (firm_id, reason, asked_by, asked_at, token_hash, ready_at)
      values (${firmId}, ${reason}, ${by}, ${now}, ${hashOf(token)}, ${readyAt})`.execute(tx);
    await note(tx, {
      firmId,
      now,
      action: 'firm.delete_requested',
      detail: { by, readyAt: readyAt.toISOString() },
    });
    await tellOwners(
      tx,
      deps,
      firmId,
      `Somebody asked to delete everything of your firm, for good. Nothing happens before ${readyAt.toISOString().slice(0, 10)}. If that is wrong, call whoever runs your installation, or put everything on hold under Retention.`,
    );
    return { kind: 'done', token, readyAt };
  });
}

export async function cancelFirmDeletion(deps: Deps, firmId: string, by: string): Promise<boolean> {
  return await deps.database.firm(firmId).write(async (tx) => {
    const { rows } = await sql`delete from firm_deletions where firm_id = ${firmId} returning 1`.execute(tx);
    if (rows.length === 0) return false;
    await note(tx, { firmId, now: deps.clock.now(), action: 'firm.delete_cancelled', detail: { by } });
    await tellOwners(tx, deps, firmId, 'Your firm is not deleted: what was asked for is over.');
    return true;
  });
}

/** `keep` puts the certificate where it outlives the firm, before anything goes; when it fails, nothing goes. */
export async function confirmFirmDeletion(
  deps: Deps,
  { firmId, by, token }: { firmId: string; by: string; token: string },
  keep: (certificate: string) => Promise<void>,
): Promise<Outcome<{ rows: number }>> {
  const { database, clock } = deps;
  const now = clock.now();
  const checked = await database
    .firm(firmId)
    .write(async (tx): Promise<Outcome<{ asked: Asked; name: string }>> => {
      const { facts, asked } = await factsOf(tx, firmId, { by, token, now });
      const why = refuseFirm('confirm', facts);
      if (why !== null || !asked)
        return await refused(tx, { firmId, now, by, why: why ?? 'not_asked', act: 'firm.delete_confirm' });
      return { kind: 'done', asked, name: (await findFirm(tx, firmId))?.name ?? '' };
    });
  if (checked.kind === 'refused') return checked;
  const client = await database.pool.connect();
  try {
    await mustSeeAll(client);
    await client.query('begin');
    const counts = await deleteRows(client, firmId);
    await keep(certificateOf(deps, { ...checked, firmId, by, now, counts }));
    await client.query('commit');
    await deps.files.removeFirm(firmId);
    return { kind: 'done', rows: [...counts.values()].reduce((sum, count) => sum + count, 0) };
  } catch (error) {
    await client.query('rollback');
    throw error;
  } finally {
    client.release();
  }
}

async function factsOf(
  tx: Tx,
  firmId: string,
  { by, token, now }: { by: string; token: string | null; now: Date },
): Promise<{ facts: FirmDeletionFacts; asked: Asked | null }> {
  const { rows } =
    await sql<Asked>`select * from firm_deletions where firm_id = ${firmId} for update`.execute(tx);
  const asked = rows[0] ?? null;
  const held = await sql<{ held: boolean }>`
    select exists (select 1 from holds where firm_id = ${firmId} and ended_at is null)
      or exists (select 1 from conversations where firm_id = ${firmId} and held_at is not null)
      or exists (select 1 from leads where firm_id = ${firmId} and hold_at is not null) as held`.execute(tx);
  const tokenFits = asked !== null && token !== null && timingSafeEqual(hashOf(token), asked.token_hash);
  return {
    asked,
    facts: {
      ...{ held: held.rows[0]?.held !== false, tokenFits, by, now },
      asked: asked && { by: asked.asked_by, readyAt: asked.ready_at },
    },
  };
}

async function refused(
  tx: Tx,
  { firmId, now, by, why, act }: { firmId: string; now: Date; by: string; why: FirmRefusal; act: string },
): Promise<{ kind: 'refused'; why: FirmRefusal }> {
  if (why === 'held')
    await note(tx, { firmId, now, action: 'hold.refused', detail: { act, held: 'firm', by } });
  return { kind: 'refused', why };
}

async function note(
  tx: Tx,
  {
    firmId,
    now,
    action,
    detail,
  }: { firmId: string; now: Date; action: `${string}.${string}`; detail: Record<string, unknown> },
): Promise<void> {
  await audit(tx, { firmId, staffId: null, action, subjectType: 'firm', subjectId: firmId, at: now, detail });
}

async function tellOwners(tx: Tx, deps: Deps, firmId: string, words: string): Promise<void> {
  const { rows } = await sql<{ email: string }>`
    select email from staff_members where firm_id = ${firmId} and active and role = 'owner' and email <> ''`.execute(
    tx,
  );
  for (const { email } of rows)
    await queueMail(tx, deps, {
      ...{ firmId, to: email, automatic: true, subject: 'Your firm’s data' },
      body: `Hello,\n\n${words}\n`,
    });
}

/** Behind row-level security the rows would seem to be gone. */
async function mustSeeAll(client: pg.PoolClient): Promise<void> {
  const { rows } = await client.query<{ all: boolean }>(
    'select rolsuper or rolbypassrls as all from pg_roles where rolname = current_user',
  );
  if (rows[0]?.all !== true)
    throw new Error(
      'The database role does not see every row of a firm; use the one that makes backups (docs/running.md).',
    );
}

/** Table by table, those first on which nothing hangs any more. Answers how many rows each had. */
async function deleteRows(client: pg.PoolClient, firmId: string): Promise<Map<string, number>> {
  await client.query(`select set_config('app.deleting_firm', $1, true)`, [firmId]);
  await forgetPeople(client, firmId);
  const { rows } = await client.query<{ table: string }>(
    `select c.relname as table from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'firm_id' and not a.attisdropped
     where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p') order by 1`,
  );
  const counts = new Map<string, number>();
  for (const { table } of rows) {
    const { rows: counted } = await client.query<{ count: number }>(
      `select count(*)::int as count from ${client.escapeIdentifier(table)} where firm_id = $1`,
      [firmId],
    );
    const count = counted[0]?.count ?? 0;
    if (count > 0) counts.set(table, count);
  }
  let waiting = [...counts.keys()];
  while (waiting.length > 0) {
    const blocked: string[] = [];
    for (const table of waiting) if (!(await tryDelete(client, table, firmId))) blocked.push(table);
    if (blocked.length === waiting.length) throw new Error(`nothing lets go of ${blocked.join(', ')}`);
    waiting = blocked;
  }
  await client.query('delete from firms where id = $1', [firmId]);
  for (const { table } of rows) {
    const left = await client.query(
      `select 1 from ${client.escapeIdentifier(table)} where firm_id = $1 limit 1`,
      [firmId],
    );
    if (left.rowCount !== 0) throw new Error(`something of the firm came back into ${table}`);
  }
  return counts;
}

/** False: other rows still hang on it. Anything else that keeps it (a hold above all) ends the whole. */
async function tryDelete(client: pg.PoolClient, table: string, firmId: string): Promise<boolean> {
  await client.query('savepoint one_table');
  try {
    const quoted = client.escapeIdentifier(table);
    await client.query(`delete from ${quoted} where firm_id = $1`, [firmId]);
    // Also those that are looked at only at the end of a transaction.
    await client.query('set constraints all immediate');
    await client.query('release savepoint one_table');
    return true;
  } catch (error) {
    await client.query('rollback to savepoint one_table');
    if (error instanceof Error && 'code' in error && error.code === '23503') return false;
    throw error;
  }
}

/** Who worked for this firm alone, or came to its portal alone, has nothing to sign in to any more. */
async function forgetPeople(client: pg.PoolClient, firmId: string): Promise<void> {
  await client.query(
    `delete from auth_user u where exists (select 1 from memberships m where m.user_id = u.id and m.firm_id = $1)
       and not exists (select 1 from memberships m where m.user_id = u.id and m.firm_id <> $1)`,
    [firmId],
  );
  await client.query('delete from portal_sessions where active_firm_id = $1', [firmId]);
  await client.query(
    `delete from portal_accounts a where exists (select 1 from portal_logins l where l.account_id = a.id and l.firm_id = $1)
       and not exists (select 1 from portal_logins l where l.account_id = a.id and l.firm_id <> $1)`,
    [firmId],
  );
}

/** JSON with its own signature, to be kept outside. */
function certificateOf(
  { secrets }: Deps,
  of: {
    asked: Asked;
    name: string;
    firmId: string;
    by: string;
    now: Date;
    counts: ReadonlyMap<string, number>;
  },
): string {
  const signer = createSigner(secrets);
  const body = {
    ...{ format: 'matterline-firm-deletion', version: 1, firm: { id: of.firmId, name: of.name } },
    reason: of.asked.reason,
    asked: { by: of.asked.asked_by, at: of.asked.asked_at.toISOString() },
    confirmed: { by: of.by, at: of.now.toISOString() },
    rows: Object.fromEntries(of.counts),
    files: 'All files of the firm are removed from the store after its rows.',
    backups: 'Backups that were made before still hold the firm until they are deleted.',
    keyFingerprint: signer.fingerprint,
  };
  const text = JSON.stringify(body);
  return `${JSON.stringify({ certificate: text, signature: signer.sign(Buffer.from(text)).toString('base64'), publicKey: signer.publicKey }, null, 2)}\n`;
}

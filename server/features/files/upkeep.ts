/** What is done by the clock: uploads that were left alone or lost their reader's rights, orphaned bytes, and new signatures. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { ContentDestroyed } from '../../platform/sealing/index.ts';
import type { Scanner } from './clamd.ts';
import { markWithdrawn, tellOfConversations } from './file-acts.ts';
import type { FileListener } from './listeners.ts';
import { eyesOf, findPlace, type Person } from './person.ts';
import { dropContent, purgeUpload, staysHeld } from './purge.ts';
import { type Scanned, scanContent, storedBytes } from './scan.ts';
import { decideRescan } from './scan-decide.ts';
import type { Verdict } from './states.ts';
import type { UploadRow } from './uploads-store.ts';

export type UpkeepDeps = Pick<Platform, 'database' | 'clock' | 'files' | 'jobs' | 'logger'> & {
  scanner: Scanner | null;
  listeners: readonly FileListener[];
};

/** Rows of uploads that were attached or expired go after this. */
const keepRowsDays = 30;
const atOnce = 200;

export function sweepJob(deps: UpkeepDeps): JobKind {
  return jobKind({
    name: 'files.sweep',
    cron: '*/5 * * * *',
    data: z.unknown(),
    run: () => forEachFirm(deps, (firmId) => sweepUploads(deps, firmId)),
  });
}

export function rescanJob(deps: UpkeepDeps): JobKind {
  return jobKind({
    name: 'files.rescan',
    cron: '*/10 * * * *',
    data: z.unknown(),
    async run() {
      const engine = await deps.scanner?.version().catch(() => null);
      if (engine) await forEachFirm(deps, (firmId) => rescan(deps, firmId, engine));
    },
  });
}

async function forEachFirm({ database }: UpkeepDeps, work: (firmId: string) => Promise<void>): Promise<void> {
  const firms = await database.system((tx) => sql<{ id: string }>`select id from firms`.execute(tx));
  for (const { id } of firms.rows) await work(id);
}

export async function sweepUploads(deps: UpkeepDeps, firmId: string): Promise<void> {
  const { database, clock, files } = deps;
  const now = clock.now();
  const program = database.firm(firmId);
  const waiting = await program.read((tx) =>
    tx
      .selectFrom('uploads')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('state', 'not in', ['attached', 'expired'])
      .orderBy('expires_at')
      .limit(2_000)
      .execute(),
  );
  for (const upload of waiting) {
    if (upload.expires_at <= now) await expire(deps, upload);
    else if (!(await stillMay(deps, upload))) await purgeUpload(deps, upload, 'rights_ended');
  }
  const old = new Date(now.getTime() - keepRowsDays * 24 * 3_600_000);
  await program.write((tx) =>
    sql`delete from uploads where firm_id = ${firmId} and state in ('attached', 'expired') and updated_at < ${old}
      and not exists (select 1 from held_by(${firmId}::uuid, null, uploads.conversation_id, null))`.execute(
      tx,
    ),
  );
  const parts = await files.parts.list(firmId);
  const known = await program.read((tx) =>
    sql<{ id: string }>`select id from uploads where firm_id = ${firmId} and id = any(${parts}::uuid[])
      and state not in ('attached', 'expired')`.execute(tx),
  );
  const ids = new Set(known.rows.map(({ id }) => id));
  for (const id of parts) if (!ids.has(id)) await files.parts.drop(firmId, id);
}

/** The row stays for a while, so that its sender learns what became of it. */
async function expire(deps: UpkeepDeps, upload: UploadRow): Promise<void> {
  const { database, clock, files } = deps;
  const gone = await database.firm(upload.firm_id).write(async (tx) => {
    if (await staysHeld(tx, deps, upload, 'expired')) return false;
    await sql`update uploads set state = 'expired', sha256 = null, updated_at = ${clock.now()}
      where firm_id = ${upload.firm_id} and id = ${upload.id} and state = ${upload.state}`.execute(tx);
    await dropContent(tx, deps, upload);
    return true;
  });
  if (gone) await files.parts.drop(upload.firm_id, upload.id);
}

async function stillMay({ database }: UpkeepDeps, upload: UploadRow): Promise<boolean> {
  const { firm_id: firmId, staff_id: staffId, portal_user_id: portalUserId, conversation_id } = upload;
  const active = await database.firm(firmId).read((tx) =>
    sql<{ active: boolean }>`
      select exists (select 1 from staff_members where firm_id = ${firmId} and id = ${staffId} and active)
        or exists (select 1 from portal_users where firm_id = ${firmId} and id = ${portalUserId} and active) as active`.execute(
      tx,
    ),
  );
  if (active.rows[0]?.active !== true) return false;
  const person: Person | null =
    staffId !== null
      ? { firmId, staffId, portalUserId: null, secondFactor: true }
      : portalUserId !== null
        ? { firmId, staffId: null, portalUserId, secondFactor: true }
        : null;
  return (
    person !== null &&
    (await eyesOf(database, person).read((tx) => findPlace(tx, person, conversation_id))) !== null
  );
}

interface Content {
  sha256: Buffer;
  sizeBytes: number;
}

/** Everything that was sent and that these signatures have not seen, the newest first. */
export async function rescan(deps: UpkeepDeps, firmId: string, engine: string): Promise<void> {
  const { rows } = await deps.database.firm(firmId).read((tx) =>
    sql<Content>`
      select sha256, max(size_bytes)::bigint as "sizeBytes" from attachments
      where firm_id = ${firmId} and withdrawn_at is null and engine <> ${engine}
      group by sha256 order by max(id::text) desc limit ${atOnce}`.execute(tx),
  );
  for (const content of rows) {
    const scanned = await scanContent(deps.scanner, storedBytes(deps, { firmId, ...content })).catch(
      (error: unknown) => {
        // What was destroyed can harm nobody any more, and the others wait for their turn.
        if (error instanceof ContentDestroyed) return { verdict: 'error' as const, detail: '', engine };
        throw error;
      },
    );
    await deps.database
      .firm(firmId)
      .write((tx) => noteRescan(tx, deps, { firmId, engine, ...content }, scanned));
  }
}

async function noteRescan(
  tx: Tx,
  deps: UpkeepDeps,
  { firmId, sha256, engine }: Content & { firmId: string; engine: string },
  { verdict, detail }: Scanned,
): Promise<void> {
  const at = deps.clock.now();
  const withdrawn: string[] = [];
  const { rows } = await sql<{
    id: string;
    conversationId: string;
    seq: number;
    verdict: Verdict;
  }>`
    select id, conversation_id as "conversationId", seq, verdict from attachments
    where firm_id = ${firmId} and sha256 = ${sha256} and withdrawn_at is null order by conversation_id, id for update`.execute(
    tx,
  );
  if (verdict === 'infected') await lockConversations(tx, firmId, rows);
  for (const file of rows) {
    const then = decideRescan(file.verdict, verdict);
    // An engine that fails on one file must not be asked again each round; the next signatures will.
    const next = then === 'nothing' ? { verdict: file.verdict } : { verdict, verdict_detail: detail };
    await tx
      .updateTable('attachments')
      .set({ ...next, engine, scanned_at: at })
      .where('firm_id', '=', firmId)
      .where('id', '=', file.id)
      .execute();
    if (then !== 'withdraw') continue;
    await markWithdrawn(tx, deps, { firmId, staffId: null, now: at }, file, 'infected');
    withdrawn.push(file.conversationId);
  }
  await tellOfConversations(tx, firmId, withdrawn);
}

/** What listeners write comes after the firm's counter of news for some of them: nobody may wait for a conversation then. */
async function lockConversations(
  tx: Tx,
  firmId: string,
  files: readonly { conversationId: string }[],
): Promise<void> {
  const ids = files.map(({ conversationId }) => conversationId);
  await sql`select 1 from conversations where firm_id = ${firmId} and id = any(${ids}::uuid[])
    order by id for update`.execute(tx);
}

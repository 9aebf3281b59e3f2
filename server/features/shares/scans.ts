/** Nothing of a share is handed out before somebody has looked at its content; and what was, is looked at again with each engine. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { JobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { type ContentScan, decideRescan, lookAgainJob, type Verdict } from '../files/index.ts';
import './tables.ts';

export type ScanDeps = Pick<Platform, 'database' | 'clock' | 'logger'> & { contents: ContentScan };

interface Content {
  sha256: Buffer;
  sizeBytes: number;
  name: string;
}

const atOnce = 50;

/** True when there may be more at once. */
export async function shareScanRound(deps: ScanDeps): Promise<boolean> {
  const { database } = deps;
  const { rows } = await database.system((tx) =>
    sql<{ firm_id: string }>`select distinct firm_id from share_news where unseen limit ${atOnce}`.execute(
      tx,
    ),
  );
  let more = false;
  for (const { firm_id: firmId } of rows) more = (await lookAtUnseen(deps, firmId)) || more;
  return more;
}

async function lookAtUnseen(deps: ScanDeps, firmId: string): Promise<boolean> {
  const program = deps.database.firm(firmId);
  // Before the look: what comes meanwhile asks for the next one.
  await program.write((tx) =>
    sql`update share_news set unseen = false where firm_id = ${firmId} and unseen`.execute(tx),
  );
  const { rows } = await program.read((tx) =>
    sql<Content>`
      select sha256, max(size_bytes)::bigint as "sizeBytes", min(name) as name from share_files
      where firm_id = ${firmId} and verdict is null and state <> 'ended' group by sha256 limit ${atOnce}`.execute(
      tx,
    ),
  );
  for (const content of rows) await look(deps, firmId, content);
  if (rows.length < atOnce) return false;
  await program.write((tx) => sql`update share_news set unseen = true where firm_id = ${firmId}`.execute(tx));
  return true;
}

const unreadable = {
  ...{ verdict: 'error' as const, detail: '', engine: '' },
  ...{ contentType: 'application/octet-stream', mismatch: false },
};

async function look(
  { database, clock, contents, logger }: ScanDeps,
  firmId: string,
  content: Content,
): Promise<void> {
  // What cannot be looked at now is looked at again with the next round of the scanner; until then the firm's policy counts.
  const seen = await contents.look({ firmId, ...content }).catch((error: unknown) => {
    logger.error({ err: error }, 'a shared file could not be looked at');
    return unreadable;
  });
  const at = clock.now();
  await database.firm(firmId).write(async (tx) => {
    await sql`
      update share_files set verdict = ${seen.verdict}, verdict_detail = ${seen.detail}, engine = ${seen.engine}, scanned_at = ${at},
        content_type = ${seen.contentType}, type_mismatch = ${seen.mismatch}
      where firm_id = ${firmId} and sha256 = ${content.sha256} and verdict is null`.execute(tx);
    await noteChanged(tx, firmId, content.sha256, at);
  });
}

/** Screens that say "being checked" look again. */
async function noteChanged(tx: Tx, firmId: string, sha256: Buffer, at: Date): Promise<void> {
  await sql`update share_news n set changed_at = ${at} where n.firm_id = ${firmId} and n.conversation_id in (
    select f.conversation_id from share_files f where f.firm_id = ${firmId} and f.sha256 = ${sha256} and f.state = 'shared')`.execute(
    tx,
  );
}

export function shareRescanJob(deps: ScanDeps): JobKind {
  return lookAgainJob(deps, 'shares.rescan', (firmId, engine) => rescanShares(deps, firmId, engine));
}

/** What is seen now and these signatures have not seen. */
export async function rescanShares(deps: ScanDeps, firmId: string, engine: string): Promise<void> {
  const program = deps.database.firm(firmId);
  const { rows } = await program.read((tx) =>
    sql<Content & { verdict: Verdict }>`
      select sha256, max(size_bytes)::bigint as "sizeBytes", min(name) as name, min(verdict) as verdict from share_files
      where firm_id = ${firmId} and state = 'shared' and verdict is not null and engine <> ${engine}
      group by sha256 limit 200`.execute(tx),
  );
  for (const { verdict: before, ...content } of rows) {
    const seen = await deps.contents.look({ firmId, ...content });
    const then = decideRescan(before, seen.verdict);
    const at = deps.clock.now();
    await program.write(async (tx) => {
      // An engine that fails on one file must not be asked again each round; the next signatures will.
      const verdict = then === 'nothing' ? before : seen.verdict;
      await sql`update share_files set verdict = ${verdict}, engine = ${engine}, scanned_at = ${at},
          verdict_detail = case when ${then === 'nothing'} then verdict_detail else ${seen.detail} end
        where firm_id = ${firmId} and sha256 = ${content.sha256} and verdict is not null`.execute(tx);
      if (then === 'withdraw') await auditInfected(tx, firmId, content.sha256, at);
      if (then !== 'nothing') await noteChanged(tx, firmId, content.sha256, at);
    });
  }
}

/** From here on nobody opens it: malware is handed out under no policy. */
async function auditInfected(tx: Tx, firmId: string, sha256: Buffer, at: Date): Promise<void> {
  const rows = await tx
    .selectFrom('share_files')
    .select(['id', 'share_id', 'matter_id'])
    .where('firm_id', '=', firmId)
    .where('sha256', '=', sha256)
    .where('state', '=', 'shared')
    .execute();
  for (const { id, share_id: shareId, matter_id: matterId } of rows)
    await audit(tx, {
      ...{
        firmId,
        staffId: null,
        action: 'file.withdrawn',
        subjectType: 'file',
        subjectId: id,
        matterId,
        at,
      },
      detail: { shareId, why: 'infected' },
    });
}

/** Papers that nothing points at any more are removed from the store, after the change that let them go. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';

const jobName = 'retention.remove_file';

/** Queues the removal in the transaction that lets them go: both happen or neither. */
export async function dropFiles(
  tx: Tx,
  { jobs }: Pick<Platform, 'jobs'>,
  firmId: string,
  papers: readonly Buffer[],
): Promise<void> {
  for (const sha256 of new Set(papers.map((one) => one.toString('hex'))))
    await jobs.enqueue(tx, jobName, { firmId, sha256 });
}

export function removeFileJob(platform: Pick<Platform, 'database' | 'files' | 'jobs'>): JobKind {
  const { database, files } = platform;
  return jobKind({
    name: jobName,
    data: z.object({ firmId: z.uuid(), sha256: z.string().regex(/^[0-9a-f]{64}$/) }),
    async run({ firmId, sha256 }) {
      const hash = Buffer.from(sha256, 'hex');
      const gone = await database.firm(firmId).write((tx) => forget(tx, platform, firmId, hash));
      if (gone) await files.remove(firmId, hash);
    },
  });
}

/** The same bytes may be a document, a recording or another mail's attachment: then they stay. */
async function forget(
  tx: Tx,
  platform: Pick<Platform, 'jobs'>,
  firmId: string,
  sha256: Buffer,
): Promise<boolean> {
  const { rows } = await sql<{ used: boolean }>`
    select exists (select 1 from quote_versions where firm_id = ${firmId} and pdf_sha256 = ${sha256})
      or exists (select 1 from document_versions where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from artefacts where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from person_exports where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from hand_overs where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from incoming_mails where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from uploads where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from attachments where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from share_files where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from request_files where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from file_previews where firm_id = ${firmId} and picture_sha256 = ${sha256})
      or exists (select 1 from imports where firm_id = ${firmId} and sha256 = ${sha256})
      or exists (select 1 from outbox where firm_id = ${firmId}
        and attachments @> jsonb_build_array(jsonb_build_object('sha256', ${sha256.toString('hex')}::text))) as used`.execute(
    tx,
  );
  if (rows[0]?.used !== false) return false;
  const pictures = await sql<{ picture: Buffer | null }>`
    delete from file_previews where firm_id = ${firmId} and sha256 = ${sha256} returning picture_sha256 as picture`.execute(
    tx,
  );
  await sql`delete from files where firm_id = ${firmId} and sha256 = ${sha256}`.execute(tx);
  await dropFiles(
    tx,
    platform,
    firmId,
    pictures.rows.flatMap(({ picture }) => picture ?? []),
  );
  return true;
}

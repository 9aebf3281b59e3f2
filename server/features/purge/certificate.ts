/** What is kept of a purge for ever: signed as it was written, downloadable as JSON and as a page. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { findFirm, firmFacts } from '../firms/index.ts';
import { createSigner } from '../hand-over/index.ts';
import { type MailDeps, tellDeciders } from './mails.ts';
import { type Certificate, proof } from './proof.ts';
import { readSettings } from './settings.ts';
import { itemsOf, type LockedBatch } from './store.ts';

/** The batch is locked, and nothing of it waits any more. */
export async function certify(
  tx: Tx,
  deps: Pick<Platform, 'clock' | 'secrets'> & MailDeps,
  batch: LockedBatch,
): Promise<void> {
  const { firm_id: firmId, id } = batch;
  const now = deps.clock.now();
  const items = await itemsOf(tx, firmId, id);
  if (items.some(({ state }) => state === 'waiting')) return;
  const signer = createSigner(deps.secrets);
  const { timeZone } = await firmFacts(tx, firmId);
  const { backupDays } = await readSettings(tx, firmId);
  const purged = items.flatMap((item) => (item.state === 'purged' ? [proof.parse(item.proof)] : []));
  const body: Certificate = {
    ...{ format: 'matterline-purge-certificate', version: 1, id },
    firm: { id: firmId, name: (await findFirm(tx, firmId))?.name ?? '', timeZone },
    reason: batch.reason,
    proposed: await person(tx, firmId, batch.proposed_by_staff_id, batch.proposed_at),
    confirmed: await person(tx, firmId, batch.confirmed_by_staff_id, batch.confirmed_at),
    finishedAt: now.toISOString(),
    purged,
    refused: items.flatMap(({ state, subject_id: matterId, number, why }) =>
      state === 'refused' ? [{ matterId, number, why: why ?? '' }] : [],
    ),
    backupsUntil: backupsUntil(now, timeZone, backupDays),
    keyFingerprint: signer.fingerprint,
  };
  const text = `${JSON.stringify(body, null, 2)}\n`;
  await tx
    .updateTable('purge_batches')
    .set({ state: 'done', done_at: now, certificate: text, signature: signer.sign(Buffer.from(text)) })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  const actor = { firmId, staffId: null, now };
  const detail = { purged: purged.length, refused: body.refused.length };
  await recordChange(tx, actor, { action: 'purge.done', id, detail });
  const staffIds = [batch.proposed_by_staff_id, batch.confirmed_by_staff_id];
  await tellDeciders(tx, deps, { firmId, matters: batch.matters, runsAt: null, staffIds }, 'done');
}

/** The last day, YYYY-MM-DD in the firm's zone, on which a backup made just before may still be there. */
export function backupsUntil(purgedAt: Date, zone: string, backupDays: number | null): string | null {
  if (backupDays === null) return null;
  return DateTime.fromJSDate(purgedAt, { zone }).plus({ days: backupDays }).toFormat('yyyy-MM-dd');
}

async function person(
  tx: Tx,
  firmId: string,
  staffId: string | null,
  at: Date | null,
): Promise<Certificate['proposed']> {
  const { rows } = await sql<{ name: string }>`
    select trim(first_name || ' ' || last_name) as name from staff_members where firm_id = ${firmId} and id = ${staffId}`.execute(
    tx,
  );
  if (staffId === null || at === null) throw new Error('a purge runs only after two people decided');
  return { staffId, name: rows[0]?.name ?? '', at: at.toISOString() };
}

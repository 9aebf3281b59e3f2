/** After a rotation of SECRET_KEY: what an older one sealed is sealed by the newest, so that the older one can be taken off. */
import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Secrets } from '../secrets.ts';
import { openGeneral, openMatterKey, sealGenerally, sealMatterKey } from './wrap.ts';

export async function resealContents(
  tx: Tx,
  secrets: Secrets,
  firmId: string,
  ids: readonly string[],
): Promise<void> {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select id, general_key as sealed from content_keys where firm_id = ${firmId} and id = any(${[...ids]}::uuid[])
      and substr(general_key, 1, 4) <> ${secrets.newestMark()}`.execute(tx);
  for (const { id, sealed } of rows) {
    const anew = sealGenerally(secrets, firmId, openGeneral(secrets, firmId, id, sealed));
    await sql`update content_keys set general_key = ${anew} where firm_id = ${firmId} and id = ${id}`.execute(
      tx,
    );
  }
}

export async function resealMatters(tx: Tx, secrets: Secrets, firmId: string): Promise<void> {
  const { rows } = await sql<{ id: string; sealed: Buffer }>`
    select matter_id as id, sealed_key as sealed from matter_keys
    where firm_id = ${firmId} and substr(sealed_key, 1, 4) <> ${secrets.newestMark()}`.execute(tx);
  for (const { id, sealed } of rows) {
    const anew = sealMatterKey(secrets, firmId, openMatterKey(secrets, firmId, id, sealed));
    await sql`update matter_keys set sealed_key = ${anew} where firm_id = ${firmId} and matter_id = ${id}`.execute(
      tx,
    );
  }
}

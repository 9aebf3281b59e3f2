import type { Tx } from '../../platform/db/database.ts';
import { newFirmSecret } from '../../platform/firm-secret.ts';
import { newId } from '../../platform/ids.ts';

/** Stands before every API token, so that one that leaked is known as ours. */
export const tokenPrefix = 'mlt_';

/** Makes a token; its text is never seen again, only its SHA-256 is stored. */
export async function insertToken(
  tx: Tx,
  firmId: string,
  token: { staffId: string; name: string },
  now: Date,
): Promise<{ id: string; token: string }> {
  const id = newId();
  const made = newFirmSecret(firmId, tokenPrefix);
  await tx
    .insertInto('api_tokens')
    .values({
      firm_id: firmId,
      id,
      staff_id: token.staffId,
      name: token.name,
      token_hash: made.hash,
      created_at: now,
      last_used_at: null,
      revoked_at: null,
    })
    .execute();
  return { id, token: made.token };
}

/** Tokens in force, newest first; of one staff member, or with null of the whole firm. */
export async function listTokens(tx: Tx, firmId: string, staffId: string | null) {
  let query = tx
    .selectFrom('api_tokens')
    .select(['id', 'name', 'staff_id', 'created_at', 'last_used_at'])
    .where('firm_id', '=', firmId)
    .where('revoked_at', 'is', null);
  if (staffId !== null) query = query.where('staff_id', '=', staffId);
  return await query.orderBy('id', 'desc').execute();
}

/** Revokes one token, of one staff member or with null of anybody in the firm; whether there was one in force. */
export async function revokeToken(
  tx: Tx,
  firmId: string,
  id: string,
  staffId: string | null,
  now: Date,
): Promise<boolean> {
  let update = tx
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('revoked_at', 'is', null);
  if (staffId !== null) update = update.where('staff_id', '=', staffId);
  const result = await update.executeTakeFirst();
  return result.numUpdatedRows > 0n;
}

export async function revokeTokensOf(tx: Tx, firmId: string, staffId: string, now: Date): Promise<void> {
  await tx
    .updateTable('api_tokens')
    .set({ revoked_at: now })
    .where('firm_id', '=', firmId)
    .where('staff_id', '=', staffId)
    .where('revoked_at', 'is', null)
    .execute();
}

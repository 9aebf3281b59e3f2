/** Browsers that an account came from. Under the system role. */
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { hashOfToken } from './authenticate.ts';
import { newToken } from './cookie.ts';
import './tables.ts';

/** Whether the account came from this browser before: then it may ask for links however often others ask in its name. */
export async function isKnownDevice(tx: Tx, accountId: string, token: string | null): Promise<boolean> {
  if (token === null) return false;
  const row = await tx
    .selectFrom('portal_devices')
    .select('id')
    .where('account_id', '=', accountId)
    .where('token_hash', '=', hashOfToken(token))
    .executeTakeFirst();
  return row !== undefined;
}

/** Notes where somebody came from; `isNew` when the account came before, and never from here. */
export async function noteDevice(
  tx: Tx,
  device: { accountId: string; token: string | null; userAgent: string },
  now: Date,
): Promise<{ token: string; isNew: boolean }> {
  const { accountId } = device;
  const token = device.token ?? newToken();
  const known = await tx
    .updateTable('portal_devices')
    .set({ last_seen_at: now })
    .where('account_id', '=', accountId)
    .where('token_hash', '=', hashOfToken(token))
    .executeTakeFirst();
  if (Number(known.numUpdatedRows) > 0) return { token, isNew: false };
  const other = await tx
    .selectFrom('portal_devices')
    .select('id')
    .where('account_id', '=', accountId)
    .limit(1)
    .executeTakeFirst();
  await tx
    .insertInto('portal_devices')
    .values({
      ...{ id: newId(), account_id: accountId, token_hash: hashOfToken(token) },
      ...{ user_agent: device.userAgent.slice(0, 300), created_at: now, last_seen_at: now },
    })
    .execute();
  return { token, isNew: other !== undefined };
}

/** Printed codes for a lost phone: each works once, in place of the second factor. Under the system role. */
import { randomInt } from 'node:crypto';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { hashOfCode } from './requests.ts';
import './tables.ts';

const howMany = 10;
/** Without letters and figures that look alike on paper. */
const letters = 'abcdefghjkmnpqrstuvwxyz23456789';
const length = 12;

const newCode = () => Array.from({ length }, () => letters[randomInt(letters.length)]).join('');

/** "k7mw-9pqr-tx3d" */
const printed = (code: string) => code.replaceAll(/(.{4})(?=.)/g, '$1-');
/** As somebody types it from paper. */
const typed = (code: string) => code.toLowerCase().replaceAll(/[^a-z0-9]/g, '');

/** New ones; those from before work no longer. Shown this once. */
export async function makeRecoveryCodes(
  tx: Tx,
  deps: Pick<Platform, 'secrets'>,
  accountId: string,
  now: Date,
): Promise<string[]> {
  const codes = Array.from({ length: howMany }, newCode);
  await tx.deleteFrom('portal_recovery_codes').where('account_id', '=', accountId).execute();
  await tx
    .insertInto('portal_recovery_codes')
    .values(
      codes.map((code) => ({
        account_id: accountId,
        code_hash: hashOfCode(deps, accountId, code),
        created_at: now,
        used_at: null,
      })),
    )
    .execute();
  return codes.map(printed);
}

/** Uses one up, if it is one. Of two at the same moment one gets in. */
export async function spendRecoveryCode(
  tx: Tx,
  deps: Pick<Platform, 'secrets'>,
  given: { accountId: string; code: string },
  now: Date,
): Promise<{ since: Date } | null> {
  const row = await tx
    .updateTable('portal_recovery_codes')
    .set({ used_at: now })
    .where('account_id', '=', given.accountId)
    .where('code_hash', '=', hashOfCode(deps, given.accountId, typed(given.code)))
    .where('used_at', 'is', null)
    .returning('created_at')
    .executeTakeFirst();
  return row ? { since: row.created_at } : null;
}

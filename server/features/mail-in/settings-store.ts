/** How a firm's mail comes in. */
import { randomBytes } from 'node:crypto';
import type { Selectable } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Database, Tx } from '../../platform/db/database.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { newFirmSecret, readFirmSecret } from '../../platform/firm-secret.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import './tables.ts';

export type MailInSettingsRow = Selectable<Tables['mail_in_settings']>;

const hookPrefix = 'mail';
const purposeOf = (firmId: string) => `mail-in secret ${firmId}`;

export async function findMailInSettings(tx: Tx, firmId: string): Promise<MailInSettingsRow | null> {
  const row = await tx
    .selectFrom('mail_in_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return row ?? null;
}

/** Where answers to the firm's mails go so that they come back here; null: mail does not come in. */
export async function findReplyAddress(tx: Tx, firmId: string): Promise<string | null> {
  return (await findMailInSettings(tx, firmId))?.reply_address || null;
}

/** The firm whose address this is. */
export async function findByHookKey(database: Database, key: string): Promise<MailInSettingsRow | null> {
  const firmId = readFirmSecret(key, hookPrefix)?.firmId;
  if (firmId === undefined) return null;
  const row = await database.firm(firmId).read((tx) => findMailInSettings(tx, firmId));
  return row?.hook_key === key ? row : null;
}

export function openSecret({ secrets }: Pick<Platform, 'secrets'>, row: MailInSettingsRow): string {
  return secrets.open(row.hook_secret, purposeOf(row.firm_id));
}

/** A new secret for the webhook, and at first its address; the secret is shown this once. */
export async function renewSecret(
  tx: Tx,
  { secrets }: Pick<Platform, 'secrets'>,
  actor: Actor,
): Promise<string> {
  const { firmId, now } = actor;
  const secret = `whsec_${randomBytes(32).toString('base64')}`;
  const sealed = secrets.seal(secret, purposeOf(firmId));
  await tx
    .insertInto('mail_in_settings')
    .values({
      firm_id: firmId,
      hook_key: newFirmSecret(firmId, hookPrefix).token,
      hook_secret: sealed,
      updated_at: now,
    })
    .onConflict((conflict) =>
      conflict.column('firm_id').doUpdateSet((set) => ({
        hook_secret: sealed,
        version: set('mail_in_settings.version', '+', 1),
        updated_at: now,
      })),
    )
    .execute();
  await recordChange(tx, actor, { action: 'mail_in.secret_changed', id: firmId });
  return secret;
}

export async function changeSettings(
  tx: Tx,
  actor: Actor,
  change: { authservId?: string | undefined; replyAddress?: string | undefined },
  expected: number | null,
): Promise<void> {
  const { firmId, now } = actor;
  const row = await tx
    .selectFrom('mail_in_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw problem('wrong_state', 'Make the address of the webhook first.');
  checkVersion(row.version, expected);
  await tx
    .updateTable('mail_in_settings')
    .set({
      authserv_id: change.authservId ?? row.authserv_id,
      reply_address: change.replyAddress ?? row.reply_address,
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .execute();
  await recordChange(tx, actor, { action: 'mail_in.changed', id: firmId, detail: { ...change } });
}

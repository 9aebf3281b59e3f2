import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { openKept, sealHookSecret, sealKept } from './credentials.ts';
import type { ConnectionRow } from './session.ts';
import { changed } from './store.ts';

export interface ConnectionChange {
  name?: string | undefined;
  logs?: boolean | undefined;
  paused?: boolean | undefined;
  clientId?: string | undefined;
  clientSecret?: string | undefined;
  apiKey?: string | undefined;
  hookSecret?: string | undefined;
}

/** Changes one locked connection. New keys of one that was locked out are tried at once. */
export async function updateConnection(
  tx: Tx,
  platform: Platform,
  row: ConnectionRow,
  staffId: string,
  change: ConnectionChange,
): Promise<void> {
  const now = platform.clock.now();
  const { firm_id: firmId, id } = row;
  const newKeys =
    change.clientId !== undefined || change.clientSecret !== undefined || change.apiKey !== undefined;
  if (change.paused !== undefined && row.status !== 'active' && row.status !== 'paused')
    throw problem('wrong_state', 'Only a working connection can be paused.');
  const kept = openKept(platform.secrets, id, row.credentials);
  const hasWayIn = row.sign_in_grant === 'client_credentials' || kept.refreshToken !== null;
  await tx
    .updateTable('connections')
    .set({
      ...(change.name === undefined ? {} : { name: change.name }),
      ...(change.logs === undefined ? {} : { logs_since: change.logs ? (row.logs_since ?? now) : null }),
      ...(change.paused === undefined
        ? {}
        : {
            status: change.paused ? ('paused' as const) : ('active' as const),
            blocked_until: null,
            failures: 0,
          }),
      ...(change.clientId === undefined ? {} : { client_id: change.clientId }),
      ...(newKeys
        ? {
            credentials: sealKept(platform.secrets, id, {
              ...kept,
              clientSecret: change.clientSecret ?? kept.clientSecret,
              apiKey: change.apiKey ?? kept.apiKey,
              // They may lead to another account: a token of the old ones would hide it for an hour.
              accessToken: row.sign_in_grant === 'client_credentials' ? null : kept.accessToken,
            }),
            canary_wanted_at: now,
          }
        : {}),
      ...(newKeys && row.status === 'needs_attention' && hasWayIn
        ? { status: 'connecting' as const, blocked_until: null, failures: 0 }
        : {}),
      ...(change.hookSecret === undefined
        ? {}
        : { hook_secret: sealHookSecret(platform.secrets, id, change.hookSecret) }),
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  // Which fields were changed, never their content: keys do not belong in a log.
  await audit(tx, {
    firmId,
    staffId,
    action: 'connection.updated',
    subjectType: 'connection',
    subjectId: id,
    detail: { name: change.name ?? row.name, fields: Object.keys(change) },
    at: now,
  });
  await changed(tx, firmId, id);
}

/** Asks anew whether the vendor lets us in and all is well; false when somebody must sign in first. */
export async function checkAgain(tx: Tx, platform: Platform, row: ConnectionRow): Promise<boolean> {
  if (row.status === 'active') {
    // It goes on working meanwhile; what comes of it stands as its last check.
    await tx
      .updateTable('connections')
      .set({ canary_wanted_at: platform.clock.now() })
      .where('firm_id', '=', row.firm_id)
      .where('id', '=', row.id)
      .execute();
    await changed(tx, row.firm_id, row.id);
    return true;
  }
  if (row.status !== 'needs_attention' && row.status !== 'connecting') return false;
  const kept = openKept(platform.secrets, row.id, row.credentials);
  if (row.sign_in_grant === 'authorization_code' && kept.accessToken === null && kept.refreshToken === null)
    return false;
  await tx
    .updateTable('connections')
    .set({ status: 'connecting', blocked_until: null, failures: 0, updated_at: platform.clock.now() })
    .where('firm_id', '=', row.firm_id)
    .where('id', '=', row.id)
    .execute();
  await changed(tx, row.firm_id, row.id);
  return true;
}

/** Only one that never came about: the others hold links and what was written. */
export async function removeConnection(
  tx: Tx,
  platform: Platform,
  row: ConnectionRow,
  staffId: string,
): Promise<void> {
  if (row.account_id !== null)
    throw problem('wrong_state', 'It was connected once. Disconnect it; its history stays.');
  await tx.deleteFrom('connections').where('firm_id', '=', row.firm_id).where('id', '=', row.id).execute();
  await audit(tx, {
    firmId: row.firm_id,
    staffId,
    action: 'connection.removed',
    subjectType: 'connection',
    subjectId: row.id,
    detail: { name: row.name },
    at: platform.clock.now(),
  });
  await changed(tx, row.firm_id, row.id);
}

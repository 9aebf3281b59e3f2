/** Takes an upload away with its bytes; what was reserved for it is free again. */
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { isHeld, refuseHeld } from '../holds/index.ts';
import { dropFiles } from '../retention/index.ts';
import { removeUpload, type UploadRow } from './uploads-store.ts';

type Deps = Pick<Platform, 'database' | 'clock' | 'files' | 'jobs'>;

export type PurgeReason = 'removed' | 'rights_ended' | 'expired' | 'unknown_bytes';

export async function purgeUpload(deps: Deps, upload: UploadRow, why: PurgeReason): Promise<void> {
  const { firm_id: firmId, id } = upload;
  const gone = await deps.database.firm(firmId).write(async (tx) => {
    if (await staysHeld(tx, deps, upload, why)) return false;
    await removeUpload(tx, upload);
    await dropContent(tx, deps, upload);
    await audit(tx, {
      firmId,
      staffId: why === 'removed' ? upload.staff_id : null,
      ...(why === 'removed' && upload.portal_user_id ? { portalUserId: upload.portal_user_id } : {}),
      action: 'upload.removed',
      subjectType: 'upload',
      subjectId: id,
      detail: { why, conversationId: upload.conversation_id, receivedBytes: upload.received_bytes },
      at: deps.clock.now(),
    });
    return true;
  });
  if (gone) await deps.files.parts.drop(firmId, id);
}

/** A person is told that it stays; nobody else has to know. Whoever lost the right to it does not reach it anyway. */
export async function staysHeld(
  tx: Tx,
  { clock }: Pick<Deps, 'clock'>,
  upload: UploadRow,
  why: PurgeReason,
): Promise<boolean> {
  const { firm_id: firmId, conversation_id: conversationId, id: subjectId } = upload;
  const wish = { act: `upload.${why}`, subjectType: 'upload', subjectId };
  const now = clock.now();
  if (why !== 'removed') return await isHeld(tx, { firmId, staffId: null, now }, { conversationId }, wish);
  const { staff_id: staffId, portal_user_id: portalUserId } = upload;
  const actor = { firmId, staffId, ...(portalUserId ? { portalUserId } : {}), now };
  await refuseHeld(tx, actor, { conversationId }, wish);
  return false;
}

/** Once it has a hash the same content may stand elsewhere, too: whoever removes it looks first. */
export async function dropContent(
  tx: Tx,
  deps: Pick<Deps, 'jobs'>,
  { firm_id, sha256 }: Pick<UploadRow, 'firm_id' | 'sha256'>,
): Promise<void> {
  if (sha256) await dropFiles(tx, deps, firm_id, [sha256]);
}

/** Uploads that wait for an owner of the firm. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { decideDelivery } from './decide.ts';
import { readSettings } from './settings-store.ts';
import type * as shapes from './shapes.ts';
import { toUpload } from './upload-views.ts';

/** Within the owner's eyes: a wall keeps its secrets from owners, too. */
export async function listHeld(tx: Tx, firmId: string): Promise<z.input<typeof shapes.heldUploads>> {
  const policy = await readSettings(tx, firmId);
  const rows = await tx
    .selectFrom('uploads as u')
    .selectAll('u')
    .select(
      sql<string>`coalesce((select s.first_name || ' ' || s.last_name from staff_members s where s.firm_id = ${firmId} and s.id = u.staff_id),
        (select c.display_name from portal_users p join contacts c on c.firm_id = ${firmId} and c.id = p.contact_id
          where p.firm_id = ${firmId} and p.id = u.portal_user_id), '')`.as('person_name'),
    )
    .where('u.firm_id', '=', firmId)
    .where('u.state', 'in', ['unscannable', 'unscanned', 'error'])
    .where('u.released_at', 'is', null)
    .orderBy('u.id', 'desc')
    .limit(200)
    .execute();
  const items = rows
    .map((row) => ({
      ...toUpload(row, policy),
      personName: row.person_name,
      external: row.portal_user_id !== null,
    }))
    .filter(({ delivery }) => delivery === 'owner_must_release');
  return { items, next: null };
}

export async function releaseUpload(tx: Tx, actor: Actor, id: string, reason: string): Promise<void> {
  const { firmId, staffId, now } = actor;
  const upload = found(
    await tx
      .selectFrom('uploads')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
  const { verdict } = upload;
  if (verdict === null || upload.state !== verdict)
    throw problem('wrong_state', 'There is nothing to release.');
  if (decideDelivery(verdict, true, await readSettings(tx, firmId)) !== 'warn')
    throw problem('wrong_state', 'What holds malware is released by nobody; what is clean needs no release.');
  await tx
    .updateTable('uploads')
    .set({ released_by_staff_id: staffId, released_at: now, release_reason: reason, updated_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await audit(tx, {
    ...{ firmId, staffId, action: 'upload.released', subjectType: 'upload', subjectId: id, at: now },
    detail: { reason, verdict, conversationId: upload.conversation_id },
  });
}

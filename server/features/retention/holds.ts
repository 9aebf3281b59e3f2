/** "This one stays": a person's word against the calendar's. */
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { addLeadEvent } from '../leads/index.ts';
import './tables.ts';

/** `reason: null` ends it. Audited; saying the same again changes nothing. */
export async function setHold(
  tx: Tx,
  actor: Actor & { staffId: string },
  leadId: string,
  reason: string | null,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const lead = found(
    await tx
      .selectFrom('leads')
      .select(['hold_reason', 'anonymised_at', 'matter_id', 'version'])
      .where('firm_id', '=', firmId)
      .where('id', '=', leadId)
      .forUpdate()
      .executeTakeFirst(),
  );
  if (lead.anonymised_at !== null)
    throw problem('wrong_state', 'This enquiry was made anonymous: only its figures are left.');
  if (lead.hold_reason === (reason ?? '')) return;
  await tx
    .updateTable('leads')
    .set({
      hold_reason: reason ?? '',
      hold_at: reason === null ? null : now,
      hold_by_staff_id: reason === null ? null : staffId,
      version: lead.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', leadId)
    .execute();
  const kind = reason === null ? 'hold_ended' : 'hold_set';
  await addLeadEvent(tx, { firmId, leadId, kind, text: reason ?? '', staffId, at: now });
  await recordChange(tx, actor, {
    action: reason === null ? 'lead.hold_ended' : 'lead.hold_set',
    id: leadId,
    matterId: lead.matter_id,
    ...(reason === null ? {} : { detail: { reason } }),
  });
}

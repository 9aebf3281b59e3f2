import { audit } from '../../platform/audit.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { redriveWrites } from '../destinations/index.ts';

/** Tries again whatever of this interaction failed at a practice system, each write from where it stands. */
export async function redriveInteraction(
  tx: Tx,
  { firmId, staffId }: { firmId: string; staffId: string },
  interactionId: string,
  now: Date,
): Promise<void> {
  const interaction = found(
    await tx
      .selectFrom('interactions')
      .select('matter_id')
      .where('firm_id', '=', firmId)
      .where('id', '=', interactionId)
      .executeTakeFirst(),
  );
  await actAsProgram(tx);
  const failed = await tx
    .updateTable('log_entries')
    .set({ state: 'pending', reason: 'being_written', review: null })
    .where('firm_id', '=', firmId)
    .where('interaction_id', '=', interactionId)
    .where('state', '=', 'failed')
    .returning('id')
    .execute();
  if (failed.length === 0) throw problem('wrong_state', 'Nothing of it failed.');
  for (const { id } of failed) await redriveWrites(tx, firmId, { logEntryId: id }, now);
  await audit(tx, {
    firmId,
    staffId,
    action: 'log_entry.redriven',
    subjectType: 'interaction',
    subjectId: interactionId,
    matterId: interaction.matter_id,
    at: now,
  });
  await appendEvents(tx, firmId, [
    { type: 'interaction.changed', subjectId: interactionId, matterId: interaction.matter_id },
  ]);
}

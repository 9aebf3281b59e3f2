/** Brings what drafts say now into the texts of log entries, as any other late news of a call. */
import type { Tx } from '../../platform/db/database.ts';
import { loadOptions, type PipelineDeps, putSpokenWords, resettle } from '../call-logging/index.ts';
import { composeWords } from './compose.ts';
import { listDrafts } from './drafts-store.ts';

/**
 * Keeps the words of an interaction and settles it again. A crash in between leaves its drafts untold, and a worker tells
 * them again: settling twice changes nothing.
 */
export async function tellWords(deps: PipelineDeps, firmId: string, interactionId: string): Promise<void> {
  const scope = deps.platform.database.firm(firmId);
  const revisions = await scope.write(async (tx) => {
    const drafts = await listDrafts(tx, firmId, interactionId);
    const summaryExpected = await isSummaryExpected(tx, firmId, drafts);
    await putSpokenWords(tx, firmId, interactionId, composeWords(drafts, { summaryExpected }));
    return drafts.map(({ id, revision }) => ({ id, revision }));
  });
  await resettle(deps, firmId, [interactionId]);
  await scope.write(async (tx) => {
    // What was changed meanwhile is told by whoever changed it.
    for (const { id, revision } of revisions)
      await tx
        .updateTable('speech_drafts')
        .set({ told: true })
        .where('firm_id', '=', firmId)
        .where('id', '=', id)
        .where('revision', '=', revision)
        .execute();
  });
}

async function isSummaryExpected(
  tx: Tx,
  firmId: string,
  drafts: readonly { kind: string; state: string; standing: string; destinations: readonly string[] }[],
): Promise<boolean> {
  const made = drafts.filter(
    ({ kind, state, standing }) => kind === 'transcript' && state === 'done' && standing !== 'discarded',
  );
  if (made.length === 0) return false;
  const optionsOf = await loadOptions(tx, firmId);
  return made.some(({ destinations }) => destinations.some((destination) => optionsOf(destination).summary));
}

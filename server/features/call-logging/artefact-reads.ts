/** What became of the files of interactions, as settling them again needs it. */
import type { Tx } from '../../platform/db/database.ts';

/** Of these interactions' files, those that are here or will never come: "interaction kind file". */
export async function listSettledFiles(
  tx: Tx,
  firmId: string,
  interactionIds: readonly string[],
): Promise<Set<string>> {
  if (interactionIds.length === 0) return new Set();
  const rows = await tx
    .selectFrom('artefacts')
    .select(['interaction_id', 'kind', 'provider_id'])
    .where('firm_id', '=', firmId)
    .where('interaction_id', 'in', [...interactionIds])
    .where('state', '<>', 'pending')
    .execute();
  return new Set(rows.map((row) => `${row.interaction_id} ${row.kind} ${row.provider_id}`));
}

/** Transcripts that came as files, by "interaction file": they belong to the interaction as if they had come with the event. */
export async function loadFetchedTexts(
  tx: Tx,
  firmId: string,
  interactionIds: readonly string[],
): Promise<Map<string, string>> {
  if (interactionIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('artefacts')
    .select(['interaction_id', 'provider_id', 'text'])
    .where('firm_id', '=', firmId)
    .where('interaction_id', 'in', [...interactionIds])
    .where('kind', '=', 'transcript')
    .where('text', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [`${row.interaction_id} ${row.provider_id}`, row.text ?? '']));
}

/**
 * What was said in a call, as whoever turns speech into words says that it belongs into the texts of log entries:
 * transcript and summary, each with its heading and the destinations that may have it.
 */
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';

const part = z.object({ heading: z.string(), text: z.string(), destinations: z.array(z.string()) });

export const spokenWords = z.object({ transcript: part.nullable(), summary: part.nullable() });
export type SpokenWords = z.infer<typeof spokenWords>;

/** What one destination's text says of it: paragraphs with their headings, in the order in which they are read. */
export function spokenParagraphs(
  spoken: SpokenWords | undefined,
  destination: string,
): { heading: string; text: string }[] {
  return [spoken?.summary, spoken?.transcript]
    .filter((one) => one !== null && one !== undefined)
    .filter(({ destinations, text }) => destinations.includes(destination) && text.trim() !== '');
}

export interface KeptWords {
  spoken: SpokenWords;
  /** By which the interaction is found; may be longer than what the texts say. */
  search: string;
  /** Nothing more is coming. */
  complete: boolean;
}

/** Keeps what was said; `resettle` then brings it into the texts. Replaces what was kept before. */
export async function putSpokenWords(
  tx: Tx,
  firmId: string,
  interactionId: string,
  { spoken, search, complete }: KeptWords,
): Promise<void> {
  const row = { words: JSON.stringify(spoken), search, complete };
  await tx
    .insertInto('interaction_words')
    .values({ firm_id: firmId, interaction_id: interactionId, ...row })
    .onConflict((conflict) => conflict.columns(['firm_id', 'interaction_id']).doUpdateSet(row))
    .execute();
}

export async function loadSpokenWords(
  tx: Tx,
  firmId: string,
  interactionIds: readonly string[],
): Promise<ReadonlyMap<string, KeptWords>> {
  if (interactionIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('interaction_words')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('interaction_id', 'in', [...interactionIds])
    .execute();
  return new Map(
    rows.map(({ interaction_id, words, search, complete }) => [
      interaction_id,
      { spoken: spokenWords.parse(words), search, complete },
    ]),
  );
}

/** Whether a text that is written only once should wait for what was said. */
export function wordsExpected(
  options: { transcription: boolean; writeOnceWaitMinutes: number },
  interaction: { artefacts: readonly { kind: string }[] },
): boolean {
  const sound = interaction.artefacts.some(({ kind }) => kind === 'recording' || kind === 'voicemail');
  return options.transcription && options.writeOnceWaitMinutes > 0 && sound;
}

import type { Tx } from '../../platform/db/database.ts';
import { prepared } from '../../platform/db/prepared.ts';
import { newId } from '../../platform/ids.ts';
import { numberWords, searchWords } from '../practice/index.ts';
import type { AssembledInteraction } from './interaction.ts';

/** An interaction as the pipeline is about to store it. */
export interface InteractionWrite {
  id: string;
  sourceId: string;
  interaction: AssembledInteraction;
  contactId: string | null;
  contactName: string | null;
  /** Words that were said, to be found by. */
  searched: string;
  staffId: string | null;
  matterId: string | null;
}

/** Inserts or replaces interactions: they are always assembled anew from everything observed. */
export async function saveInteractions(
  tx: Tx,
  firmId: string,
  writes: readonly InteractionWrite[],
  now: Date,
): Promise<void> {
  if (writes.length === 0) return;
  const column = <T>(pick: (write: InteractionWrite) => T): T[] => writes.map(pick);
  await prepared('save_interactions')`
    insert into interactions (firm_id, id, source_id, kind, direction, outcome, ended, started_at, ended_at, talk_seconds,
      total_seconds, external_e164, external_raw, external_name, withheld, contact_id, staff_id, matter_id, assembled, search,
      last_observed_at, created_at, updated_at)
    select ${firmId}, u.id, u.source_id, u.kind, u.direction, u.outcome, u.ended, u.started_at, u.ended_at, u.talk, u.total,
      u.e164, u.raw, u.name, u.withheld, u.contact_id, u.staff_id, u.matter_id, u.assembled,
      array_to_tsvector(string_to_array(u.words, ' ')), ${now}, ${now}, ${now}
    from unnest(
      ${column((w) => w.id)}::uuid[], ${column((w) => w.sourceId)}::uuid[], ${column((w) => w.interaction.kind)}::text[],
      ${column((w) => w.interaction.direction)}::text[], ${column((w) => w.interaction.outcome)}::text[],
      ${column((w) => w.interaction.ended)}::bool[], ${column((w) => w.interaction.startedAt)}::timestamptz[],
      ${column((w) => w.interaction.endedAt)}::timestamptz[], ${column((w) => w.interaction.talkSeconds)}::int[],
      ${column((w) => w.interaction.totalSeconds)}::int[], ${column((w) => w.interaction.externalParty.e164)}::text[],
      ${column((w) => w.interaction.externalParty.raw)}::text[], ${column((w) => w.interaction.externalParty.name)}::text[],
      ${column((w) => w.interaction.externalParty.withheld)}::bool[], ${column((w) => w.contactId)}::uuid[],
      ${column((w) => w.staffId)}::uuid[], ${column((w) => w.matterId)}::uuid[],
      ${column((w) => JSON.stringify(w.interaction))}::jsonb[], ${column(wordsOf)}::text[]
    ) as u(id, source_id, kind, direction, outcome, ended, started_at, ended_at, talk, total, e164, raw, name, withheld,
      contact_id, staff_id, matter_id, assembled, words)
    on conflict (firm_id, id) do update set kind = excluded.kind, direction = excluded.direction, outcome = excluded.outcome,
      ended = excluded.ended, started_at = excluded.started_at, ended_at = excluded.ended_at,
      talk_seconds = excluded.talk_seconds, total_seconds = excluded.total_seconds, external_e164 = excluded.external_e164,
      external_raw = excluded.external_raw, external_name = excluded.external_name, withheld = excluded.withheld,
      contact_id = excluded.contact_id, staff_id = excluded.staff_id, matter_id = excluded.matter_id,
      assembled = excluded.assembled, search = excluded.search, last_observed_at = excluded.last_observed_at,
      updated_at = excluded.updated_at`.execute(tx);
}

/**
 * Takes interactions that are none any more out of the ledger. What was observed is kept, so that a later event can make
 * an interaction of it again.
 */
export async function forgetInteractions(tx: Tx, firmId: string, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await tx
    .deleteFrom('artefacts')
    .where('firm_id', '=', firmId)
    .where('interaction_id', 'in', [...ids])
    .execute();
  await tx
    .deleteFrom('log_entries')
    .where('firm_id', '=', firmId)
    .where('interaction_id', 'in', [...ids])
    .execute();
  await tx
    .deleteFrom('interactions')
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...ids])
    .execute();
}

/** Words by which an interaction is found: names, digits of the number, the text of a message, what was said. */
function wordsOf({ interaction, contactName, searched }: InteractionWrite): string {
  const { externalParty, staffParties, body } = interaction;
  const texts = [
    externalParty.name ?? '',
    contactName ?? '',
    ...staffParties.map(({ name }) => name ?? ''),
    (body ?? '').slice(0, 4000),
    searched,
  ];
  const words = new Set([
    ...searchWords(texts),
    ...numberWords(externalParty.e164 === null ? [] : [externalParty.e164]),
  ]);
  return [...words].join(' ');
}

/** Files that the interactions brought; each is fetched later, once. */
export async function saveArtefacts(
  tx: Tx,
  firmId: string,
  writes: readonly InteractionWrite[],
  now: Date,
): Promise<void> {
  const rows = writes.flatMap(({ id, interaction }) =>
    interaction.artefacts.map((artefact) => ({ interactionId: id, artefact, state: stateOf(artefact) })),
  );
  if (rows.length === 0) return;
  await prepared('save_artefacts')`
    insert into artefacts (firm_id, id, interaction_id, kind, provider_id, url, content_type, file_name, duration_seconds, text, state, due_at)
    select ${firmId}, u.*, ${now} from unnest(
      ${rows.map(() => newId())}::uuid[], ${rows.map((r) => r.interactionId)}::uuid[], ${rows.map((r) => r.artefact.kind)}::text[],
      ${rows.map((r) => r.artefact.id)}::text[], ${rows.map((r) => r.artefact.url ?? null)}::text[],
      ${rows.map((r) => r.artefact.contentType ?? null)}::text[], ${rows.map((r) => r.artefact.fileName ?? null)}::text[],
      ${rows.map((r) => r.artefact.durationSeconds ?? null)}::float8[], ${rows.map((r) => r.artefact.text ?? null)}::text[],
      ${rows.map((r) => r.state)}::text[]) as u
    on conflict (firm_id, interaction_id, kind, provider_id) do update
      set url = coalesce(excluded.url, artefacts.url), content_type = coalesce(artefacts.content_type, excluded.content_type),
          file_name = coalesce(excluded.file_name, artefacts.file_name), text = coalesce(excluded.text, artefacts.text),
          duration_seconds = coalesce(excluded.duration_seconds, artefacts.duration_seconds),
          state = case when artefacts.state = 'unavailable' and excluded.state = 'pending' then 'pending' else artefacts.state end,
          due_at = case when artefacts.state = 'unavailable' and excluded.state = 'pending' then excluded.due_at else artefacts.due_at end`.execute(
    tx,
  );
}

/** A text is here already; a file without an address may get one with a later event. */
function stateOf(artefact: AssembledInteraction['artefacts'][number]): 'pending' | 'stored' | 'unavailable' {
  if (artefact.text !== undefined) return 'stored';
  return artefact.url === undefined ? 'unavailable' : 'pending';
}

import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { DraftKind, SpeechDraftsTable } from './tables.ts';

export type DraftRow = Selectable<SpeechDraftsTable>;

export interface NewDraft {
  interactionId: string;
  kind: DraftKind;
  artefactId: string | null;
  destinations: readonly string[];
  byPerson: boolean;
}

/** Adds what is to be sent; what is there already stays as it is. */
export async function addDrafts(
  tx: Tx,
  firmId: string,
  drafts: readonly NewDraft[],
  now: Date,
): Promise<void> {
  if (drafts.length === 0) return;
  await tx
    .insertInto('speech_drafts')
    .values(
      drafts.map((draft) => ({
        firm_id: firmId,
        id: newId(),
        interaction_id: draft.interactionId,
        kind: draft.kind,
        artefact_id: draft.artefactId,
        destinations: [...draft.destinations],
        by_person: draft.byPerson,
        due_at: now,
        created_at: now,
      })),
    )
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

/** A sound or a call that is to be sent, for the destinations where it is logged and wanted. */
export interface Candidate {
  interactionId: string;
  artefactId: string | null;
  destinations: string[];
}

export interface Wanted {
  /** Destination → only calls that began at or after this, ISO 8601. */
  since: Readonly<Record<string, string>>;
  /** Only this interaction, however old. */
  interactionId?: string;
  now: Date;
}

/** A file is tried for about a day; what came in earlier than this is here or never will be. */
const lookBackMs = 3 * 24 * 3_600_000;
const mostAtOnce = 200;

/** Where a call is logged and wanted; what a person or a rule kept out of the log is not sent either. */
function wantedAt(since: Readonly<Record<string, string>>) {
  const places = Object.entries(since);
  return sql`lateral (select array_agg(e.destination order by e.destination) as destinations from log_entries e
    join unnest(${places.map(([destination]) => destination)}::text[], ${places.map(([, from]) => from)}::timestamptz[]) as w(destination, since)
      on w.destination = e.destination
    where e.firm_id = i.firm_id and e.interaction_id = i.id and i.started_at >= w.since
      and e.state in ('pending', 'held', 'logged', 'failed')) wanted`;
}

/** Recordings and voicemails that are here, of calls without a transcript of the phone system's own, not yet taken up. */
export async function listSounds(tx: Tx, firmId: string, wanted: Wanted): Promise<Candidate[]> {
  const { since, interactionId, now } = wanted;
  const lately = new Date(now.getTime() - lookBackMs);
  const which = interactionId === undefined ? sql`a.created_at >= ${lately}` : sql`i.id = ${interactionId}`;
  const { rows } = await sql<{ interaction_id: string; artefact_id: string; destinations: string[] }>`
    select a.interaction_id, a.id as artefact_id, wanted.destinations
    from artefacts a join interactions i on i.firm_id = a.firm_id and i.id = a.interaction_id cross join ${wantedAt(since)}
    where a.firm_id = ${firmId} and ${which} and a.kind in ('recording', 'voicemail') and a.state = 'stored' and a.sha256 is not null
      and i.kind = 'call' and i.ended and wanted.destinations is not null
      and not exists (select 1 from artefacts t where t.firm_id = a.firm_id and t.interaction_id = a.interaction_id
        and t.kind = 'transcript' and t.text is not null)
      and not exists (select 1 from speech_drafts d where d.firm_id = a.firm_id and d.interaction_id = a.interaction_id
        and d.kind = 'transcript' and d.artefact_id = a.id)
    order by a.created_at limit ${mostAtOnce}`.execute(tx);
  return rows.map((row) => ({
    interactionId: row.interaction_id,
    artefactId: row.artefact_id,
    destinations: row.destinations,
  }));
}

/** Calls whose transcripts are all here and that have no summary yet. */
export async function listUnsummed(tx: Tx, firmId: string, wanted: Wanted): Promise<Candidate[]> {
  const { since, interactionId, now } = wanted;
  const lately = new Date(now.getTime() - lookBackMs);
  const which =
    interactionId === undefined
      ? { draft: sql`made_at >= ${lately}`, file: sql`created_at >= ${lately}` }
      : { draft: sql`interaction_id = ${interactionId}`, file: sql`interaction_id = ${interactionId}` };
  const { rows } = await sql<{ id: string; destinations: string[] }>`
    with heard as (
      select interaction_id from speech_drafts where firm_id = ${firmId} and kind = 'transcript' and state = 'done'
        and standing <> 'discarded' and ${which.draft}
      union select interaction_id from artefacts where firm_id = ${firmId} and kind = 'transcript' and state = 'stored'
        and text is not null and ${which.file})
    select i.id, wanted.destinations
    from heard join interactions i on i.firm_id = ${firmId} and i.id = heard.interaction_id cross join ${wantedAt(since)}
    where i.kind = 'call' and i.ended and wanted.destinations is not null
      and not exists (select 1 from speech_drafts d where d.firm_id = ${firmId} and d.interaction_id = i.id
        and (d.kind = 'summary' or d.state = 'waiting'))
    order by i.started_at limit ${mostAtOnce}`.execute(tx);
  return rows.map((row) => ({ interactionId: row.id, artefactId: null, destinations: row.destinations }));
}

/** The draft that is due first; what a person asked for comes before. */
export async function nextDue(tx: Tx, firmId: string, now: Date): Promise<DraftRow | null> {
  const row = await tx
    .selectFrom('speech_drafts')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('state', '=', 'waiting')
    .where('due_at', '<=', now)
    .orderBy('by_person', 'desc')
    .orderBy('due_at')
    .orderBy('id')
    .limit(1)
    .executeTakeFirst();
  return row ?? null;
}

export async function listUntold(tx: Tx, firmId: string): Promise<string[]> {
  const rows = await tx
    .selectFrom('speech_drafts')
    .select('interaction_id')
    .distinct()
    .where('firm_id', '=', firmId)
    .where('told', '=', false)
    .limit(mostAtOnce)
    .execute();
  return rows.map((row) => row.interaction_id);
}

/** Drafts with the names of those who had a hand in them; a caller behind a wall reads the interaction first. */
export async function listDrafts(
  tx: Tx,
  firmId: string,
  interactionId: string,
): Promise<(DraftRow & { editedByName: string | null; standingByName: string | null })[]> {
  const rows = await tx
    .selectFrom('speech_drafts')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('interaction_id', '=', interactionId)
    .orderBy('kind')
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const ids = rows.flatMap((row) => [row.edited_by ?? [], row.standing_by ?? []].flat());
  const people =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('staff_members')
          .select(['id', 'first_name', 'last_name'])
          .where('firm_id', '=', firmId)
          .where('id', 'in', ids)
          .execute();
  const names = new Map(people.map((one) => [one.id, `${one.first_name} ${one.last_name}`]));
  return rows.map((row) => ({
    ...row,
    editedByName: names.get(row.edited_by ?? '') ?? null,
    standingByName: names.get(row.standing_by ?? '') ?? null,
  }));
}

/**
 * Which interaction an observation belongs to. Runs under the firm's pipeline lock, so no other worker can make the
 * same interaction at the same moment.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { prepared, preparedForFew } from '../../platform/db/prepared.ts';
import { newId } from '../../platform/ids.ts';
import { type Observation, observation } from '../../vendors/ports.ts';
import { groupSessions, linksOf } from './sessions.ts';
import { attachVoicemails, type ToNumber } from './voicemails.ts';

/** One new observation with the stored event that it came from. */
export interface SeenObservation {
  rawEventId: string;
  number: number;
  sourceId: string;
  /** Found by asking the vendor's call log, not sent by its webhook. */
  fromCatchUp: boolean;
  /** Not from a backfill of history. */
  live: boolean;
  observation: Observation;
}

/** An interaction that this batch touches. */
export interface TouchedSession {
  interactionId: string;
  isNew: boolean;
  sourceId: string;
  links: string[];
  fresh: SeenObservation[];
  /** Earlier interactions that turned out to be the same call; they become part of this one. */
  absorbs: string[];
  fromCatchUp: boolean;
}

/** Sorts the batch's observations into interactions, known and new. */
export async function resolveSessions(
  tx: Tx,
  firmId: string,
  seen: readonly SeenObservation[],
  toNumber: ToNumber,
): Promise<TouchedSession[]> {
  const touched: TouchedSession[] = [];
  for (const [sourceId, ofSource] of Map.groupBy(seen, (one) => one.sourceId)) {
    const owner = new Map(ofSource.map((one) => [one.observation, one]));
    const groups = groupSessions(ofSource.map((one) => one.observation)).map(
      (session) => session.observations,
    );
    const byLink = await findByLinks(tx, firmId, sourceId, groups.flat().flatMap(linksOf));
    const attached = await attachVoicemails(tx, { firmId, sourceId, toNumber, byLink }, groups);
    touched.push(
      ...joinKnown(
        attached.map((group) => ({
          ...group,
          known: [...group.alsoIn, ...group.links.flatMap((link) => byLink.get(link) ?? [])],
          fresh: group.observations.flatMap((one) => owner.get(one) ?? []),
        })),
        sourceId,
      ),
    );
  }
  return touched;
}

interface Group {
  links: string[];
  known: string[];
  fresh: SeenObservation[];
}

/** Groups that lead to a common interaction are one; the oldest interaction keeps its id. */
function joinKnown(groups: readonly Group[], sourceId: string): TouchedSession[] {
  const sessions: { ids: Set<string>; links: Set<string>; fresh: SeenObservation[] }[] = [];
  for (const group of groups) {
    const joined = { ids: new Set(group.known), links: new Set(group.links), fresh: [...group.fresh] };
    // Most groups are new and can meet nothing; only known ones are compared with each other.
    for (let i = sessions.length - 1; joined.ids.size > 0 && i >= 0; i -= 1) {
      const other = sessions[i];
      if (!other || other.ids.isDisjointFrom(joined.ids)) continue;
      for (const id of other.ids) joined.ids.add(id);
      for (const link of other.links) joined.links.add(link);
      joined.fresh.push(...other.fresh);
      sessions.splice(i, 1);
    }
    sessions.push(joined);
  }
  return sessions.map(({ ids, links, fresh }) => {
    const [oldest, ...absorbs] = [...ids].sort();
    return {
      interactionId: oldest ?? newId(),
      isNew: oldest === undefined,
      sourceId,
      links: [...links],
      fresh,
      absorbs,
      fromCatchUp: fresh.length > 0 && fresh.every((one) => one.fromCatchUp),
    };
  });
}

async function findByLinks(
  tx: Tx,
  firmId: string,
  sourceId: string,
  links: string[],
): Promise<Map<string, string[]>> {
  if (links.length === 0) return new Map();
  // One look-up a link: before PostgreSQL has counted the rows of a ledger that grows fast, `= any` reads all of it.
  const { rows } = await preparedForFew<{ link: string; interaction_id: string | null }>(
    'interactions_by_link',
    links.length,
  )`
    select w.link, (select l.interaction_id from session_links l
      where l.firm_id = ${firmId} and l.source_id = ${sourceId} and l.link = w.link) as interaction_id
    from unnest(${links}::text[]) as w (link)`.execute(tx);
  return new Map(
    rows.flatMap((row) => (row.interaction_id === null ? [] : [[row.link, [row.interaction_id]] as const])),
  );
}

/** Everything observed before of these interactions. */
export async function loadObservations(
  tx: Tx,
  firmId: string,
  interactionIds: readonly string[],
): Promise<Map<string, Observation[]>> {
  if (interactionIds.length === 0) return new Map();
  const { rows } = await sql<{ interaction_id: string; observation: unknown }>`
    select interaction_id, observation from observations
    where firm_id = ${firmId} and interaction_id = any(${[...interactionIds]}::uuid[])`.execute(tx);
  const grouped = Map.groupBy(rows, (row) => row.interaction_id);
  return new Map(
    [...grouped].map(([id, list]) => [id, list.map((row) => observation.parse(row.observation))]),
  );
}

/** Keeps the new observations and links; those of absorbed interactions move over. */
export async function saveSessions(
  tx: Tx,
  firmId: string,
  sessions: readonly TouchedSession[],
): Promise<void> {
  const fresh = sessions.flatMap((session) =>
    session.fresh.map((one) => ({ ...one, interactionId: session.interactionId })),
  );
  if (fresh.length > 0) {
    await prepared('save_observations')`
      insert into observations (firm_id, interaction_id, raw_event_id, number, observation)
      select ${firmId}, * from unnest(${fresh.map((f) => f.interactionId)}::uuid[], ${fresh.map((f) => f.rawEventId)}::uuid[],
        ${fresh.map((f) => f.number)}::int[], ${fresh.map((f) => JSON.stringify(f.observation))}::jsonb[])
      on conflict do nothing`.execute(tx);
  }
  const links = sessions.flatMap((session) => session.links.map((link) => ({ link, ...session })));
  if (links.length > 0) {
    await prepared('save_links')`
      insert into session_links (firm_id, source_id, link, interaction_id)
      select ${firmId}, * from unnest(${links.map((l) => l.sourceId)}::uuid[], ${links.map((l) => l.link)}::text[],
        ${links.map((l) => l.interactionId)}::uuid[])
      on conflict (firm_id, source_id, link) do nothing`.execute(tx);
  }
}

/** Moves what belongs to an absorbed interaction, and lets it go. Its log entry must have been undone before. */
export async function absorb(
  tx: Tx,
  firmId: string,
  into: string,
  absorbed: readonly string[],
): Promise<void> {
  const ids = [...absorbed];
  await sql`update observations set interaction_id = ${into} where firm_id = ${firmId} and interaction_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`update session_links set interaction_id = ${into} where firm_id = ${firmId} and interaction_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`update artefacts a set interaction_id = ${into} where firm_id = ${firmId} and interaction_id = any(${ids}::uuid[])
    and not exists (select 1 from artefacts b where b.firm_id = ${firmId} and b.interaction_id = ${into} and b.kind = a.kind and b.provider_id = a.provider_id)`.execute(
    tx,
  );
  await sql`delete from artefacts where firm_id = ${firmId} and interaction_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`delete from log_entries where firm_id = ${firmId} and interaction_id = any(${ids}::uuid[])`.execute(
    tx,
  );
  await sql`delete from interactions where firm_id = ${firmId} and id = any(${ids}::uuid[])`.execute(tx);
}

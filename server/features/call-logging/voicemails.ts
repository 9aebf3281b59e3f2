/**
 * Some phone systems announce a voicemail without naming its call. It belongs to the inbound call of the same number on
 * the same source that was there just before; whichever of the two is seen first, they meet.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Observation } from '../../vendors/ports.ts';
import { linksOf } from './sessions.ts';

export interface AttachedGroup {
  observations: Observation[];
  links: string[];
  /** Interactions of earlier batches that these observations belong to without a common link. */
  alsoIn: string[];
}

/** A voicemail is announced within this time of its call's beginning (ringing, greeting and message). */
const windowSeconds = 15 * 60;

/** E.164 of a number as sent, or null. */
export type ToNumber = (raw: string | undefined) => string | null;

/** The number by which a voicemail and a call of the same number may find each other. */
function numberOf(
  group: readonly Observation[],
  toNumber: ToNumber,
): { number: string; at: string; isVoicemail: boolean } | null {
  const onlyVoicemail = group.every(({ kind }) => kind === 'voicemail');
  for (const one of group) {
    if (one.kind === 'voicemail' && onlyVoicemail) {
      const number = toNumber(one.from.number);
      if (number) return { number, at: one.at, isVoicemail: true };
    }
    if (one.kind === 'call' && one.direction !== 'outbound') {
      const number = toNumber(one.far?.number);
      if (number) return { number, at: one.startedAt ?? one.at, isVoicemail: false };
    }
  }
  return null;
}

interface Surroundings {
  firmId: string;
  sourceId: string;
  toNumber: ToNumber;
  /** Interactions of earlier batches by link. */
  byLink: ReadonlyMap<string, readonly string[]>;
}

interface Open {
  group: AttachedGroup;
  number: string;
  at: string;
  isVoicemail: boolean;
  /** Interactions that its links lead to already. */
  known: string[];
}

/** Joins voicemails of this batch to calls of this batch, and finds their counterparts of earlier batches. */
export async function attachVoicemails(
  tx: Tx,
  around: Surroundings,
  groups: readonly Observation[][],
): Promise<AttachedGroup[]> {
  const { firmId, sourceId, toNumber, byLink } = around;
  const merged = joinWithinBatch(groups, toNumber);
  const open: Open[] = [];
  const result = merged.map((observations) => {
    const links = [...new Set(observations.flatMap(linksOf))];
    const group: AttachedGroup = { observations, links, alsoIn: [] };
    const meets = numberOf(observations, toNumber);
    const hasVoicemail = observations.some(({ kind }) => kind === 'voicemail');
    const known = links.flatMap((link) => byLink.get(link) ?? []);
    if (meets && (meets.isVoicemail || !hasVoicemail)) open.push({ group, known, ...meets });
    return group;
  });
  for (const { group, number, at, isVoicemail, known } of open) {
    // One that is known already has met its call, or waits for it.
    if (isVoicemail && known.length === 0) group.alsoIn.push(...(await findCall(tx, around, number, at)));
  }
  const calls = open.filter(({ isVoicemail }) => !isVoicemail);
  if (calls.length > 0 && (await announcesVoicemails(tx, firmId, sourceId)))
    await findWaitingVoicemails(tx, firmId, sourceId, await withoutVoicemail(tx, firmId, calls));
  return result;
}

/** The latest inbound call of the number just before, that has no voicemail yet. */
async function findCall(
  tx: Tx,
  { firmId, sourceId }: Surroundings,
  number: string,
  at: string,
): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`
    select i.id from interactions i
    where i.firm_id = ${firmId} and i.source_id = ${sourceId} and i.kind = 'call' and i.direction = 'inbound'
      and i.external_e164 = ${number}
      and i.started_at between ${at}::timestamptz - make_interval(secs => ${windowSeconds}) and ${at}::timestamptz + interval '1 minute'
      and not exists (select 1 from session_links l where l.firm_id = i.firm_id and l.interaction_id = i.id and l.link like 'voicemail %')
    order by i.started_at desc, i.id limit 1`.execute(tx);
  return rows.map((row) => row.id);
}

/** Later news of a call that has its voicemail must not take in the voicemail of the next one. */
async function withoutVoicemail(tx: Tx, firmId: string, calls: readonly Open[]): Promise<Open[]> {
  const ids = calls.flatMap(({ known }) => known);
  if (ids.length === 0) return [...calls];
  const { rows } = await sql<{ interaction_id: string }>`
    select distinct interaction_id from session_links
    where firm_id = ${firmId} and interaction_id = any(${ids}::uuid[]) and link like 'voicemail %'`.execute(
    tx,
  );
  const having = new Set(rows.map((row) => row.interaction_id));
  return calls.filter(({ known }) => !known.some((id) => having.has(id)));
}

/** Whether the source ever announced a voicemail without its call; most never do, and then there is nothing to look for. */
async function announcesVoicemails(tx: Tx, firmId: string, sourceId: string): Promise<boolean> {
  const { rows } = await sql`
    select 1 from session_links where firm_id = ${firmId} and source_id = ${sourceId} and link >= 'voicemail ' and link < 'voicemail!' limit 1`.execute(
    tx,
  );
  return rows.length > 0;
}

/** Voicemails that came before their call stand as interactions of their own; the call takes them in. */
async function findWaitingVoicemails(
  tx: Tx,
  firmId: string,
  sourceId: string,
  calls: readonly { group: AttachedGroup; number: string; at: string }[],
): Promise<void> {
  if (calls.length === 0) return;
  const times = calls.map(({ at }) => Date.parse(at));
  const { rows } = await sql<{ id: string; external_e164: string; started_at: Date }>`
    select i.id, i.external_e164, i.started_at from interactions i
    where i.firm_id = ${firmId} and i.source_id = ${sourceId} and i.kind = 'call'
      and i.external_e164 = any(${calls.map(({ number }) => number)}::text[])
      and i.started_at between ${new Date(Math.min(...times) - 60_000)} and ${new Date(Math.max(...times) + windowSeconds * 1000)}
      and exists (select 1 from session_links v where v.firm_id = ${firmId} and v.interaction_id = i.id and v.link like 'voicemail %')
      and not exists (select 1 from observations o where o.firm_id = ${firmId} and o.interaction_id = i.id and o.observation ->> 'kind' = 'call')`.execute(
    tx,
  );
  for (const row of rows) {
    const call = calls.find(({ number, at }) => {
      const seconds = (row.started_at.getTime() - Date.parse(at)) / 1000;
      return number === row.external_e164 && seconds > -60 && seconds < windowSeconds;
    });
    call?.group.alsoIn.push(row.id);
  }
}

function joinWithinBatch(groups: readonly Observation[][], toNumber: ToNumber): Observation[][] {
  const result = groups.map((group) => [...group]);
  for (const group of [...result]) {
    const voicemail = numberOf(group, toNumber);
    if (!voicemail?.isVoicemail) continue;
    const call = result
      .map((candidate) => ({ candidate, meets: numberOf(candidate, toNumber) }))
      .filter(
        ({ candidate, meets }) =>
          meets &&
          !meets.isVoicemail &&
          meets.number === voicemail.number &&
          !candidate.some(({ kind }) => kind === 'voicemail'),
      )
      .filter(({ meets }) => {
        const seconds = (Date.parse(voicemail.at) - Date.parse(meets?.at ?? '')) / 1000;
        return seconds > -60 && seconds < windowSeconds;
      })
      .sort((a, b) => (a.meets && b.meets ? (a.meets.at < b.meets.at ? 1 : -1) : 0))[0];
    if (!call) continue;
    call.candidate.push(...group);
    result.splice(result.indexOf(group), 1);
  }
  return result;
}

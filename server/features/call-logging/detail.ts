/** One interaction whole, as a person may see it. */

import { DateTime } from 'luxon';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { listCandidateHints, listEntriesOf, listSeenMatters, listVisibleMatters } from './entry-reads.ts';
import { assembledInteraction, type Why, why } from './interaction.ts';
import { findInteractionRow } from './reads.ts';
import { interactionArtefact, type interactionDetail } from './schema.ts';
import { describeParty, describeSummary } from './views.ts';

type Detail = z.input<typeof interactionDetail>;

export async function readDetail(tx: Tx, firmId: string, id: string, now: Date): Promise<Detail> {
  const firm = await tx
    .selectFrom('firms')
    .select(['country', 'time_zone'])
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const row = found(await findInteractionRow(tx, firmId, id));
  const entries = (await listEntriesOf(tx, firmId, [id])).get(id) ?? [];
  const assembled = assembledInteraction.parse(row.assembled);
  const whys = entries.map((entry) => why.parse(entry.why));
  const visible = await listVisibleMatters(tx, firmId, entries);
  return {
    ...describeSummary(row, entries, firm.country, visible),
    staffParties: await nameStaff(tx, firmId, assembled.staffParties),
    segments: assembled.segments,
    otherParties: assembled.otherParties.map((other) =>
      describeParty(other, { id: null, name: null }, firm.country),
    ),
    body: assembled.body,
    artefacts: await listArtefacts(tx, firmId, id),
    candidates: await listCandidates(tx, firmId, whys, now),
    history: await listHistory(tx, firmId, id),
  };
}

async function nameStaff(
  tx: Tx,
  firmId: string,
  parties: z.output<typeof assembledInteraction>['staffParties'],
): Promise<Detail['staffParties']> {
  const ids = parties.flatMap(({ staffId }) => staffId ?? []);
  const people =
    ids.length === 0
      ? []
      : await tx
          .selectFrom('staff_members')
          .select(['id', 'first_name', 'last_name'])
          .where('firm_id', '=', firmId)
          .where('id', 'in', ids)
          .execute();
  const names = new Map(people.map((person) => [person.id, `${person.first_name} ${person.last_name}`]));
  return parties.map((party) => ({ ...party, staffName: names.get(party.staffId ?? '') ?? party.name }));
}

async function listArtefacts(tx: Tx, firmId: string, interactionId: string): Promise<Detail['artefacts']> {
  const rows = await tx
    .selectFrom('artefacts')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('interaction_id', '=', interactionId)
    .orderBy('id')
    .execute();
  return rows.map((row) => ({
    id: row.id,
    kind: interactionArtefact.shape.kind.parse(row.kind),
    state: row.state,
    contentType: row.content_type,
    fileName: row.file_name,
    durationSeconds: row.duration_seconds,
    sizeBytes: row.size_bytes,
    text: row.text,
    url: row.sha256 === null ? null : `/api/v1/interactions/${interactionId}/artefacts/${row.id}`,
    error: row.error,
  }));
}

/** What the decision had found, less what is behind a wall for this reader; the one spoken about last comes first. */
async function listCandidates(
  tx: Tx,
  firmId: string,
  whys: readonly Why[],
  now: Date,
): Promise<Detail['candidates']> {
  const candidates = whys.flatMap((one) => one.candidates);
  const hints = await listCandidateHints(
    tx,
    firmId,
    candidates.flatMap(({ matterId }) => matterId ?? []),
    candidates.map(({ contactId }) => contactId),
  );
  const seen: { at: number; candidate: Detail['candidates'][number] }[] = [];
  for (const candidate of candidates) {
    const matter = candidate.matterId === null ? null : hints.get(candidate.matterId);
    if (matter === undefined) continue;
    const shown = matter === null ? {} : { matterNumber: matter.number, matterTitle: matter.title };
    const last = matter?.last ?? null;
    seen.push({
      at: last?.at.getTime() ?? 0,
      candidate: { ...candidate, ...shown, hint: hintOf(last, now) },
    });
  }
  return seen.sort((a, b) => b.at - a.at).map(({ candidate }) => candidate);
}

const verbs: Record<string, string> = {
  call: 'spoke to them',
  sms: 'exchanged texts',
  fax: 'exchanged faxes',
};

function hintOf(last: { at: Date; kind: string; staff: string | null } | null, now: Date): string | null {
  if (!last) return null;
  const when = DateTime.fromJSDate(last.at).toRelativeCalendar({
    base: DateTime.fromJSDate(now),
    locale: 'en-GB',
  });
  return `${last.staff ?? 'Somebody'} ${verbs[last.kind] ?? 'was in touch'} on it ${when ?? 'before'}`;
}

async function listHistory(tx: Tx, firmId: string, interactionId: string): Promise<Detail['history']> {
  const rows = await tx
    .selectFrom('audit_log as a')
    .leftJoin('staff_members as s', (join) =>
      join.onRef('s.firm_id', '=', 'a.firm_id').onRef('s.id', '=', 'a.staff_id'),
    )
    .select(['a.at', 'a.action', 'a.detail', 's.first_name', 's.last_name'])
    .where('a.firm_id', '=', firmId)
    .where('a.subject_type', '=', 'interaction')
    .where('a.subject_id', '=', interactionId)
    .orderBy('a.id', 'desc')
    .limit(100)
    .execute();
  const details = rows.map((row) => placeChange.parse(row.detail ?? {}));
  const named = details.flatMap(({ from, to }) => [from?.matterId ?? [], to?.matterId ?? []].flat());
  const visible = await listSeenMatters(tx, firmId, named);
  const shown = (place: z.output<typeof placeChange>['from']) =>
    place?.matterId && !visible.has(place.matterId) ? { ...place, matterId: null } : place;
  return rows.map((row, index) => ({
    at: row.at.toISOString(),
    action: row.action,
    staffName: row.first_name === null ? null : `${row.first_name} ${row.last_name}`,
    detail: { ...details[index], from: shown(details[index]?.from), to: shown(details[index]?.to) },
  }));
}

const place = z.looseObject({ matterId: z.string().nullish() }).nullish();
/** What an action's audit row tells: where the entry was, and where it went. */
const placeChange = z.looseObject({ from: place, to: place });

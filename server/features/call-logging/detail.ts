/** One interaction whole, as a person may see it. */

import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { listCandidates } from './candidates.ts';
import { listEntriesOf, listSeenMatters, listVisibleMatters } from './entry-reads.ts';
import { assembledInteraction } from './interaction.ts';
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
    candidates: await listCandidates(
      tx,
      firmId,
      { kind: row.kind, party: assembled.externalParty, contactId: row.contact_id },
      entries.map(({ destination }) => destination),
      now,
    ),
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

/** "Look at this one now": a contact or a matter is fetched once, what would change is shown, and taken when a person says so. */
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { contactFieldsOf, contactKeyOf } from '../../vendors/kit/contact-fields.ts';
import type {
  MirroredContact,
  MirroredMatter,
  MirrorItem,
  PracticeSystemClient,
} from '../../vendors/ports.ts';
import { firmFacts } from '../firms/index.ts';
import { applyMirrored, forgetContent, resolveRefs } from '../mirror/index.ts';
import { getContact } from '../practice/index.ts';
import { fieldLabel, valueWords } from './labels.ts';
import { findKeeper, type PracticeSystems } from './settings.ts';
import { contactDetails, detailsOf } from './suggestions.ts';
import type { ResyncsTable } from './tables.ts';
import './tables.ts';

export type ResyncRow = Selectable<ResyncsTable>;
export type ResyncOf = { table: 'contacts' | 'matters'; id: string };

/** What stands here and there; null: nothing. */
export const resyncChange = z.object({
  field: z.string(),
  label: z.string(),
  ours: z.string().nullable(),
  theirs: z.string().nullable(),
});
export type ResyncChange = z.infer<typeof resyncChange>;

/** Asks for it; one that is under way is answered again. Answers its id. */
export async function askResync(
  tx: Tx,
  systems: PracticeSystems,
  actor: Actor,
  of: ResyncOf,
): Promise<string> {
  const { firmId, staffId, now } = actor;
  const { rows } = await sql`
    select 1 from ${sql.table(of.table)} where firm_id = ${firmId} and id = ${of.id}`.execute(tx);
  found(rows[0]);
  const keeper = await findKeeper(tx, firmId, of, systems);
  if (keeper?.externalId == null)
    throw problem('wrong_state', 'It is kept here alone: there is nowhere else to look.');
  const column = of.table === 'contacts' ? 'contact_id' : 'matter_id';
  const under = await tx
    .selectFrom('resyncs')
    .select('id')
    .where('firm_id', '=', firmId)
    .where(column, '=', of.id)
    .where('state', '=', 'looking')
    .executeTakeFirst();
  if (under) return under.id;
  // Whoever looked an hour ago has seen it; what was told then is somebody's details.
  await tx
    .deleteFrom('resyncs')
    .where('firm_id', '=', firmId)
    .where('asked_at', '<', new Date(now.getTime() - 3_600_000))
    .execute();
  const id = newId();
  await tx
    .insertInto('resyncs')
    .values({
      firm_id: firmId,
      id,
      connection_id: keeper.connectionId,
      contact_id: of.table === 'contacts' ? of.id : null,
      matter_id: of.table === 'matters' ? of.id : null,
      state: 'looking',
      theirs: null,
      detail: null,
      asked_by_staff_id: staffId,
      asked_at: now,
      looked_at: null,
      applied_at: null,
      due_at: now,
    })
    .execute();
  return id;
}

export async function findResync(tx: Tx, firmId: string, id: string): Promise<ResyncRow | null> {
  const row = await tx
    .selectFrom('resyncs')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirst();
  return row ?? null;
}

/** Fetches one record and notes what would change. Throws `VendorError`. */
export async function lookFor(
  read: <T>(work: (tx: Tx) => Promise<T>) => Promise<T>,
  client: PracticeSystemClient,
  systems: PracticeSystems,
  row: ResyncRow,
): Promise<{ theirs: MirrorItem | null; changes: ResyncChange[] }> {
  const of: ResyncOf =
    row.contact_id === null
      ? { table: 'matters', id: row.matter_id ?? '' }
      : { table: 'contacts', id: row.contact_id };
  const keeper = await read((tx) => findKeeper(tx, row.firm_id, of, systems));
  if (keeper?.externalId == null) return { theirs: null, changes: [] };
  const theirs = await client.fetchOne(of.table === 'contacts' ? 'contact' : 'matter', keeper.externalId);
  if (theirs === null || theirs.removed === true) return { theirs: null, changes: [] };
  return {
    theirs,
    changes: await read(async (tx) => {
      if (theirs.kind === 'contact') return await contactChanges(tx, row.firm_id, of.id, theirs);
      return theirs.kind === 'matter'
        ? await matterChanges(tx, { firmId: row.firm_id, connectionId: row.connection_id }, of.id, theirs)
        : [];
    }),
  };
}

async function contactChanges(
  tx: Tx,
  firmId: string,
  id: string,
  item: MirroredContact,
): Promise<ResyncChange[]> {
  const { country } = await firmFacts(tx, firmId);
  const [ours, theirs] = [detailsOf(await getContact(tx, firmId, id)), contactFieldsOf(item)];
  return contactDetails
    .filter((field) => contactKeyOf(ours, field, country) !== contactKeyOf(theirs, field, country))
    .map((field) => ({
      field,
      label: fieldLabel({ contact_id: id, field }),
      ours: valueWords(ours[field]),
      theirs: valueWords(theirs[field]),
    }));
}

interface MatterHere {
  number: string;
  title: string;
  status: string;
  type: string | null;
  stage: string | null;
  responsible: string | null;
  opened: string | null;
  clients: string | null;
}

const matterLabels: Readonly<Record<keyof MatterHere, string>> = {
  number: 'Number',
  title: 'Title',
  status: 'Status',
  type: 'Matter type',
  stage: 'Stage',
  responsible: 'Person responsible',
  opened: 'Opened',
  clients: 'Clients',
};

async function matterChanges(
  tx: Tx,
  which: { firmId: string; connectionId: string },
  id: string,
  item: MirroredMatter,
): Promise<ResyncChange[]> {
  const { firmId } = which;
  const here = await sql<MatterHere>`
    select m.number, m.title, m.status, t.name as type, s.name as stage, p.first_name || ' ' || p.last_name as responsible,
      m.opened_on::text as opened,
      (select string_agg(distinct c.display_name, ', ') from matter_parties q
        join contacts c on c.firm_id = ${firmId} and c.id = q.contact_id
        where q.firm_id = ${firmId} and q.matter_id = m.id and q.is_client) as clients
    from matters m
    left join matter_types t on t.firm_id = ${firmId} and t.id = m.matter_type_id
    left join stages s on s.firm_id = ${firmId} and s.id = m.stage_id
    left join staff_members p on p.firm_id = ${firmId} and p.id = m.person_responsible_id
    where m.firm_id = ${firmId} and m.id = ${id}`.execute(tx);
  const ours = found(here.rows[0]);
  const theirs = await namesThere(tx, which, item, ours);
  return Object.entries(matterLabels).flatMap(([field, label]) => {
    const key = matterFields.find((one) => one === field);
    if (key === undefined || (ours[key] ?? '') === (theirs[key] ?? '')) return [];
    return [{ field, label, ours: ours[key] || null, theirs: theirs[key] || null }];
  });
}

const matterFields = [
  'number',
  'title',
  'status',
  'type',
  'stage',
  'responsible',
  'opened',
  'clients',
] as const;

/** Their ids as the names that we know them by; of what is not known here yet the name stands as it is here. */
async function namesThere(
  tx: Tx,
  which: { firmId: string; connectionId: string },
  item: MirroredMatter,
  ours: MatterHere,
): Promise<MatterHere> {
  const { firmId } = which;
  const clients = item.parties.filter(({ isClient }) => isClient).map(({ contactId }) => contactId);
  const refs = [
    ...(item.matterTypeId === null ? [] : [{ kind: 'matter_type' as const, externalId: item.matterTypeId }]),
    ...(item.stageId === null ? [] : [{ kind: 'stage' as const, externalId: item.stageId }]),
    ...(item.personResponsibleId === null
      ? []
      : [{ kind: 'staff' as const, externalId: item.personResponsibleId }]),
    ...clients.map((externalId) => ({ kind: 'contact' as const, externalId })),
  ];
  const ids = await resolveRefs(tx, which, refs);
  const local = (kind: string, externalId: string | null) =>
    externalId === null ? null : (ids.get(`${kind} ${externalId}`) ?? null);
  const { rows } = await sql<Pick<MatterHere, 'type' | 'stage' | 'responsible' | 'clients'>>`
    select
      (select name from matter_types where firm_id = ${firmId} and id = ${local('matter_type', item.matterTypeId)}::uuid) as type,
      (select name from stages where firm_id = ${firmId} and id = ${local('stage', item.stageId)}::uuid) as stage,
      (select first_name || ' ' || last_name from staff_members
        where firm_id = ${firmId} and id = ${local('staff', item.personResponsibleId)}::uuid) as responsible,
      (select string_agg(distinct display_name, ', ') from contacts
        where firm_id = ${firmId} and id = any(${clients.flatMap((one) => local('contact', one) ?? [])}::uuid[])) as clients`.execute(
    tx,
  );
  const named = found(rows[0]);
  return {
    // A number that clashed here has a suffix.
    number: ours.number.startsWith(item.number) ? ours.number : item.number,
    title: item.title,
    status: item.status,
    type: named.type ?? (item.matterTypeId === null ? null : ours.type),
    stage: named.stage ?? (item.stageId === null ? null : ours.stage),
    responsible: named.responsible ?? (item.personResponsibleId === null ? null : ours.responsible),
    opened: item.openedOn,
    // Further clients may stand beside the matter there.
    clients: clients.length === 0 ? ours.clients : (named.clients ?? ours.clients),
  };
}

/** Takes what was shown: the fields that the system keeps, as the mirror does. */
export async function applyResync(
  tx: Tx,
  systems: PracticeSystems,
  actor: Actor,
  row: ResyncRow,
): Promise<readonly string[]> {
  if (row.state !== 'ready') throw problem('wrong_state', 'There is nothing to take from it.');
  const { firmId, now } = actor;
  const { country } = await firmFacts(tx, firmId);
  const of: ResyncOf =
    row.contact_id === null
      ? { table: 'matters', id: row.matter_id ?? '' }
      : { table: 'contacts', id: row.contact_id };
  const keeper = await findKeeper(tx, firmId, of, systems);
  const item = parseItem(row.theirs);
  if (keeper === null || item === null) throw problem('wrong_state', 'It is no longer kept there.');
  await mustBeFresh(tx, row, item, now);
  const context = { firmId, connectionId: row.connection_id, vendorLabel: keeper.vendor.label, country, now };
  const kind = of.table === 'contacts' ? 'contact' : 'matter';
  await forgetContent(tx, firmId, { kind, localId: of.id });
  // As the mirror does: whoever presses the button need not see all that the record names.
  if (actor.staffId !== null) await actAsProgram(tx);
  const applied = await applyMirrored(tx, context, [item]);
  if (actor.staffId !== null) await actAgainAs(tx, actor.staffId);
  await tx
    .updateTable('resyncs')
    .set({ state: 'applied', applied_at: now, theirs: null })
    .where('firm_id', '=', firmId)
    .where('id', '=', row.id)
    .execute();
  const changes = z.array(resyncChange).parse(row.changes);
  await recordChange(tx, actor, {
    action: row.contact_id === null ? 'matter.resynced' : 'contact.resynced',
    id: of.id,
    matterId: row.matter_id,
    detail: { from: keeper.vendor.label, changes },
  });
  return applied.contactIds;
}

const goodForMs = 15 * 60_000;

/** What was read later, by a webhook or a pass, is newer than what this look saw. */
async function mustBeFresh(tx: Tx, row: ResyncRow, item: MirrorItem, now: Date): Promise<void> {
  const { rows } = await sql<{ updated_there_at: Date | null; updated_at: Date }>`
    select updated_there_at, updated_at from external_links
    where firm_id = ${row.firm_id} and connection_id = ${row.connection_id} and kind = ${item.kind}
      and external_id = ${item.externalId}`.execute(tx);
  const [link] = rows;
  const told = item.updatedAt === null ? null : Date.parse(item.updatedAt);
  const overtaken = link?.updated_there_at && told !== null && link.updated_there_at.getTime() > told;
  const old = row.looked_at === null || now.getTime() - row.looked_at.getTime() > goodForMs;
  if (overtaken || old) throw problem('wrong_state', 'It has changed since: look again.');
}

/** What we stored ourselves, as the vendor's folder made it. */
function parseItem(stored: unknown): MirrorItem | null {
  return isItem(stored) ? stored : null;
}

function isItem(stored: unknown): stored is MirrorItem {
  return typeof stored === 'object' && stored !== null && 'kind' in stored && 'externalId' in stored;
}

/** Leads: making, changing and moving them. */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { numberWords, searchWords } from '../practice/index.ts';
import { dropReferral, noteReferral } from '../referrers/index.ts';
import { listClients, replaceClients, resolveClients } from './clients.ts';
import { titleOf } from './decide.ts';
import { addLeadEvent } from './events.ts';
import { callerOf } from './from-call.ts';
import { type Address, type LeadInput, type LeadPatch, type Properties, properties } from './shapes.ts';
import './tables.ts';

/** The lead for changing, locked until the transaction ends; `wrong_state` when only its figures are left. */
export async function lockLead(tx: Tx, firmId: string, id: string) {
  const lead = found(
    await tx
      .selectFrom('leads')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
  if (lead.anonymised_at !== null)
    throw problem('wrong_state', 'This enquiry was made anonymous: only its figures are left.');
  return lead;
}

/** `not_found` unless the reader sees the lead. */
export async function seeLead(tx: Tx, firmId: string, id: string): Promise<{ matterId: string | null }> {
  return found(
    await tx
      .selectFrom('leads')
      .select('matter_id as matterId')
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
}

/** Makes a lead with its clients; answers its id. Audited. Staff, widget, API and calls all come this way. */
export async function createLead(tx: Tx, actor: Actor, input: LeadInput): Promise<string> {
  const { firmId, now } = actor;
  const caller = input.interactionId ? await callerOf(tx, firmId, input.interactionId) : null;
  await mustBeStaff(tx, firmId, input.assigneeId);
  const contactIds = await resolveClients(tx, actor, input.clients);
  if (contactIds.length === 0 && caller) contactIds.push(...(await caller.makeClient(tx)));
  const id = newId();
  const bySide = withoutEmpty(input.properties);
  const title = input.title ?? (await titleFor(tx, firmId, input.transaction, contactIds, bySide));
  if (contactIds.length === 0 && input.title === undefined && Object.keys(bySide).length === 0)
    throw problem('invalid_input', 'Say who asks, or about which property.', {
      fields: [{ field: 'clients', message: 'Choose a contact, or give a name' }],
    });
  const byItself = input.source === 'widget' || input.source === 'referrer' || input.source === 'api';
  const assigneeId = input.assigneeId === undefined ? (byItself ? null : actor.staffId) : input.assigneeId;
  await tx
    .insertInto('leads')
    .values({
      firm_id: firmId,
      id,
      number: await nextNumber(tx, firmId),
      state_before: null,
      state_since: now,
      transaction: input.transaction,
      title,
      title_given: input.title !== undefined,
      assignee_id: assigneeId,
      source: input.source,
      interaction_id: input.interactionId,
      source_detail: input.sourceDetail,
      referrer_id: input.referrerId,
      properties: JSON.stringify(bySide),
      lost_reason_id: null,
      duplicate_of_id: null,
      matter_id: null,
      // A call that somebody answered was answered at once.
      first_response_at: caller?.answered ? now : null,
      quoted_at: null,
      instructed_at: null,
      closed_at: null,
      conflict_checked_at: null,
      value: null,
      search: null,
      created_by_staff_id: actor.staffId,
      created_at: now,
      updated_at: now,
    })
    .execute();
  await replaceClients(tx, firmId, id, contactIds);
  await refreshSearch(tx, firmId, id);
  // Whoever comes by the referrers' own portal is noted there, with branch and person.
  const ownPortal = input.source === 'referrer' && actor.staffId === null;
  if (input.referrerId !== null && !ownPortal)
    await noteReferral(tx, actor, {
      leadId: id,
      referrerId: input.referrerId,
      transaction: input.transaction,
    });
  const trace = { firmId, leadId: id, staffId: actor.staffId, at: now };
  await addLeadEvent(tx, { ...trace, kind: 'created', detail: { source: input.source } });
  if (input.note !== '') await addLeadEvent(tx, { ...trace, kind: 'note', text: input.note });
  await recordChange(tx, actor, { action: 'lead.created', id, detail: { title, source: input.source } });
  return id;
}

/** Changes what is given. Audited with the changed fields' names. */
export async function updateLead(tx: Tx, actor: Actor, id: string, patch: LeadPatch): Promise<void> {
  const { firmId, now } = actor;
  const row = await lockLead(tx, firmId, id);
  checkVersion(row.version, patch.version ?? null);
  await mustBeStaff(tx, firmId, patch.assigneeId);
  if (patch.clients) await replaceClients(tx, firmId, id, await resolveClients(tx, actor, patch.clients));
  const transaction = patch.transaction ?? row.transaction;
  const bySide = patch.properties ? withoutEmpty(patch.properties) : properties.parse(row.properties);
  const given = patch.title === undefined ? row.title_given : patch.title !== null;
  const contactIds = (await listClients(tx, firmId, id)).map(({ contactId }) => contactId);
  const title = given
    ? (patch.title ?? row.title)
    : await titleFor(tx, firmId, transaction, contactIds, bySide);
  await tx
    .updateTable('leads')
    .set({
      transaction,
      title,
      title_given: given,
      properties: JSON.stringify(bySide),
      assignee_id: patch.assigneeId === undefined ? row.assignee_id : patch.assigneeId,
      source_detail: patch.sourceDetail ?? row.source_detail,
      referrer_id: patch.referrerId === undefined ? row.referrer_id : patch.referrerId,
      version: row.version + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await refreshSearch(tx, firmId, id);
  if (patch.referrerId !== undefined && patch.referrerId !== row.referrer_id) {
    if (patch.referrerId === null) await dropReferral(tx, actor, id);
    else await noteReferral(tx, actor, { leadId: id, referrerId: patch.referrerId, transaction });
  }
  const fields = Object.keys(patch).filter((field) => field !== 'version');
  await addLeadEvent(tx, {
    firmId,
    leadId: id,
    kind: 'changed',
    staffId: actor.staffId,
    detail: { fields },
    at: now,
  });
  await recordChange(tx, actor, {
    action: 'lead.changed',
    id,
    matterId: row.matter_id,
    detail: { fields },
  });
}

/** The first time that somebody of the firm answered; later ones change nothing. */
export async function noteFirstResponse(tx: Tx, firmId: string, id: string, at: Date): Promise<void> {
  await tx
    .updateTable('leads')
    .set({ first_response_at: at })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .where('first_response_at', 'is', null)
    .execute();
}

/** A new version, for whoever has the lead open; after a change of what hangs on it. */
export async function touchLead(tx: Tx, firmId: string, id: string, now: Date): Promise<void> {
  await sql`update leads set version = version + 1, updated_at = ${now}
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
}

/** The title and the search words anew, after the clients changed; a title that a person wrote stays. */
export async function retitle(tx: Tx, firmId: string, id: string): Promise<void> {
  const row = await lockLead(tx, firmId, id);
  const contactIds = (await listClients(tx, firmId, id)).map(({ contactId }) => contactId);
  const title = row.title_given
    ? row.title
    : await titleFor(tx, firmId, row.transaction, contactIds, properties.parse(row.properties));
  await tx.updateTable('leads').set({ title }).where('firm_id', '=', firmId).where('id', '=', id).execute();
  await refreshSearch(tx, firmId, id);
}

async function titleFor(
  tx: Tx,
  firmId: string,
  transaction: LeadInput['transaction'],
  contactIds: readonly string[],
  bySide: Properties,
): Promise<string> {
  const { rows } = await sql<{ id: string; name: string }>`
    select id, display_name as name from contacts
    where firm_id = ${firmId} and id = any(${[...contactIds]}::uuid[])`.execute(tx);
  const names = new Map(rows.map((row) => [row.id, row.name]));
  return titleOf(
    transaction,
    contactIds.flatMap((id) => names.get(id) ?? []),
    onlyGiven(bySide),
  ).slice(0, 300);
}

/** Sides whose address says anything at all. */
function withoutEmpty(bySide: Properties): Properties {
  return Object.fromEntries(
    Object.entries(bySide).filter(([, given]) => given && Object.values(given).some((line) => line !== '')),
  );
}

/** Without the `undefined` that an optional side may hold. */
export function onlyGiven(bySide: Properties): Partial<Record<keyof Properties, Address>> {
  const { sale, purchase, remortgage, transfer_of_equity } = bySide;
  return {
    ...(sale ? { sale } : {}),
    ...(purchase ? { purchase } : {}),
    ...(remortgage ? { remortgage } : {}),
    ...(transfer_of_equity ? { transfer_of_equity } : {}),
  };
}

async function mustBeStaff(tx: Tx, firmId: string, staffId: string | null | undefined): Promise<void> {
  if (!staffId) return;
  const known = await tx
    .selectFrom('staff_members')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('id', '=', staffId)
    .executeTakeFirst();
  if (!known)
    throw problem('invalid_input', 'assigneeId: There is no such staff member', {
      fields: [{ field: 'assigneeId', message: 'There is no such staff member' }],
    });
}

/** From 1, without gaps that anybody would ask about: the counter is held until the transaction ends. */
async function nextNumber(tx: Tx, firmId: string): Promise<number> {
  const { rows } = await sql<{ last: number }>`
    insert into lead_number_sequences (firm_id, last) values (${firmId}, 1)
    on conflict (firm_id) do update set last = lead_number_sequences.last + 1 returning last`.execute(tx);
  return rows[0]?.last ?? 1;
}

async function refreshSearch(tx: Tx, firmId: string, id: string): Promise<void> {
  const row = await lockLead(tx, firmId, id);
  const clients = await listClients(tx, firmId, id);
  const addresses = Object.values(properties.parse(row.properties)).flatMap((one) =>
    Object.values(one ?? {}),
  );
  const texts = [
    row.title,
    String(row.number),
    row.source_detail,
    ...addresses,
    ...clients.flatMap((client) => [client.name, ...client.emails]),
  ];
  const words = [...searchWords(texts), ...numberWords(clients.flatMap(({ phones }) => phones))];
  await sql`update leads set search = array_to_tsvector(${words}::text[])
    where firm_id = ${firmId} and id = ${id}`.execute(tx);
}

/** What people decide about texts that came in. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { completeTask, getContact, updateContact } from '../practice/index.ts';
import { addConsent } from './consent-store.ts';
import type { InboundRow } from './inbound-store.ts';
import type { TextsDeps } from './settings-store.ts';
import { fileInto, setPlace } from './take-in.ts';

type Person = Actor & { staffId: string };

export interface FilePlace {
  conversationId?: string | undefined;
  portalUserId?: string | undefined;
  contactId?: string | undefined;
}

/** As the person sees it, locked. */
async function lockInbound(tx: Tx, firmId: string, id: string): Promise<InboundRow> {
  return found(
    await tx
      .selectFrom('text_inbound')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
}

async function lockWaiting(tx: Tx, firmId: string, id: string): Promise<InboundRow> {
  const row = await lockInbound(tx, firmId, id);
  if (row.state !== 'triage') throw problem('wrong_state', 'Somebody has found its place already.');
  return row;
}

export async function fileText(
  tx: Tx,
  deps: TextsDeps,
  actor: Person,
  id: string,
  place: FilePlace,
): Promise<void> {
  const row = await lockWaiting(tx, actor.firmId, id);
  if (place.conversationId !== undefined)
    return await fileToConversation(tx, deps, actor, row, { ...place, conversationId: place.conversationId });
  if (place.contactId !== undefined) return await fileToContact(tx, deps, actor, row, place.contactId);
  const message = 'Choose a conversation or a contact.';
  throw problem('invalid_input', message, { fields: [{ field: 'conversationId', message }] });
}

async function fileToConversation(
  tx: Tx,
  deps: TextsDeps,
  actor: Person,
  row: InboundRow,
  place: { conversationId: string; portalUserId?: string | undefined },
): Promise<void> {
  if (deps.inbox === null) throw problem('wrong_state', 'Texts cannot be written into conversations here.');
  const { conversationId } = place;
  const author = await findAuthor(tx, actor.firmId, row, place);
  await actAsProgram(tx);
  const filed = await fileInto(tx, deps, actor, row, { conversationId, ...author });
  await settled(tx, actor, row, filed.matterId, { conversationId });
}

/** In whose name it stands: one who takes part now, as the person who files it sees the conversation. */
async function findAuthor(
  tx: Tx,
  firmId: string,
  row: InboundRow,
  place: { conversationId: string; portalUserId?: string | undefined },
): Promise<{ portalUserId: string; contactId: string }> {
  const { rows } = await sql<{ portalUserId: string; contactId: string; holds: boolean }>`
    select u.id as "portalUserId", u.contact_id as "contactId", exists (
      select 1 from contact_numbers n where n.firm_id = ${firmId} and n.contact_id = u.contact_id and n.e164 = ${row.number}) as holds
    from conversations c
    join participants p on p.firm_id = ${firmId} and p.conversation_id = c.id and p.left_at is null
    join portal_users u on u.firm_id = ${firmId} and u.id = p.portal_user_id
    where c.firm_id = ${firmId} and c.id = ${place.conversationId} and c.kind = 'external' and c.state = 'open'`.execute(
    tx,
  );
  if (rows.length === 0) {
    const message = 'This is no open conversation with people outside the firm.';
    throw problem('invalid_input', message, { fields: [{ field: 'conversationId', message }] });
  }
  const holders = rows.filter(({ holds }) => holds);
  const [likely] = holders.length > 0 ? holders : rows;
  const only = (holders.length || rows.length) === 1 ? likely : undefined;
  const chosen = place.portalUserId ? rows.find((one) => one.portalUserId === place.portalUserId) : only;
  if (chosen) return { portalUserId: chosen.portalUserId, contactId: chosen.contactId };
  const message = place.portalUserId
    ? 'They take no part in this conversation.'
    : 'Several people could have written it: choose who did.';
  throw problem('invalid_input', message, { fields: [{ field: 'portalUserId', message }] });
}

/** The number is this contact's from now on; where the contact has one open conversation, the text goes there. */
async function fileToContact(
  tx: Tx,
  deps: TextsDeps,
  actor: Person,
  row: InboundRow,
  contactId: string,
): Promise<void> {
  const { firmId } = actor;
  found(
    await tx
      .selectFrom('contacts')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('id', '=', contactId)
      .where('archived_at', 'is', null)
      .forUpdate()
      .executeTakeFirst(),
  );
  await actAsProgram(tx);
  // Of this contact alone, since the person said so; that others have the number, too, does not matter any more.
  const [only, another] = await openConversationsOf(tx, firmId, contactId);
  const place =
    deps.inbox !== null && only && !another && (await seenBy(tx, actor, only.conversationId)) ? only : null;
  const filed =
    place === null
      ? await keepWithContact(tx, actor, row, contactId)
      : await fileInto(tx, deps, actor, row, { ...place, contactId });
  await learnNumber(tx, actor, row.number, contactId);
  await settled(tx, actor, row, filed.matterId, {
    contactId,
    ...(place === null ? {} : { conversationId: place.conversationId }),
  });
}

async function openConversationsOf(
  tx: Tx,
  firmId: string,
  contactId: string,
): Promise<{ conversationId: string; portalUserId: string }[]> {
  const { rows } = await sql<{ conversationId: string; portalUserId: string }>`
    select c.id as "conversationId", u.id as "portalUserId" from portal_users u
    join participants p on p.firm_id = ${firmId} and p.portal_user_id = u.id and p.left_at is null
    join conversations c on c.firm_id = ${firmId} and c.id = p.conversation_id and c.kind = 'external' and c.state = 'open'
    where u.firm_id = ${firmId} and u.contact_id = ${contactId} and u.active limit 2`.execute(tx);
  return rows;
}

/** It belongs to a person, and to no conversation yet. */
async function keepWithContact(
  tx: Tx,
  actor: Person,
  row: InboundRow,
  contactId: string,
): Promise<{ matterId: null }> {
  await setPlace(tx, row, {
    state: 'filed',
    contact_id: contactId,
    settled_by_staff_id: actor.staffId,
    settled_at: actor.now,
  });
  return { matterId: null };
}

/** Whether the person sees the conversation; back to the program's scope afterwards. */
async function seenBy(tx: Tx, { firmId, staffId }: Person, conversationId: string): Promise<boolean> {
  await actAgainAs(tx, staffId);
  const { rows } = await sql`
    select 1 from conversations where firm_id = ${firmId} and id = ${conversationId}`.execute(tx);
  await actAsProgram(tx);
  return rows.length > 0;
}

/** A contact that is kept elsewhere learns it there. */
async function learnNumber(tx: Tx, actor: Person, number: string, contactId: string): Promise<void> {
  const contact = await getContact(tx, actor.firmId, contactId);
  const known = contact.phones.some(({ numbers }) => numbers.some(({ e164 }) => e164 === number));
  if (known || contact.keptIn !== null || !number.startsWith('+')) return;
  const phones = contact.phones.map(({ text, label, fax }) => ({ text, label, fax }));
  await updateContact(
    tx,
    actor,
    contactId,
    { phones: [...phones, { text: number, label: 'Mobile', fax: false }] },
    null,
  );
}

async function settled(
  tx: Tx,
  actor: Person,
  row: InboundRow,
  matterId: string | null,
  detail: Record<string, unknown>,
): Promise<void> {
  if (row.task_id !== null) await completeTask(tx, actor.firmId, row.task_id);
  await recordChange(tx, actor, { action: 'text_inbound.filed', id: row.id, matterId, detail });
}

export async function dismissText(tx: Tx, actor: Person, id: string): Promise<void> {
  const row = await lockWaiting(tx, actor.firmId, id);
  await setPlace(tx, row, {
    state: 'dismissed',
    settled_by_staff_id: actor.staffId,
    settled_at: actor.now,
  });
  if (row.task_id !== null) await completeTask(tx, actor.firmId, row.task_id);
  await recordChange(tx, actor, { action: 'text_inbound.dismissed', id });
}

/** "Mistaken" gives back the consent that the words took away. */
export async function reviewText(
  tx: Tx,
  actor: Person,
  id: string,
  outcome: 'confirmed' | 'mistaken',
): Promise<void> {
  const { firmId } = actor;
  const row = await lockInbound(tx, firmId, id);
  if (row.review !== 'open') throw problem('wrong_state', 'Somebody has looked at it already.');
  await tx
    .updateTable('text_inbound')
    .set({ review: outcome })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  if (outcome === 'mistaken')
    for (const number of await numbersOptedOut(tx, row))
      await addConsent(tx, actor, {
        number,
        change: 'in',
        channel: 'staff',
        basis: `Not meant as “no more texts”: “${row.body.trim()}”`,
        contactId: row.contact_id,
      });
  await recordChange(tx, actor, { action: 'text_inbound.reviewed', id, detail: { outcome } });
}

/** What was written in the portal is about all numbers of the person. */
async function numbersOptedOut(tx: Tx, row: InboundRow): Promise<string[]> {
  if (row.channel === 'sms') return [row.number];
  const { rows } = await sql<{ number: string }>`
    select distinct c.number from text_consents c where c.firm_id = ${row.firm_id} and c.channel = 'portal'
      and c.by_portal_user_id = ${row.portal_user_id} and c.at = ${row.received_at}`.execute(tx);
  return rows.map(({ number }) => number);
}

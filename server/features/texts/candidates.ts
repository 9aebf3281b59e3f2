/** Who has a number, and in which open conversations and matters they are. Program's scope. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { findContactsByNumbers } from '../practice/index.ts';
import { type NumberAccess, whoHasNumber } from './number-owner.ts';
import type { ConversationFacts, PersonFacts } from './place.ts';

export interface Candidate {
  contactId: string;
  conversationId: string | null;
  matterId: string | null;
}

export interface Person extends PersonFacts {
  open: readonly { conversationId: string; matterId: string | null }[];
  /** Of which the contact is a party: the open ones, or all where none is open. */
  matterIds: readonly string[];
}

/** `lineId`: on which the text came; null: on none that the firm has. */
export async function loadPeople(
  tx: Tx,
  firmId: string,
  number: string,
  lineId: string | null,
): Promise<Person[]> {
  const contacts = (await findContactsByNumbers(tx, firmId, [number])).get(number) ?? [];
  const holders = contacts.filter(({ faxNumberOnly }) => !faxNumberOnly);
  const ids = holders.map(({ contactId }) => contactId);
  const accesses = await accessesOfNumber(tx, firmId, number, ids);
  const conversations = await openConversations(
    tx,
    { firmId, number, lineId },
    accesses.map(({ portalUserId }) => portalUserId),
  );
  return holders.flatMap(({ contactId, matters }) => {
    const open = matters.filter(({ status }) => status !== 'closed');
    const matterIds = (open.length > 0 ? open : matters).map(({ matterId }) => matterId);
    const own = accesses.filter(({ holderId }) => holderId === contactId);
    return whoHasNumber(contactId, own).map((who) => {
      const theirs = conversations.filter(({ portalUserId }) => who.portalUserIds.includes(portalUserId));
      return {
        contactId: who.contactId,
        conversations: theirs.filter(({ active }) => active),
        open: theirs.map(({ conversationId, matterId }) => ({ conversationId, matterId })),
        matterIds: who.contactId === contactId ? matterIds : [],
      };
    });
  });
}

/** Whoever comes to the portal of these contacts, and of those merged into them; and whose the number was when it was used. */
export async function accessesOfNumber(
  tx: Tx,
  firmId: string,
  number: string,
  holderIds: readonly string[],
): Promise<(NumberAccess & { holderId: string })[]> {
  if (holderIds.length === 0) return [];
  const { rows } = await sql<NumberAccess & { holderId: string }>`
    with recursive tree as (
      select h as holder_id, h as contact_id from unnest(${[...holderIds]}::uuid[]) h
      union
      select t.holder_id, c.id from tree t join contacts c on c.firm_id = ${firmId} and c.merged_into_id = t.contact_id)
    select t.holder_id as "holderId", t.contact_id as "contactId", u.id as "portalUserId", u.active,
      coalesce((select d.decision = 'apart' from merged_contact_decisions d
        where d.firm_id = ${firmId} and d.contact_id = t.contact_id order by d.id desc limit 1), false) as apart,
      exists (select 1 from portal_users v
        where v.firm_id = ${firmId} and (v.id = u.id or v.replaced_by_id = u.id) and (
          exists (select 1 from text_messages m where m.firm_id = ${firmId} and m.portal_user_id = v.id and m.number = ${number}
            and m.state not in ('refused', 'queued', 'failed'))
          or exists (select 1 from text_inbound i where i.firm_id = ${firmId} and i.portal_user_id = v.id and i.number = ${number}
            and i.state = 'filed'))) as known
    from tree t join portal_users u on u.firm_id = ${firmId} and u.contact_id = t.contact_id and u.replaced_by_id is null
    order by u.id`.execute(tx);
  return rows;
}

interface OpenConversation extends ConversationFacts {
  matterId: string | null;
  /** May still come to the portal: what is written in their name must be theirs. */
  active: boolean;
}

async function openConversations(
  tx: Tx,
  { firmId, number, lineId }: { firmId: string; number: string; lineId: string | null },
  portalUserIds: readonly string[],
): Promise<OpenConversation[]> {
  if (portalUserIds.length === 0) return [];
  const { rows } = await sql<OpenConversation & { texted: boolean }>`
    select u.id as "portalUserId", u.active, c.id as "conversationId", c.matter_id as "matterId",
      sent.texted, sent.on_line as "lastOutboundAt"
    from portal_users u
    join participants p on p.firm_id = ${firmId} and p.portal_user_id = u.id and p.left_at is null
    join conversations c on c.firm_id = ${firmId} and c.id = p.conversation_id and c.kind = 'external' and c.state = 'open'
    cross join lateral (
      select count(*) > 0 as texted, max(t.asked_at) filter (where t.line_id is not distinct from ${lineId}::uuid) as on_line
      from text_messages t where t.firm_id = ${firmId} and t.conversation_id = c.id and t.number = ${number}
        and t.kind = 'message' and t.state not in ('refused', 'queued', 'failed')) sent
    where u.firm_id = ${firmId} and u.id = any(${[...portalUserIds]}::uuid[])
    order by c.id`.execute(tx);
  return rows.map(({ texted, ...row }) => ({ ...row, onLine: row.lastOutboundAt !== null || !texted }));
}

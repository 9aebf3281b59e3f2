/** Who has a number, and in which open conversations and matters they are. Program's scope. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { findContactsByNumbers } from '../practice/index.ts';
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
  const conversations = await openConversations(
    tx,
    { firmId, number, lineId },
    holders.map(({ contactId }) => contactId),
  );
  return holders.map(({ contactId, matters }) => {
    const own = conversations.filter((one) => one.contactId === contactId);
    const open = matters.filter(({ status }) => status !== 'closed');
    return {
      contactId,
      conversations: own.filter(({ active }) => active),
      open: own.map(({ conversationId, matterId }) => ({ conversationId, matterId })),
      matterIds: (open.length > 0 ? open : matters).map(({ matterId }) => matterId),
    };
  });
}

interface OpenConversation extends ConversationFacts {
  contactId: string;
  matterId: string | null;
  /** May still come to the portal: what is written in their name must be theirs. */
  active: boolean;
}

async function openConversations(
  tx: Tx,
  { firmId, number, lineId }: { firmId: string; number: string; lineId: string | null },
  contactIds: readonly string[],
): Promise<OpenConversation[]> {
  if (contactIds.length === 0) return [];
  const { rows } = await sql<OpenConversation & { texted: boolean }>`
    select u.contact_id as "contactId", u.id as "portalUserId", u.active, c.id as "conversationId", c.matter_id as "matterId",
      sent.texted, sent.on_line as "lastOutboundAt"
    from portal_users u
    join participants p on p.firm_id = ${firmId} and p.portal_user_id = u.id and p.left_at is null
    join conversations c on c.firm_id = ${firmId} and c.id = p.conversation_id and c.kind = 'external' and c.state = 'open'
    cross join lateral (
      select count(*) > 0 as texted, max(t.asked_at) filter (where t.line_id is not distinct from ${lineId}::uuid) as on_line
      from text_messages t where t.firm_id = ${firmId} and t.conversation_id = c.id and t.number = ${number}
        and t.kind = 'message' and t.state not in ('refused', 'queued', 'failed')) sent
    where u.firm_id = ${firmId} and u.contact_id = any(${[...contactIds]}::uuid[])
    order by c.id`.execute(tx);
  return rows.map(({ texted, ...row }) => ({ ...row, onLine: row.lastOutboundAt !== null || !texted }));
}

/**
 * Who is told an event. Row-level security says the same of the table `events` (after-each.sql); the property test
 * beside this holds them together. It is asked here because one reader serves all streams of a firm.
 */

export interface News {
  seq: number;
  type: string;
  subjectId: string;
  matterId: string | null;
  conversationId: string | null;
  /** Meant for this person of the portal. */
  portalUserId: string | null;
  /** Nothing that people outside should notice. */
  staffOnly: boolean;
}

export interface MatterFacts {
  restricted: boolean;
  /** Who is let in while it is restricted. */
  staffIds: ReadonlySet<string>;
}

export interface ConversationFacts {
  kind: 'external' | 'internal' | 'channel' | 'direct';
  state: 'draft' | 'open' | 'archived' | 'ended';
  matterId: string | null;
  /** Who takes part now. */
  staffIds: ReadonlySet<string>;
  /** The firm keeps matters' conversations to those who take part. */
  membersOnly: boolean;
  /** Clients see that the firm is typing. */
  typingShown: boolean;
  /** Whom a grant in force lets look in. */
  granted: ReadonlySet<string>;
  /** People outside the firm whose stay goes on, with the newest event when it began. */
  stays: ReadonlyMap<string, number>;
}

/** How matters and conversations stand now. What is not there is gone. */
export interface Facts {
  matters: ReadonlyMap<string, MatterFacts>;
  conversations: ReadonlyMap<string, ConversationFacts>;
}

function staffSeesMatter(facts: Facts, matterId: string, staffId: string): boolean {
  const matter = facts.matters.get(matterId);
  return matter !== undefined && (!matter.restricted || matter.staffIds.has(staffId));
}

/** The rows 3 to 6 of portal.md T1, with the firm's choice to keep conversations to their members. */
export function staffSeesConversation(facts: Facts, conversationId: string, staffId: string): boolean {
  const conversation = facts.conversations.get(conversationId);
  if (!conversation) return false;
  const { kind, matterId } = conversation;
  if (matterId !== null && !staffSeesMatter(facts, matterId, staffId)) return false;
  if (conversation.staffIds.has(staffId)) return true;
  return kind === 'external' || kind === 'internal'
    ? // What has ended has no members; it stays with its matter.
      !conversation.membersOnly || conversation.state === 'ended'
    : conversation.granted.has(staffId);
}

export function staffMayRead(news: News, facts: Facts, staffId: string): boolean {
  return (
    (news.matterId === null || staffSeesMatter(facts, news.matterId, staffId)) &&
    (news.conversationId === null || staffSeesConversation(facts, news.conversationId, staffId))
  );
}

export function portalUserMayRead(news: News, facts: Facts, portalUserId: string): boolean {
  if (news.portalUserId !== null) return news.portalUserId === portalUserId;
  if (news.staffOnly) return false;
  const conversation = news.conversationId && facts.conversations.get(news.conversationId);
  if (!conversation) return false;
  const since = conversation.stays.get(portalUserId);
  return (
    conversation.kind === 'external' &&
    conversation.state !== 'draft' &&
    since !== undefined &&
    since < news.seq
  );
}

/** Of a conversation staff hear who take part, and who have it open; of everything else whoever may read it. */
export function staffIsTold(
  news: News,
  facts: Facts,
  { staffId, watched }: { staffId: string; watched: readonly string[] },
): boolean {
  if (!staffMayRead(news, facts, staffId)) return false;
  const id = news.conversationId;
  return id === null || watched.includes(id) || facts.conversations.get(id)?.staffIds.has(staffId) === true;
}

/** Who hears that somebody writes: the staff of the conversation; people outside only of the firm, where it shows that. */
export function typingIsTold(
  facts: Facts,
  typing: { conversationId: string; byStaff: boolean },
  listener: { realm: 'staff' | 'portal'; personId: string },
): boolean {
  const conversation = facts.conversations.get(typing.conversationId);
  if (!conversation) return false;
  const { personId } = listener;
  if (listener.realm === 'staff')
    return (
      conversation.staffIds.has(personId) && staffSeesConversation(facts, typing.conversationId, personId)
    );
  return (
    typing.byStaff &&
    conversation.typingShown &&
    conversation.kind === 'external' &&
    conversation.state !== 'draft' &&
    conversation.stays.has(personId)
  );
}

/** What a push says: that there is something, and from whom; no names of people and no words of messages. Pure. */

export interface PushWords {
  title: string;
  body: string;
  /** The newest of a conversation takes the place of the one before. */
  tag: string;
  /** An address inside our own app. */
  url: string;
  icon: string;
  badge: string;
}

export interface PushFrom {
  firmName: string;
  conversationId: string;
  count: number;
  /** Where the firm lets notices name the matter, and the conversation asks for no second factor; else ''. */
  matter: string;
  icon: string;
  badge: string;
}

const messages = (count: number) => (count === 1 ? 'a new message' : `${count} new messages`);

export function clientWords({ firmName, conversationId, count, matter, icon, badge }: PushFrom): PushWords {
  const about = matter === '' ? '' : ` about ${matter}`;
  return {
    ...{ title: firmName, body: `You have ${messages(count)}${about}.`, icon, badge },
    ...{ tag: conversationId, url: `/portal/c/${conversationId}` },
  };
}

export function staffWords(
  { firmName, conversationId, count, matter, icon, badge }: PushFrom,
  tell: 'new' | 'unanswered',
): PushWords {
  const about = matter === '' ? '' : ` about ${matter}`;
  const body =
    tell === 'unanswered'
      ? `A client waits for an answer${about}.`
      : `${count === 1 ? 'A new message' : `${count} new messages`} of a client${about}.`;
  return {
    ...{ title: firmName, body, icon, badge },
    ...{ tag: conversationId, url: `/conversations/${conversationId}` },
  };
}

import { createHash } from 'node:crypto';
import { lockConversation, type Neighbours, postMessage, postNote } from './features/conversations/index.ts';
import type { TextInbox } from './features/texts/index.ts';

/** A text that came in is a message of its sender; the provider's id makes it the same message however often it comes. */
export function createTextInbox(neighbours: Neighbours): TextInbox {
  return {
    async append(tx, { firmId, conversationId, portalUserId, body, providerSid, at }) {
      const conversation = await lockConversation(tx, firmId, conversationId);
      const draft = { body, author: { portalUserId }, sentBy: 'sms', clientKey: keyOf(providerSid) } as const;
      return await postMessage(tx, neighbours, conversation, draft, at);
    },
    async noteConsent(tx, { firmId, conversationId, portalUserId, change, at }) {
      const conversation = await lockConversation(tx, firmId, conversationId);
      const what = change === 'out' ? 'texts_stopped' : 'texts_started';
      await postNote(tx, conversation, null, { what, people: [portalUserId], inside: true }, at);
    },
  };
}

/** The provider's id as the key of a message, which is a UUID. */
function keyOf(providerSid: string): string {
  const hex = createHash('sha256').update(providerSid).digest('hex');
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
}

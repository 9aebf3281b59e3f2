/** What becomes of requests when their conversation ends, or somebody joins it. */
import type { Tx } from '../../platform/db/database.ts';
import type { ConversationListener } from '../conversations/index.ts';
import { askToDo, cancelRequest } from './settle.ts';
import './tables.ts';

async function openRequests(tx: Tx, firmId: string, conversationId: string) {
  return await tx
    .selectFrom('file_requests')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('conversation_id', '=', conversationId)
    .where('state', '=', 'open')
    .orderBy('id')
    .forUpdate()
    .execute();
}

export const fileRequestListener: ConversationListener = {
  async stateChanged(tx, { firmId, conversationId, state, at }) {
    if (state !== 'ended') return;
    for (const request of await openRequests(tx, firmId, conversationId))
      await cancelRequest(tx, firmId, request, at);
  },
  async joined(tx, { firmId, conversationId, portalUserId, fromSeq, at }) {
    for (const request of await openRequests(tx, firmId, conversationId))
      if (request.seq >= fromSeq) await askToDo(tx, firmId, request, [portalUserId], { now: at });
  },
};

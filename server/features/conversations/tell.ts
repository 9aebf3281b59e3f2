/** The trace that a change of a conversation leaves, and the news of it for those who may see it. */
import { audit } from '../../platform/audit.ts';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';

/** What people outside the firm must not even notice; nor that staff read. */
const insideActs = new Set([
  'conversation.created',
  'conversation.held',
  'conversation.released',
  'conversation.taken_back',
  'conversation.not_sent',
  'conversation.opening_asked',
  'conversation.opened',
  'conversation.opening_ended',
]);

/** Never with the words of a message. Call it last in the transaction. */
export async function tell(
  tx: Tx,
  actor: Actor,
  conversation: { id: string; matter_id: string | null },
  action: `conversation.${string}`,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await trace(tx, actor, conversation, action, detail);
  const { id } = conversation;
  const inside = insideActs.has(action) || (action === 'conversation.looked' && !actor.portalUserId);
  await appendEvents(tx, actor.firmId, [
    { type: 'conversation.changed', subjectId: id, conversationId: id, staffOnly: inside },
  ]);
}

/** The audit row alone: for reading. */
export async function trace(
  tx: Tx,
  actor: Actor,
  conversation: { id: string; matter_id: string | null },
  action: `conversation.${string}`,
  detail: Record<string, unknown> = {},
): Promise<void> {
  await audit(tx, {
    ...{ firmId: actor.firmId, staffId: actor.staffId, at: actor.now, action, detail },
    ...(actor.portalUserId ? { portalUserId: actor.portalUserId } : {}),
    ...{ subjectType: 'conversation', subjectId: conversation.id, matterId: conversation.matter_id },
  });
}

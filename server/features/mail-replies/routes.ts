import { actorOf, expectedVersion } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { openConversation } from '../conversations/index.ts';
import type { RepliesDeps } from './post-reply.ts';
import { mailReplyRoutes as routes } from './schema.ts';
import { changeMailReplySettings, readMailReplySettings } from './settings.ts';
import { listWaitingMails, settleMail } from './triage.ts';

export function createMailReplyRoutes(deps: RepliesDeps): BoundRoute[] {
  const { clock } = deps.platform;
  return [
    handle(routes.getSettings, ({ scope, principal: { firmId } }) =>
      scope.read((tx) => readMailReplySettings(tx, firmId)),
    ),
    handle(routes.changeSettings, ({ scope, principal, body, request }) =>
      scope.write((tx) => {
        const version = expectedVersion(request.headers, body.version);
        return changeMailReplySettings(tx, actorOf(principal, clock), body, version);
      }),
    ),
    handle(routes.listWaiting, ({ scope, principal: { firmId, staffId }, params }) =>
      scope.read(async (tx) => {
        await openConversation(tx, firmId, { staffId }, params.id, clock.now());
        const mails = await listWaitingMails(tx, firmId, params.id);
        const items = mails.map(({ receivedAt, reason, ...mail }) => ({
          ...mail,
          reason: reason === 'other_sender' ? ('other_sender' as const) : ('unverified_sender' as const),
          receivedAt: receivedAt.toISOString(),
        }));
        return { items, next: null };
      }),
    ),
    handle(routes.settle, ({ scope, principal, params, body }) =>
      scope.write((tx) => {
        const ids = { conversationId: params.id, replyId: params.replyId };
        return settleMail(tx, deps, actorOf(principal, clock), ids, body.do);
      }),
    ),
  ];
}

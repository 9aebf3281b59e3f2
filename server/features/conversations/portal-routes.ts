import { portalActorOf } from '../../platform/change.ts';
import { actAsProgram, type Scope, type Tx } from '../../platform/db/database.ts';
import type { PortalPrincipal } from '../../platform/http/contract.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { type Opened, openConversation } from './access.ts';
import { editMessage, retractMessage } from './amend.ts';
import { keepDraft } from './drafts.ts';
import type { Neighbours } from './listeners.ts';
import { markLooked } from './mark-looked.ts';
import { describeMessages, findMessages, type SeenMessages, seeMessages } from './messages.ts';
import { getPortalConversation, listPortalLines } from './portal-lines.ts';
import { portalConversationRoutes as routes } from './portal-schema.ts';
import type { Message } from './shapes.ts';
import { writeAsPortalUser } from './write.ts';

export function createPortalConversationRoutes(platform: Platform, neighbours: Neighbours): BoundRoute[] {
  const { clock } = platform;

  /** Opened with their eyes; with a second factor where it asks for one. */
  async function openFor(tx: Tx, principal: PortalPrincipal, id: string): Promise<Opened> {
    const opened = await openConversation(tx, principal.firmId, principal, id, clock.now());
    if (opened.second_factor && !principal.secondFactor)
      throw problem('step_up_needed', 'This conversation asks for a second factor.', {
        reason: 'second_factor',
      });
    return opened;
  }

  /** Names are the program's to read; what is described was read before. */
  async function describe(tx: Tx, principal: PortalPrincipal, id: string, seen: SeenMessages) {
    await actAsProgram(tx);
    const page = await describeMessages(tx, principal.firmId, id, seen, neighbours.files);
    return { ...page, items: page.items.map((item) => forPortal(item, principal)) };
  }

  const post = (
    scope: Scope,
    principal: PortalPrincipal,
    id: string,
    body: Parameters<typeof writeAsPortalUser>[4],
  ) =>
    scope.write(async (tx) => {
      await openFor(tx, principal, id);
      return await writeAsPortalUser(tx, neighbours, portalActorOf(principal, clock), id, body);
    });

  return [
    handle(routes.listPortalConversations, ({ scope, principal, query }) =>
      scope.read((tx) => listPortalLines(tx, principal, query)),
    ),
    handle(routes.getPortalConversation, ({ scope, principal, params }) =>
      scope.read(async (tx) => {
        const opened = await openConversation(tx, principal.firmId, principal, params.id, clock.now());
        return await getPortalConversation(tx, principal, params.id, opened.visibility.post);
      }),
    ),
    handle(routes.listPortalMessages, ({ scope, principal, params, query }) =>
      scope.read(async (tx) => {
        const opened = await openFor(tx, principal, params.id);
        const seen = await seeMessages(tx, principal.firmId, principal, opened, query);
        return await describe(tx, principal, params.id, seen);
      }),
    ),
    handle(routes.postPortalMessage, async ({ scope, principal, params, body }) => {
      const { seq } = await post(scope, principal, params.id, body);
      return await scope.read(async (tx) => {
        const opened = await openConversation(tx, principal.firmId, principal, params.id, clock.now());
        const seen = await findMessages(tx, principal.firmId, principal, opened, [seq]);
        return found((await describe(tx, principal, params.id, seen)).items[0]);
      });
    }),
    handle(routes.editPortalMessage, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await openFor(tx, principal, params.id);
        await editMessage(tx, portalActorOf(principal, clock), principal, params, body.body);
      }),
    ),
    handle(routes.retractPortalMessage, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        await openFor(tx, principal, params.id);
        await retractMessage(tx, portalActorOf(principal, clock), principal, params);
      }),
    ),
    handle(routes.readPortal, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const { firmId, portalUserId } = principal;
        const actor = portalActorOf(principal, clock);
        const opened = await openFor(tx, principal, params.id);
        // Nobody has looked at more than there is for them.
        const ends = (opened.visibility.within ?? []).map(({ toSeq }) => toSeq ?? opened.last_seq);
        const seq = Math.min(body.seq, ...[Math.max(0, ...ends)]);
        if (seq < 1) return;
        await actAsProgram(tx);
        const looked = {
          ...{
            firmId,
            conversationId: params.id,
            personId: portalUserId,
            isStaff: false,
            seq,
            at: actor.now,
          },
        };
        await markLooked(tx, neighbours, actor, opened, looked);
      }),
    ),
    handle(routes.keepPortalDraft, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const { firmId, portalUserId } = principal;
        await openFor(tx, principal, params.id);
        await actAsProgram(tx);
        const whose = { firmId, conversationId: params.id, personId: portalUserId, isStaff: false };
        await keepDraft(tx, { ...whose, body: body.body, now: clock.now() });
      }),
    ),
  ];
}

function forPortal({ privileged: _, ...message }: Message, { portalUserId }: PortalPrincipal) {
  return { ...message, mine: message.author.id === portalUserId };
}

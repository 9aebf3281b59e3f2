import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { createTask } from '../practice/index.ts';
import { openConversation } from './access.ts';
import { editMessage, pinMessage, retractMessage } from './amend.ts';
import { warnOfAudience } from './audience.ts';
import { approveGrant, askForGrant, endGrant, listGrants } from './break-glass.ts';
import { createConversation } from './create.ts';
import { keepDraft } from './drafts.ts';
import { countLines, listLines } from './lines.ts';
import type { Neighbours } from './listeners.ts';
import { listLooks, listReceipts, noteLooked, type Receipt } from './looking.ts';
import { describeMessages, findMessages, seeMessages } from './messages.ts';
import { listOutgoing, takeBack } from './outgoing.ts';
import { namesOf, personIn } from './people.ts';
import { addToConversation, countBecoming, removeFromConversation } from './people-acts.ts';
import { listPortalPeople } from './portal-people.ts';
import { getConversation, openForReading } from './reads.ts';
import { breakGlassRoutes, portalSettingsRoutes, conversationRoutes as routes } from './schema.ts';
import { changePortalSettings, readPortalSettings } from './settings.ts';
import { changeState, holdConversation, patchConversation } from './state-acts.ts';
import { tell } from './tell.ts';
import { writeAsStaff } from './write.ts';

export function createConversationRoutes(platform: Platform, neighbours: Neighbours): BoundRoute[] {
  return [
    ...bindReading(platform, neighbours),
    ...bindWriting(platform, neighbours),
    ...bindPeople(platform, neighbours),
    ...bindStates(platform, neighbours),
    ...bindOwners(platform),
  ];
}

function bindReading(platform: Platform, { files }: Neighbours): BoundRoute[] {
  const { clock, database } = platform;
  const receiptsOf = async (tx: Tx, firmId: string, receipts: readonly Receipt[]) => {
    const names = await namesOf(
      tx,
      firmId,
      receipts.map(({ personId }) => personId),
    );
    return receipts.map(({ personId, seq, at }) => ({
      ...personIn(names, personId),
      // Of two who became one, each looked for themselves.
      id: personId,
      seq,
      at: at.toISOString(),
    }));
  };
  return [
    handle(routes.listConversations, ({ scope, principal: { firmId, staffId }, query }) =>
      scope.read((tx) => listLines(tx, firmId, staffId, query)),
    ),
    handle(routes.countConversations, ({ scope, principal: { firmId, staffId } }) =>
      scope.read((tx) => countLines(tx, firmId, staffId)),
    ),
    handle(routes.getConversation, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        await openForReading(tx, actor, params.id);
        return await getConversation(tx, actor, params.id);
      }),
    ),
    handle(routes.listMessages, ({ scope, principal, params, query }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const opened = await openForReading(tx, actor, params.id);
        const seen = await seeMessages(tx, actor.firmId, actor, opened, query);
        return await describeMessages(tx, actor.firmId, params.id, seen, files);
      }),
    ),
    handle(routes.listPins, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const opened = await openForReading(tx, actor, params.id);
        const seen = await findMessages(tx, actor.firmId, actor, opened, 'pinned');
        const { items } = await describeMessages(tx, actor.firmId, params.id, seen, files);
        return { items };
      }),
    ),
    handle(routes.listReceipts, ({ scope, principal: { firmId, staffId }, params }) =>
      scope.read(async (tx) => {
        await openConversation(tx, firmId, { staffId }, params.id, clock.now());
        return { items: await receiptsOf(tx, firmId, await listReceipts(tx, firmId, params.id)) };
      }),
    ),
    handle(routes.listLooks, ({ scope, principal: { firmId, staffId }, params }) =>
      scope.read(async (tx) => {
        await openConversation(tx, firmId, { staffId }, params.id, clock.now());
        return { items: await receiptsOf(tx, firmId, await listLooks(tx, firmId, params.id, params.seq)) };
      }),
    ),
    handle(routes.read, async ({ scope, principal, params, body }) => {
      const actor = actorOf(principal, clock);
      const { firmId, staffId, now } = actor;
      const opened = await scope.read((tx) => openConversation(tx, firmId, { staffId }, params.id, now));
      // Whoever does not take part leaves no trace of a reader but the audit.
      if (!opened.staff_ids.includes(staffId)) return;
      const seq = Math.min(body.seq, opened.last_seq);
      await database.firm(firmId).write(async (tx) => {
        const looked = { firmId, conversationId: params.id, personId: staffId, isStaff: true, seq, at: now };
        if (await noteLooked(tx, looked)) await tell(tx, actor, opened, 'conversation.looked', { seq });
      });
    }),
  ];
}

function bindWriting(platform: Platform, neighbours: Neighbours): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.createConversation, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const id = await createConversation(tx, actor, body);
        return await getConversation(tx, actor, id);
      }),
    ),
    handle(routes.postMessage, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const written = await writeAsStaff(tx, neighbours, actor, params.id, body);
        const { firmId, staffId } = actor;
        if ('outgoingId' in written) {
          const waiting = await listOutgoing(tx, firmId, staffId, params.id);
          return { message: null, outgoing: found(waiting.find(({ id }) => id === written.outgoingId)) };
        }
        const seen = await findMessages(tx, firmId, actor, params, [written.seq]);
        const { items } = await describeMessages(tx, firmId, params.id, seen, neighbours.files);
        return { message: found(items[0]), outgoing: null };
      }),
    ),
    handle(routes.editMessage, ({ scope, principal, params, body }) =>
      scope.write((tx) => {
        const actor = actorOf(principal, clock);
        return editMessage(tx, actor, actor, params, body.body);
      }),
    ),
    handle(routes.retractMessage, ({ scope, principal, params }) =>
      scope.write((tx) => {
        const actor = actorOf(principal, clock);
        return retractMessage(tx, actor, actor, params);
      }),
    ),
    handle(routes.makeTask, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const opened = await openForReading(tx, actor, params.id);
        const seen = await findMessages(tx, actor.firmId, actor, opened, [params.seq]);
        const { items } = await describeMessages(tx, actor.firmId, params.id, seen, neighbours.files);
        const { author, body: words } = found(items[0]);
        const [firstLine = ''] = words.trim().split('\n');
        return await createTask(tx, actor, {
          ...body,
          subject: body.subject ?? (firstLine.slice(0, 200) || `Message of ${author.name}`),
          description: body.description ?? `${author.name}:\n${words}`,
          matterId: opened.matter_id,
        });
      }),
    ),
    handle(routes.pin, ({ scope, principal, params }) =>
      scope.write((tx) => pinMessage(tx, actorOf(principal, clock), params, true)),
    ),
    handle(routes.unpin, ({ scope, principal, params }) =>
      scope.write((tx) => pinMessage(tx, actorOf(principal, clock), params, false)),
    ),
    handle(routes.keepDraft, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const { firmId, staffId, now } = actorOf(principal, clock);
        await openConversation(tx, firmId, { staffId }, params.id, now);
        const whose = { firmId, conversationId: params.id, personId: staffId, isStaff: true };
        await keepDraft(tx, { ...whose, body: body.body, now });
      }),
    ),
    handle(routes.listOutgoing, ({ scope, principal: { firmId, staffId }, params }) =>
      scope.read(async (tx) => {
        await openConversation(tx, firmId, { staffId }, params.id, clock.now());
        return { items: await listOutgoing(tx, firmId, staffId, params.id) };
      }),
    ),
    handle(routes.takeBack, ({ scope, principal, params }) =>
      scope.write((tx) => takeBack(tx, actorOf(principal, clock), params.id, params.outgoingId)),
    ),
  ];
}

function bindPeople(platform: Platform, neighbours: Neighbours): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.previewPeople, ({ scope, principal: { firmId, staffId }, params, body }) =>
      scope.read(async (tx) => {
        const opened = await openConversation(tx, firmId, { staffId }, params.id, clock.now());
        return {
          becoming: await countBecoming(tx, neighbours, firmId, opened),
          warnings: await warnOfAudience(tx, firmId, opened.matter_id, body.portalUserIds),
        };
      }),
    ),
    handle(routes.previewAudience, ({ scope, principal: { firmId }, body }) =>
      scope.read(async (tx) => ({
        warnings: await warnOfAudience(tx, firmId, body.matterId, body.portalUserIds),
      })),
    ),
    handle(routes.listPortalPeople, ({ scope, principal: { firmId }, params }) =>
      scope.read(async (tx) => ({ items: await listPortalPeople(tx, firmId, params.id) })),
    ),
    handle(routes.addPeople, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        await addToConversation(tx, neighbours, actor, params.id, body);
        return await getConversation(tx, actor, params.id);
      }),
    ),
    handle(routes.removePerson, ({ scope, principal, params, body }) =>
      scope.write((tx) =>
        removeFromConversation(tx, actorOf(principal, clock), params.id, params.personId, body),
      ),
    ),
  ];
}

function bindStates(platform: Platform, neighbours: Neighbours): BoundRoute[] {
  const { clock } = platform;
  const acts = ['archive', 'restore', 'end'] as const;
  return [
    ...acts.map((act) =>
      handle(routes[act], ({ scope, principal, params }) =>
        scope.write(async (tx) => {
          const actor = actorOf(principal, clock);
          await changeState(tx, neighbours, actor, params.id, act);
          return await getConversation(tx, actor, params.id);
        }),
      ),
    ),
    handle(routes.patchConversation, ({ scope, principal, params, body, request }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const expected = expectedVersion(request.headers, body.version);
        await patchConversation(tx, actor, params.id, body, expected);
        return await getConversation(tx, actor, params.id);
      }),
    ),
    handle(routes.hold, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        await holdConversation(tx, actor, params.id, body.reason);
        return await getConversation(tx, actor, params.id);
      }),
    ),
    handle(routes.releaseHold, ({ scope, principal, params }) =>
      scope.write((tx) => holdConversation(tx, actorOf(principal, clock), params.id, null)),
    ),
  ];
}

function bindOwners({ clock }: Platform): BoundRoute[] {
  return [
    handle(breakGlassRoutes.listGrants, ({ scope, principal: { firmId } }) =>
      scope.read(async (tx) => ({ items: await listGrants(tx, firmId, clock.now()) })),
    ),
    handle(breakGlassRoutes.askForGrant, ({ scope, principal, body }) =>
      scope.write((tx) => askForGrant(tx, actorOf(principal, clock), body)),
    ),
    handle(breakGlassRoutes.approveGrant, ({ scope, principal, params }) =>
      scope.write((tx) => approveGrant(tx, actorOf(principal, clock), params.id)),
    ),
    handle(breakGlassRoutes.endGrant, ({ scope, principal, params }) =>
      scope.write((tx) => endGrant(tx, actorOf(principal, clock), params.id)),
    ),
    handle(portalSettingsRoutes.getPortalSettings, ({ scope, principal: { firmId } }) =>
      scope.read((tx) => readPortalSettings(tx, firmId)),
    ),
    handle(portalSettingsRoutes.patchPortalSettings, ({ scope, principal, body, request }) =>
      scope.write((tx) =>
        changePortalSettings(
          tx,
          actorOf(principal, clock),
          body,
          expectedVersion(request.headers, body.version),
        ),
      ),
    ),
  ];
}

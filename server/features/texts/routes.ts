import { actorOf, portalActorOf } from '../../platform/change.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import { VendorError } from '../../vendors/ports.ts';
import { addStaffConsent, readMatterTexts, setMatterTexts, viewContactTexting } from './contact-views.ts';
import { checkConversation, listConversationTexts } from './conversation-views.ts';
import { addLine, changeLine, removeLine } from './lines-store.ts';
import { listPortalTexts, setPortalTexting, viewPortalTexting } from './portal-views.ts';
import { portalTextRoutes, textRoutes as routes } from './schema.ts';
import {
  changeSettings,
  clientOf,
  connectProvider,
  disconnectProvider,
  findSettings,
  noteTest,
  type TextsDeps,
} from './settings-store.ts';
import { viewSettings } from './settings-view.ts';
import { dismissText, fileText, reviewText } from './triage-store.ts';
import { countTriage, listTriage, viewTriageItem } from './triage-views.ts';

/** `wake`: something is to be done. */
export function createTextRoutes(deps: TextsDeps, wake: () => void): BoundRoute[] {
  return [
    ...bindSettings(deps, wake),
    ...bindLines(deps),
    ...bindTriage(deps, wake),
    ...bindPeople(deps),
    ...bindPortal(deps),
  ];
}

function bindSettings(deps: TextsDeps, wake: () => void): BoundRoute[] {
  const { platform } = deps;
  const actor = (principal: Principal) => actorOf(principal, platform.clock);
  const view = (tx: Tx, { firmId }: Principal) => viewSettings(tx, deps, firmId);
  return [
    handle(routes.getSettings, ({ scope, principal }) => scope.read((tx) => view(tx, principal))),
    handle(routes.connect, ({ scope, principal, body }) =>
      scope.write(async (tx, after) => {
        await connectProvider(tx, deps, actor(principal), body);
        after(wake);
        return await view(tx, principal);
      }),
    ),
    handle(routes.change, ({ scope, principal, body: { version, ...patch } }) =>
      scope.write(async (tx, after) => {
        await changeSettings(tx, deps, actor(principal), patch, version);
        after(wake);
        return await view(tx, principal);
      }),
    ),
    handle(routes.test, async ({ scope, principal }) => {
      const row = await scope.read((tx) => findSettings(tx, principal.firmId));
      if (!row) throw problem('wrong_state', 'Connect the provider first.');
      const outcome = await clientOf(deps, row)
        .test()
        .then(
          () => ({ state: 'ok' as const, detail: '' }),
          (error: unknown) => {
            if (!(error instanceof VendorError)) throw error;
            return { state: 'failed' as const, detail: error.problem.detail };
          },
        );
      return await scope.write(async (tx) => {
        await noteTest(tx, actor(principal), outcome);
        return await view(tx, principal);
      });
    }),
    handle(routes.disconnect, ({ scope, principal }) =>
      scope.write((tx) => disconnectProvider(tx, actor(principal))),
    ),
  ];
}

function bindLines(deps: TextsDeps): BoundRoute[] {
  const actor = (principal: Principal) => actorOf(principal, deps.platform.clock);
  const view = (tx: Tx, { firmId }: Principal) => viewSettings(tx, deps, firmId);
  return [
    handle(routes.addLine, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        await addLine(tx, actor(principal), body);
        return await view(tx, principal);
      }),
    ),
    handle(routes.changeLine, ({ scope, principal, params, body: { version, ...patch } }) =>
      scope.write(async (tx) => {
        await changeLine(tx, actor(principal), params.id, patch, version);
        return await view(tx, principal);
      }),
    ),
    handle(routes.removeLine, ({ scope, principal, params }) =>
      scope.write((tx) => removeLine(tx, actor(principal), params.id)),
    ),
  ];
}

function bindTriage(deps: TextsDeps, wake: () => void): BoundRoute[] {
  const actor = (principal: Principal) => actorOf(principal, deps.platform.clock);
  return [
    handle(routes.triageCounts, ({ scope, principal }) =>
      scope.read((tx) => countTriage(tx, principal.firmId)),
    ),
    handle(routes.listTriage, ({ scope, principal, query }) =>
      scope.read((tx) => listTriage(tx, principal.firmId, query)),
    ),
    handle(routes.file, async ({ scope, principal, params, body }) => {
      await scope.write(async (tx, after) => {
        await fileText(tx, deps, actor(principal), params.id, body);
        after(wake);
      });
      return await scope.read((tx) => viewTriageItem(tx, principal.firmId, params.id));
    }),
    handle(routes.dismiss, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        await dismissText(tx, actor(principal), params.id);
        return await viewTriageItem(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.review, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await reviewText(tx, actor(principal), params.id, body.outcome);
        return await viewTriageItem(tx, principal.firmId, params.id);
      }),
    ),
  ];
}

function bindPeople({ platform }: TextsDeps): BoundRoute[] {
  return [
    handle(routes.contactTexting, ({ scope, principal, params }) =>
      scope.read((tx) => viewContactTexting(tx, principal.firmId, params.id)),
    ),
    handle(routes.addConsent, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await addStaffConsent(tx, actorOf(principal, platform.clock), params.id, body);
        return await viewContactTexting(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.conversationTexts, ({ scope, principal, params, query }) =>
      scope.read((tx) => listConversationTexts(tx, principal.firmId, params.id, query)),
    ),
    handle(routes.checkTexts, ({ scope, principal, params, query }) =>
      scope.read((tx) =>
        checkConversation(tx, platform, principal.firmId, params.id, query.privileged === 'true'),
      ),
    ),
    handle(routes.getMatterTexts, ({ scope, principal, params }) =>
      scope.read((tx) => readMatterTexts(tx, principal.firmId, params.id)),
    ),
    handle(routes.setMatterTexts, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        await setMatterTexts(tx, actorOf(principal, platform.clock), params.id, body.sensitive);
        return await readMatterTexts(tx, principal.firmId, params.id);
      }),
    ),
  ];
}

function bindPortal({ platform }: TextsDeps): BoundRoute[] {
  return [
    // Their own numbers, which the portal's role does not read: looked up by the session's person and nobody else.
    handle(portalTextRoutes.get, ({ scope, principal }) =>
      scope.read(async (tx) => {
        await actAsProgram(tx);
        return await viewPortalTexting(tx, principal.firmId, principal.portalUserId);
      }),
    ),
    handle(portalTextRoutes.set, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        await actAsProgram(tx);
        await setPortalTexting(tx, portalActorOf(principal, platform.clock), body.texts);
        return await viewPortalTexting(tx, principal.firmId, principal.portalUserId);
      }),
    ),
    handle(portalTextRoutes.sent, ({ scope, principal: { firmId, portalUserId }, query }) =>
      scope.read((tx) => listPortalTexts(tx, firmId, portalUserId, query)),
    ),
  ];
}

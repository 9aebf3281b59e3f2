import { actorOf } from '../../platform/change.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { decideOnTask, matchWorkspace, resyncWorkspace, retryWorkspace, startOnboarding } from './acts.ts';
import type { CaseRef } from './cases.ts';
import { onboardingRoutes as routes } from './schema.ts';
import {
  changeSettings,
  connectService,
  disconnectService,
  type OnboardingDeps,
  renewSecret,
  wantTest,
} from './settings-store.ts';
import { viewSettings } from './settings-view.ts';
import type { StartInput } from './shapes.ts';
import { listWaiting, viewCase, viewCounts, viewWorkspace } from './views.ts';

interface Caller {
  scope: Scope;
  principal: Principal;
}

/** `wake`: there may be something to do at the service. */
export function createOnboardingRoutes(deps: OnboardingDeps, wake: () => void): BoundRoute[] {
  return [...bindSettings(deps, wake), ...bindCases(deps, wake), ...bindWorkspaces(deps, wake)];
}

function bindSettings(deps: OnboardingDeps, wake: () => void): BoundRoute[] {
  const { platform } = deps;
  const view = (tx: Tx, { principal }: Caller) => viewSettings(tx, deps, principal.firmId);
  const actor = ({ principal }: Caller) => actorOf(principal, platform.clock);
  return [
    handle(routes.getSettings, (call) => call.scope.read((tx) => view(tx, call))),
    handle(routes.connect, (call) =>
      call.scope.write(async (tx, after) => {
        const secret = await connectService(tx, deps, actor(call), call.body);
        after(wake);
        return { settings: await view(tx, call), secret };
      }),
    ),
    handle(routes.change, (call) =>
      call.scope.write(async (tx, after) => {
        await changeSettings(tx, platform, actor(call), call.body);
        after(wake);
        return await view(tx, call);
      }),
    ),
    handle(routes.newSecret, (call) =>
      call.scope.write(async (tx) => {
        const secret = await renewSecret(tx, platform, actor(call));
        return { settings: await view(tx, call), secret };
      }),
    ),
    handle(routes.test, (call) =>
      call.scope.write(async (tx, after) => {
        await wantTest(tx, actor(call));
        after(wake);
        return await view(tx, call);
      }),
    ),
    handle(routes.disconnect, (call) => call.scope.write((tx) => disconnectService(tx, actor(call)))),
  ];
}

function bindCases(deps: OnboardingDeps, wake: () => void): BoundRoute[] {
  const show = ({ scope, principal }: Caller, ref: CaseRef) =>
    scope.read((tx) => viewCase(tx, deps, principal.firmId, ref));
  const start = ({ scope, principal }: Caller, ref: CaseRef, body: StartInput) =>
    scope.write(async (tx, after) => {
      await startOnboarding(tx, actorOf(principal, deps.platform.clock), ref, body);
      after(wake);
      return await viewCase(tx, deps, principal.firmId, ref);
    });
  return [
    handle(routes.ofMatter, (call) => show(call, { matterId: call.params.id })),
    handle(routes.startForMatter, (call) => start(call, { matterId: call.params.id }, call.body)),
    handle(routes.ofLead, (call) => show(call, { leadId: call.params.id })),
    handle(routes.startForLead, (call) => start(call, { leadId: call.params.id }, call.body)),
  ];
}

function bindWorkspaces(deps: OnboardingDeps, wake: () => void): BoundRoute[] {
  type Person = ReturnType<typeof actorOf>;
  const act = (
    { scope, principal, params: { id } }: Caller & { params: { id: string } },
    work: (tx: Tx, actor: Person, id: string) => Promise<void>,
  ) =>
    scope.write(async (tx, after) => {
      await work(tx, actorOf(principal, deps.platform.clock), id);
      after(wake);
      return await viewWorkspace(tx, deps, principal.firmId, id);
    });
  return [
    handle(routes.counts, ({ scope, principal }) =>
      scope.read((tx) => viewCounts(tx, deps, principal.firmId)),
    ),
    handle(routes.list, ({ scope, principal, query }) =>
      scope.read((tx) => listWaiting(tx, deps, principal.firmId, query)),
    ),
    handle(routes.retry, (call) => act(call, retryWorkspace)),
    handle(routes.resync, (call) => act(call, resyncWorkspace)),
    handle(routes.decide, (call) =>
      act(call, (tx, actor, id) => decideOnTask(tx, deps, actor, id, call.body)),
    ),
    handle(routes.match, (call) =>
      act(call, (tx, actor, id) => matchWorkspace(tx, deps, actor, id, call.body)),
    ),
  ];
}

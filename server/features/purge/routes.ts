import { actorOf } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts } from '../firms/index.ts';
import { listDue } from './due.ts';
import { sendCertificate } from './give.ts';
import { purgeRoutes as routes } from './schema.ts';
import { changeSettings, readSettings } from './settings.ts';
import { cancel, confirm, propose } from './store.ts';
import { getBatch, listBatches } from './views.ts';

export function createPurgeRoutes(platform: Platform): BoundRoute[] {
  const { clock, database } = platform;
  return [
    handle(routes.settings, ({ scope, principal }) => scope.read((tx) => readSettings(tx, principal.firmId))),
    handle(routes.changeSettings, ({ scope, principal, body }) =>
      scope.write((tx) => changeSettings(tx, actorOf(principal, clock), body)),
    ),
    handle(routes.due, async ({ scope, principal: { firmId, staffId }, query }) => {
      const firm = await scope.read((tx) => firmFacts(tx, firmId));
      const scopes = { own: scope, program: database.firm(firmId) };
      return await listDue(scopes, firmId, { staffId, firm, now: clock.now() }, query);
    }),
    handle(routes.list, ({ scope, principal: { firmId, staffId }, query }) =>
      scope.read((tx) => listBatches(tx, firmId, { staffId, now: clock.now() }, query)),
    ),
    handle(routes.get, ({ scope, principal: { firmId, staffId }, params }) =>
      scope.read((tx) => getBatch(tx, firmId, { staffId, now: clock.now() }, params.id)),
    ),
    handle(routes.propose, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const id = await propose(tx, platform, actor, body);
        return await getBatch(tx, principal.firmId, actor, id);
      }),
    ),
    ...[
      { at: routes.confirm, act: confirm },
      { at: routes.cancel, act: cancel },
    ].map(({ at, act }) =>
      handle(at, ({ scope, principal, params }) =>
        scope.write(async (tx) => {
          const actor = actorOf(principal, clock);
          await act(tx, platform, actor, params.id);
          return await getBatch(tx, principal.firmId, actor, params.id);
        }),
      ),
    ),
    handle(routes.certificate, ({ scope, principal, params, query, reply }) =>
      sendCertificate(scope, actorOf(principal, clock), { id: params.id, as: query.as }, reply),
    ),
  ];
}

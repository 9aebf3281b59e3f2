import { actorOf } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { findConnection } from '../connections/index.ts';
import { answerDifference, goOn } from './answers.ts';
import { countOpen } from './differences-store.ts';
import { applyResync, askResync, findResync, type ResyncOf } from './resync.ts';
import { syncRoutes as routes } from './schema.ts';
import { type PracticeSystems, writeSettings } from './settings.ts';
import { reviewSuggestions } from './suggestions.ts';
import {
  getDifference,
  listDifferences,
  viewConnectionSync,
  viewContactSync,
  viewMatterSync,
  viewResync,
} from './views.ts';

/** `wake`: somebody waits for a look. */
export function createSyncRoutes(
  platform: Platform,
  systems: PracticeSystems,
  wake: () => void,
): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.listDifferences, ({ scope, principal, query }) =>
      scope.read((tx) => listDifferences(tx, principal.firmId, query, systems)),
    ),
    handle(routes.count, ({ scope, principal }) =>
      scope.read(async (tx) => {
        const { open, vendors } = await countOpen(tx, principal.firmId);
        return { open, systems: vendors.map((vendor) => systems[vendor]?.label ?? vendor) };
      }),
    ),
    handle(routes.answer, async ({ scope, principal, params, body }) => {
      const answered = await scope.write(async (tx) => {
        await answerDifference(tx, actorOf(principal, clock), params.id, body.answer);
        return await getDifference(tx, principal.firmId, params.id, systems);
      });
      wake();
      return answered;
    }),
    handle(routes.contact, ({ scope, principal, params }) =>
      scope.read((tx) => viewContactSync(tx, principal.firmId, params.id, systems)),
    ),
    handle(routes.matter, ({ scope, principal, params }) =>
      scope.read((tx) => viewMatterSync(tx, principal.firmId, params.id, systems)),
    ),
    handle(routes.goOn, async ({ scope, principal, params }) => {
      const answered = await scope.write(async (tx) => {
        await goOn(tx, actorOf(principal, clock), params.id);
        return await viewMatterSync(tx, principal.firmId, params.id, systems);
      });
      wake();
      return answered;
    }),
    ...bindResyncs(platform, systems, wake),
    handle(routes.connection, ({ scope, principal, params }) =>
      scope.read((tx) => viewConnectionSync(tx, principal.firmId, params.id, systems)),
    ),
    handle(routes.changeConnection, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        found(await findConnection(tx, firmId, params.id));
        const { mode, newContacts } = body;
        await writeSettings(tx, actorOf(principal, clock), params.id, {
          ...(mode === undefined ? {} : { mode }),
          ...(newContacts === undefined ? {} : { newContacts }),
        });
        return await viewConnectionSync(tx, firmId, params.id, systems);
      }),
    ),
  ];
}

function bindResyncs({ clock }: Platform, systems: PracticeSystems, wake: () => void): BoundRoute[] {
  const view = async (tx: Tx, firmId: string, id: string) =>
    await viewResync(tx, firmId, found(await findResync(tx, firmId, id)), systems);
  const ask = (table: ResyncOf['table'], route: typeof routes.resyncContact | typeof routes.resyncMatter) =>
    handle(route, async ({ scope, principal, params }) => {
      const asked = await scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const id = await askResync(tx, systems, actor, { table, id: params.id });
        return await view(tx, principal.firmId, id);
      });
      wake();
      return asked;
    });
  return [
    ask('contacts', routes.resyncContact),
    ask('matters', routes.resyncMatter),
    handle(routes.getResync, ({ scope, principal, params }) =>
      scope.read((tx) => view(tx, principal.firmId, params.id)),
    ),
    handle(routes.applyResync, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const actor = actorOf(principal, clock);
        const row = found(await findResync(tx, principal.firmId, params.id));
        const contactIds = await applyResync(tx, systems, actor, row);
        await reviewSuggestions(tx, principal.firmId, contactIds, actor.now);
        return await view(tx, principal.firmId, params.id);
      }),
    ),
  ];
}

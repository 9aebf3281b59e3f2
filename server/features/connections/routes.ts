import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import type { ConnectionDeps } from './connect.ts';
import { createConnection } from './create.ts';
import { disconnect } from './farewell.ts';
import { askMyAccount, confirmMyAccount, listMyAccounts } from './my-accounts.ts';
import { myAccountRoutes } from './my-accounts-schema.ts';
import { listPeople, mapPerson } from './people.ts';
import { connectionRoutes } from './schema.ts';
import { type ConnectionRow, findConnection, lockConnection } from './session.ts';
import { answerSignIn, beginSignIn } from './sign-in.ts';
import { changed } from './store.ts';
import { checkAgain, removeConnection, updateConnection } from './update.ts';
import { type ConnectionView, describe, describePracticeSystem, readConnections } from './views.ts';

/** `wake` begins at once what a request has prepared for the worker. */
export function createConnectionRoutes(deps: ConnectionDeps & { wake(): void }): BoundRoute[] {
  const { platform, vendors, neighbours, wake } = deps;

  /** Locks the connection, changes it, and tells how it stands then. */
  async function change(
    { scope, principal, params }: { scope: Scope; principal: Principal; params: { id: string } },
    work: (tx: Tx, row: ConnectionRow) => Promise<unknown>,
  ): Promise<ConnectionView> {
    await scope.write(async (tx) => work(tx, found(await lockConnection(tx, principal.firmId, params.id))));
    wake();
    return await view(scope, principal, params.id);
  }
  async function view(scope: Scope, principal: Principal, id: string): Promise<ConnectionView> {
    const [seen] = await scope.read((tx) => readConnections(tx, deps, principal.firmId, id));
    return await describe(deps, found(seen), principal);
  }

  return [
    handle(connectionRoutes.listPracticeSystems, async () => ({
      items: Object.values(vendors).map((vendor) => describePracticeSystem(platform, vendor)),
      next: null,
    })),

    handle(connectionRoutes.listConnections, async ({ scope, principal }) => {
      const seen = await scope.read((tx) => readConnections(tx, deps, principal.firmId));
      return { items: await Promise.all(seen.map((one) => describe(deps, one, principal))), next: null };
    }),

    handle(connectionRoutes.getConnection, ({ scope, principal, params }) =>
      view(scope, principal, params.id),
    ),

    handle(connectionRoutes.createConnection, async ({ scope, principal, body }) => {
      const { allowLoopback } = platform;
      const created = await scope.write((tx) =>
        createConnection(tx, { platform, vendors, allowLoopback, ...principal, ...body }),
      );
      wake();
      return created;
    }),

    handle(connectionRoutes.updateConnection, (call) =>
      change(call, (tx, row) => updateConnection(tx, platform, row, call.principal.staffId, call.body)),
    ),

    handle(connectionRoutes.removeConnection, ({ scope, principal, params }) =>
      scope.write(async (tx) =>
        removeConnection(
          tx,
          platform,
          found(await lockConnection(tx, principal.firmId, params.id)),
          principal.staffId,
        ),
      ),
    ),

    handle(connectionRoutes.authorizeConnection, ({ scope, principal, params }) =>
      scope.write(async (tx) => {
        const row = found(await findConnection(tx, principal.firmId, params.id));
        const vendor = found(vendors[row.vendor]);
        return { authorizeUrl: await beginSignIn(tx, platform, vendor, row, principal.staffId) };
      }),
    ),

    handle(connectionRoutes.authoriseConnection, async ({ scope, principal, body }) => {
      const id = await scope.write((tx) => answerSignIn(tx, platform, vendors, principal, body));
      wake();
      return { id };
    }),

    handle(connectionRoutes.checkConnection, async ({ scope, principal, params }) => {
      const queued = await scope.write(async (tx) =>
        checkAgain(tx, platform, found(await lockConnection(tx, principal.firmId, params.id))),
      );
      wake();
      return { queued };
    }),

    handle(connectionRoutes.mirrorConnection, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const { firmId, staffId } = principal;
        const row = found(await lockConnection(tx, firmId, params.id));
        if (row.status !== 'active') return { queued: false };
        const now = platform.clock.now();
        await neighbours.mirror.requestWholePass(
          tx,
          { firmId, connectionId: row.id },
          body.confirmRemovals,
          now,
        );
        await audit(tx, {
          firmId,
          staffId,
          action: 'connection.mirror_requested',
          subjectType: 'connection',
          subjectId: row.id,
          detail: { name: row.name, ...body },
          at: now,
        });
        await changed(tx, firmId, row.id);
        return { queued: true };
      }),
    ),

    handle(connectionRoutes.disconnectConnection, (call) =>
      change(call, (tx, row) => disconnect(tx, platform, row, call.principal.staffId)),
    ),

    handle(connectionRoutes.listConnectionWrites, async ({ scope, principal, params, query }) => {
      const before = query.after === undefined ? null : decodeCursor(query.after, z.tuple([z.uuid()]))[0];
      const which = { firmId: principal.firmId, connectionId: params.id };
      const rows = await scope.read((tx) =>
        neighbours.writes.list(tx, which, { state: query.state, before, limit: query.limit + 1 }),
      );
      return toPage(
        rows,
        query.limit,
        (row) => [row.id],
        (row) => ({
          ...row,
          createdAt: row.createdAt.toISOString(),
          sentAt: row.sentAt?.toISOString() ?? null,
          doneAt: row.doneAt?.toISOString() ?? null,
        }),
      );
    }),

    handle(connectionRoutes.redriveConnection, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const { firmId, staffId } = principal;
        const row = found(await findConnection(tx, firmId, params.id));
        const which = { firmId, connectionId: row.id };
        const now = platform.clock.now();
        const again = await neighbours.writes.redrive(tx, which, body.writeId ?? null, now);
        await audit(tx, {
          firmId,
          staffId,
          action: 'connection.redriven',
          subjectType: 'connection',
          subjectId: row.id,
          detail: { name: row.name, again },
          at: now,
        });
        await changed(tx, firmId, row.id);
        return { again };
      }),
    ),

    handle(connectionRoutes.listConnectionPeople, async ({ scope, principal, params }) => ({
      items: await scope.read((tx) => listPeople(tx, principal.firmId, params.id)),
      next: null,
    })),

    handle(connectionRoutes.mapConnectionPerson, ({ scope, principal, params, body }) =>
      scope.write((tx) =>
        mapPerson(
          tx,
          principal,
          params.id,
          { externalId: params.externalId, staffId: body.staffId },
          platform.clock.now(),
        ),
      ),
    ),
    ...bindMyAccounts(deps),
  ];
}

function bindMyAccounts({ platform, vendors }: ConnectionDeps): BoundRoute[] {
  const asked = createRateLimit(platform.database.pool, { name: 'my_accounts', tries: 10, seconds: 3600 });
  return [
    handle(myAccountRoutes.listMyAccounts, async ({ scope, principal }) => ({
      items: await scope.read((tx) => listMyAccounts(tx, principal, vendors)),
      next: null,
    })),
    handle(myAccountRoutes.askMyAccount, async ({ scope, principal, params, body }) => {
      await asked.take(principal.staffId);
      return await scope.write(async (tx) => {
        const row = found(await findConnection(tx, principal.firmId, params.connectionId));
        const system = vendors[row.vendor]?.label ?? row.name;
        const which = { connectionId: row.id, externalId: body.externalId, system };
        return await askMyAccount(tx, platform, principal, which);
      });
    }),
    handle(myAccountRoutes.confirmMyAccount, async ({ scope, principal, params, body }) => {
      await asked.take(principal.staffId);
      return await scope.write(async (tx) => ({
        linked: await confirmMyAccount(tx, platform, principal, { ...params, ...body }),
      }));
    }),
  ];
}

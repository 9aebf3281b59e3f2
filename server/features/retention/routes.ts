import { z } from 'zod';
import { actorOf } from '../../platform/change.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { decodeCursor, encodeCursor } from '../../platform/http/paging.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { type ClosedKind, nextRun, type Policy } from './decide.ts';
import { setHold } from './holds.ts';
import { listDueMatters, listMatterPolicies, setMatterPolicy } from './matter-policy.ts';
import { changePolicy, readPolicy } from './policy.ts';
import { dueLeads } from './round.ts';
import { type dueLead, type retention, retentionRoutes as routes } from './schema.ts';

/** Of the last row of a page; days in ISO are in order as text. */
const place = z.tuple([z.iso.datetime(), z.uuid()]);

export function createRetentionRoutes({ clock, database }: Platform): BoundRoute[] {
  /** The program looks: what a client has behind a wall keeps an enquiry, and nobody is told. */
  const duePage = async (
    firmId: string,
    policy: Policy,
    page: { limit: number; after: readonly [string, string] | null },
  ) => {
    const items: z.input<typeof dueLead>[] = [];
    let total = 0;
    const [afterAt, afterId] = page.after ?? ['', ''];
    let more = false;
    const { read } = database.firm(firmId);
    for await (const { lead, decision } of dueLeads(read, firmId, policy, nextRun(clock.now()))) {
      total += 1;
      const { id, number, title, clients } = lead;
      const closedAt = lead.closedOn.toISOString();
      if (closedAt < afterAt || (closedAt === afterAt && id <= afterId)) continue;
      if (items.length < page.limit) items.push({ id, number, title, clients, closedAt, ...dayOf(decision) });
      else more = true;
    }
    return { items, total, more };
  };

  const shown = async (firmId: string): Promise<z.input<typeof retention>> => {
    const { policy, version, lastRun } = await database.firm(firmId).read((tx) => readPolicy(tx, firmId));
    const { total } = await duePage(firmId, policy, { limit: 0, after: null });
    return {
      ...policy,
      version,
      nextRunAt: nextRun(clock.now()).toISOString(),
      due: total,
      lastRun: lastRun && { at: lastRun.at.toISOString(), count: lastRun.count },
    };
  };

  return [
    handle(routes.read, ({ principal }) => shown(principal.firmId)),
    handle(routes.change, async ({ scope, principal, body }) => {
      const { version, ...change } = body;
      await scope.write((tx) => changePolicy(tx, actorOf(principal, clock), change, version ?? null));
      return await shown(principal.firmId);
    }),
    handle(routes.due, async ({ principal: { firmId }, query }) => {
      const { policy } = await database.firm(firmId).read((tx) => readPolicy(tx, firmId));
      const { lost, expired, duplicate } = query;
      const wanted: Policy = {
        lost: lost === undefined ? policy.lost : lost,
        expired: expired === undefined ? policy.expired : expired,
        duplicate: duplicate === undefined ? policy.duplicate : duplicate,
      };
      const after = query.after === undefined ? null : decodeCursor(query.after, place);
      const { items, total, more } = await duePage(firmId, wanted, { limit: query.limit, after });
      const last = items.at(-1);
      return { items, total, next: more && last ? encodeCursor([last.closedAt, last.id]) : null };
    }),
    handle(routes.listMatterPolicies, ({ scope, principal }) =>
      scope.read((tx) => listMatterPolicies(tx, principal.firmId)),
    ),
    handle(routes.setMatterPolicy, ({ scope, principal, body }) =>
      scope.write((tx) => setMatterPolicy(tx, actorOf(principal, clock), body)),
    ),
    handle(routes.dueMatters, ({ scope, principal: { firmId }, query }) =>
      scope.read(async (tx) =>
        listDueMatters(tx, firmId, todayIn(await firmFacts(tx, firmId), clock.now()), query),
      ),
    ),
    handle(routes.hold, ({ scope, principal, params, body }) =>
      scope.write((tx) => setHold(tx, actorOf(principal, clock), params.id, body.reason)),
    ),
    handle(routes.endHold, ({ scope, principal, params }) =>
      scope.write((tx) => setHold(tx, actorOf(principal, clock), params.id, null)),
    ),
  ];
}

function dayOf({ as, dueOn }: { as: ClosedKind; dueOn: string }): { as: ClosedKind; dueOn: string } {
  return { as, dueOn };
}

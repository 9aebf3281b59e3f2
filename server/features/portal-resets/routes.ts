import { sql } from 'kysely';
import type { z } from 'zod';
import { type Actor, actorOf } from '../../platform/change.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import type { Principal } from '../../platform/http/contract.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { mustBeFresh } from '../../platform/http/step-up.ts';
import type { Platform } from '../../platform/platform.ts';
import { getPortalUser } from '../portal-users/index.ts';
import { type portalReset, portalResetRoutes as routes } from './schema.ts';
import { askForReset, carryOutReset, confirmReset, findOpenReset, stopReset } from './store.ts';

export function createPortalResetRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;

  /** One step by somebody who proved moments ago that it is them. */
  function act(
    { scope, principal, id }: { scope: Scope; principal: Principal; id: string },
    step: (tx: Tx, actor: Actor & { staffId: string }) => Promise<void>,
  ) {
    mustBeFresh(principal, clock.now());
    return scope.write(async (tx) => {
      await step(tx, actorOf(principal, clock));
      return await view(tx, principal, id, clock.now());
    });
  }

  return [
    handle(routes.get, ({ scope, principal, params }) =>
      scope.read((tx) => view(tx, principal, params.id, clock.now())),
    ),
    handle(routes.ask, ({ scope, principal, params: { id }, body }) =>
      act({ scope, principal, id }, (tx, actor) => askForReset(tx, platform, actor, id, body)),
    ),
    handle(routes.confirm, ({ scope, principal, params: { id } }) =>
      act({ scope, principal, id }, (tx, actor) => confirmReset(tx, platform, actor, id)),
    ),
    handle(routes.carryOut, ({ scope, principal, params: { id } }) =>
      act({ scope, principal, id }, (tx, actor) => carryOutReset(tx, platform, actor, id)),
    ),
    // Whoever stops it need prove nothing: it only keeps things as they are.
    handle(routes.stop, ({ scope, principal, params: { id } }) =>
      scope.write(async (tx) => {
        await stopReset(tx, platform, actorOf(principal, clock), id);
        return await view(tx, principal, id, clock.now());
      }),
    ),
  ];
}

async function view(
  tx: Tx,
  { firmId, staffId }: Principal,
  id: string,
  now: Date,
): Promise<z.input<typeof portalReset>> {
  await getPortalUser(tx, firmId, id);
  const row = await findOpenReset(tx, firmId, id);
  if (row === null) return { reset: null };
  const { rows } = await sql<{ id: string; name: string }>`
    select id, concat_ws(' ', first_name, last_name) as name from staff_members
    where firm_id = ${firmId} and id = any(${[row.asked_by_staff_id, row.confirmed_by_staff_id]}::uuid[])`.execute(
    tx,
  );
  const names = new Map(rows.map((one) => [one.id, one.name]));
  return {
    reset: {
      ...{ checkedBy: row.checked_by, note: row.note, askedAt: row.asked_at.toISOString() },
      askedBy: names.get(row.asked_by_staff_id) ?? '',
      mine: row.asked_by_staff_id === staffId,
      confirmedBy: row.confirmed_by_staff_id === null ? null : (names.get(row.confirmed_by_staff_id) ?? ''),
      readyAt: row.ready_at?.toISOString() ?? null,
      ready: row.ready_at !== null && row.ready_at <= now,
    },
  };
}

/** Holds: what may not go, whoever wants it gone. Their public face. */
import { actorOf } from '../../platform/change.ts';
import type { Feature } from '../../platform/feature.ts';
import { handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { holdRoutes as routes } from './schema.ts';
import { endHold, listHolds, listRefusals, setHold } from './store.ts';

export { type Held, type HoldSubject, heldReason, isHeld, refuseHeld } from './held-reason.ts';
export { holdRoutes } from './schema.ts';

export function createHoldsFeature({ clock }: Platform): Feature {
  return {
    routes: [
      handle(routes.list, ({ scope, principal, query }) =>
        scope.read((tx) => listHolds(tx, principal.firmId, { ...query, ended: query.ended === 'true' })),
      ),
      handle(routes.set, ({ scope, principal, body }) => {
        const { matterId = null, contactId = null, reason } = body;
        if (matterId !== null && contactId !== null)
          throw problem('invalid_input', 'A hold is on a matter or on a person: name one of them.');
        if (matterId === null && contactId === null && principal.role === 'member')
          throw problem('forbidden', 'Only owners and administrators hold everything of the firm.');
        return scope.write((tx) => setHold(tx, actorOf(principal, clock), { matterId, contactId }, reason));
      }),
      handle(routes.end, ({ scope, principal, params, body }) =>
        scope.write((tx) => endHold(tx, actorOf(principal, clock), params.id, body.reason)),
      ),
      handle(routes.refusals, ({ scope, principal, query }) =>
        scope.read((tx) => listRefusals(tx, principal.firmId, query)),
      ),
    ],
  };
}

/** Conversions: a lead becomes a matter. */
import { actorOf, recordChange } from '../../platform/change.ts';
import type { Feature } from '../../platform/feature.ts';
import { handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { redriveWrites } from '../destinations/index.ts';
import { getLeadForQuote } from '../leads/index.ts';
import { listPlaces, type PracticeSystems } from './destination.ts';
import { conversionRoutes as routes } from './schema.ts';
import { convertLead, findConversionId, planFor } from './store.ts';
import { findConversion } from './views.ts';
import { stepsTaken } from './writes.ts';

export { listPlaces } from './destination.ts';
export { conversionRoutes } from './schema.ts';
export { planContact } from './send.ts';

export function createConversionsFeature({ clock }: Platform, systems: PracticeSystems): Feature {
  return {
    routes: [
      handle(routes.preview, ({ scope, principal, params, query }) =>
        scope.read(async (tx) => {
          const wanted = { notes: '', quoteId: query.quoteId };
          const { steps, quote } = await planFor(tx, actorOf(principal, clock), params.leadId, wanted);
          const places = await listPlaces(tx, principal.firmId, systems);
          return {
            steps: steps.map((step) => ({
              step: step.step,
              label: step.label,
              amountPence: 'pence' in step ? step.pence : null,
            })),
            quoteReference: quote?.reference ?? null,
            places: places.map(({ id, label, vendor }) => ({
              connectionId: id,
              label,
              takes: stepsTaken(vendor.writes),
            })),
          };
        }),
      ),
      handle(routes.get, ({ scope, principal, params }) =>
        scope.read((tx) => findConversion(tx, principal.firmId, params.leadId, systems)),
      ),
      handle(routes.convert, ({ scope, principal, params, body }) =>
        scope.write(async (tx) => {
          await convertLead(tx, actorOf(principal, clock), params.leadId, body, systems);
          return found(await findConversion(tx, principal.firmId, params.leadId, systems));
        }),
      ),
      handle(routes.retry, ({ scope, principal, params }) =>
        scope.write(async (tx) => {
          const { firmId } = principal;
          const actor = actorOf(principal, clock);
          await getLeadForQuote(tx, firmId, params.leadId);
          const conversionId = found(await findConversionId(tx, firmId, params.leadId));
          const again = await redriveWrites(tx, firmId, { conversionId }, actor.now);
          await recordChange(tx, actor, {
            action: 'lead.conversion_retried',
            id: params.leadId,
            detail: { again },
          });
          return found(await findConversion(tx, firmId, params.leadId, systems));
        }),
      ),
    ],
  };
}

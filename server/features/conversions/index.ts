/** Conversions: a lead becomes a matter. */
import { actorOf } from '../../platform/change.ts';
import type { Feature } from '../../platform/feature.ts';
import { handle } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { conversionRoutes as routes } from './schema.ts';
import { convertLead, planFor } from './store.ts';
import { getConversion } from './views.ts';

export { conversionRoutes } from './schema.ts';

export function createConversionsFeature({ clock }: Platform): Feature {
  return {
    routes: [
      handle(routes.preview, ({ scope, principal, params, query }) =>
        scope.read(async (tx) => {
          const wanted = { notes: '', quoteId: query.quoteId };
          const { steps, quote } = await planFor(tx, actorOf(principal, clock), params.leadId, wanted);
          return {
            steps: steps.map((step) => ({
              step: step.step,
              label: step.label,
              amountPence: 'pence' in step ? step.pence : null,
            })),
            quoteReference: quote?.reference ?? null,
          };
        }),
      ),
      handle(routes.get, ({ scope, principal, params }) =>
        scope.read((tx) => getConversion(tx, principal.firmId, params.leadId)),
      ),
      handle(routes.convert, ({ scope, principal, params, body }) =>
        scope.write(async (tx) => {
          await convertLead(tx, actorOf(principal, clock), params.leadId, body);
          return await getConversion(tx, principal.firmId, params.leadId);
        }),
      ),
    ],
  };
}

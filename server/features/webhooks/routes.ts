import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import {
  createEndpoint,
  redeliver,
  removeEndpoint,
  rotateSecret,
  sendTest,
  updateEndpoint,
} from './endpoints-store.ts';
import { webhookRoutes } from './schema.ts';
import { getDelivery, getEndpoint, listDeliveries, listEndpoints } from './views.ts';

/** `wake`: there may be something to deliver. */
export function createWebhookRoutes(platform: Platform, wake: () => void): BoundRoute[] {
  const now = () => platform.clock.now();
  return [
    handle(webhookRoutes.listWebhookEndpoints, async ({ scope, principal }) => ({
      items: await scope.read((tx) => listEndpoints(tx, principal.firmId, now())),
      next: null,
    })),

    handle(webhookRoutes.getWebhookEndpoint, ({ scope, principal, params }) =>
      scope.read((tx) => getEndpoint(tx, { firmId: principal.firmId, ...params }, now())),
    ),

    handle(webhookRoutes.createWebhookEndpoint, ({ scope, principal, body }) =>
      scope.write(async (tx) => {
        const { id, secret } = await createEndpoint(tx, platform, actorOf(principal), body);
        return { ...(await getEndpoint(tx, { firmId: principal.firmId, id }, now())), secret };
      }),
    ),

    handle(webhookRoutes.updateWebhookEndpoint, async ({ scope, principal, params, body }) => {
      const view = await scope.write(async (tx) => {
        await updateEndpoint(tx, platform, actorOf(principal), params.id, body);
        return await getEndpoint(tx, { firmId: principal.firmId, ...params }, now());
      });
      wake();
      return view;
    }),

    handle(webhookRoutes.removeWebhookEndpoint, ({ scope, principal, params }) =>
      scope.write((tx) => removeEndpoint(tx, platform, actorOf(principal), params.id)),
    ),

    handle(webhookRoutes.rotateWebhookSecret, ({ scope, principal, params, body }) =>
      scope.write(async (tx) => {
        const made = await rotateSecret(tx, platform, actorOf(principal), params.id, body.graceHours);
        return { secret: made.secret, previousSecretUntil: made.until?.toISOString() ?? null };
      }),
    ),

    handle(webhookRoutes.testWebhookEndpoint, async ({ scope, principal, params }) => {
      const deliveryId = await scope.write((tx) => sendTest(tx, platform, actorOf(principal), params.id));
      wake();
      return { deliveryId };
    }),

    handle(webhookRoutes.listWebhookDeliveries, ({ scope, principal, params, query }) =>
      scope.read(async (tx) => {
        const which = { firmId: principal.firmId, ...params };
        found(await getEndpoint(tx, which, now()));
        return await listDeliveries(tx, which, query);
      }),
    ),

    handle(webhookRoutes.getWebhookDelivery, ({ scope, principal, params }) =>
      scope.read((tx) => getDelivery(tx, { firmId: principal.firmId, id: params.id }, params.deliveryId)),
    ),

    handle(webhookRoutes.redeliverWebhook, async ({ scope, principal, params }) => {
      const which = { firmId: principal.firmId, id: params.id };
      const view = await scope.write(async (tx) => {
        const { deliveryId } = params;
        await redeliver(tx, platform, actorOf(principal), params.id, { deliveryId });
        return await getDelivery(tx, which, deliveryId);
      });
      wake();
      const { interactionId: _id, body: _body, answer: _answer, ...delivery } = view;
      return delivery;
    }),

    handle(webhookRoutes.redeliverFailedWebhooks, async ({ scope, principal, params, body }) => {
      const failedSince = new Date(body.since);
      const count = await scope.write((tx) =>
        redeliver(tx, platform, actorOf(principal), params.id, { failedSince }),
      );
      wake();
      return { count };
    }),
  ];
}

function actorOf({ firmId, staffId }: { firmId: string; staffId: string }) {
  return { firmId, staffId };
}

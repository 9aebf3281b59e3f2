import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';

/** The live event `webhook_endpoint.changed` makes everything under this noun stale. */
const noun = 'webhook-endpoints';

export const endpointsQuery = queryOptions({
  queryKey: [noun, 'list'],
  queryFn: ({ signal }) => api('GET /api/v1/webhook-endpoints', { signal }),
});

/** What waits is counted down without events: a busy endpoint would make too many. */
const lookAgainMs = 3_000;

export function endpointQuery(id: string) {
  return queryOptions({
    queryKey: [noun, 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/webhook-endpoints/:id', { params: { id }, signal }),
    refetchInterval: lookAgainMs,
  });
}

export function deliveriesKey(id: string) {
  return [noun, 'deliveries', id];
}

export function deliveryQuery(id: string, deliveryId: string) {
  return queryOptions({
    queryKey: [noun, 'delivery', id, deliveryId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/webhook-endpoints/:id/deliveries/:deliveryId', { params: { id, deliveryId }, signal }),
    refetchInterval: lookAgainMs,
  });
}

export const everyWebhookKey = [noun];

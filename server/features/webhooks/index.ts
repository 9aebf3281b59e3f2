/** Outgoing webhooks: their public face. */
export { createWebhooksFeature } from './feature.ts';
export { feedRound } from './feed.ts';
export { createLanes, type LaneDeps, type Lanes, workEndpoint } from './lanes.ts';
export { webhookRoutes } from './schema.ts';

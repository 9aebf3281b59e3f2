/** The API of outgoing webhooks. What is sent is in `payloads.ts`. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../platform/http/paging.ts';

/** What an endpoint may ask to be told. */
export const webhookEventType = z.enum([
  'interaction.created',
  'interaction.updated',
  'interaction.removed',
  'log_entry.logged',
  'log_entry.held',
  'log_entry.failed',
  'log_entry.skipped',
  'log_entry.undone',
]);
export type WebhookEventType = z.output<typeof webhookEventType>;

/** Sent by hand, to try an endpoint. */
export const testEventType = 'webhook.test';

export const webhookEndpoint = z.object({
  id: z.uuid(),
  url: z.string(),
  description: z.string(),
  eventTypes: z.array(webhookEventType),
  includeRestricted: z.boolean().describe('Also what is on restricted matters'),
  status: z
    .enum(['active', 'paused', 'disabled'])
    .describe('`disabled`: it failed for five days, or answered that it is gone'),
  statusDetail: z.string(),
  failingSince: z.iso.datetime().nullable().describe('No delivery has succeeded since'),
  lastSuccessAt: z.iso.datetime().nullable(),
  lastFailureAt: z.iso.datetime().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  waiting: z.number().int().describe('Deliveries still to be made'),
  failed: z.number().int().describe('Deliveries given up in the last 30 days'),
  previousSecretUntil: z.iso
    .datetime()
    .nullable()
    .describe('Until then the secret before the last rotation signs, too'),
  createdAt: z.iso.datetime(),
});

export const webhookDelivery = z.object({
  id: z.uuid(),
  webhookId: z.string().describe('The `webhook-id` header: the same on every attempt'),
  type: z.string(),
  state: z
    .enum(['waiting', 'delivered', 'failed', 'withheld'])
    .describe('`withheld`: its matter was restricted before it could be sent'),
  attempts: z.number().int(),
  createdAt: z.iso.datetime(),
  attemptedAt: z.iso.datetime().nullable(),
  nextAttemptAt: z.iso.datetime().nullable(),
  statusCode: z.number().int().nullable().describe('Of the last attempt; null when nobody answered'),
  error: z.string().nullable(),
  durationMs: z.number().int().nullable(),
});

export const webhookDeliveryDetail = webhookDelivery.extend({
  interactionId: z.uuid().nullable(),
  body: z.string().nullable().describe('What was sent; null when it names a matter that you may not see'),
  answer: z.string().nullable().describe('The first 1,024 bytes of the last answer; null as `body`'),
});

const id = z.object({ id: z.uuid() });
const deliveryId = z.object({ id: z.uuid(), deliveryId: z.uuid() });
const tag = 'Webhooks';
const url = z.url().max(2000).describe('Where to send: an https address');
const eventTypes = z.array(webhookEventType).min(1).max(20);
const description = z.string().trim().max(200);

export const webhookRoutes = {
  listWebhookEndpoints: route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints',
    summary: 'Where the firm’s news is sent',
    tag,
    access: 'administrator',
    answer: pageOf(webhookEndpoint),
    audit: 'none',
  }),
  getWebhookEndpoint: route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints/:id',
    summary: 'One endpoint with its health',
    tag,
    access: 'administrator',
    params: id,
    answer: webhookEndpoint,
    audit: 'none',
  }),
  createWebhookEndpoint: route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints',
    summary: 'Send the firm’s news to an address, from now on; the secret is shown once',
    tag,
    access: 'administrator',
    body: z.object({
      url,
      description: description.default(''),
      eventTypes,
      includeRestricted: z
        .boolean()
        .default(false)
        .describe('Also what is on restricted matters; cannot be changed later'),
    }),
    answer: webhookEndpoint.extend({ secret: z.string().describe('`whsec_…`') }),
    status: 201,
    secretAnswer: true,
    problems: ['wrong_state'],
    audit: 'webhook_endpoint.created',
  }),
  updateWebhookEndpoint: route({
    method: 'PATCH',
    path: '/api/v1/webhook-endpoints/:id',
    summary: 'Change an endpoint, pause it, or go on. What happens during a pause is sent after it',
    tag,
    access: 'administrator',
    params: id,
    body: z.object({
      url: url.optional(),
      description: description.optional(),
      eventTypes: eventTypes.optional(),
      paused: z.boolean().optional(),
    }),
    answer: webhookEndpoint,
    audit: 'webhook_endpoint.updated',
  }),
  removeWebhookEndpoint: route({
    method: 'DELETE',
    path: '/api/v1/webhook-endpoints/:id',
    summary: 'Send nothing there any more, and forget its deliveries',
    tag,
    access: 'administrator',
    params: id,
    audit: 'webhook_endpoint.removed',
  }),
  rotateWebhookSecret: route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/rotate-secret',
    summary: 'A new secret; for some hours the one before signs, too',
    tag,
    access: 'administrator',
    params: id,
    body: z.object({ graceHours: z.number().int().min(0).max(168).default(24) }),
    answer: z.object({ secret: z.string(), previousSecretUntil: z.iso.datetime().nullable() }),
    secretAnswer: true,
    audit: 'webhook_endpoint.secret_rotated',
  }),
  testWebhookEndpoint: route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/test',
    summary: 'Send a test event',
    tag,
    access: 'administrator',
    params: id,
    answer: z.object({ deliveryId: z.uuid() }),
    problems: ['wrong_state'],
    audit: 'webhook_endpoint.tested',
  }),
  listWebhookDeliveries: route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints/:id/deliveries',
    summary: 'What was sent there in the last 30 days and what became of it, newest first',
    tag,
    access: 'administrator',
    params: id,
    query: pageQuery.extend({
      state: webhookDelivery.shape.state.optional(),
      type: z.string().max(60).optional(),
    }),
    answer: pageOf(webhookDelivery),
    audit: 'none',
  }),
  getWebhookDelivery: route({
    method: 'GET',
    path: '/api/v1/webhook-endpoints/:id/deliveries/:deliveryId',
    summary: 'One delivery with what was sent and answered',
    tag,
    access: 'administrator',
    params: deliveryId,
    answer: webhookDeliveryDetail,
    audit: 'none',
  }),
  redeliverWebhook: route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/deliveries/:deliveryId/redeliver',
    summary: 'Send it again, now; its webhook-id stays',
    tag,
    access: 'administrator',
    params: deliveryId,
    answer: webhookDelivery,
    audit: 'webhook_endpoint.redelivered',
  }),
  redeliverFailedWebhooks: route({
    method: 'POST',
    path: '/api/v1/webhook-endpoints/:id/redeliver',
    summary: 'Send again everything that was given up since a moment',
    tag,
    access: 'administrator',
    params: id,
    body: z.object({ since: z.iso.datetime() }),
    answer: z.object({ count: z.number().int() }),
    audit: 'webhook_endpoint.redelivered',
  }),
};

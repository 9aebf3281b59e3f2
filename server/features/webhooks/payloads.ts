/** What is sent: `{ type, timestamp, data }` as the Standard Webhooks specification has it, in the shapes of the API. */
import { z } from 'zod';
import { interactionSummary, logEntry } from '../call-logging/index.ts';
import { testEventType, type WebhookEventType } from './schema.ts';

const timestamp = z.iso.datetime().describe('When it happened; not when it was sent');

function event<const Type extends string, Data extends z.ZodType>(type: Type, data: Data) {
  return z.object({ type: z.literal(type), timestamp, data });
}

/** By type; docs/webhooks.md holds them as JSON Schema. */
export const webhookPayloads = {
  'interaction.created': event('interaction.created', interactionSummary),
  'interaction.updated': event('interaction.updated', interactionSummary),
  'interaction.removed': event('interaction.removed', z.object({ id: z.uuid() })),
  'log_entry.logged': event('log_entry.logged', logEntry),
  'log_entry.held': event('log_entry.held', logEntry),
  'log_entry.failed': event('log_entry.failed', logEntry),
  'log_entry.skipped': event('log_entry.skipped', logEntry),
  'log_entry.undone': event('log_entry.undone', logEntry),
  [testEventType]: event(testEventType, z.object({ message: z.string() })),
} satisfies Record<WebhookEventType | typeof testEventType, z.ZodType>;

export type Summary = z.output<typeof interactionSummary>;
export type Entry = z.output<typeof logEntry>;

/** The `webhook-id` of a message: the same for every attempt, so that a receiver sees what it has already. */
export function webhookIdOf(messageId: string): string {
  return `msg_${messageId}`;
}

/** The same as JSON Schema: docs/webhooks.schema.json. */
export const webhookJsonSchema = z.toJSONSchema(z.union(Object.values(webhookPayloads)), { reused: 'ref' });

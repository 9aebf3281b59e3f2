import { z } from 'zod';
import { observation, type PhoneSystem, type Reading } from '../../vendors/ports.ts';
import type { StoredEvent } from '../sources/index.ts';
import { hasUnstorableText, refusalOf, storableText } from './storable.ts';

/** Reads one stored event by its vendor's rules. Never throws: what cannot be read is a named outcome. */
export function readStoredEvent(event: StoredEvent, vendors: Readonly<Record<string, PhoneSystem>>): Reading {
  const vendor = vendors[event.sourceKind];
  if (!vendor)
    return { outcome: 'unreadable', reason: 'unknown_kind', detail: `No vendor named ${event.sourceKind}.` };
  try {
    const reading = storable(read(event, vendor));
    if (reading.outcome !== 'observed') return reading;
    return refusalOf(reading.observations, event.receivedAt) ?? reading;
  } catch (error) {
    // A reader promises not to throw; if one does, the event must not stop the others.
    return {
      outcome: 'unreadable',
      reason: 'reader_failed',
      detail: error instanceof Error ? error.message : 'unknown',
    };
  }
}

function read(event: StoredEvent, vendor: PhoneSystem): Reading {
  if (event.origin === 'webhook') {
    return vendor.readEvent({
      contentType: event.contentType,
      rawBody: event.rawBody,
      receivedAt: event.receivedAt.toISOString(),
    });
  }
  const body: unknown = JSON.parse(event.rawBody.toString('utf8'));
  if (event.origin === 'import') {
    return {
      outcome: 'observed',
      eventType: event.eventType,
      observations: z.array(observation).parse(body),
    };
  }
  return (
    vendor.readItem?.({ eventType: event.eventType, body }) ?? {
      outcome: 'unreadable',
      reason: 'no_item_reader',
      detail: `${vendor.label} lists nothing.`,
    }
  );
}

/** PostgreSQL stores neither NUL nor half of a surrogate pair, in text as in jsonb. */
function storable(reading: Reading): Reading {
  const text = JSON.stringify(reading);
  if (!hasUnstorableText(text)) return reading;
  return readingShape.parse(
    JSON.parse(text, (_key, value: unknown) => (typeof value === 'string' ? storableText(value) : value)),
  );
}

const readingShape: z.ZodType<Reading> = z.discriminatedUnion('outcome', [
  z.object({
    outcome: z.literal('observed'),
    eventType: z.string(),
    observations: z.array(observation),
    cut: z.array(z.string()).optional(),
  }),
  z.object({ outcome: z.literal('ignored'), eventType: z.string(), reason: z.string() }),
  z.object({ outcome: z.literal('unreadable'), reason: z.string(), detail: z.string() }),
]);

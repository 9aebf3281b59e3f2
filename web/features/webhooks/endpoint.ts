import type { Answer } from '../../api/contract.ts';
import type { Catalogue } from '../../i18n/en-GB.ts';
import type { State } from '../../ui/state-badge.tsx';

export type Endpoint = Answer<'GET /api/v1/webhook-endpoints/:id'>;
export type EventType = Endpoint['eventTypes'][number];
export type Delivery = Answer<'GET /api/v1/webhook-endpoints/:id/deliveries'>['items'][number];

/** Everything that can be sent, in the order in which a person thinks of it; what most want comes chosen. */
export const eventTypes: readonly { type: EventType; usual: boolean }[] = [
  { type: 'interaction.created', usual: true },
  { type: 'interaction.updated', usual: false },
  { type: 'interaction.removed', usual: false },
  { type: 'log_entry.logged', usual: true },
  { type: 'log_entry.held', usual: false },
  { type: 'log_entry.failed', usual: true },
  { type: 'log_entry.skipped', usual: false },
  { type: 'log_entry.undone', usual: true },
];

type Words = Extract<keyof Catalogue['webhooks'], `status_${string}`>;

export function healthOf(endpoint: Pick<Endpoint, 'status' | 'failingSince' | 'lastSuccessAt'>): {
  state: State;
  words: Words;
} {
  if (endpoint.status === 'paused') return { state: 'held', words: 'status_paused' };
  if (endpoint.status === 'disabled') return { state: 'failed', words: 'status_disabled' };
  if (endpoint.failingSince !== null) return { state: 'failed', words: 'status_failing' };
  return endpoint.lastSuccessAt === null
    ? { state: 'waiting', words: 'status_new' }
    : { state: 'logged', words: 'status_active' };
}

type DeliveryWords = Extract<keyof Catalogue['webhooks'], `state_${string}`>;

export function stateOf({ state, attempts }: Pick<Delivery, 'state' | 'attempts'>): {
  state: State;
  words: DeliveryWords;
} {
  switch (state) {
    case 'delivered':
      return { state: 'logged', words: 'state_delivered' };
    case 'failed':
      return { state: 'failed', words: 'state_failed' };
    case 'withheld':
      return { state: 'private', words: 'state_withheld' };
    case 'waiting':
      return attempts === 0
        ? { state: 'waiting', words: 'state_waiting' }
        : { state: 'working', words: 'state_retrying' };
  }
}

/** What a receiver written for Node needs. */
export function sampleFor(secret: string): string {
  return `// npm install standardwebhooks
import { Webhook } from 'standardwebhooks';

const webhook = new Webhook('${secret}');

// In the handler: the body as it came, byte for byte, and the headers.
const event = webhook.verify(body, headers); // throws when it is not from us
// Answer 2xx within 15 seconds. The same webhook-id may come twice.
console.log(event.type, event.data);`;
}

/** JSON with line breaks; anything else as it is. */
export function readable(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2);
  } catch {
    return text;
  }
}

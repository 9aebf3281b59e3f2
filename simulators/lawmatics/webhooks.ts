/** Webhooks, which people set up by hand in the vendor's dashboard. What `data` holds is not published. */
import { createHmac, randomUUID } from 'node:crypto';
import type { Deliveries, RetryPolicy } from '../delivery.ts';
import type { Kind } from './shapes.ts';
import { show } from './show.ts';
import type { ChangeEvent, LawmaticsState, Row } from './state.ts';

export interface Hook {
  url: string;
  /** `whsec_…` */
  secret: string;
}

const perFirm = 2;
/** Seven attempts: at once, then after these. An answer of 4xx ends it. */
const waits = [15_000, 60_000, 300_000, 1_800_000, 3_600_000, 7_200_000];
const retries: RetryPolicy = {
  timeoutMilliseconds: 10_000,
  afterServerError: waits,
  afterConnectionFailure: waits,
};

export interface Hooks {
  /** At most two, as at the vendor. */
  add(hook: Hook): void;
  /** Sends an event of the firm's, whatever happened. */
  tell(eventType: string, data: unknown): void;
  clear(): void;
}

export function createHooks(state: LawmaticsState, deliveries: () => Deliveries, firmId: number): Hooks {
  let hooks: Hook[] = [];

  function tell(eventType: string, data: unknown): void {
    const now = state.clock.now();
    for (const { url, secret } of hooks) {
      const eventId = `evt_${randomUUID()}`;
      const body = JSON.stringify({
        event_id: eventId,
        firm_id: firmId,
        event_type: eventType,
        version: 'v1',
        timestamp: now.toISOString(),
        data,
      });
      const timestamp = String(Math.floor(now.getTime() / 1000));
      const signature = createHmac('sha256', secret).update(`${timestamp}.${body}`).digest('hex');
      const headers = {
        'content-type': 'application/json',
        'x-lawmatics-signature': `sha256=${signature}`,
        'x-lawmatics-timestamp': timestamp,
        'x-lawmatics-event-id': eventId,
      };
      deliveries().send({ url, headers, body }, retries);
    }
  }

  state.onChange((event, kind, row, before) => {
    for (const type of eventsOf(event, kind, row, before)) tell(type, dataOf(state, kind, row));
  });

  return {
    add(hook) {
      if (hooks.length >= perFirm) throw new Error('At most two webhooks for an event type');
      hooks.push(hook);
    },
    tell,
    clear() {
      hooks = [];
    },
  };
}

function eventsOf(event: ChangeEvent, kind: Kind, row: Row, before: Row | null): string[] {
  if (kind === 'contact') {
    if (event === 'created') return [];
    return [event === 'deleted' ? 'contact.deleted' : 'contact.updated'];
  }
  if (kind === 'note' && event === 'created')
    return String(row.owner).startsWith('prospect/') ? ['matter.note_added'] : [];
  if (kind !== 'prospect' || event === 'deleted') return [];
  if (event === 'created') return ['matter.created'];
  const moved = row.status !== before?.status;
  return [
    'matter.updated',
    ...(moved ? ['matter.status_changed'] : []),
    ...(moved && row.status === 'hired' ? ['matter.converted'] : []),
  ];
}

function dataOf(state: LawmaticsState, kind: Kind, row: Row): unknown {
  return show(state, kind, row, new URLSearchParams());
}

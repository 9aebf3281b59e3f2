/** Twilio's codes for texts, in our words: https://www.twilio.com/docs/api/errors */
import type { ReportedState, TextProblem } from '../ports.ts';

const problems: ReadonlyMap<string, TextProblem> = new Map(
  Object.entries<TextProblem>({
    21211: 'invalid_number',
    21212: 'bad_sender',
    21408: 'country_off',
    21601: 'bad_sender',
    21603: 'bad_sender',
    21606: 'bad_sender',
    21607: 'bad_sender',
    21610: 'opted_out',
    21611: 'queue_full',
    21612: 'no_route',
    21614: 'not_mobile',
    21635: 'not_mobile',
    21659: 'bad_sender',
    21703: 'bad_sender',
    21704: 'bad_sender',
    30003: 'unreachable',
    30004: 'blocked',
    30005: 'invalid_number',
    30006: 'not_mobile',
    30007: 'filtered',
    30034: 'unregistered',
  }),
);

export function problemOf(code: string): TextProblem {
  return problems.get(code) ?? 'unknown';
}

/** https://www.twilio.com/docs/messaging/api/message-resource#message-status-values; null: of a text that came in. */
export const stateOf: ReadonlyMap<string, ReportedState | null> = new Map(
  Object.entries<ReportedState | null>({
    queued: 'accepted',
    accepted: 'accepted',
    scheduled: 'accepted',
    sending: 'accepted',
    sent: 'sent',
    delivered: 'delivered',
    read: 'delivered',
    partially_delivered: 'delivered',
    undelivered: 'undelivered',
    failed: 'failed',
    canceled: 'failed',
    receiving: null,
    received: null,
  }),
);

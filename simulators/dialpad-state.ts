/** What Dialpad's stand-in knows. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Deliveries, RetryPolicy } from './delivery.ts';
import type { Description } from './description.ts';
import type { DialpadTargetFact, Payload } from './dialpad-events.ts';

/** https://developers.dialpad.com/docs/webhooks */
export const retries: Record<'call' | 'sms' | 'fax', RetryPolicy> = {
  call: {
    timeoutMilliseconds: 5000,
    afterServerError: [2000, 4000, 8000],
    afterConnectionFailure: [100, 200],
  },
  sms: {
    timeoutMilliseconds: 5000,
    afterServerError: [30, 60, 120, 240, 480, 960, 1920, 3600, 3600, 3600].map((seconds) => seconds * 1000),
    afterConnectionFailure: [100, 200],
  },
  fax: {
    timeoutMilliseconds: 5000,
    afterServerError: [100, 200, 400, 800],
    afterConnectionFailure: [100, 200],
  },
};

export const subscriptionBody = z.looseObject({
  endpoint_id: z.coerce.number(),
  enabled: z.boolean().nullish(),
  call_states: z.array(z.string()).nullish(),
  direction: z.enum(['all', 'inbound', 'outbound']).nullish(),
  status: z.boolean().nullish(),
});
export type Subscription = z.infer<typeof subscriptionBody> & { id: number; kind: Kind };
export type Kind = keyof typeof retries;
export const kindOf = z.enum(['call', 'sms', 'fax']);

export type DialpadUserFact = DialpadTargetFact & { extension?: string; state?: string };

export interface DialpadSettings {
  apiKey?: string;
  /** Items on a page; Dialpad chooses its own. */
  pageSize?: number;
  requestsPerMinute?: number;
  /** Scopes that the key has not got: `calls:list`, `message_content_export`, `fax_message`, `recordings_export`. */
  missingScopes?: readonly string[];
}

export interface State {
  options: DialpadSettings;
  now: () => Date;
  base: string;
  description: Description | null;
  webhooks: { id: number; hook_url: string; secret: string | null }[];
  subscriptions: Subscription[];
  calls: Payload[];
  files: Map<string, { contentType: string; body: Buffer }>;
  users: readonly DialpadUserFact[];
  offices: readonly DialpadTargetFact[];
  failures: { count: number; status: number };
  deliveries: Deliveries;
  requests: { method: string; path: string; authorised: boolean }[];
  complaints: string[];
  nextId: () => number;
}

export function lacks(state: State, scope: string): boolean {
  return state.options.missingScopes?.includes(scope) === true;
}

export function keepFile(state: State, contentType: string, body: Buffer): string {
  const name = randomUUID();
  state.files.set(name, { contentType, body });
  return `${state.base}/blob/${name}`;
}

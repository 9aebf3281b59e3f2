import { type SubscriptionState, VendorError } from '../ports.ts';
import { type DialpadApi, listAll } from './api.ts';
import {
  type DialpadSubscription,
  type DialpadWebhook,
  dialpadSubscription,
  dialpadWebhook,
} from './wire.ts';

/** Every state that tells something about a call, its recording or its text. */
export const callStates = [
  'calling',
  'ringing',
  'queued',
  'connected',
  'hold',
  'parked',
  'merged',
  'hangup',
  'missed',
  'blocked',
  'voicemail',
  'voicemail_uploaded',
  'recording',
  'admin_recording',
  'transcription',
  'call_transcription',
  'recap_summary',
  'recap_action_items',
] as const;

interface Settings {
  enabled: true;
  call_states?: readonly string[];
  group_calls_only?: false;
  direction?: 'all';
  status?: true;
  include_internal?: false;
}

/** What is subscribed to, for the whole company; a filter that the plan or the key's scopes do not allow is reported. */
const wanted: readonly { filter: string; path: string; settings: Settings }[] = [
  {
    filter: 'call',
    path: '/subscriptions/call',
    settings: { call_states: callStates, enabled: true, group_calls_only: false },
  },
  {
    filter: 'sms',
    path: '/subscriptions/sms',
    settings: { direction: 'all', enabled: true, status: true, include_internal: false },
  },
  { filter: 'fax', path: '/subscriptions/fax', settings: { direction: 'all', enabled: true, status: true } },
];

/**
 * One webhook for `hookUrl` and one subscription per kind on it. Finds what is there before it makes anything, so that
 * a second run changes nothing and a half-done first run is finished. Dialpad's subscriptions do not expire.
 */
export async function ensureSubscription(
  api: DialpadApi,
  options: { hookUrl: string; secret: string; existing: string | null },
): Promise<SubscriptionState> {
  const webhook = await ensureWebhook(api, options);
  const refused: SubscriptionState['refused'] = [];
  for (const want of wanted) {
    try {
      await ensureFilter(api, webhook.id, want);
    } catch (error) {
      if (!isRefusal(error)) throw error;
      refused.push({ filter: want.filter, detail: error.problem.detail });
    }
  }
  const callsRefused = refused.some(({ filter }) => filter === 'call');
  return { subscriptionId: webhook.id, status: callsRefused ? 'refused' : 'active', refused };
}

/** The list of webhooks itself must be allowed, else the key is wrong: that error reaches the caller. */
async function ensureWebhook(
  api: DialpadApi,
  options: { hookUrl: string; secret: string; existing: string | null },
): Promise<DialpadWebhook> {
  const all = await listAll(api, '/webhooks', dialpadWebhook);
  const known =
    all.find((webhook) => webhook.hook_url === options.hookUrl) ??
    all.find((webhook) => webhook.id === options.existing);
  const settings = { hook_url: options.hookUrl, secret: options.secret };
  if (known === undefined) {
    return readWebhook(await api('/webhooks', { method: 'POST', body: settings }));
  }
  if (known.hook_url === options.hookUrl && known.signature?.secret === options.secret) return known;
  return readWebhook(
    await api(`/webhooks/${encodeURIComponent(known.id)}`, { method: 'PATCH', body: settings }),
  );
}

/** The answer echoes the secret, so that it is never put into an error's words. */
function readWebhook(answer: unknown): DialpadWebhook {
  const webhook = dialpadWebhook.safeParse(answer);
  if (webhook.success) return webhook.data;
  throw new VendorError({
    failure: 'unavailable',
    detail: 'Dialpad made a webhook and did not name its id.',
  });
}

async function ensureFilter(
  api: DialpadApi,
  webhookId: string,
  want: (typeof wanted)[number],
): Promise<void> {
  const mine = (await listAll(api, want.path, dialpadSubscription)).filter(
    (subscription) => subscription.webhook?.id === webhookId && subscription.target_id === undefined,
  );
  const [known] = mine;
  if (known === undefined) {
    const body = { endpoint_id: endpointId(webhookId), ...want.settings };
    await api(want.path, { method: 'POST', body });
  } else if (!satisfies(known, want.settings)) {
    await api(`${want.path}/${encodeURIComponent(known.id)}`, { method: 'PATCH', body: want.settings });
  }
}

function satisfies(known: DialpadSubscription, settings: Settings): boolean {
  const states = settings.call_states ?? [];
  return (
    known.enabled !== false &&
    known.group_calls_only !== true &&
    states.every((state) => known.call_states.includes(state) || known.call_states.includes('all')) &&
    (settings.direction === undefined || known.direction === settings.direction) &&
    (settings.status === undefined || known.status === settings.status)
  );
}

/** The description wants an integer; an id beyond 2^53 stays text rather than become another id. */
function endpointId(webhookId: string): number | string {
  const value = Number(webhookId);
  return Number.isSafeInteger(value) ? value : webhookId;
}

function isRefusal(error: unknown): error is VendorError {
  return (
    error instanceof VendorError && ['unauthorised', 'not_found', 'rejected'].includes(error.problem.failure)
  );
}

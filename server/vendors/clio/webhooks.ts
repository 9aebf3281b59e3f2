/** Clio's webhooks: one per kind of record, 31 days at most, suspended without a word. */
import type { PracticeApi } from '../kit/practice-api.ts';
import { readVendorTime } from '../kit/times.ts';
import { type PracticeSubscription, type SubscriptionToKeep, VendorError } from '../ports.ts';
import { readAll } from './pull.ts';
import * as wire from './wire.ts';

/** Kinds with webhooks, and the fields whose change is told. */
export const hookModels = {
  contact: 'id,etag,name,type,updated_at,phone_numbers{id,name,number}',
  matter: 'id,etag,display_number,description,status,updated_at,client{id},responsible_attorney{id}',
} as const;
export type HookModel = keyof typeof hookModels;

const day = 24 * 3_600_000;
/** An hour less than the 31 days allowed, for clocks that differ. */
const life = 31 * day - 3_600_000;
const renewBefore = 14 * day;
/** Creating waits for our answer to the handshake. */
const timeoutMilliseconds = 30_000;

/** A body does not say which kind it is about, so that the address does. */
export function hookUrlOf(hookUrl: string, model: HookModel): string {
  const url = new URL(hookUrl);
  url.searchParams.set('model', model);
  return url.href;
}

/**
 * One living hook for each kind: the existing one is extended when its end comes near, and removed and made again when
 * it is suspended, was never activated or is gone. Hooks of an attempt whose answer was lost are found by their address.
 */
export async function ensureSubscription(
  api: PracticeApi,
  wanted: SubscriptionToKeep,
  now: Date,
): Promise<PracticeSubscription> {
  try {
    const all = await readAll(
      api,
      '/webhooks.json',
      { fields: wire.webhookFields, order: 'id(asc)' },
      wire.webhook,
    );
    const ours = all.filter(
      ({ id, url }) => wanted.existing?.ids.includes(id) === true || sameAddress(url, wanted.hookUrl),
    );
    const kept = [
      await keep(api, 'contact', wanted.hookUrl, ours, now),
      await keep(api, 'matter', wanted.hookUrl, ours, now),
    ];
    for (const { id } of ours) {
      if (!kept.some((hook) => hook.id === id)) await removeHook(api, id);
    }
    return describe(kept, wanted.existing);
  } catch (error) {
    if (!(error instanceof VendorError) || error.problem.failure !== 'rejected') throw error;
    const ids = wanted.existing?.ids ?? [];
    return { ids, status: 'refused', expiresAt: null, detail: error.problem.detail };
  }
}

export async function removeHook(api: PracticeApi, id: string): Promise<void> {
  await api.send({
    method: 'DELETE',
    path: `/webhooks/${encodeURIComponent(id)}.json`,
    absentStatuses: [404],
  });
}

async function keep(
  api: PracticeApi,
  model: HookModel,
  hookUrl: string,
  ours: readonly wire.WebhookThere[],
  now: Date,
): Promise<wire.WebhookThere> {
  const url = hookUrlOf(hookUrl, model);
  const living = ours.find(
    (hook) => URL.canParse(hook.url) && new URL(hook.url).href === url && hook.status === 'enabled',
  );
  const end = now.getTime() + life;
  const expires_at = new Date(end).toISOString();
  if (living === undefined) {
    const events = ['created', 'updated', 'deleted'];
    const made = await send(api, 'POST', '/webhooks.json', {
      url,
      model,
      events,
      fields: hookModels[model],
      expires_at,
    });
    return made.status === 'pending' && made.shared_secret !== '' ? activate(api, made) : made;
  }
  const left = Date.parse(readVendorTime(living.expires_at) ?? '') - now.getTime();
  return left > renewBefore ? living : send(api, 'PATCH', `/webhooks/${living.id}.json`, { expires_at });
}

/** The second way of the handshake, when our answer to the first did not arrive in time. */
async function activate(api: PracticeApi, hook: wire.WebhookThere): Promise<wire.WebhookThere> {
  await api.send({
    method: 'PUT',
    path: `/webhooks/${hook.id}/activate`,
    headers: { 'x-hook-secret': hook.shared_secret },
  });
  return { ...hook, status: 'enabled' };
}

async function send(
  api: PracticeApi,
  method: 'POST' | 'PATCH',
  path: string,
  data: object,
): Promise<wire.WebhookThere> {
  const query = { fields: wire.webhookFields };
  const answer = await api.call(
    { method, path, query, json: { data }, timeoutMilliseconds },
    wire.one(wire.webhook),
  );
  return answer.data;
}

function describe(
  hooks: readonly wire.WebhookThere[],
  existing: PracticeSubscription | null,
): PracticeSubscription {
  const ends = hooks.flatMap(({ expires_at }) => readVendorTime(expires_at) ?? []).sort();
  const secrets = hooks.flatMap(({ id, shared_secret }) => {
    const secret = shared_secret || existing?.secrets?.[id];
    return secret ? [[id, secret] as const] : [];
  });
  const waiting = hooks.some(({ status }) => status !== 'enabled');
  return {
    ids: hooks.map(({ id }) => id),
    status: waiting ? 'refused' : 'active',
    expiresAt: ends[0] ?? null,
    secrets: Object.fromEntries(secrets),
    detail: waiting ? 'Clio could not reach this address to confirm the webhook' : '',
  };
}

function sameAddress(url: string, hookUrl: string): boolean {
  if (!URL.canParse(url)) return false;
  const theirs = new URL(url);
  theirs.searchParams.delete('model');
  return theirs.href === new URL(hookUrl).href;
}

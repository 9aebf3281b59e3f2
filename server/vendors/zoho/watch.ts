/** Zoho's notifications: one channel, a week at most. */
import { createHash } from 'node:crypto';
import type { PracticeApi } from '../kit/practice-api.ts';
import { readVendorTime } from '../kit/times.ts';
import { type PracticeSubscription, type SubscriptionToKeep, VendorError } from '../ports.ts';
import { crm } from './api.ts';
import { refused } from './read.ts';
import * as wire from './wire.ts';

const path = `${crm}/actions/watch`;
const modules = ['Contacts', 'Leads', 'Accounts', 'Deals'] as const;

const hour = 3_600_000;
const week = 7 * 24 * hour;
/** A longer life than a week becomes one hour: the margin is for clocks that differ. */
const life = week - hour;
const renewBefore = week / 2;
const longestToken = 50;

/**
 * One channel for all that is mirrored. Its id is ours to choose and comes from the address, so that an attempt whose
 * answer was lost meets its own channel again.
 */
export async function ensureSubscription(
  api: PracticeApi,
  wanted: SubscriptionToKeep,
  now: Date,
): Promise<PracticeSubscription> {
  const id = wanted.existing?.ids[0] ?? channelOf(wanted.hookUrl);
  try {
    const all = await api.call({ path, query: { channel_id: id } }, wire.channels);
    const ours = all.filter(({ channel_id: each }) => each === id);
    if (isWhole(ours, wanted.hookUrl, now)) return active(id, ours);
    return active(id, await subscribe(api, id, wanted, ours.length > 0, now));
  } catch (error) {
    if (!(error instanceof VendorError) || error.problem.failure !== 'rejected') throw error;
    const { detail } = error.problem;
    return { ids: wanted.existing?.ids ?? [], status: 'refused', expiresAt: null, detail };
  }
}

export async function removeSubscription(api: PracticeApi, existing: PracticeSubscription): Promise<void> {
  for (const id of existing.ids) {
    // A channel that has lapsed is refused, and gone.
    await api.send({ method: 'DELETE', path, query: { channel_ids: id }, absentStatuses: [400, 404] });
  }
}

/** Thirteen digits of the address's hash. */
export function channelOf(hookUrl: string): string {
  const bytes = createHash('sha256').update(hookUrl).digest();
  return String(1_000_000_000_000 + (bytes.readUIntBE(0, 6) % 9_000_000_000_000));
}

function isWhole(channels: readonly wire.Channel[], hookUrl: string, now: Date): boolean {
  return modules.every((module) =>
    channels.some(
      ({ resource_name: name, notify_url: url, channel_expiry: end }) =>
        name === module && url === hookUrl && Date.parse(end ?? '') - now.getTime() > renewBefore,
    ),
  );
}

async function subscribe(
  api: PracticeApi,
  id: string,
  { hookUrl, secret }: SubscriptionToKeep,
  known: boolean,
  now: Date,
): Promise<{ channel_expiry: string | null }[]> {
  if (secret.length > longestToken)
    throw new VendorError({ failure: 'rejected', detail: 'Zoho takes a secret of 50 characters at most' });
  const watch = {
    channel_id: id,
    events: modules.map((module) => `${module}.all`),
    notify_url: hookUrl,
    token: secret,
    channel_expiry: `${new Date(now.getTime() + life).toISOString().slice(0, 19)}+00:00`,
  };
  const renewed = known ? await send(api, 'PUT', watch) : null;
  // What lapsed between our looking and our renewing is made anew.
  const outcome =
    renewed === null || renewed.code === 'NOT_SUBSCRIBED' ? await send(api, 'POST', watch) : renewed;
  if (wire.isWatched(outcome)) return outcome.details.events;
  throw refused(outcome);
}

async function send(api: PracticeApi, method: 'POST' | 'PUT', watch: object): Promise<wire.WatchOutcome> {
  const [outcome] = await api.call(
    { method, path, json: { watch: [watch] }, absentStatuses: [400] },
    wire.watchOutcomes,
  );
  if (outcome !== undefined) return outcome;
  throw new VendorError({
    failure: 'unavailable',
    detail: 'Zoho did not say what became of the channel',
  });
}

/** When it really ends is Zoho's word. */
function active(id: string, channels: readonly { channel_expiry: string | null }[]): PracticeSubscription {
  const ends = channels.flatMap(({ channel_expiry: end }) => readVendorTime(end) ?? []).sort();
  return { ids: [id], status: 'active', expiresAt: ends[0] ?? null, detail: '' };
}

import { readVendorTime } from '../kit/times.ts';
import type { PhoneSystemClient, ProviderUser, SubscriptionState } from '../ports.ts';
import type { Api } from './api.ts';
import { page, type Subscription, subscription } from './wire.ts';

type Options = Parameters<NonNullable<PhoneSystemClient['ensureSubscription']>>[0];

const lifetimeSeconds = 7 * 24 * 3600;
const day = 24 * 3_600_000;
const renewBeforeMilliseconds = 4 * day;
/** Creating and changing wait for our answer to the handshake, for which the vendor allows three seconds. */
const timeoutMilliseconds = 30_000;

/**
 * Brings the source's one webhook subscription into being and keeps it alive. An existing one is renewed, given new
 * filters when the users changed, and replaced when it is blacklisted (which is for good), suspended or points
 * elsewhere. After a change of `secret`, pass `existing: null`: the vendor has no way to change it in place.
 */
export async function ensureSubscription(api: Api, options: Options, now: Date): Promise<SubscriptionState> {
  const filters = filtersFor(options.users);
  const existing = options.existing === null ? null : await findSubscription(api, options.existing);
  if (
    existing === null ||
    existing.status !== 'Active' ||
    existing.deliveryMode?.address !== options.hookUrl
  ) {
    await removeStale(api, options.hookUrl, existing);
    return toState(await create(api, options, filters));
  }
  if (!sameFilters(existing, filters)) return toState(await change(api, existing.id, filters));
  const expiresAt = Date.parse(readVendorTime(existing.expirationTime) ?? '');
  const lastsLong = expiresAt - now.getTime() > renewBeforeMilliseconds;
  return toState(lastsLong ? existing : await renew(api, existing.id));
}

/**
 * One filter for all calls of the account; messages can only be had per extension. The plain message-store filter
 * carries no content but is the only one that hears of texts that were sent. `withRecordings=true` is left out of the
 * call filter on purpose: the vendor's guide says that it then tells of recorded calls only.
 */
export function filtersFor(users: readonly ProviderUser[]): string[] {
  const account = '/restapi/v1.0/account/~';
  const people = users.filter((user) => user.type === 'user' && user.active);
  return [
    `${account}/telephony/sessions`,
    `${account}/extension`,
    ...people.flatMap(({ providerUserId }) => {
      const extension = `${account}/extension/${providerUserId}`;
      return [
        `${extension}/message-store`,
        `${extension}/message-store/instant?type=SMS`,
        `${extension}/fax?direction=Inbound`,
        `${extension}/voicemail`,
      ];
    }),
  ];
}

async function findSubscription(api: Api, id: string): Promise<Subscription | null> {
  return api.find(`/subscription/${encodeURIComponent(id)}`, subscription, { absentStatuses: [404] });
}

/** Leftovers for the same address would deliver everything twice and count towards the vendor's limit. */
async function removeStale(api: Api, hookUrl: string, existing: Subscription | null): Promise<void> {
  const { records } = await api.read('/subscription', page);
  const listed = records.flatMap((record) => subscription.safeParse(record).data ?? []);
  const stale = listed.filter(({ deliveryMode }) => deliveryMode?.address === hookUrl).map(({ id }) => id);
  const ids = new Set([...stale, ...(existing === null ? [] : [existing.id])]);
  for (const id of ids) {
    await api.send(`/subscription/${encodeURIComponent(id)}`, { method: 'DELETE', absentStatuses: [404] });
  }
}

function create(api: Api, options: Options, eventFilters: string[]): Promise<Subscription> {
  return api.read('/subscription', subscription, {
    method: 'POST',
    timeoutMilliseconds,
    json: {
      eventFilters,
      deliveryMode: {
        transportType: 'WebHook',
        address: options.hookUrl,
        verificationToken: options.secret,
      },
      expiresIn: lifetimeSeconds,
    },
  });
}

function change(api: Api, id: string, eventFilters: string[]): Promise<Subscription> {
  return api.read(`/subscription/${encodeURIComponent(id)}`, subscription, {
    method: 'PUT',
    timeoutMilliseconds,
    json: { eventFilters, expiresIn: lifetimeSeconds },
  });
}

function renew(api: Api, id: string): Promise<Subscription> {
  return api.read(`/subscription/${encodeURIComponent(id)}/renew`, subscription, {
    method: 'POST',
    timeoutMilliseconds,
  });
}

/** The vendor spells `~` out in what it stores; refused filters are no reason to ask again on every call. */
function sameFilters(existing: Subscription, wanted: string[]): boolean {
  const refused = (existing.disabledFilters ?? []).map(({ filter }) => filter);
  const held = new Set([...(existing.eventFilters ?? []), ...refused].map(foldAccount));
  return held.size === wanted.length && wanted.every((filter) => held.has(foldAccount(filter)));
}

function foldAccount(filter: string): string {
  return filter.replace(/\/account\/(~|\d+)/, '/account/~');
}

function toState(found: Subscription): SubscriptionState {
  const expiresAt = readVendorTime(found.expirationTime);
  return {
    subscriptionId: found.id,
    status: found.status === 'Active' ? 'active' : 'ended',
    ...(expiresAt === undefined ? {} : { expiresAt }),
    refused: (found.disabledFilters ?? []).map(({ filter, reason, message }) => ({
      filter,
      detail: [reason, message].filter((part) => part !== undefined).join(': ') || 'refused without a reason',
    })),
  };
}

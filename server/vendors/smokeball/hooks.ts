/** Webhooks: keeping the one subscription, and reading what comes. */

import { parseVendorJson } from '../kit/json.ts';
import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type ChangeHint,
  type HookRequest,
  type PracticeEvent,
  type PracticeSignature,
  type PracticeSubscription,
  type SubscriptionToKeep,
  VendorError,
} from '../ports.ts';
import { stageId } from './map.ts';
import { fromTicks } from './ticks.ts';
import * as wire from './wire.ts';

const wantedTypes: readonly string[] = [
  'activitycode.created',
  'activitycode.deleted',
  'activitycode.updated',
  'contact.created',
  'contact.deleted',
  'contact.restored',
  'contact.updated',
  'error',
  'layoutmatter.created',
  'layoutmatter.updated',
  'matter.closed',
  'matter.converted',
  'matter.created',
  'matter.updated',
  'matterstage.updated',
  'mattertype.updated',
  'roles.updated',
  'staff.created',
  'staff.updated',
  'stageset.created',
  'stageset.updated',
];

/**
 * The signature covers time, request id and client, and not the body: what a webhook says is never believed, only looked up.
 */
export const smokeballSignature: PracticeSignature = {
  scheme: 'hmac_sha256',
  header: 'signature',
  prefix: '',
  message({ headers }, clientId) {
    const { timestamp, requestid } = headers;
    return timestamp && requestid ? `${timestamp}|${requestid}|${clientId}` : null;
  },
  sentAt({ headers }) {
    const iso = fromTicks(headers.timestamp);
    return iso === null ? null : new Date(iso);
  },
  toleranceSeconds: 900,
};

/**
 * One subscription a firm. It vanishes when the permission is taken back or runs out, so it is looked for each time and
 * made anew when it is gone. The key is not shown again: a subscription that we did not make gets ours.
 */
export async function ensureSubscription(
  api: PracticeApi,
  wanted: SubscriptionToKeep,
): Promise<PracticeSubscription> {
  try {
    return await ensure(api, wanted);
  } catch (error) {
    if (!(error instanceof VendorError) || error.problem.failure !== 'rejected') throw error;
    return { ids: [], status: 'refused', expiresAt: null, detail: error.problem.detail };
  }
}

async function ensure(api: PracticeApi, wanted: SubscriptionToKeep): Promise<PracticeSubscription> {
  const offered = await api.call({ path: '/webhooks/types' }, wire.eventTypes);
  const eventTypes = wantedTypes.filter((type) => (offered.value ?? wantedTypes).includes(type));
  const query = { Limit: '500', Offset: '0' };
  const { value } = await api.call({ path: '/webhooks', query }, wire.page(wire.subscription));
  const known = new Set(wanted.existing?.ids);
  const ours = value.filter((each) => known.has(each.id) || each.eventNotificationUrl === wanted.hookUrl);
  const [kept, ...spare] = ours.toSorted(
    (left, right) => Number(known.has(right.id)) - Number(known.has(left.id)),
  );
  for (const { id } of spare) await remove(api, id);
  const json = { key: wanted.secret, name: 'Matterline', eventTypes, eventNotificationUrl: wanted.hookUrl };
  const good = kept !== undefined && known.has(kept.id) && isAsWanted(kept, wanted.hookUrl, eventTypes);
  if (kept !== undefined && good) return active(kept.id);
  const path = kept === undefined ? '/webhooks' : `/webhooks/${encodeURIComponent(kept.id)}`;
  const method = kept === undefined ? 'POST' : 'PUT';
  const { id } = await api.call({ method, path, json }, wire.subscription);
  return active(id);
}

function isAsWanted(
  {
    eventNotificationUrl,
    eventTypes,
  }: { eventNotificationUrl?: string | null | undefined; eventTypes?: string[] | null | undefined },
  url: string,
  wanted: readonly string[],
): boolean {
  return eventNotificationUrl === url && wanted.every((type) => eventTypes?.includes(type));
}

function active(id: string): PracticeSubscription {
  const detail = 'Smokeball tells us of changes; it ends with the permission.';
  return { ids: [id], status: 'active', expiresAt: null, detail };
}

export async function removeSubscription(api: PracticeApi, existing: PracticeSubscription): Promise<void> {
  for (const id of existing.ids) await remove(api, id);
}

async function remove(api: PracticeApi, id: string): Promise<void> {
  // 400 stands beside 404 in the description for an id that is not known.
  await api.send({
    method: 'DELETE',
    path: `/webhooks/${encodeURIComponent(id)}`,
    absentStatuses: [400, 404],
  });
}

export function readEvent({ rawBody, headers }: HookRequest): PracticeEvent {
  const body = wire.hookBody.safeParse(tryJson(rawBody.toString('utf8')));
  if (!body.success)
    return { outcome: 'unreadable', detail: 'The webhook is not as Smokeball describes it.' };
  const { type: eventType, payload } = body.data;
  const said = wire.hookPayload.parse(payload ?? {});
  if (eventType === 'error') {
    if (!said.resourceId) return { outcome: 'ignored', eventType };
    const detail = [said.resourceName, said.message].filter(Boolean).join(': ');
    return { outcome: 'failure', eventType, externalId: said.resourceId, detail };
  }
  const hints = hintsOf(eventType, said);
  if (hints.length === 0) return { outcome: 'ignored', eventType };
  const { requestid: causedBy } = headers;
  return { outcome: 'hints', eventType, hints, ...(causedBy ? { causedBy } : {}) };
}

function hintsOf(type: string, said: wire.HookPayload): ChangeHint[] {
  const [resource] = type.split('.');
  const one = (kind: ChangeHint['kind'], externalId: string | null | undefined): ChangeHint[] =>
    externalId ? [{ kind, externalId }] : [];
  const matterId = said.matter?.id ?? said.matterId;
  switch (resource) {
    case 'contact':
      return one('contact', said.id);
    case 'matter':
      return one('matter', said.id);
    case 'matterstage':
      return one('matter', matterId);
    case 'layoutmatter':
      return one('layout', matterId ?? matterOf(said.href ?? said.self?.href));
    case 'staff':
      return one('staff', said.id);
    case 'activitycode':
      return one('activity_code', said.id);
    case 'mattertype':
      return one('matter_type', said.id);
    case 'stageset':
      return (said.stages ?? []).flatMap((stage) =>
        said.id && stage.id ? one('stage', stageId(said.id, stage.id)) : [],
      );
    case 'roles':
      return [
        ...one('matter', matterId),
        ...(said.roles ?? []).flatMap(({ id, relationships }) =>
          matterId && id
            ? [
                ...one('party', `${matterId}/${id}`),
                ...(relationships ?? []).flatMap((each) =>
                  each.id ? one('party', `${matterId}/${id}/${each.id}`) : [],
                ),
              ]
            : [],
        ),
      ];
    default:
      return [];
  }
}

/** A layout does not name its matter, but its own address does. */
function matterOf(href: string | null | undefined): string | null {
  return /\/matters\/([^/?#]+)\/layouts\//i.exec(href ?? '')?.[1] ?? null;
}

function tryJson(text: string): unknown {
  try {
    return parseVendorJson(text);
  } catch {
    return undefined;
  }
}

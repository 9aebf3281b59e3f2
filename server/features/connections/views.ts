/** Connections as the API tells them. */
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { Principal } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { hookUrlOf, redirectUriOf } from './addresses.ts';
import type { ConnectionDeps } from './connect.ts';
import { type KeptSubscription, openKept, openSubscription } from './credentials.ts';
import { alarmsOf } from './decide.ts';
import { laneKeyOf, readLane } from './lane.ts';
import { quotaOf } from './lane-view.ts';
import type { KindProgress, Queue } from './neighbours.ts';
import { addressesOf, type ConnectionRow } from './session.ts';
import type { connection, practiceSystem } from './shapes.ts';

export type ConnectionView = z.input<typeof connection>;

export function describePracticeSystem(
  platform: Platform,
  { kind, label, regions, signIn, webhookByHand }: PracticeSystem,
): z.input<typeof practiceSystem> {
  return {
    kind,
    label,
    regions: regions.map(({ id, label }) => ({ id, label })),
    grants: [...signIn.grants],
    needsApiKey: signIn.apiKey,
    redirectUri: redirectUriOf(platform),
    refreshTokenDays: signIn.refreshTokenDays,
    scopes: [...signIn.scopes],
    webhookByHand: webhookByHand ?? null,
    otherAddressesAllowed: platform.allowLoopback,
  };
}

const nothingWaits: Queue = { waiting: 0, failed: 0, oldestWaitingAt: null };

interface Seen {
  row: ConnectionRow;
  queue: Queue;
  mirror: readonly KindProgress[];
}

/** What the firm's rows say; the budget, which belongs to no firm, is asked apart. */
export async function readConnections(
  tx: Tx,
  { neighbours }: ConnectionDeps,
  firmId: string,
  id?: string,
): Promise<Seen[]> {
  const rows = await tx
    .selectFrom('connections')
    .selectAll()
    .where('firm_id', '=', firmId)
    .$if(id !== undefined, (one) => one.where('id', '=', id ?? ''))
    .orderBy('created_at')
    .orderBy('id')
    .execute();
  const queues = rows.length === 0 ? new Map() : await neighbours.writes.readQueues(tx, firmId);
  const seen: Seen[] = [];
  for (const row of rows) {
    const mirror = await neighbours.mirror.readProgress(tx, { firmId, connectionId: row.id });
    seen.push({ row, queue: queues.get(row.id) ?? nothingWaits, mirror });
  }
  return seen;
}

const at = (date: Date | null) => date?.toISOString() ?? null;

export async function describe(
  { platform, vendors }: ConnectionDeps,
  { row, queue, mirror }: Seen,
  principal: Pick<Principal, 'role'>,
): Promise<ConnectionView> {
  const vendor = vendors[row.vendor];
  const kept = openSubscription(platform.secrets, row.id, row.subscription);
  // One that only a handshake has announced is none yet.
  const subscription =
    kept?.ids.length === 0 && kept.status !== 'by_hand' && kept.detail === '' ? null : kept;
  const view: ConnectionView = {
    id: row.id,
    vendor: row.vendor,
    label: vendor?.label ?? row.vendor,
    name: row.name,
    region: row.region,
    regionLabel: vendor?.regions.find(({ id }) => id === row.region)?.label ?? row.region,
    status: row.status,
    statusDetail: row.status_detail,
    alarms: alarmsOf(factsOf(row, queue, subscription), platform.clock.now()),
    grant: row.sign_in_grant,
    accountName: row.account_name,
    accountUser: row.account_user,
    logsSince: at(row.logs_since),
    tokenExpiresAt: at(row.token_expires_at),
    grantExpiresAt: at(row.grant_expires_at),
    lastSuccessAt: at(row.last_success_at),
    lastHookAt: at(row.last_hook_at),
    lastCheck: lastCheckOf(row),
    checking: row.status === 'active' && row.canary_wanted_at !== null,
    blockedUntil: at(row.blocked_until),
    failures: row.failures,
    queue: { ...queue, oldestWaitingAt: at(queue.oldestWaitingAt) },
    quota: await readQuota(platform, vendor, row),
    subscription: subscription && shownSubscription(subscription),
    mirror: mirror.map((kind) => ({
      ...kind,
      firstDoneAt: at(kind.firstDoneAt),
      upToDateAt: at(kind.upToDateAt),
    })),
    hookUrl: hookUrlOf(platform, row.hook_key),
    clientId: row.client_id,
    apiUrl: row.api_url,
    createdAt: row.created_at.toISOString(),
  };
  return principal.role === 'member' ? asMembersSee(view) : view;
}

/** How it fares, without what only those who mend it need. */
function asMembersSee(view: ConnectionView): ConnectionView {
  return {
    ...view,
    statusDetail: '',
    alarms: view.alarms.map((alarm) => ({ ...alarm, detail: '' })),
    lastCheck: view.lastCheck && { ...view.lastCheck, detail: '' },
    hookUrl: null,
    clientId: null,
    apiUrl: null,
    subscription: view.subscription && { ...view.subscription, detail: '' },
  };
}

function shownSubscription({ status, expiresAt, detail }: KeptSubscription): ConnectionView['subscription'] {
  return { status, expiresAt, detail };
}

function lastCheckOf(row: ConnectionRow): ConnectionView['lastCheck'] {
  const { canary_asked_at: askedAt, canary_ms: ms, canary_detail: detail } = row;
  return askedAt && { at: askedAt.toISOString(), answered: detail === '', ms, detail };
}

function factsOf(row: ConnectionRow, queue: Queue, subscription: KeptSubscription | null) {
  return {
    status: row.status,
    statusDetail: row.status_detail,
    grant: row.sign_in_grant,
    grantExpiresAt: row.grant_expires_at,
    failed: queue.failed,
    oldestWaitingAt: queue.oldestWaitingAt,
    blockedUntil: row.blocked_until,
    failures: row.failures,
    lastSuccessAt: row.last_success_at,
    lastHookAt: row.last_hook_at,
    canaryFailures: row.canary_failures,
    canaryDetail: row.canary_detail,
    untoldSince: row.untold_since,
    subscription,
  };
}

async function readQuota(
  platform: Platform,
  vendor: PracticeSystem | undefined,
  row: ConnectionRow,
): Promise<ConnectionView['quota']> {
  if (!vendor) return quotaOf(null, { windows: [], per: 'connection' }, platform.clock.now());
  const { apiUrl } = addressesOf(vendor, row, openKept(platform.secrets, row.id, row.credentials));
  const key = laneKeyOf(vendor.budget, {
    id: row.id,
    vendor: row.vendor,
    apiUrl,
    clientId: row.client_id,
  });
  return quotaOf(await readLane(platform, key), vendor.budget, platform.clock.now());
}

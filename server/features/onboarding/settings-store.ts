/** The firm's connection to its onboarding service. Secrets are sealed; one that is shown is shown once. */
import { randomBytes } from 'node:crypto';
import { type Selectable, sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newFirmSecret } from '../../platform/firm-secret.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import type { OnboardingClient, OnboardingProvider, PracticeSystem } from '../../vendors/ports.ts';
import { addressRefusal, serviceFetch } from '../speech/index.ts';
import type { OnboardingSettingsTable } from './tables.ts';

export type SettingsRow = Selectable<OnboardingSettingsTable>;
export type Providers = Readonly<Record<string, OnboardingProvider>>;

export interface OnboardingDeps {
  platform: Platform;
  providers: Providers;
  /** What may keep a matter: its search costs and papers go there. */
  practiceSystems?: Readonly<Record<string, PracticeSystem>>;
}

export const pollEveryMs = 15 * 60_000;
/** Asked for again at each poll: what the service noted late, and clocks that differ. */
export const overlapMs = 30 * 60_000;
/** The largest paper that is copied; more of an answer is not read. */
export const maxPaperBytes = 25 * 1024 * 1024;
export const hookPrefix = 'onb';

const keyPurpose = (firmId: string) => `onboarding key ${firmId}`;
const secretPurpose = (firmId: string) => `onboarding secret ${firmId}`;

export async function findSettings(tx: Tx, firmId: string): Promise<SettingsRow | null> {
  const row = await tx
    .selectFrom('onboarding_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return row ?? null;
}

async function lockSettings(tx: Tx, firmId: string): Promise<SettingsRow> {
  const row = await tx
    .selectFrom('onboarding_settings')
    .selectAll()
    .where('firm_id', '=', firmId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw problem('wrong_state', 'Connect the service first.');
  return row;
}

export interface NewSettings {
  baseUrl: string;
  apiKey: string | null;
  ordersMakeCosts: boolean;
}

/** Answers the webhook's secret. */
export async function connectService(
  tx: Tx,
  { platform, providers }: OnboardingDeps,
  actor: Actor,
  input: NewSettings,
): Promise<string> {
  const { firmId, now } = actor;
  const [provider] = Object.values(providers);
  if (!provider) throw problem('wrong_state', 'This program knows no onboarding service.');
  checkAddress(platform, input.baseUrl);
  const secret = newSecret();
  const added = await tx
    .insertInto('onboarding_settings')
    .values({
      firm_id: firmId,
      provider: provider.kind,
      base_url: input.baseUrl,
      api_key: input.apiKey === null ? null : platform.secrets.seal(input.apiKey, keyPurpose(firmId)),
      hook_key: newFirmSecret(firmId, hookPrefix).token,
      hook_secret: platform.secrets.seal(secret, secretPurpose(firmId)),
      orders_make_costs: input.ordersMakeCosts,
      test_state: 'waiting',
      due_at: now,
      poll_due_at: now,
      polled_to: now,
      connected_at: now,
      updated_at: now,
    })
    .onConflict((conflict) => conflict.column('firm_id').doNothing())
    .returning('firm_id')
    .executeTakeFirst();
  if (!added) throw problem('already_exists', 'A service is connected already.');
  const { baseUrl, ordersMakeCosts } = input;
  await told(tx, actor, 'connected', { provider: provider.kind, baseUrl, ordersMakeCosts });
  return secret;
}

export interface SettingsChange {
  baseUrl?: string | undefined;
  apiKey?: string | null | undefined;
  status?: 'active' | 'paused' | undefined;
  ordersMakeCosts?: boolean | undefined;
  revision: number;
}

/** Refuses a change on top of somebody else's. A key never goes to a new host unsaid. */
export async function changeSettings(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  change: SettingsChange,
): Promise<void> {
  const { firmId, now } = actor;
  const before = await lockSettings(tx, firmId);
  if (before.revision !== change.revision) throw problem('conflict');
  const { baseUrl = before.base_url, apiKey, status = before.status } = change;
  if (change.baseUrl !== undefined) checkAddress(platform, baseUrl);
  if (
    before.api_key !== null &&
    apiKey === undefined &&
    new URL(baseUrl).origin !== new URL(before.base_url).origin
  )
    throw problem('invalid_input', 'Enter the key again: it was for another address.', {
      fields: [{ field: 'apiKey', message: 'Needed again for a new address' }],
    });
  await tx
    .updateTable('onboarding_settings')
    .set({
      base_url: baseUrl,
      status,
      orders_make_costs: change.ordersMakeCosts ?? before.orders_make_costs,
      ...(apiKey === undefined
        ? {}
        : { api_key: apiKey === null ? null : platform.secrets.seal(apiKey, keyPurpose(firmId)) }),
      // What was wrong with the service may be right now.
      rest_until: null,
      trouble: '',
      failures: 0,
      due_at: now,
      revision: before.revision + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .execute();
  const { revision: _, apiKey: __, ...rest } = change;
  await told(tx, actor, 'changed', { ...rest, keyChanged: apiKey !== undefined });
}

export async function renewSecret(tx: Tx, { secrets }: Platform, actor: Actor): Promise<string> {
  const { firmId, now } = actor;
  const { revision } = await lockSettings(tx, firmId);
  const secret = newSecret();
  await tx
    .updateTable('onboarding_settings')
    .set({
      hook_secret: secrets.seal(secret, secretPurpose(firmId)),
      revision: revision + 1,
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .execute();
  await told(tx, actor, 'secret_changed');
  return secret;
}

/** The test is made by a worker; its outcome is in the settings. */
export async function wantTest(tx: Tx, actor: Actor): Promise<void> {
  const { firmId, now } = actor;
  const { status } = await lockSettings(tx, firmId);
  if (status === 'paused') throw problem('wrong_state', 'It is paused: nothing is asked.');
  await tx
    .updateTable('onboarding_settings')
    .set({ test_state: 'waiting', test_detail: '', tested_at: now, rest_until: null, due_at: now })
    .where('firm_id', '=', firmId)
    .execute();
  await told(tx, actor, 'tested');
}

/** Key, secret and what has not been looked at go; workspaces stay as they were told. */
export async function disconnectService(tx: Tx, actor: Actor): Promise<void> {
  const { firmId } = actor;
  const { base_url: baseUrl } = await lockSettings(tx, firmId);
  await tx.deleteFrom('onboarding_events').where('firm_id', '=', firmId).execute();
  await tx.deleteFrom('onboarding_settings').where('firm_id', '=', firmId).execute();
  await told(tx, actor, 'disconnected', { baseUrl });
}

/** A worker looks at the firm now. */
export async function wakeWorker(tx: Tx, firmId: string, now: Date): Promise<void> {
  await sql`
    update onboarding_settings set due_at = least(due_at, ${now}) where firm_id = ${firmId}`.execute(tx);
}

export function openHookSecret({ secrets }: Pick<Platform, 'secrets'>, row: SettingsRow): string {
  return secrets.open(row.hook_secret, secretPurpose(row.firm_id));
}

export function hookUrlOf({ publicUrl }: Pick<Platform, 'publicUrl'>, hookKey: string): string {
  return `${publicUrl.origin}/hooks/onboarding/${hookKey}`;
}

/** A client for the firm's service, guarded. */
export function clientOf(
  { platform }: OnboardingDeps,
  provider: OnboardingProvider,
  row: SettingsRow,
): OnboardingClient {
  return provider.client({
    baseUrl: row.base_url,
    apiKey: row.api_key && platform.secrets.open(row.api_key, keyPurpose(row.firm_id)),
    fetch: serviceFetch({
      allowLoopback: platform.allowLoopback,
      privateServices: platform.privateServices,
      maxBytes: maxPaperBytes,
      longestMs: 2 * 60_000,
    }),
    now: () => platform.clock.now(),
  });
}

function newSecret(): string {
  return `whsec_${randomBytes(32).toString('base64')}`;
}

function checkAddress(platform: Platform, baseUrl: string): void {
  const refusal = addressRefusal(baseUrl, platform);
  if (refusal !== null)
    throw problem('invalid_input', refusal, { fields: [{ field: 'baseUrl', message: refusal }] });
}

async function told(tx: Tx, actor: Actor, did: string, detail: Record<string, unknown> = {}): Promise<void> {
  await recordChange(tx, actor, { action: `onboarding_settings.${did}`, id: actor.firmId, detail });
}

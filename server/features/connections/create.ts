import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { checkOverrides, newHookKey, newHookSecret, type Overrides } from './addresses.ts';
import { sealHookSecret, sealKept } from './credentials.ts';
import { grantEnd } from './session.ts';

export interface NewConnection extends Overrides {
  platform: Platform;
  vendors: Readonly<Record<string, PracticeSystem>>;
  firmId: string;
  /** null: the operator's command line. */
  staffId: string | null;
  /** Whether addresses on this machine are accepted. */
  allowLoopback: boolean;
  vendor: string;
  name: string;
  region?: string | undefined;
  grant?: 'authorization_code' | 'client_credentials' | undefined;
  clientId: string;
  clientSecret: string;
  apiKey?: string | undefined;
  /** Tokens that somebody has already; else one signs in. */
  accessToken?: string | undefined;
  refreshToken?: string | undefined;
}

/** Keeps what it takes to be let in. `connecting`: the worker tries it; `waiting`: somebody must sign in first. */
export async function createConnection(
  tx: Tx,
  input: NewConnection,
): Promise<{ id: string; status: 'waiting' | 'connecting' }> {
  const { platform, firmId } = input;
  const vendor = input.vendors[input.vendor];
  if (!vendor) throw wrong('vendor', `Known practice systems: ${Object.keys(input.vendors).join(', ')}.`);
  const chosen = checkChoices(vendor, input);
  checkOverrides(input, input.allowLoopback);
  const id = newId();
  const hookKey = newHookKey();
  const now = platform.clock.now();
  const ready = chosen.grant === 'client_credentials' || input.accessToken || input.refreshToken;
  const status = ready ? 'connecting' : 'waiting';
  await tx
    .insertInto('connections')
    .values({
      firm_id: firmId,
      id,
      vendor: vendor.kind,
      name: input.name,
      region: chosen.region,
      api_url: input.apiUrl ?? null,
      auth_url: input.authUrl ?? null,
      upload_url: input.uploadUrl ?? null,
      sign_in_grant: chosen.grant,
      client_id: input.clientId,
      credentials: sealKept(platform.secrets, id, {
        clientSecret: input.clientSecret,
        apiKey: input.apiKey ?? null,
        accessToken: input.accessToken ?? null,
        refreshToken: input.refreshToken ?? null,
        apiUrl: null,
        authUrl: null,
      }),
      grant_expires_at: input.refreshToken ? grantEnd(vendor, now) : null,
      status,
      hook_key: hookKey,
      hook_secret: sealHookSecret(platform.secrets, id, newHookSecret()),
      created_at: now,
      updated_at: now,
    })
    .execute();
  await tx
    .insertInto('connection_keys')
    .values({ hook_key: hookKey, firm_id: firmId, connection_id: id })
    .execute();
  await audit(tx, {
    firmId,
    staffId: input.staffId,
    action: 'connection.created',
    subjectType: 'connection',
    subjectId: id,
    detail: { vendor: vendor.kind, name: input.name },
    at: now,
  });
  await appendEvents(tx, firmId, [{ type: 'connection.changed', subjectId: id }]);
  return { id, status };
}

function checkChoices(vendor: PracticeSystem, input: NewConnection) {
  const region = input.region ?? vendor.regions[0].id;
  if (!vendor.regions.some((one) => one.id === region))
    throw wrong('region', `${vendor.label} has ${vendor.regions.map((one) => one.id).join(', ')}.`);
  const grant = input.grant ?? vendor.signIn.grants[0] ?? 'authorization_code';
  if (!vendor.signIn.grants.includes(grant))
    throw wrong('grant', `${vendor.label} knows ${vendor.signIn.grants.join(', ')}.`);
  if (vendor.signIn.apiKey && input.apiKey === undefined)
    throw wrong('apiKey', `${vendor.label} wants the API key of your application.`);
  return { region, grant };
}

function wrong(field: string, message: string) {
  return problem('invalid_input', message, { fields: [{ field, message }] });
}

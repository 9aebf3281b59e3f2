import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ProviderUser, SourceCredentials } from '../../vendors/ports.ts';

export interface HookTarget {
  firmId: string;
  sourceId: string;
  kind: string;
  secret: string | null;
}

/** Purposes under which a source's secrets are sealed. */
export const sealed = { secret: 'source.secret', credentials: 'source.credentials' } as const;

/** The source behind a webhook address; null when there is none, or it was removed. */
export async function findHookTarget(platform: Platform, hookKey: string): Promise<HookTarget | null> {
  const row = await platform.database.system((tx) =>
    tx
      .selectFrom('hook_keys')
      .innerJoin('sources', (join) =>
        join
          .onRef('sources.firm_id', '=', 'hook_keys.firm_id')
          .onRef('sources.id', '=', 'hook_keys.source_id'),
      )
      .select(['hook_keys.firm_id', 'hook_keys.source_id', 'sources.kind', 'sources.secret'])
      .where('hook_keys.hook_key', '=', hookKey)
      .where('sources.removed_at', 'is', null)
      .executeTakeFirst(),
  );
  if (!row) return null;
  return {
    firmId: row.firm_id,
    sourceId: row.source_id,
    kind: row.kind,
    secret: row.secret && platform.secrets.open(row.secret, sealed.secret),
  };
}

/** When each of the sources was connected. */
export async function listConnectedSince(
  tx: Tx,
  firmId: string,
  sourceIds: readonly string[],
): Promise<Map<string, Date>> {
  if (sourceIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('sources')
    .select(['id', 'created_at'])
    .where('firm_id', '=', firmId)
    .where('id', 'in', [...sourceIds])
    .execute();
  return new Map(rows.map((row) => [row.id, row.created_at]));
}

export interface UnreadEvent {
  rawEventId: string;
  sourceId: string;
  outcome: 'ignored' | 'unreadable';
  eventType: string;
  reason: string;
  detail: string;
}

/** Keeps, names and counts events that made no interaction, and counts all of the batch on their sources. */
export async function recordReadings(
  tx: Tx,
  firmId: string,
  counts: ReadonlyMap<string, { events: number; live: number; missed: number }>,
  unread: readonly UnreadEvent[],
  now: Date,
): Promise<void> {
  if (unread.length > 0) {
    await sql`insert into unread_events (firm_id, raw_event_id, source_id, outcome, event_type, reason, detail)
      select ${firmId}, * from unnest(${unread.map((u) => u.rawEventId)}::uuid[], ${unread.map((u) => u.sourceId)}::uuid[],
        ${unread.map((u) => u.outcome)}::text[], ${unread.map((u) => plain(u.eventType))}::text[],
        ${unread.map((u) => plain(u.reason))}::text[], ${unread.map((u) => plain(u.detail))}::text[])
      on conflict do nothing`.execute(tx);
  }
  for (const [sourceId, { events, live, missed }] of counts) {
    const of = (outcome: string) =>
      unread.filter((u) => u.sourceId === sourceId && u.outcome === outcome).length;
    await sql`update sources set event_count = event_count + ${events},
        -- History says nothing of whether the phone system still sends.
        last_event_at = case when ${live} > 0 then greatest(last_event_at, ${now}) else last_event_at end,
        unreadable_count = unreadable_count + ${of('unreadable')}, ignored_count = ignored_count + ${of('ignored')},
        missed_count = missed_count + ${missed}, missed_at = case when ${missed} > 0 then ${now} else missed_at end
      where firm_id = ${firmId} and id = ${sourceId}`.execute(tx);
  }
}

/** PostgreSQL text holds no NUL. */
function plain(text: string): string {
  return text.replaceAll('\0', '�').slice(0, 2000);
}

export interface DirectoryUser {
  providerUserId: string;
  type: 'user' | 'group';
  name: string;
  email: string | null;
  extension: string | null;
  numbers: string[];
  staffId: string | null;
}

/** The directories of some sources: source id → provider user id → user. */
export async function loadDirectories(
  tx: Tx,
  firmId: string,
  sourceIds: readonly string[],
): Promise<Map<string, Map<string, DirectoryUser>>> {
  const rows = await tx
    .selectFrom('source_users')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('source_id', 'in', sourceIds.length > 0 ? [...sourceIds] : [''])
    .execute();
  const directories = new Map<string, Map<string, DirectoryUser>>(sourceIds.map((id) => [id, new Map()]));
  for (const row of rows) {
    directories.get(row.source_id)?.set(row.provider_user_id, {
      providerUserId: row.provider_user_id,
      type: row.type,
      name: row.name,
      email: row.email,
      extension: row.extension,
      numbers: row.numbers,
      staffId: row.staff_id,
    });
  }
  return directories;
}

/** Numbers that are the firm's own on any of its sources, E.164. */
export async function listOwnNumbers(tx: Tx, firmId: string): Promise<string[]> {
  const { rows } = await sql<{ number: string }>`
    select distinct unnest(own_numbers) as number from sources where firm_id = ${firmId} and removed_at is null
    union select distinct unnest(numbers) from source_users where firm_id = ${firmId}`.execute(tx);
  return rows.map((row) => row.number);
}

const credentialsShape = z.object({
  apiUrl: z.string().optional(),
  authUrl: z.string().optional(),
  clientId: z.string().optional(),
  clientSecret: z.string().optional(),
  apiKey: z.string().optional(),
  accountId: z.string().optional(),
  assertion: z.string().optional(),
  accessToken: z.string().optional(),
  refreshToken: z.string().optional(),
  accessTokenExpiresAt: z.string().optional(),
});
export type KeptCredentials = z.infer<typeof credentialsShape>;

/** Opens a source's API credentials; null when none were given. */
export function openCredentials(platform: Platform, bytes: Buffer | null): KeptCredentials | null {
  return bytes && credentialsShape.parse(JSON.parse(platform.secrets.open(bytes, sealed.credentials)));
}

export function sealCredentials(platform: Platform, credentials: KeptCredentials): Buffer {
  return platform.secrets.seal(JSON.stringify(credentials), sealed.credentials);
}

/** What a vendor's client gets: kept credentials over the vendor's default address. */
export function toSourceCredentials(kept: KeptCredentials, defaults: { apiUrl: string }): SourceCredentials {
  const { apiUrl, ...rest } = kept;
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { apiUrl: apiUrl ?? defaults.apiUrl, ...given };
}

/** Takes over the vendor's list of users; an administrator's mapping stays. Those no longer listed become inactive. */
export async function saveDirectory(
  tx: Tx,
  firmId: string,
  sourceId: string,
  users: readonly ProviderUser[],
  now: Date,
): Promise<void> {
  await sql`insert into source_users (firm_id, source_id, provider_user_id, type, name, email, extension, numbers, active, updated_at)
    select ${firmId}, ${sourceId}, u.provider_user_id, u.type, u.name, u.email, u.extension,
      array(select jsonb_array_elements_text(u.numbers)), u.active, ${now}
    from jsonb_to_recordset(${JSON.stringify(
      users.map((u) => ({
        provider_user_id: u.providerUserId,
        type: u.type,
        name: u.name,
        email: u.email ?? null,
        extension: u.extension ?? null,
        numbers: u.numbers,
        active: u.active,
      })),
    )}::jsonb) as u(provider_user_id text, type text, name text, email text, extension text, numbers jsonb, active boolean)
    on conflict (firm_id, source_id, provider_user_id) do update set type = excluded.type, name = excluded.name,
      email = excluded.email, extension = excluded.extension, numbers = excluded.numbers, active = excluded.active, updated_at = excluded.updated_at`.execute(
    tx,
  );
  await sql`update source_users set active = false where firm_id = ${firmId} and source_id = ${sourceId} and updated_at < ${now}`.execute(
    tx,
  );
}

/** Asks sources sooner than their next regular poll; one that is not polled at all is left alone. */
export async function bringPollForward(
  tx: Tx,
  firmId: string,
  wanted: readonly { sourceId: string; delaySeconds: number; users: boolean }[],
  now: Date,
): Promise<void> {
  for (const { sourceId, delaySeconds, users } of wanted) {
    const at = new Date(now.getTime() + delaySeconds * 1000);
    await sql`update sources set poll_due_at = least(poll_due_at, ${at}),
        subscription_due_at = case when ${users} then least(subscription_due_at, ${at}) else subscription_due_at end
      where firm_id = ${firmId} and id = ${sourceId} and poll_due_at is not null`.execute(tx);
  }
}

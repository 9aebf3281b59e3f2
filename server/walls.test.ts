import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenTestDatabase, openTestDatabase } from './platform/db/testing.ts';

let database: OpenTestDatabase;
beforeAll(async () => {
  database = await openTestDatabase();
});
afterAll(() => database.close());

/** Tables that belong to no firm: sign-in (one person may work for several), rates, counts of tries, and the migrator's own. */
const notOfAFirm = [
  'auth_account',
  'auth_passkey',
  'auth_session',
  'auth_two_factor',
  'auth_user',
  'auth_verification',
  'firms',
  'kysely_migration_lock',
  'migrations',
  'portal_accounts',
  'portal_authenticators',
  'portal_devices',
  'portal_failures',
  'portal_passkeys',
  'portal_recovery_codes',
  'portal_requests',
  'portal_sessions',
  'push_keys',
  'rate_books',
  'rate_limits',
  'request_lanes',
];

/** Look-ups that find the firm: led by what the caller brings instead. */
const findTheFirm: Record<string, string> = {
  memberships: 'user_id',
  portal_logins: 'account_id',
  hook_keys: 'hook_key',
  connection_keys: 'hook_key',
  text_links: 'code',
};

/** Of each table what somebody outside the firm may read at all, within his own walls. */
const portalReads: Record<string, string> = {
  attachments:
    'firm_id conversation_id seq id position name size_bytes sha256 content_type type_mismatch location verdict released_at withdrawn_at created_at',
  conversations:
    'firm_id id kind matter_id title state second_factor last_seq last_message_at continues_id staff_ids created_at archived_at ended_at',
  event_attendees: 'firm_id event_id contact_id state answered_at seen_sequence removed_at',
  drafts: 'firm_id conversation_id person_id is_staff body updated_at',
  events: 'firm_id seq type subject_id at conversation_id portal_user_id',
  file_requests: 'firm_id id conversation_id matter_id seq title note due_on state created_at settled_at',
  file_words: 'firm_id file_id conversation_id seq file_type body search created_at',
  firms: 'id name country time_zone',
  matter_events:
    'firm_id id matter_id uid sequence title place description starts_at ends_at time_zone neutral state organiser_staff_id moved_at cancelled_at updated_at',
  messages:
    'firm_id conversation_id seq id kind author_staff_id author_portal_user_id body detail sent_by reply_to_seq client_key edited_at retracted_at search created_at',
  participants:
    'firm_id id conversation_id portal_user_id from_seq to_seq joined_at left_at left_how access_until from_event',
  pins: 'firm_id conversation_id seq pinned_at',
  portal_users: 'firm_id id contact_id email active email_changed_at',
  read_pointers: 'firm_id conversation_id person_id is_staff seq at',
  request_files:
    'firm_id id slot_id request_id conversation_id state reason name size_bytes sha256 content_type type_mismatch location verdict released_at added_by_portal_user_id created_at',
  request_slots:
    'firm_id id request_id conversation_id position name help required types max_files max_bytes state reason decided_at',
  share_files:
    'firm_id id share_id conversation_id document_id state version level name size_bytes sha256 content_type type_mismatch verdict version_at since until until_why released_at',
  shares: 'firm_id id conversation_id matter_id seq kind name shared_at withdrawn_at',
  staff_members: 'firm_id id first_name last_name',
  to_dos:
    'firm_id id matter_id conversation_id portal_user_id kind source_id title due_on state done_how done_at created_at',
};

async function names(text: string): Promise<string[]> {
  const { rows } = await database.client.query<{ name: string }>(text);
  return rows.map(({ name }) => name).sort();
}

const tables = `select c.oid, c.relname, c.relrowsecurity, c.relforcerowsecurity,
    exists (select 1 from pg_attribute a where a.attrelid = c.oid and a.attname = 'firm_id' and not a.attisdropped) as tenant
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname = 'public' and c.relkind in ('r', 'p') and not c.relispartition`;

test('every table has firm_id, but for the few that belong to no firm', async () => {
  expect(await names(`select relname as name from (${tables}) t where not tenant`)).toEqual(notOfAFirm);
});

test('every table of a firm has forced row-level security and the wall between firms', async () => {
  const tenants = await names(`select relname as name from (${tables}) t where tenant`);
  expect(tenants.length).toBeGreaterThan(20);
  const walled = await names(`select relname as name from (${tables}) t
    join pg_policy p on p.polrelid = t.oid and p.polname = 'firm_wall' and p.polpermissive
    where tenant and relrowsecurity and relforcerowsecurity
      and pg_get_expr(p.polqual, p.polrelid) = '(firm_id = app_firm())'
      and pg_get_expr(p.polwithcheck, p.polrelid) = '(firm_id = app_firm())'`);
  expect(walled).toEqual(tenants);
});

test('every table with a matter has the matter wall', async () => {
  const onMatters = await names(`select relname as name from (${tables}) t
    join pg_attribute a on a.attrelid = t.oid and a.attname = 'matter_id' and not a.attisdropped
    where relname not in ('matter_access', 'pair_rules')`);
  expect(onMatters.length).toBeGreaterThan(5);
  const walled = await names(`select relname as name from (${tables}) t
    join pg_attribute a on a.attrelid = t.oid and a.attname = 'matter_id' and not a.attisdropped
    join pg_policy p on p.polrelid = t.oid and p.polname = 'matter_wall' and not p.polpermissive`);
  expect(walled).toEqual(onMatters);
});

test('keys of files are for the program alone', async () => {
  expect(
    await names(`select c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid
      where p.polname = 'keys_wall' and not p.polpermissive and pg_get_expr(p.polqual, p.polrelid) = '(app_staff() IS NULL)'`),
  ).toEqual(['content_keys', 'matter_content_keys', 'matter_keys']);
  expect(
    await names(`select c.relname as name from pg_class c
      where c.relname in ('content_keys', 'matter_content_keys', 'matter_keys', 'content_places')
        and (has_any_column_privilege('matterline_portal', c.oid, 'select') or has_any_column_privilege('matterline_system', c.oid, 'select'))`),
  ).toEqual([]);
});

test('every table of a conversation has the conversation wall', async () => {
  const inConversations = await names(`select relname as name from (${tables}) t
    join pg_attribute a on a.attrelid = t.oid and a.attname = 'conversation_id' and not a.attisdropped
    where relname <> 'break_glass_grants'`);
  expect(inConversations.length).toBeGreaterThan(5);
  const walled = await names(`select c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid
    where p.polname = 'conversation_wall' and not p.polpermissive`);
  expect(walled).toEqual([...inConversations, 'conversations'].sort());
});

test('people of the portal read these columns, and write nothing', async () => {
  const { rows } = await database.client.query<{ name: string; columns: string }>(`
    select c.relname as name, string_agg(a.attname, ' ' order by a.attnum) as columns
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p', 'v')
      and has_column_privilege('matterline_portal', c.oid, a.attnum, 'select')
    group by c.relname order by c.relname`);
  expect(Object.fromEntries(rows.map(({ name, columns }) => [name, columns]))).toEqual(portalReads);
  expect(
    await names(`select c.relname as name from pg_class c where c.relnamespace = 'public'::regnamespace and c.relkind in ('r', 'p')
      and has_table_privilege('matterline_portal', c.oid, 'insert, update, delete, truncate')`),
  ).toEqual([]);
});

test('only the program sees through the walls, and only where it must find a firm or its work', async () => {
  const crossed = await names(`select c.relname as name from pg_policy p join pg_class c on c.oid = p.polrelid
    where p.polname not in ('firm_wall', 'matter_wall', 'conversation_wall', 'subject_wall', 'candidates_wall', 'portal_wall', 'keys_wall')
      or 0 = any (p.polroles)`);
  expect(crossed).toEqual([
    'api_tokens',
    'artefacts',
    'audit_pending',
    'backfills',
    'chases',
    'closed_matters',
    'connection_keys',
    'connections',
    'daily_proofs',
    'destination_writes',
    'event_reminders',
    'file_requests',
    'file_words',
    'firms',
    'hook_keys',
    'interactions',
    'key_stage_news',
    'leads',
    'mail_replies',
    'memberships',
    'mirror_hints',
    'mirror_streams',
    'notice_timers',
    'onboarding_settings',
    'outgoing_messages',
    'pending_events',
    'portal_hosts',
    'portal_logins',
    'portal_users',
    'push_subscriptions',
    'push_timers',
    'quote_versions',
    'raw_events',
    'redo_runs',
    'resyncs',
    'share_news',
    'sources',
    'speech_settings',
    'staff_members',
    'sync_news',
    'sync_sheets',
    'text_inbound',
    'text_links',
    'text_media',
    'text_messages',
    'text_settings',
    'to_dos',
    'webhook_endpoints',
    'webhook_feeds',
    'what_if_runs',
  ]);
});

test('every primary key and foreign key of a firm’s table is led by firm_id', async () => {
  const { rows } = await database.client.query<{
    name: string;
    kind: string;
    first: string;
    target: string | null;
  }>(`
    select t.relname as name, k.contype as kind, a.attname as first, f.relname as target
    from (${tables}) t
    left join pg_constraint k on k.conrelid = t.oid and k.contype in ('p', 'f')
    left join pg_attribute a on a.attrelid = t.oid and a.attnum = k.conkey[1]
    left join pg_class f on f.oid = k.confrelid
    where tenant`);
  const wrong = rows.filter(
    ({ name, kind, first, target }) =>
      first !== 'firm_id' &&
      !(kind === 'p' && findTheFirm[name] === first) &&
      target !== 'auth_user' &&
      target !== 'portal_accounts',
  );
  expect(wrong).toEqual([]);
  const keyed = new Set(rows.filter(({ kind }) => kind === 'p').map(({ name }) => name));
  expect(rows.map(({ name }) => name).filter((name) => !keyed.has(name))).toEqual([]);
});

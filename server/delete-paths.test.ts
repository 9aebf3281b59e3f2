/**
 * T14: a hold overrides every delete. Each place of the program that deletes rows or bytes stands here, either with the
 * question that it asks first, or with the reason why what it deletes is nobody's record. A new one that does neither fails.
 */
import { globSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp } from './testing/app.ts';

const root = path.join(import.meta.dirname, '..');

/** Tables whose rows are somebody's record: the database itself keeps those that are on hold (`held_stays`). */
const records = [
  ...[
    'firms',
    'matters',
    'contacts',
    'conversations',
    'messages',
    'message_versions',
    'attachments',
    'uploads',
  ],
  ...[
    'text_messages',
    'text_inbound',
    'incoming_mails',
    'documents',
    'document_versions',
    'tasks',
    'memos',
    'fees',
  ],
  ...['cost_recoveries', 'matter_events', 'request_files'],
];

/** What deletes records, and the words in that file that ask first. */
const asks: Readonly<Record<string, RegExp>> = {
  'server/features/files/upkeep.ts: uploads': /held_by\(/,
  // called by purgeUpload alone, which asks
  'server/features/files/uploads-store.ts: uploads': /export async function removeUpload/,
  'server/features/file-requests/portal-acts.ts: request_files': /await refuseHeld\(/,
  'server/features/retention/contact-needs.ts: contacts': /held_by\([^)]*\)[^\n]*as hold/,
  'server/platform/sealing/matter-keys.ts: matter_content_keys': /await mustNotBeHeld\(/,
  // a whole firm, and who signed in for it alone
  'server/features/purge/firm-deletion.ts: ${quoted}': /refuseFirm\('confirm', facts\)/,
  'server/features/purge/firm-deletion.ts: firms': /refuseFirm\('confirm', facts\)/,
  'server/features/purge/firm-deletion.ts: firm_deletions': /refuseFirm\('confirm', facts\)/,
  'server/features/purge/firm-deletion.ts: auth_user': /refuseFirm\('confirm', facts\)/,
  'server/features/purge/firm-deletion.ts: portal_sessions': /refuseFirm\('confirm', facts\)/,
  'server/features/purge/firm-deletion.ts: portal_accounts': /refuseFirm\('confirm', facts\)/,
  // the steps are run by `settle` alone (run.ts), after `refuseMatter`, which knows holds
  'server/features/purge/steps.ts: ${sql.table(table)}': /export const purgeSteps/,
  // chase_opt_outs and key_stage_messages of a contact that goes
  'server/features/retention/contact-needs.ts: ${sql.table(table)}': /held_by\(/,
};

/** Files whose deletes are of working data: what waits, lists that are set anew, settings, sessions, caches. */
const working: Readonly<Record<string, string>> = {
  'server/features/audit-log/seal-round.ts': 'a waiting list: the entries themselves stay',
  'server/features/calendar/reminders.ts': 'reminders that are planned anew',
  'server/features/call-logging/interactions-store.ts':
    'an assembly that is made again of observations, which stay',
  'server/features/call-logging/sessions-store.ts':
    'interactions that became one; their observations go along',
  'server/features/call-logging/undo-absorbed.ts': 'log entries of interactions that became one',
  'server/features/call-logging/options-routes.ts': 'rules for pairs: settings',
  'server/features/call-logging/what-if/routes.ts': 'what-if runs: trials',
  'server/features/connections/connect.ts': 'attempts to connect',
  'server/features/connections/farewell.ts': 'bookkeeping of a connection that was taken off',
  'server/features/connections/sign-in.ts': 'attempts to connect',
  'server/features/connections/update.ts': 'a connection: settings',
  'server/features/conversations/amend.ts': 'pins',
  'server/features/conversations/drafts.ts': 'drafts that nobody sent',
  'server/features/conversations/endings-round.ts': 'a waiting list',
  'server/features/conversations/outgoing.ts':
    'what has not left yet: sent, it is a message; taken back, it never was',
  'server/features/conversations/post.ts': 'the draft of what was sent',
  'server/features/conversations/unite-stays.ts': 'drafts that go on as those of the same person',
  'server/features/fee-scales/store.ts': 'drafts of fee scales',
  'server/features/file-requests/templates.ts': 'templates: settings',
  'server/features/key-stages/follow.ts': 'a waiting list',
  'server/features/key-stages/stages-store.ts': 'stages: settings',
  'server/features/leads/chases.ts': 'an opt-out that was taken back',
  'server/features/leads/clients.ts': 'the list of clients, set anew',
  'server/features/mail-replies/addresses.ts': 'addresses for answers whose time is over',
  'server/features/mirror/hints.ts': 'a waiting list',
  'server/features/mirror/links-store.ts': 'a waiting list',
  'server/features/onboarding/acts.ts': 'what was prepared and not sent',
  'server/features/onboarding/events-store.ts': 'events that were read',
  'server/features/merged-contacts/unite.ts': 'figures that staff read out, which work no more',
  'server/features/onboarding/forget.ts':
    'of an enquiry that is made anonymous or a matter that is purged, which asks',
  'server/features/onboarding/make.ts': 'a workspace that could not be made',
  'server/features/onboarding/settings-store.ts': 'settings',
  'server/features/portal-look/hosts.ts': 'the firm’s address: settings',
  'server/features/portal-sign-in/accounts.ts': 'sign-in',
  'server/features/portal-sign-in/authenticator-app.ts': 'sign-in',
  'server/features/portal-sign-in/confirmations.ts': 'sign-in',
  'server/features/portal-sign-in/factors.ts': 'sign-in',
  'server/features/portal-sign-in/jobs.ts': 'sign-in',
  'server/features/portal-sign-in/passkeys.ts': 'sign-in',
  'server/features/portal-sign-in/recovery-codes.ts': 'sign-in',
  'server/features/portal-sign-in/join-logins.ts': 'sign-in',
  'server/features/portal-sign-in/take-factors-away.ts': 'sign-in',
  'server/features/practice/contact-addresses.ts': 'a contact’s addresses, set anew by a person',
  'server/features/practice/contacts-duplicates.ts':
    'that two are not the same person, taken back by a person',
  'server/features/practice/contacts-merge.ts':
    'two contacts become one: moved, and the other stays as merged',
  'server/features/practice/contacts-numbers.ts': 'a contact’s numbers, set anew by a person',
  'server/features/practice/contacts-store.ts':
    'a contact’s numbers, mailboxes and members, set anew by a person',
  'server/features/practice/folders-store.ts': 'folders that are empty',
  'server/features/practice/matter-types-store.ts': 'matter types and stages: settings',
  'server/features/practice/matters-store.ts': 'parties, set anew by a person; audited',
  'server/features/practice/matters-walls.ts': 'the list of a wall',
  'server/features/practice/mirror-contacts.ts': 'what the connected system says anew',
  'server/features/practice/mirror-matters.ts': 'what the connected system says anew',
  'server/features/practice/mirror-types.ts': 'what the connected system says anew',
  'server/features/practice/saved-views.ts': 'views: settings',
  'server/features/push/devices.ts': 'devices that get pushes: settings of a person',
  'server/features/quotes/store.ts': 'drafts of quotes that nobody sent',
  'server/features/referrer-portal/sessions.ts': 'sign-in',
  'server/features/referrers/store.ts': 'rules for referrers: settings',
  'server/features/retention/anonymise.ts':
    'of an enquiry, after `decide`, which knows holds of the enquiry and of its people',
  'server/features/retention/matter-policy.ts': 'how long matters are kept, set anew',
  'server/features/retention/files.ts': 'bytes and previews that no row names any more',
  'server/features/sources/pending-store.ts': 'a waiting list',
  'server/features/sources/routes.ts': 'keys: settings',
  'server/features/staff/jobs.ts': 'sign-in',
  'server/features/staff/logins.ts': 'sign-in',
  'server/features/staff/me-routes.ts': 'sign-in',
  'server/features/sync/follow.ts': 'a waiting list',
  'server/features/sync/resync.ts': 'a waiting list',
  'server/features/texts/contact-views.ts': 'a mark on a matter',
  'server/features/texts/settings-store.ts': 'settings',
  'server/features/texts/take-in.ts': 'pictures of a stranger whom the firm wants not to hear',
  'server/features/webhooks/endpoints-store.ts': 'settings',
  'server/features/webhooks/feed.ts': 'a waiting list',
  'server/features/webhooks/jobs.ts': 'what was sent on',
  'server/features/widget/store.ts': 'forms: settings',
  'server/platform/backup/restore.ts': 'a database that is filled from a backup',
  'server/platform/sealing/content-keys.ts':
    'keys of bytes that leave the store, after whoever removes them asked',
  'server/platform/cleanup.ts': 'live events and kept answers',
};

/** Deletes of packs and exports: copies, made anew whenever somebody asks. */
const copies = ['person_exports', 'hand_overs'];

interface Found {
  file: string;
  table: string;
}

function deletes(): Found[] {
  const files = globSync('server/**/*.ts', { cwd: root }).filter(
    (file) => !/\.test\.ts$|(?:^|\/)test-[^/]*\.ts$/.test(file) && !file.startsWith('server/testing/'),
  );
  return files.flatMap((file) => {
    const text = readFileSync(path.join(root, file), 'utf8');
    const found = text.matchAll(
      /deleteFrom\(\s*(?:'(\w+)'|([\w.]+))|delete\s+from\s+(\$\{[^}]*\}|[\w".]+)|truncate\s+(?:table\s+)(\w+)/gi,
    );
    return [...found].map(([, quoted, named, raw, emptied]) => ({
      file,
      table: quoted ?? named ?? raw ?? emptied ?? '',
    }));
  });
}

/** The places where bytes leave the store, and what they look at before. */
const bytes: Readonly<Record<string, string>> = {
  'server/features/purge/firm-deletion.ts': 'the firm is gone, which nothing held',
  'server/features/retention/files.ts': 'no row names them any more; rows that are on hold stay',
  'server/features/retention/exports.ts': 'copies whose week is over',
};

let app: TestApp;
beforeAll(async () => {
  app = await startTestApp();
});
afterAll(() => app.close());

describe('T14: every delete path asks whether something holds it', () => {
  const all = deletes();

  test('the list knows of all of them', () => {
    expect(all.length).toBeGreaterThan(100);
    const unknown = all.filter(
      ({ file, table }) => !(`${file}: ${table}` in asks) && !(file in working) && !copies.includes(table),
    );
    expect(unknown).toEqual([]);
  });

  test('no file with working data deletes a record', () => {
    const wrong = all.filter(({ file, table }) => records.includes(table) && !(`${file}: ${table}` in asks));
    expect(wrong).toEqual([]);
  });

  test('the list names nothing that is not there any more', () => {
    const places = new Set(all.flatMap(({ file, table }) => [file, `${file}: ${table}`]));
    expect([...Object.keys(asks), ...Object.keys(working)].filter((place) => !places.has(place))).toEqual([]);
  });

  test.each(Object.entries(asks))('%s asks', (place, question) => {
    const file = place.slice(0, place.indexOf(': '));
    expect(readFileSync(path.join(root, file), 'utf8')).toMatch(question);
  });

  test('bytes leave the store in these places alone', () => {
    const files = globSync('server/features/**/*.ts', { cwd: root }).filter(
      (file) => !file.endsWith('.test.ts'),
    );
    const found = files.filter((file) =>
      /\bfiles\.remove(?:Firm)?\(/.test(readFileSync(path.join(root, file), 'utf8')),
    );
    expect(found.toSorted()).toEqual(Object.keys(bytes).toSorted());
  });

  test('the database keeps each record that is on hold, whatever path deletes', async () => {
    const { rows } = await app.platform.database.pool.query<{ table: string }>(
      `select c.relname as table from pg_trigger t join pg_class c on c.oid = t.tgrelid where t.tgname = 'held_stays'`,
    );
    expect(rows.map(({ table }) => table).toSorted()).toEqual(records.toSorted());
  });
});

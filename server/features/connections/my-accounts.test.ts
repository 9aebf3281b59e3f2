/** A staff member links their own account in a connected system (quotes.md §1, "My Accounts"). */
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { practiceSystems } from '../../vendors/registry.ts';
import { createConnectionsFeature } from './index.ts';

const listed = z.object({
  items: z.array(
    z.object({
      connectionId: z.string(),
      system: z.string(),
      linked: z.object({ externalId: z.string(), email: z.string().nullable() }).nullable(),
      choices: z.array(z.object({ externalId: z.string(), email: z.string().nullable() })),
    }),
  ),
});
const asked = z.object({
  linked: z.looseObject({ email: z.string() }).nullable(),
  ticket: z.string().nullable(),
});

let app: TestApp;
let firm: TestFirm;
let ada: TestStaff;
let connectionId: string;
const clock = { now: new Date('2026-11-22T10:00:00Z') };
beforeAll(async () => {
  const nothing = async () => undefined;
  app = await startTestApp({
    clock: { now: () => clock.now },
    features: [
      (platform) =>
        createConnectionsFeature(platform, practiceSystems, {
          mirror: {
            start: nothing,
            requestWholePass: nothing,
            addHints: nothing,
            readProgress: async () => [],
            round: async () => false,
            hintRound: async () => false,
          },
          sync: { noteHints: nothing },
          writes: {
            readQueues: async () => new Map(),
            list: async () => [],
            redrive: async () => 0,
            recordLateFailure: nothing,
          },
        }),
    ],
  });
});
afterAll(() => app.close());

beforeEach(async () => {
  firm = await app.makeFirm();
  ada = await app.signedIn(firm, 'member', { firstName: 'Ada', lastName: 'Solicitor' });
  const { pool } = app.platform.database;
  const made = await pool.query<{ id: string }>(
    `insert into connections (firm_id, id, vendor, name, region, sign_in_grant, client_id, credentials, status, hook_key, hook_secret)
     values ($1, gen_random_uuid(), 'smokeball', 'Smokeball', 'uk', 'authorization_code', 'client', '\\x00', 'active', gen_random_uuid()::text, '\\x00')
     returning id`,
    [firm.id],
  );
  connectionId = made.rows[0]?.id ?? '';
});

/** Somebody there, whom the mirror took in as staff without a login. */
async function personThere(externalId: string, email: string, staffId?: string): Promise<void> {
  const { pool } = app.platform.database;
  const local =
    staffId ??
    (
      await pool.query<{ id: string }>(
        `insert into staff_members (firm_id, id, first_name, last_name, email, role, kept_in)
         values ($1, gen_random_uuid(), 'Person', $2, '', 'member', $3) returning id`,
        [firm.id, externalId, connectionId],
      )
    ).rows[0]?.id;
  await pool.query(
    `insert into external_links (firm_id, connection_id, kind, external_id, local_id, extra)
     values ($1, $2, 'staff', $3, $4, jsonb_build_object('email', $5::text, 'name', $3::text))`,
    [firm.id, connectionId, externalId, local, email],
  );
}
const mine = async (who = ada) =>
  listed.parse((await who.call('GET', '/api/v1/my-accounts')).json()).items[0];
const ask = (externalId: string, who = ada) =>
  who.call('POST', `/api/v1/my-accounts/${connectionId}`, { externalId });
const confirm = (ticket: string, code: string, who = ada) =>
  who.call('PUT', `/api/v1/my-accounts/${connectionId}`, { ticket, code });
async function codeSentTo(email: string): Promise<string> {
  const { rows } = await app.platform.database.pool.query<{ body: string }>(
    `select body from outbox where firm_id = $1 and recipient = $2 order by id desc limit 1`,
    [firm.id, email],
  );
  return /code is ([A-Z0-9]{4}-[A-Z0-9]{4})/.exec(rows[0]?.body ?? '')?.[1] ?? '';
}

test('the address that one signs in with needs no code; the page shows the linked e-mail', async () => {
  await personThere('ada-there', ada.email);
  expect((await mine())?.linked).toBeNull();
  const answer = asked.parse((await ask('ada-there')).json());
  expect(answer).toMatchObject({ linked: { email: ada.email }, ticket: null });
  expect((await mine())?.linked).toEqual(expect.objectContaining({ email: ada.email }));
});

test('another address is proved by the code that is sent to it', async () => {
  await personThere('ada-there', 'a.solicitor@example.org');
  const { ticket } = asked.parse((await ask('ada-there')).json());
  expect((await mine())?.linked).toBeNull();
  const code = await codeSentTo('a.solicitor@example.org');
  expect((await confirm(ticket ?? '', code.toLowerCase().replace('-', ' '))).statusCode).toBe(200);
  expect((await mine())?.linked).toEqual(expect.objectContaining({ email: 'a.solicitor@example.org' }));
});

test('a wrong, old, foreign or invented code links nobody', async () => {
  await personThere('ada-there', 'a.solicitor@example.org');
  const ben = await app.signedIn(firm, 'member');
  const { ticket } = asked.parse((await ask('ada-there')).json());
  const code = await codeSentTo('a.solicitor@example.org');
  expect((await confirm(ticket ?? '', 'AAAA-AAAA')).statusCode).toBe(422);
  expect((await confirm('bm90IG91cnM', code)).statusCode).toBe(422);
  expect((await confirm(ticket ?? '', code, ben)).statusCode).toBe(422);
  clock.now = new Date(clock.now.getTime() + 16 * 60_000);
  expect((await confirm(ticket ?? '', code)).statusCode).toBe(422);
  expect((await mine())?.linked).toBeNull();
});

test('a person whom a colleague with a login is already cannot be taken', async () => {
  const ben = await app.signedIn(firm, 'member');
  await personThere('ben-there', ada.email, ben.id);
  const refused = await ask('ben-there');
  expect(refused.statusCode).toBe(409);
  expect(refused.json().detail).toContain('A colleague is that person already');
});

test('somebody without an address, or who is not there, cannot be chosen', async () => {
  await personThere('nobody', '');
  expect((await ask('nobody')).statusCode).toBe(409);
  expect((await ask('who')).statusCode).toBe(404);
  expect((await mine())?.choices).toEqual([]);
});

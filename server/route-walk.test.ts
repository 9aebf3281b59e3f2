import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { features } from './feature-list.ts';
import type { Route } from './platform/http/contract.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './testing/app.ts';
import { makePortalUser, type TestPortalUser } from './testing/portal-user.ts';
import { plainBody, sampleBody } from './testing/sample-body.ts';

/*
 * Tries every declared route without login, with too small a role, and from another firm with ids of rows that exist in
 * the first one. A route is in this test by being declared.
 */
let app: TestApp;
let ours: TestFirm;
let theirs: TestFirm;
let member: TestStaff;
let administrator: TestStaff;
/** People outside the firms, for the routes of their portal. */
let visitors: { ours: TestPortalUser; theirs: TestPortalUser };
/** Ids of our rows, by table. */
let ids: Map<string, string[]>;

beforeAll(async () => {
  app = await startTestApp({ features });
  ours = await app.makeFirm({ name: 'First firm' });
  theirs = await app.makeFirm({ name: 'Other firm' });
  member = await app.signedIn(ours, 'member');
  administrator = await app.signedIn(ours, 'administrator');
  visitors = { ours: await makePortalUser(app, ours), theirs: await makePortalUser(app, theirs) };
  await writeToOurVisitor();
  // Rows of every kind that the API itself can make, each from rows that are already there.
  for (const bodyOf of [plainBody, plainBody, sampleBody, sampleBody]) {
    ids = await ourIds();
    for (const route of walked())
      if (route.method === 'POST') await send(oursFor(route), route, firstIdFor, bodyOf);
  }
  ids = await ourIds();
});
afterAll(async () => {
  await app.close();
});

/** What no body can be guessed for: a client of a matter, and a message to them. */
async function writeToOurVisitor(): Promise<void> {
  const { id: portalUserId, contactId } = visitors.ours;
  const made = z.object({ id: z.string() });
  const post = async (path: string, body: unknown) =>
    made.parse((await ours.owner.call('POST', path, body)).json()).id;
  const parties = [{ contactId, role: 'Client', isClient: true }];
  const matterId = await post('/api/v1/matters', { title: 'Lease of Unit 4', parties });
  const conversation = { kind: 'external', matterId, portalUserIds: [portalUserId] };
  const id = await post('/api/v1/conversations', conversation);
  await ours.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
  await ours.owner.call('POST', `/api/v1/conversations/${id}/messages`, { body: 'Good morning' });
}

/** Open-ended streams never answer an injected request; they are tried without login only. */
function walked(): Route[] {
  return app.routes
    .map(({ route }) => route)
    .filter((route) => !(route.streams && !route.path.includes(':')));
}

/** Who of our firm may call the route at least by role, and the same of the other firm. */
const oursFor = ({ access }: Route) => (access === 'portal' ? visitors.ours : ours.owner);
const theirsFor = ({ access }: Route) => (access === 'portal' ? visitors.theirs : theirs.owner);

const nobodysId = '0198c0de-0000-7000-8000-000000000000';
const nobodysOtherId = '0198c0de-0000-7000-8000-000000000001';

/** `matterId`, `/matters/:id` → an id of our `matters`. */
function firstIdFor(property: string, path = ''): string {
  const noun = (
    property === 'id' ? (path.split('/:id')[0]?.split('/').at(-1) ?? '') : property.replace(/Ids?$/, '')
  )
    .replaceAll('-', '_')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  if (/responsible|assignee|author/.test(noun)) return ids.get('staff_members')?.at(-1) ?? nobodysId;
  const table = [...ids.keys()].find((name) =>
    [noun, `${noun}s`, `${noun}_members`, `api_${noun}`].includes(name),
  );
  return ids.get(table ?? '')?.at(-1) ?? nobodysId;
}

async function ourIds(): Promise<Map<string, string[]>> {
  const { pool } = app.platform.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public'
       and column_name in ('id', 'firm_id') and data_type = 'uuid' group by 1 having count(*) = 2`,
  );
  const found = new Map<string, string[]>();
  for (const { name } of tables) {
    const { rows } = await pool.query<{ id: string }>(
      `select id from ${name} where firm_id = $1 order by id`,
      [ours.id],
    );
    if (rows.length > 0)
      found.set(
        name,
        rows.map(({ id }) => id),
      );
  }
  return found;
}

/** Everything that our firm has, as one text per table. */
async function ourRows(): Promise<Map<string, string>> {
  const { pool } = app.platform.database;
  const { rows: tables } = await pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns where table_schema = 'public' and column_name = 'firm_id'
       and table_name not in ('api_tokens')`,
  );
  const state = new Map<string, string>();
  for (const { name } of tables) {
    const { rows } = await pool.query(
      `select md5(coalesce(string_agg(t::text, '|' order by t::text), '')) as sum from ${name} t where firm_id = $1`,
      [ours.id],
    );
    state.set(name, String(rows[0]?.sum));
  }
  return state;
}

function pathOf(route: Route, idOf: (name: string, path: string) => string): string {
  return route.path.replaceAll(/:([a-zA-Z]+)/g, (_whole, name: string) =>
    name === 'seq' ? '1' : idOf(name, route.path),
  );
}

function send(
  who: TestStaff | TestPortalUser | null,
  route: Route,
  idOf: (name: string, path: string) => string,
  bodyOf = sampleBody,
) {
  const body = route.body ? bodyOf(route.body, (name) => idOf(name, route.path)) : undefined;
  return request(who, route, pathOf(route, idOf), body);
}

/** Staff by token, since signing out is one of the routes. */
function request(who: TestStaff | TestPortalUser | null, { method }: Route, path: string, body: unknown) {
  const headers =
    who === null
      ? {}
      : 'token' in who
        ? { cookie: '', authorization: `Bearer ${who.token}` }
        : { cookie: who.cookie };
  return app.call(method, path, body, { headers });
}

const isEmptyList = (body: string) => /^\{"items":\[\],/.test(body);

const name = (route: Route) => `${route.method} ${route.path}`;

describe('every declared route', () => {
  test('is found by the walk, and rows of the first firm exist to try it with', () => {
    expect(app.routes.length).toBeGreaterThan(20);
    expect([...ids.keys()]).toEqual(
      expect.arrayContaining(['staff_members', 'api_tokens', 'invitations', 'audit_log']),
    );
  });

  test('answers signed_out without login, unless it is declared for anyone', async () => {
    const wrong: string[] = [];
    for (const { route } of app.routes) {
      if (route.access === 'anyone') continue;
      const answer = await send(null, route, firstIdFor);
      if (answer.statusCode !== 401 || answer.json().code !== 'signed_out')
        wrong.push(`${name(route)}: ${answer.statusCode}`);
    }
    expect(wrong).toEqual([]);
  });

  test('is forbidden to a smaller role than declared', async () => {
    const wrong: string[] = [];
    let tried = 0;
    for (const { route } of app.routes) {
      const tooSmall = [
        ...(route.access === 'administrator' || route.access === 'owner' ? [member] : []),
        ...(route.access === 'owner' ? [administrator] : []),
      ];
      for (const person of tooSmall) {
        tried += 1;
        const answer = await send(person, route, firstIdFor);
        if (answer.statusCode !== 403) wrong.push(`${name(route)}: ${answer.statusCode}`);
      }
    }
    expect(wrong).toEqual([]);
    expect(tried).toBeGreaterThan(5);
  });

  test('gives the other firm nothing of ours, and changes nothing of ours, whatever ids it names', async () => {
    const before = await ourRows();
    const secrets = [ours.id, ...[...ids.values()].flat()];
    const wrong: string[] = [];
    for (const route of walked()) {
      // Anybody may ask for a sign-in mail to an address that they know; the one in the sample is our client's.
      if (route.path === '/api/v1/portal/sign-in-requests') continue;
      const named = /:[a-zA-Z]+/.test(route.path);
      // The row that the path means, and one of every other kind.
      const candidates = named ? [null, ...ids.keys()] : [null];
      for (const table of candidates) {
        const idOf = (property: string, path: string) =>
          (table === null ? undefined : ids.get(table)?.at(-1)) ?? firstIdFor(property, path);
        const sent = pathOf(route, idOf);
        const answer = await send(theirsFor(route), route, idOf);
        const leaked = secrets.find((id) => answer.body.includes(id) && !sent.includes(id));
        if (leaked) wrong.push(`${name(route)} tells ${leaked}`);
        if (named && answer.statusCode < 300 && !isEmptyList(answer.body))
          wrong.push(`${name(route)} with ${table ?? 'its own kind'}: ${answer.statusCode}`);
        if (answer.statusCode >= 500) wrong.push(`${name(route)}: ${answer.statusCode}`);
      }
    }
    expect(wrong).toEqual([]);
    const after = await ourRows();
    expect([...after].filter(([table, sum]) => before.get(table) !== sum).map(([table]) => table)).toEqual(
      [],
    );
  }, 180_000);

  test('refuses a field that it does not know, in its query or body, by the name of the field', async () => {
    const wrong: string[] = [];
    for (const { route } of app.routes) {
      const path = pathOf(route, () => nobodysId);
      const body = route.body && { ...Object(sampleBody(route.body, () => nobodysId)), unheardOf: 1 };
      const tries = [
        await request(
          oursFor(route),
          route,
          `${path}?unheardOf=1`,
          route.body && sampleBody(route.body, () => nobodysId),
        ),
        ...(body ? [await request(oursFor(route), route, path, body)] : []),
      ];
      for (const answer of tries)
        if (!answer.body.includes('"field":"unheardOf"')) wrong.push(`${name(route)}: ${answer.body}`);
    }
    expect(wrong).toEqual([]);
  });

  test('is tried with ids that mean something: most give their own firm an answer', async () => {
    const silent: string[] = [];
    const named = walked().filter(({ method, path }) => method === 'GET' && path.includes(':'));
    for (const route of named) {
      const answer = await send(oursFor(route), route, firstIdFor);
      if (answer.statusCode >= 300) silent.push(name(route));
    }
    expect(silent.length, silent.join(', ')).toBeLessThanOrEqual(named.length / 2);
  });

  test('answers the same words for a row of another firm and for one that does not exist', async () => {
    const wrong: string[] = [];
    for (const route of walked()) {
      if (!route.path.includes(':')) continue;
      const bodyIds = () => nobodysId;
      const body = route.body ? sampleBody(route.body, () => nobodysOtherId) : undefined;
      const [known, unknown] = await Promise.all(
        [firstIdFor, bodyIds].map((idOf) => request(theirsFor(route), route, pathOf(route, idOf), body)),
      );
      const words = [known, unknown].map((answer) => {
        const { instance: _, ...rest } = answer?.json() ?? {};
        return JSON.stringify([answer?.statusCode, rest]);
      });
      if (words[0] !== words[1]) wrong.push(`${name(route)}: ${words.join(' / ')}`);
    }
    expect(wrong).toEqual([]);
  });
});

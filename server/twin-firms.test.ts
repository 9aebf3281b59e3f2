import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { features } from './feature-list.ts';
import type { Route } from './platform/http/contract.ts';
import { newId } from './platform/ids.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './testing/app.ts';
import type { TestPortalUser } from './testing/portal-user.ts';
import { sampleBody } from './testing/sample-body.ts';
import { canonical, hiddenWord, makeTwin, releaseAll, type Twin } from './testing/twin-firms.ts';
import { differs, median } from './testing/two-samples.ts';

/*
 * Two firms alike, but that one has a matter more behind a wall, with one of everything on it. Whoever is outside asks
 * everything that the API declares: nothing may differ, and what is hidden answers as what does not exist. A route is in
 * this test by being declared.
 */
let app: TestApp;
/** Without, and with the hidden matter. */
let plain: Twin;
let twin: Twin;
let elsewhere: TestFirm;
beforeAll(async () => {
  app = await startTestApp({ features });
  plain = await makeTwin(app, 'one', false);
  twin = await makeTwin(app, 'two', true);
  elsewhere = await app.makeFirm({ name: 'Other firm' });
}, 120_000);
afterAll(async () => {
  await app.close();
});

type Outsider = TestStaff | TestPortalUser;
const nobodysId = '0198c0de-0000-7000-8000-00000000dead';
const name = (route: Route) => `${route.method} ${route.path}`;

/** Event streams do not end; of files and tables each answer does. */
const answers = () =>
  app.routes
    .map(({ route }) => route)
    .filter(({ streams, path }) => !streams || path.includes(':') || path.endsWith('.csv'));
/** Who does not take anything away from the others' sign-in. */
const harmless = ({ path }: Route) => !/session|sign-out|sign-in/.test(path);

function send(who: Outsider, { method }: Route, path: string, body?: unknown) {
  return who.call(method, path, body);
}

/** `matterId`, `/matters/:id` → ids of `matters` among these. */
function firstIdFor(ids: ReadonlyMap<string, string[]>, property: string, path = ''): string | undefined {
  const noun = (
    property === 'id' ? (path.split('/:id')[0]?.split('/').at(-1) ?? '') : property.replace(/Ids?$/, '')
  )
    .replaceAll('-', '_')
    .replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  const wanted = synonyms[noun] ?? [noun, `${noun}s`, `${noun}_members`, `matter_${noun}`];
  return wanted.flatMap((table) => ids.get(table)?.[0] ?? [])[0];
}

/** Where the noun of an address is not the name of its table. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  event: ['matter_events'],
  events: ['matter_events'],
  files: ['attachments'],
  file: ['attachments'],
};

function pathOf(route: Route, idOf: (property: string, path: string) => string): string {
  return route.path.replaceAll(/:([a-zA-Z]+)/g, (_whole, property: string) =>
    property === 'seq' ? '1' : idOf(property, route.path),
  );
}

/** Also asked with the words of the hidden matter, where something can be searched for. */
function variants(route: Route): string[] {
  const properties = route.query
    ? z
        .looseObject({ properties: z.record(z.string(), z.unknown()).optional() })
        .parse(z.toJSONSchema(route.query, { io: 'input', unrepresentable: 'any' })).properties
    : {};
  return ['', ...(properties?.q ? [`?q=${hiddenWord}`] : [])];
}

const unlike = /^(?:date|etag|content-length|x-request-id|ratelimit|x-ratelimit)/;

function told(
  answer: { statusCode: number; headers: Record<string, unknown>; body: string },
  sent: string,
): string {
  const headers = Object.entries(answer.headers)
    .filter(([header]) => !unlike.test(header))
    .map(([header, value]) => `${header}: ${String(value)}`)
    .sort();
  // What was asked may stand in the answer.
  return canonical([answer.statusCode, ...headers, answer.body.replaceAll(sent, '<sent>')].join('\n'));
}

const allHidden = () => [...twin.hidden.values()].flat();

function leakIn(body: string, sent: string): string | undefined {
  return [...allHidden(), hiddenWord].find((secret) => body.includes(secret) && !sent.includes(secret));
}

test('the hidden matter has one of everything, and who is inside sees it', async () => {
  expect([...twin.hidden.keys()]).toEqual(
    expect.arrayContaining([
      ...['matters', 'conversations', 'messages', 'tasks', 'memos', 'fees', 'documents'],
      ...['to_dos', 'matter_events', 'uploads', 'attachments', 'text_messages', 'participants'],
    ]),
  );
  const seen = await twin.insider.call('GET', `/api/v1/matters?q=${hiddenWord}`);
  expect(seen.json().items).toHaveLength(1);
});

describe('twin firms answer alike, byte for byte but for ids and times', () => {
  const people: readonly [string, (one: Twin) => Outsider, (route: Route) => boolean][] = [
    ['an owner outside the wall', ({ outsider }) => outsider, ({ access }) => access !== 'portal'],
    ['a member outside the wall', ({ member }) => member, ({ access }) => access === 'member'],
    ['a client of another matter', ({ client }) => client, ({ access }) => access === 'portal'],
  ];
  test.each(people)(
    '%s, asking every GET',
    async (_name, pick, may) => {
      const wrong: string[] = [];
      const routes = answers().filter((route) => route.method === 'GET' && may(route));
      expect(routes.length).toBeGreaterThan(10);
      for (const route of routes)
        for (const variant of variants(route)) {
          const [one, other] = [plain, twin].map(async (firm) => {
            const idOf = (property: string, path: string) =>
              firstIdFor(firm.own, property, path) ?? nobodysId;
            const path = `${pathOf(route, idOf)}${variant}`;
            const answer = await send(pick(firm), route, path);
            const leak = firm === twin ? leakIn(answer.body, path) : undefined;
            if (leak) wrong.push(`${name(route)}${variant} tells ${leak}`);
            return told(answer, path);
          });
          const both = [await one, await other];
          if (both[0] !== both[1]) wrong.push(`${name(route)}${variant} differs:\n${both.join('\n---\n')}`);
        }
      expect(wrong).toEqual([]);
    },
    180_000,
  );
});

describe('a hidden id answers as one that does not exist: status, headers, body and its length', () => {
  const people: readonly [string, () => Outsider, (route: Route) => boolean][] = [
    ['to an owner outside the wall', () => twin.outsider, ({ access }) => access !== 'portal'],
    ['to a member outside the wall', () => twin.member, ({ access }) => access === 'member'],
    ['to a client of another matter', () => twin.client, ({ access }) => access === 'portal'],
    ['to another firm', () => elsewhere.owner, ({ access }) => access !== 'portal'],
  ];
  test.each(people)(
    '%s, whatever is asked or tried',
    async (_name, pick, may) => {
      const before = await hiddenRows();
      const wrong: string[] = [];
      let tried = 0;
      for (const route of answers().filter((one) => may(one) && harmless(one)))
        for (const [table, [id = nobodysId]] of twin.hidden) {
          const named = isAddressed(route, table);
          // Each time another, or a limit of tries would tell the two apart.
          const nothing = newId();
          const [hidden, random] = [id, nothing].map((asked) => tryIt(route, table, asked));
          if (!hidden || !random || (!named && !JSON.stringify(hidden.body ?? '').includes(id))) continue;
          tried += 1;
          const answer = await send(pick(), route, hidden.path, hidden.body);
          const other = await send(pick(), route, random.path, random.body);
          const leak = leakIn(answer.body, hidden.path + JSON.stringify(hidden.body ?? null));
          if (leak) wrong.push(`${name(route)} with one of ${table} tells ${leak}`);
          const words = [wordsOf(answer, id), wordsOf(other, nothing)];
          if (words[0] !== words[1])
            wrong.push(`${name(route)} with one of ${table}:\n${words.join('\n---\n')}`);
        }
      expect(wrong).toEqual([]);
      expect(tried).toBeGreaterThan(50);
      expect(await hiddenRows()).toEqual(before);
    },
    300_000,
  );

  /** Whether ids of this table make sense in the route's address: its own kind, and the two that most things hang on. */
  function isAddressed({ path }: Route, table: string): boolean {
    const properties = [...path.matchAll(/:([a-zA-Z]+)/g)].flatMap(([, property]) => property ?? []);
    const common = table === 'matters' || table === 'conversations';
    const ofKind = new Map([[table, [nobodysId]]]);
    return properties.some(
      (property) => /id$/i.test(property) && (common || firstIdFor(ofKind, property, path) !== undefined),
    );
  }

  /** The id stands for every id of the address, and in the body for those of its kind; all others are of nobody. */
  function tryIt(route: Route, table: string, id: string) {
    const ofKind = new Map([[table, [id]]]);
    return {
      path: pathOf(route, () => id),
      body: route.body
        ? sampleBody(route.body, (property) => firstIdFor(ofKind, property, route.path) ?? nobodysId)
        : undefined,
    };
  }

  function wordsOf(
    answer: { statusCode: number; headers: Record<string, unknown>; body: string },
    id: string,
  ): string {
    const body = answer.body.replaceAll(id, '<asked>').replace(/"instance":"[^"]*"/, '');
    const length = answer.headers['content-length'];
    return `${length} ${told({ ...answer, body }, id)}`;
  }

  async function hiddenRows(): Promise<string[]> {
    const rows: string[] = [];
    for (const [table, ids] of twin.hidden) {
      const { rows: found } = await app.platform.database.pool.query<{ row: string }>(
        `select t::text as row from ${table} t where firm_id = $1 and id = any($2) order by id`,
        [twin.firm.id, ids],
      );
      rows.push(...found.map(({ row }) => row));
    }
    return rows;
  }
});

describe('the time of an answer tells nothing', () => {
  const rounds = 60;
  test.each([
    ['a matter', 'matters', (id: string) => `/api/v1/matters/${id}`],
    ['its overview', 'matters', (id: string) => `/api/v1/matters/${id}/overview`],
    ['a conversation', 'conversations', (id: string) => `/api/v1/conversations/${id}`],
    ['its messages', 'conversations', (id: string) => `/api/v1/conversations/${id}/messages`],
    ['a file', 'attachments', (id: string) => `/api/v1/files/${id}`],
    ['a task', 'tasks', (id: string) => `/api/v1/tasks/${id}`],
  ])(
    '%s: hidden ids and random ones take the same (Mann–Whitney, in turns, warm)',
    async (_name, table, pathOf) => {
      const id = twin.hidden.get(table)?.[0] ?? '';
      const took = { hidden: [] as number[], random: [] as number[] };
      for (let round = -10; round < rounds; round += 1)
        for (const which of round % 2 === 0
          ? (['hidden', 'random'] as const)
          : (['random', 'hidden'] as const)) {
          const began = performance.now();
          const answer = await twin.outsider.call('GET', pathOf(which === 'hidden' ? id : nobodysId));
          if (round >= 0) took[which].push(performance.now() - began);
          expect(answer.statusCode).toBe(404);
        }
      // On a busy machine any two samples differ a little some time: a leak differs clearly and always.
      const apart = Math.abs(median(took.hidden) - median(took.random)) / median(took.random);
      expect(differs(took.hidden, took.random, 1e-6) && apart > 0.25, JSON.stringify({ apart })).toBe(false);
    },
  );
});

describe('walls', () => {
  test('a deny takes effect at once: the count of unread drops without naming the matter, a list goes on without it', async () => {
    const { insider, member, client } = twin;
    const parties = [{ contactId: client.contactId, role: 'Client', isClient: true }];
    const made = z
      .looseObject({ id: z.string() })
      .parse((await insider.call('POST', '/api/v1/matters', { title: 'Quincetree', parties })).json());
    for (const title of ['One', 'Two']) {
      const begun = await insider.call('POST', '/api/v1/conversations', {
        ...{ kind: 'internal', matterId: made.id, title, staffIds: [member.id] },
      });
      await insider.call('POST', `/api/v1/conversations/${begun.json().id}/messages`, { body: 'Quincetree' });
    }
    await releaseAll(app, twin.firm.id);
    const unread = async () => (await member.call('GET', '/api/v1/conversations/counts')).json().unread;
    const list = (more = '') => member.call('GET', `/api/v1/conversations?view=all&limit=1${more}`);
    const before = await unread();
    const first = (await list()).json();
    expect(first.items[0].matterId).toBe(made.id);
    await insider.call('PUT', `/api/v1/matters/${made.id}/wall`, {
      ...{ restricted: true, staffIds: [insider.id] },
    });
    expect(before - (await unread())).toBe(2);
    const next = await list(`&after=${first.next}`);
    expect(next.statusCode).toBe(200);
    expect(next.body).not.toMatch(new RegExp(`Quincetree|${made.id}`));
  });

  test('whoever is made the person responsible for a walled matter after a deny is denied still, until the wall lets them in', async () => {
    const { insider, outsider } = twin;
    const made = await insider.call('POST', '/api/v1/matters', { title: 'Lime', parties: [] });
    const { id } = z.looseObject({ id: z.string() }).parse(made.json());
    const look = async () => (await outsider.call('GET', `/api/v1/matters/${id}`)).statusCode;
    expect(await look()).toBe(200);
    const wall = (staffIds: string[]) =>
      insider.call('PUT', `/api/v1/matters/${id}/wall`, { restricted: true, staffIds });
    expect((await wall([insider.id])).statusCode).toBeLessThan(300);
    expect(await look()).toBe(404);
    const { version } = (await insider.call('GET', `/api/v1/matters/${id}`)).json();
    const given = await insider.call('PATCH', `/api/v1/matters/${id}`, {
      ...{ personResponsibleId: outsider.id, version },
    });
    expect(given.statusCode, given.body).toBe(200);
    expect(await look()).toBe(404);
    expect((await wall([insider.id, outsider.id])).statusCode).toBeLessThan(300);
    expect(await look()).toBe(200);
  });
});

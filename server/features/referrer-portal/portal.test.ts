import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { createKeyStagesFeature } from '../key-stages/index.ts';
import { createLeadsFeature, noteConverted } from '../leads/index.ts';
import { createPracticeFeature } from '../practice/index.ts';
import { createReferrersFeature } from '../referrers/index.ts';
import { createReferrerPortalFeature } from './index.ts';

const clock = { now: new Date('2026-03-02T09:00:00.000Z') };
let app: TestApp;
let firm: TestFirm;
let owner: TestStaff;
let referrer: { id: string };
const portal = '/api/v1/referrer-portal';

beforeAll(async () => {
  app = await startTestApp({
    clock: { now: () => clock.now },
    features: [
      createPracticeFeature,
      createFeeScalesFeature,
      createReferrersFeature,
      (platform) => createLeadsFeature(platform),
      (platform) => createKeyStagesFeature(platform),
      createReferrerPortalFeature,
    ],
  });
  firm = await app.makeFirm({ name: 'Hartley & Moss', country: 'GB', currency: 'GBP' });
  owner = firm.owner;
  referrer = await made('/api/v1/referrers', { name: 'Harbour Homes' });
  const rule = { fee: { kind: 'fixed', pence: 7_511 } };
  await made(`/api/v1/referrers/${referrer.id}/fee-rules`, { startsOn: '2026-03-02', rule });
});
afterAll(() => app.close());

async function made(path: string, body: object) {
  const answer = await owner.call('POST', path, body);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
}

let people = 0;
async function addPerson(firstName: string): Promise<{ id: string; email: string }> {
  people += 1;
  const body = { firstName, lastName: 'Ruiz', email: `person${people}@example.com` };
  return await made(`/api/v1/referrers/${referrer.id}/users`, body);
}

/** What stands in the last mail to this address. */
async function lastLink(email: string): Promise<string | null> {
  const { rows } = await app.platform.database.pool.query<{ body: string }>(
    'select body from outbox where recipient = $1 order by created_at desc, id desc limit 1',
    [email],
  );
  return /\/referrer\/link\/(\S+)/.exec(rows[0]?.body ?? '')?.[1] ?? null;
}

async function linkFor(person: { id: string; email: string }): Promise<string> {
  const sent = await owner.call('POST', `/api/v1/referrers/${referrer.id}/users/${person.id}/sign-in-link`);
  expect(sent.statusCode, sent.body).toBe(204);
  return (await lastLink(person.email)) ?? '';
}

/** Signs in; answers a way to ask as that person. */
async function signIn(person: { id: string; email: string }) {
  const answer = await app.call('POST', `${portal}/links/${await linkFor(person)}/sign-in`, {});
  expect(answer.statusCode, answer.body).toBe(200);
  const [cookie = ''] = String(answer.headers['set-cookie']).split(';');
  return (method: 'GET' | 'POST', path: string, body?: object, headers: object = {}) =>
    app.call(method, `${portal}${path}`, body, { headers: { cookie, ...headers } });
}

const client = {
  ...{ firstName: 'Jane', lastName: 'Okafor', email: 'jane@example.com', phone: '07700 900123' },
  ...{ transaction: 'purchase', price: 350_000, note: 'In a hurry' },
  address: { line1: '12 Mill Lane', postcode: 'BN3 1AA' },
};

describe('signing in', () => {
  test('a link shows whose it is as often as anybody looks, and signs in once', async () => {
    const token = await linkFor(await addPerson('Ana'));
    for (let look = 0; look < 3; look += 1) {
      const read = await app.call('GET', `${portal}/links/${token}`);
      expect(read.json()).toEqual({ firmName: 'Hartley & Moss', firstName: 'Ana' });
    }
    const first = await app.call('POST', `${portal}/links/${token}/sign-in`, {});
    expect(first.json()).toMatchObject({
      firmName: 'Hartley & Moss',
      referrerName: 'Harbour Homes',
      firstName: 'Ana',
    });
    const cookie = String(first.headers['set-cookie']);
    expect(cookie).toMatch(
      /^matterline\.referrer=\S+; Path=\/api\/v1\/referrer-portal; .*HttpOnly; SameSite=Strict/,
    );
    expect((await app.call('POST', `${portal}/links/${token}/sign-in`, {})).statusCode).toBe(404);
    expect((await app.call('GET', `${portal}/links/${token}`)).statusCode).toBe(404);
  });

  test('of two at the same moment one gets in', async () => {
    const token = await linkFor(await addPerson('Bo'));
    const tries = await Promise.all(
      [1, 2, 3].map(() => app.call('POST', `${portal}/links/${token}/sign-in`, {})),
    );
    expect(tries.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 404, 404]);
  });

  test('a link ends after half an hour; neither it nor the session is stored in the clear', async () => {
    const token = await linkFor(await addPerson('Cy'));
    clock.now = new Date('2026-03-02T09:30:01.000Z');
    expect((await app.call('POST', `${portal}/links/${token}/sign-in`, {})).statusCode).toBe(404);
    clock.now = new Date('2026-03-02T09:00:00.000Z');
    const { rows } = await app.platform.database.pool.query(
      'select encode(token_hash, $1) as hash from referrer_sign_in_links',
      ['base64'],
    );
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
  });

  test('whoever asks by e-mail learns nothing about who is known', async () => {
    const person = await addPerson('Di');
    const ask = (email: string) => app.call('POST', `${portal}/links`, { firmId: firm.id, email });
    const known = await ask(person.email.toUpperCase());
    const unknown = await ask('nobody@example.com');
    expect([known.statusCode, known.body]).toEqual([unknown.statusCode, unknown.body]);
    expect(await lastLink(person.email)).not.toBeNull();
    expect(await lastLink('nobody@example.com')).toBeNull();
  });

  test.each(['archived', 'the referrer archived', 'signed out', 'two weeks later'])(
    '%s: out',
    async (how) => {
      const person = await addPerson('Ed');
      const ask = await signIn(person);
      expect((await ask('GET', '/me')).statusCode).toBe(200);
      const path = `/api/v1/referrers/${referrer.id}`;
      if (how === 'archived') await owner.call('PATCH', `${path}/users/${person.id}`, { archived: true });
      if (how === 'the referrer archived') await owner.call('DELETE', path);
      if (how === 'signed out') expect((await ask('POST', '/sign-out')).statusCode).toBe(204);
      if (how === 'two weeks later') clock.now = new Date('2026-03-16T09:00:01.000Z');
      expect((await ask('GET', '/me')).statusCode).toBe(401);
      clock.now = new Date('2026-03-02T09:00:00.000Z');
      await owner.call('POST', `${path}/restore`);
    },
  );

  test('a page from elsewhere cannot ask in the person’s name, and staff are not let in by it', async () => {
    const ask = await signIn(await addPerson('Flo'));
    expect((await ask('POST', '/referrals', client, { 'x-matterline': '0' })).statusCode).toBe(403);
    expect((await ask('GET', '/../contacts')).statusCode).toBe(401);
    expect((await owner.call('GET', `${portal}/me`)).statusCode).toBe(401);
  });
});

describe('referrals', () => {
  test('one is sent: an enquiry for the firm, a row in the ledger, and no word of money for the person', async () => {
    const person = await addPerson('Gus');
    const ask = await signIn(person);
    const sent = await ask('POST', '/referrals', client);
    expect(sent.statusCode, sent.body).toBe(201);
    expect(sent.json()).toMatchObject({
      clients: ['Jane Okafor'],
      properties: ['12 Mill Lane, BN3 1AA'],
      transaction: 'purchase',
      progress: 'received',
      state: 'referred',
    });
    const ledger = await owner.call('GET', `/api/v1/referrers/${referrer.id}/ledger`);
    const row = ledger.json().items.find(({ userId }: { userId: string }) => userId === person.id);
    expect(row).toMatchObject({ fee: { amount: 7_511 }, lead: { state: 'new' } });
    const lead = await owner.call('GET', `/api/v1/leads/${row.lead.id}`);
    expect(lead.json()).toMatchObject({
      source: 'referrer',
      referrerId: referrer.id,
      sourceDetail: 'Gus Ruiz',
    });
    const patch = { publicNote: 'Called her today', version: row.version };
    await owner.call('PATCH', `/api/v1/referrers/${referrer.id}/ledger/${row.id}`, patch);
    const mine = await ask('GET', '/referrals');
    expect(mine.json().items).toMatchObject([{ id: row.id, note: 'Called her today' }]);
    for (const secret of ['7511', '75.11', 'fee', 'price', 'jane@example.com', '900123'])
      expect(mine.body.toLowerCase()).not.toContain(secret);
  });

  test('nobody sees those of others, not even of the same referrer', async () => {
    const [one, two] = [await signIn(await addPerson('Hal')), await signIn(await addPerson('Ina'))];
    await one('POST', '/referrals', client);
    expect((await one('GET', '/referrals')).json().items).toHaveLength(1);
    expect((await two('GET', '/referrals')).json().items).toEqual([]);
  });

  test('a client needs a name', async () => {
    const ask = await signIn(await addPerson('Jo'));
    const answer = await ask('POST', '/referrals', { ...client, lastName: ' ' });
    expect(answer.json().errors).toMatchObject([{ field: 'lastName' }]);
  });
});

describe('milestones', () => {
  type Ask = Awaited<ReturnType<typeof signIn>>;
  const own = async (ask: Ask) => (await ask('GET', '/referrals')).json().items[0];
  const ok = async (method: 'GET' | 'POST' | 'PUT' | 'PATCH', path: string, body?: object) => {
    const answer = await owner.call(method, `/api/v1${path}`, body);
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.json();
  };

  /** Sends a client as somebody new; the enquiry that began. */
  async function sendOne(name: string): Promise<{ ask: Ask; leadId: string }> {
    const ask = await signIn(await addPerson(name));
    await ask('POST', '/referrals', client);
    const { items } = await ok('GET', '/leads?limit=1');
    return { ask, leadId: items[0].id };
  }

  const instruct = (leadId: string) => ok('POST', `/leads/${leadId}/state`, { state: 'instructed' });

  async function reach(leadId: string, code: string): Promise<{ id: string }> {
    const { items } = await ok('GET', '/key-stages?side=purchase');
    const stage = items.find((one: { code: string }) => one.code === code);
    const told = { stageId: stage.id, do: 'reach', on: '2026-03-01', note: 'in confidence', tell: false };
    await ok('POST', `/leads/${leadId}/progress`, told);
    return stage;
  }

  test('an enquiry has none; an instructed case has them in the words for referrers', async () => {
    const { ask, leadId } = await sendOne('Kim');
    expect((await own(ask)).tracks).toEqual([]);
    await instruct(leadId);
    await reach(leadId, 'quote_accepted');
    const shown = await own(ask);
    expect(shown).toMatchObject({ progress: 'instructed', tracks: [{ side: 'purchase' }] });
    const [track] = shown.tracks;
    expect(track.steps[0]).toMatchObject({
      words: 'Client has instructed us',
      state: 'done',
      on: '2026-03-01',
    });
    expect(track.steps.filter(({ state }: { state: string }) => state === 'next')).toHaveLength(1);
    expect(JSON.stringify(shown)).not.toMatch(/in confidence|Olive|Owner/);
  });

  test('a stage that referrers are not to see is not there, even when it was reached', async () => {
    const { ask, leadId } = await sendOne('Lu');
    await instruct(leadId);
    const stage = await reach(leadId, 'searches_ordered');
    const has = async () => JSON.stringify((await own(ask)).tracks).includes(stage.id);
    expect(await has()).toBe(true);
    await ok('PATCH', `/key-stages/${stage.id}`, { visibleTo: ['client'] });
    expect(await has()).toBe(false);
    await ok('PATCH', `/key-stages/${stage.id}`, { visibleTo: ['client', 'referrer'] });
  });

  test('a restricted matter: the referral keeps its state, its milestones are hidden until the wall falls', async () => {
    const { ask, leadId } = await sendOne('Max');
    await instruct(leadId);
    const matter = await ok('POST', '/matters', { title: 'Okafor' });
    const actor = { firmId: firm.id, staffId: null, now: clock.now };
    await app.platform.database.firm(firm.id).write((tx) => noteConverted(tx, actor, leadId, matter.id));
    expect((await own(ask)).tracks).toHaveLength(1);
    await ok('PUT', `/matters/${matter.id}/wall`, { restricted: true, staffIds: [owner.id] });
    expect(await own(ask)).toMatchObject({ progress: 'instructed', clients: ['Jane Okafor'], tracks: [] });
    await ok('PUT', `/matters/${matter.id}/wall`, { restricted: false });
    expect((await own(ask)).tracks).toHaveLength(1);
  });

  test('a case that was lost shows none any more', async () => {
    const { ask, leadId } = await sendOne('Nia');
    await instruct(leadId);
    expect((await own(ask)).tracks).toHaveLength(1);
    const { items } = await ok('GET', '/lost-reasons');
    await ok('POST', `/leads/${leadId}/state`, { state: 'lost', lostReasonId: items[0].id });
    expect(await own(ask)).toMatchObject({ progress: 'ended', tracks: [] });
  });

  test('nobody reads those of others, nor through the staff’s routes', async () => {
    const { leadId } = await sendOne('Ona');
    await instruct(leadId);
    const other = await signIn(await addPerson('Pip'));
    expect((await other('GET', '/referrals')).json().items).toEqual([]);
    expect((await other('GET', `/../leads/${leadId}/progress`)).statusCode).toBe(401);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { features } from '../server/feature-list.ts';
import { insertToken } from '../server/features/staff/index.ts';
import { startTestApp, type TestApp } from '../server/testing/app.ts';
import { createApi, type DemoApi } from './api.ts';
import { type RunningDemo, startDemo } from './index.ts';

describe('the demo', () => {
  let app: TestApp;
  let running: RunningDemo;
  let api: DemoApi;

  beforeAll(async () => {
    app = await startTestApp({ features, config: { demo: true }, allowLoopback: true });
    await app.startWork();
    running = await startDemo(app);
    api = createApi(app.app, { token: await ownerToken() });
  }, 120_000);
  afterAll(async () => {
    await running.stop();
    await app.close();
  });

  async function ownerToken(): Promise<string> {
    const { rows } = await app.platform.database.pool.query<{ firm_id: string; id: string }>(
      `select firm_id, id from staff_members where role = 'owner'`,
    );
    const { firm_id: firmId = '', id: staffId = '' } = rows[0] ?? {};
    const made = await app.platform.database
      .firm(firmId)
      .write((tx) => insertToken(tx, firmId, { staffId, name: 'test' }, new Date()));
    return made.token;
  }

  async function allInteractions() {
    const first = await api.call('GET /api/v1/interactions', { query: { limit: '200' } });
    const rest =
      first.next === null
        ? []
        : (await api.call('GET /api/v1/interactions', { query: { limit: '200', after: first.next } })).items;
    return [...first.items, ...rest];
  }

  test('its three weeks went through the pipeline: most is logged, some skipped, about eight wait for a person', async () => {
    const interactions = await allInteractions();
    const entries = interactions.flatMap(({ logEntries }) => logEntries);
    const share = (state: string) => entries.filter((one) => one.state === state).length / entries.length;
    expect(interactions.length).toBeGreaterThan(110);
    expect(entries).toHaveLength(interactions.length);
    expect(share('logged')).toBeGreaterThan(0.8);
    expect(share('skipped')).toBeGreaterThan(0.02);
    expect(new Set(interactions.map(({ kind }) => kind))).toEqual(new Set(['call', 'sms', 'fax']));
    const { total, byReason } = await api.call('GET /api/v1/review');
    expect(total).toBeGreaterThanOrEqual(5);
    expect(total).toBeLessThanOrEqual(12);
    expect(byReason).not.toHaveProperty('unknown_outcome');
  });

  test('a few things are planned, and those invited have answered or not', async () => {
    const { items } = await api.call('GET /api/v1/events', { query: { when: 'upcoming' } });
    expect(items).toHaveLength(3);
    const answers = items.flatMap(({ attendees }) => attendees.map(({ answer }) => answer));
    expect(new Set(answers)).toEqual(new Set(['accepted', 'tentative', 'needs-action']));
    expect((await api.call('GET /api/v1/events', { query: { when: 'past' } })).items).toHaveLength(1);
  });

  test('clients and staff talk: somebody outside waits for an answer, files went both ways, to-dos are open', async () => {
    const { items } = await api.call('GET /api/v1/conversations', { query: { view: 'all' } });
    expect(new Set(items.map(({ kind }) => kind))).toEqual(
      new Set(['external', 'internal', 'channel', 'direct']),
    );
    const completion = items.find(({ title }) => title === 'Completion');
    expect(completion?.awaitingSince).toBeTruthy();
    const { items: messages } = await api.call('GET /api/v1/conversations/:id/messages', {
      params: { id: completion?.id ?? '' },
    });
    expect(messages.map(({ files }) => files.length)).toEqual([2, 0, 0, 0, 1]);
    const archived = await api.call('GET /api/v1/conversations', {
      query: { view: 'all', state: 'archived' },
    });
    expect(archived.items.map(({ title }) => title)).toEqual(['First draft of the will']);
    const { items: toDos } = await api.call('GET /api/v1/matters/:matterId/to-dos', {
      params: { matterId: completion?.matterId ?? '' },
    });
    // Two that staff wrote wait; those that came with messages were done by answering.
    expect(toDos.map(({ kind, state }) => `${kind} ${state}`).sort()).toEqual([
      ...['free open', 'free open', 'message done', 'message done'],
    ]);
    expect(await api.call('GET /api/v1/portal-settings')).toMatchObject({ undoSeconds: 10 });
  });

  test('enquiries stand at every stage: new, quoted, accepted, a matter, lost', async () => {
    const { items } = await api.call('GET /api/v1/leads', { query: { limit: '50' } });
    expect(new Set(items.map(({ state }) => state))).toEqual(
      new Set(['new', 'quoted', 'instructed', 'converted', 'lost']),
    );
    const accepted = items.find(({ state }) => state === 'instructed');
    const quotes = await api.call('GET /api/v1/quotes', { query: { leadId: accepted?.id ?? '' } });
    expect(quotes.items[0]?.current).toMatchObject({ state: 'accepted' });
    const { items: referrers } = await api.call('GET /api/v1/referrers');
    expect(referrers.map(({ name }) => name)).toEqual(['Bell & Moss Estate Agents', 'Quayside Homes']);
  });

  test('one client’s identity check waits for a decision; the form and the official copies are on the matter', async () => {
    await expect
      .poll(() => api.call('GET /api/v1/onboarding/counts'), { timeout: 20_000 })
      .toMatchObject({
        label: 'InfoTrack',
        decisions: 1,
        unmatched: 0,
      });
    const { items } = await api.call('GET /api/v1/onboarding/workspaces', { query: { waiting: 'decision' } });
    const params = { id: items[0]?.matterId ?? '' };
    const papers = async () =>
      (await api.call('GET /api/v1/matters/:id/onboarding', { params })).workspaces.flatMap(
        ({ tasks, orders }) =>
          [...tasks, ...orders].flatMap(({ documents }) => documents.map(({ state }) => state)),
      );
    await expect.poll(papers, { timeout: 20_000 }).toEqual(['reference', 'done', 'done']);
  });

  test('both phone systems are healthy: nothing unreadable, nothing missed', async () => {
    const { items } = await api.call('GET /api/v1/sources');
    expect(items.map(({ kind }) => kind).sort()).toEqual(['generic', 'ringcentral']);
    for (const source of items)
      expect(source).toMatchObject({ status: 'active', unreadableCount: 0, missedCount: 0 });
  });

  test('a voicemail’s transcript can be read', async () => {
    const voicemails = (await allInteractions()).filter(({ outcome }) => outcome === 'voicemail');
    expect(voicemails).not.toHaveLength(0);
    const [first] = voicemails;
    await expect
      .poll(
        async () => {
          const { artefacts } = await api.call('GET /api/v1/interactions/:id', {
            params: { id: first?.id ?? '' },
          });
          return artefacts.find(({ kind }) => kind === 'transcript')?.text;
        },
        { timeout: 20_000 },
      )
      .toMatch(/^(Hello|Hi|Good)/);
  });

  test('started again, it makes nothing anew and the phones go on', async () => {
    const before = (await api.call('GET /api/v1/contacts', { query: { limit: '200' } })).items.length;
    await running.stop();
    running = await startDemo(app);
    api = createApi(app.app, { token: await ownerToken() });
    const after = (await api.call('GET /api/v1/contacts', { query: { limit: '200' } })).items.length;
    expect(after).toBe(before);
    const { items } = await api.call('GET /api/v1/sources');
    expect(items.map(({ status }) => status)).toEqual(['active', 'active']);
  });
});

test('the demo leaves a real firm alone, and says so in a sentence', async () => {
  const app = await startTestApp({ features });
  try {
    await app.makeFirm({ name: 'Real Law' });
    await expect(startDemo(app)).rejects.toThrow(/already holds the firm “Real Law”/);
    const { rows } = await app.platform.database.pool.query('select name from firms');
    expect(rows).toEqual([{ name: 'Real Law' }]);
  } finally {
    await app.close();
  }
});

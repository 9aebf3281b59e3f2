/** Chases from the quote to their end, through the API and the worker's rounds, on a real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestStaff } from '../../testing/app.ts';
import { genericCall, genericText } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import {
  chaseRound,
  createLeadsFeature,
  noteAccepted,
  noteDeclined,
  noteExpired,
  noteQuoteSent,
} from './index.ts';

let world: PhoneWorld;
const link = 'http://matterline.example.com/q/abc';
beforeAll(async () => {
  world = await startPhoneWorld({ features: [(platform) => createLeadsFeature(platform)] });
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.clock.now = new Date(monday);
});

const monday = '2026-03-02T10:00:00.000Z';
type Answer = Awaited<ReturnType<TestStaff['call']>>;
const ok = (answer: Answer) => {
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.statusCode === 204 ? null : answer.json();
};
const post = async (path: string, body?: unknown, as = world.ada) =>
  ok(await as.call('POST', `/api/v1/${path}`, body));
const get = async (path: string, as = world.ada) => ok(await as.call('GET', `/api/v1/${path}`));
const act: ReturnType<typeof world.app.platform.database.firm>['write'] = (work) =>
  world.app.platform.database.firm(world.firm.id).write(work);
const program = () => ({ firmId: world.firm.id, staffId: null, now: world.clock.now });
const sent = { quoteId: '0198c0de-0000-7000-8000-000000000009', quoteNumber: 1, versionNumber: 1 };
const quote = (id: string, valuePence: number | null = 120_000) =>
  act((tx) => noteQuoteSent(tx, program(), id, { ...sent, valuePence }));
const round = () => chaseRound({ platform: world.app.platform, quoteLink: async () => link });
/** The moment, and everything that is due then. */
const at = async (moment: string) => {
  world.clock.now = new Date(moment);
  await round();
};
const kinds = async (id: string) =>
  (await get(`leads/${id}/events`)).items.map(
    (event: { kind: string; detail: { by?: string; why?: string } }) =>
      [event.kind, event.detail.by ?? event.detail.why].filter(Boolean).join(' '),
  );
const outbox = async (recipient: string) =>
  (await get('outbox?limit=200', world.owner)).items.filter(
    (one: { recipient: string }) => one.recipient === recipient,
  );

let people = 0;
/** A quoted lead of somebody new, with their number. */
const quoted = async (more: Record<string, unknown> = {}) => {
  people += 1;
  const number = `+4477009${String(10_000 + people).padStart(5, '0')}`;
  const email = `chased${people}@example.com`;
  const made = await post('leads', {
    transaction: 'purchase',
    clients: [{ firstName: 'Jane', lastName: `Okafor${people}`, phones: [number], emails: [email] }],
    ...more,
  });
  await quote(made.id);
  return { id: String(made.id), number, email, contactId: String(made.clients[0].contactId) };
};

describe('a quote goes out', () => {
  test('the lead is quoted, answered, worth that much, and chased from now', async () => {
    const { id } = await quoted();
    expect(await get(`leads/${id}`)).toMatchObject({
      state: 'quoted',
      quotedAt: monday,
      firstResponseAt: monday,
      value: { amount: 120_000, currency: 'GBP' },
      chase: { state: 'running', nextAt: '2026-03-02T11:00:00.000Z', nextBy: 'sms' },
      fullChase: { sequenceName: 'After a quote', nextStep: 0 },
    });
    expect(await kinds(id)).toEqual(['chase_started', 'quote_sent', 'state_changed', 'created']);
  });

  test('again: the lead keeps its first date, has the new value, and the chase begins anew', async () => {
    const { id } = await quoted();
    await at('2026-03-03T10:00:00.000Z');
    await quote(id, null);
    expect(await get(`leads/${id}`)).toMatchObject({
      quotedAt: monday,
      value: null,
      fullChase: { nextStep: 0, dueAt: '2026-03-03T11:00:00.000Z' },
    });
  });

  test('for an instructed lead changes no state and chases nobody', async () => {
    const { id } = await quoted();
    await post(`leads/${id}/state`, { state: 'instructed' });
    await quote(id, 99);
    expect(await get(`leads/${id}`)).toMatchObject({
      state: 'instructed',
      value: { amount: 99 },
      chase: { state: 'stopped' },
    });
  });
});

describe('a chase', () => {
  test('keeps the text, makes the task, sends two mails, and is done; the lead is chased from the first that went out', async () => {
    const { id, number, email } = await quoted();
    await at('2026-03-02T10:59:00.000Z');
    expect(await outbox(number)).toEqual([]);
    await at('2026-03-02T11:00:00.000Z');
    expect(await outbox(number)).toMatchObject([
      {
        channel: 'sms',
        state: 'kept',
        error: 'No text sender is connected: it was kept here and did not go out.',
        sentAt: null,
      },
    ]);
    expect((await get(`leads/${id}`)).state).toBe('quoted');
    await at('2026-03-03T10:00:00.000Z');
    expect(await get(`leads/${id}`)).toMatchObject({
      state: 'chasing',
      chase: { nextBy: 'email', nextAt: '2026-03-05T10:00:00.000Z' },
    });
    const [task] = (await get('tasks?assignee=me&sort=newest')).items;
    expect(task).toMatchObject({
      subject: 'Call Jane about their quote',
      dueOn: '2026-03-03',
      contactName: `Jane Okafor${people}`,
      assigneeName: 'Ada Solicitor',
    });
    await at('2026-03-05T10:00:00.000Z');
    await at('2026-03-09T10:00:00.000Z');
    const mails = await outbox(email);
    expect(mails.map((mail: { subject: string }) => mail.subject)).toEqual([
      'Shall we keep your quote open?',
      'Your quote for your purchase',
    ]);
    expect(mails[1].body).toContain(`accept it here: ${link}\n`);
    expect(mails[1].body).toContain('\nAda Solicitor\n');
    expect(mails[1].body).toMatch(
      /No more reminders, please: http:\/\/matterline\.example\.com\/reminders\/\S{60,}\n$/,
    );
    expect(await get(`leads/${id}`)).toMatchObject({
      state: 'chasing',
      chase: { state: 'done', nextAt: null },
    });
    expect(await kinds(id)).toEqual([
      'chase_done',
      'chase_sent email',
      'chase_sent email',
      'state_changed',
      'chase_sent call_task',
      'chase_kept sms',
      'chase_started',
      'quote_sent',
      'state_changed',
      'created',
    ]);
    const before = (await outbox(email)).length;
    await at('2026-03-30T10:00:00.000Z');
    expect(await outbox(email)).toHaveLength(before);
  });

  test('late by days: one at a time, an hour apart, in business hours', async () => {
    const { id, email } = await quoted();
    await at('2026-03-06T16:15:00.000Z');
    await at('2026-03-06T16:45:00.000Z');
    expect((await kinds(id)).slice(0, 2)).toEqual(['chase_kept sms', 'chase_started']);
    await at('2026-03-06T17:20:00.000Z');
    expect((await kinds(id)).slice(0, 2)).toEqual(['state_changed', 'chase_sent call_task']);
    await at('2026-03-06T18:30:00.000Z');
    await at('2026-03-08T12:00:00.000Z');
    expect(await outbox(email)).toEqual([]);
    await at('2026-03-09T09:00:00.000Z');
    await at('2026-03-09T09:30:00.000Z');
    expect(await outbox(email)).toHaveLength(1);
    await at('2026-03-09T10:00:00.000Z');
    expect(await outbox(email)).toHaveLength(2);
  });

  test('two workers at once send once', async () => {
    const { id } = await quoted();
    world.clock.now = new Date('2026-03-03T10:00:00.000Z');
    await Promise.all([round(), round(), round()]);
    const happened = await kinds(id);
    expect(happened.filter((kind: string) => kind === 'chase_kept sms')).toHaveLength(1);
  });

  test.each<[string, (number: string) => object]>([
    ['a text', (number) => genericText({ from: number }, new Date('2026-03-02T12:00:00Z'))],
    ['a call', (number) => genericCall({ far: number, startedAt: new Date('2026-03-02T12:00:00Z') })],
    [
      'a call that we missed',
      (number) => genericCall({ far: number, status: 'missed', startedAt: new Date('2026-03-02T12:00:00Z') }),
    ],
    [
      'a call of ours that they answered',
      (number) =>
        genericCall({ far: number, direction: 'outbound', startedAt: new Date('2026-03-02T12:00:00Z') }),
    ],
  ])('%s stops it', async (_name, event) => {
    const { id, number, email } = await quoted();
    await world.log(event(number));
    await at('2026-03-03T10:00:00.000Z');
    expect(await get(`leads/${id}`)).toMatchObject({
      chase: { state: 'stopped' },
      fullChase: { stoppedWhy: 'reply' },
    });
    await at('2026-03-10T10:00:00.000Z');
    expect(await outbox(email)).toEqual([]);
  });

  test('a call of ours that nobody answered, or one from before the quote, does not', async () => {
    const { id, number } = await quoted();
    await world.log(genericCall({ far: number, startedAt: new Date('2026-03-01T12:00:00Z') }));
    await world.log(
      genericCall({
        far: number,
        direction: 'outbound',
        status: 'missed',
        startedAt: new Date('2026-03-02T12:00:00Z'),
      }),
    );
    await at('2026-03-03T10:00:00.000Z');
    expect((await get(`leads/${id}`)).chase.state).toBe('running');
  });

  test('a text that says STOP ends reminders for that client, from every lead', async () => {
    const { id, number, contactId } = await quoted();
    await world.log(genericText({ from: number, body: ' stop ' }, new Date('2026-03-02T12:00:00Z')));
    await at('2026-03-03T10:00:00.000Z');
    expect(await get(`leads/${id}`)).toMatchObject({
      fullChase: { stoppedWhy: 'opt_out' },
      clients: [{ noReminders: true }],
    });
    const other = await post('leads', { transaction: 'sale', clients: [{ contactId }] });
    await quote(other.id);
    expect((await get(`leads/${other.id}`)).chase).toBeNull();
  });

  test('two leads of one client: never two within an hour', async () => {
    const { id, contactId, email } = await quoted();
    world.clock.now = new Date('2026-03-02T10:20:00.000Z');
    const other = await post('leads', { transaction: 'sale', clients: [{ contactId }] });
    await quote(other.id);
    for (const one of [id, other.id])
      for (let step = 0; step < 2; step += 1) await post(`leads/${one}/chase`, { do: 'skip' });
    await at('2026-03-05T10:20:00.000Z');
    await at('2026-03-05T10:21:00.000Z');
    expect(await outbox(email)).toHaveLength(1);
    await at('2026-03-05T11:20:00.000Z');
    expect(await outbox(email)).toHaveLength(2);
  });
});

describe('what ends a chase', () => {
  test.each<[string, (id: string) => Promise<unknown>, string, object]>([
    [
      'acceptance',
      (id) => act((tx) => noteAccepted(tx, program(), id, { ...sent, by: 'Jane' })),
      'accepted',
      { state: 'instructed', instructedAt: monday },
    ],
    [
      'a no',
      (id) => act((tx) => noteDeclined(tx, program(), id, { ...sent, reason: 'Too dear' })),
      'declined',
      { state: 'quoted' },
    ],
    [
      'the quote’s last day',
      (id) => act((tx) => noteExpired(tx, program(), id)),
      'expired',
      { state: 'expired', stateBefore: 'quoted' },
    ],
    [
      'instruction by telephone',
      (id) => post(`leads/${id}/state`, { state: 'instructed' }),
      'accepted',
      { state: 'instructed' },
    ],
    [
      'a duplicate',
      (id) => post(`leads/${id}/state`, { state: 'duplicate' }),
      'duplicate',
      { state: 'duplicate' },
    ],
    [
      'a note that they replied',
      (id) => post(`leads/${id}/notes`, { kind: 'replied', text: 'By e-mail: thinks it over.' }),
      'reply',
      { state: 'quoted' },
    ],
    ['a person', (id) => post(`leads/${id}/chase`, { do: 'stop' }), 'person', { state: 'quoted' }],
  ])('%s', async (_name, end, why, lead) => {
    const { id, email } = await quoted();
    await end(id);
    expect(await get(`leads/${id}`)).toMatchObject({
      ...lead,
      fullChase: { state: 'stopped', stoppedWhy: why, dueAt: null },
    });
    await at('2026-03-10T10:00:00.000Z');
    expect(await outbox(email)).toEqual([]);
  });

  test('loss, and an acceptance that nobody expected brings it back', async () => {
    const { id } = await quoted();
    const [reason] = (await get('lost-reasons')).items;
    await post(`leads/${id}/state`, { state: 'lost', lostReasonId: reason.id });
    expect((await get(`leads/${id}`)).fullChase.stoppedWhy).toBe('lost');
    await act((tx) => noteAccepted(tx, program(), id, sent));
    expect(await get(`leads/${id}`)).toMatchObject({ state: 'instructed', lostReason: null, closedAt: null });
  });

  test('a decline waits for a person: it is among those to chase', async () => {
    const { id } = await quoted();
    const waiting = async () =>
      (await get('leads?toChase=true&limit=200')).items.some((one: { id: string }) => one.id === id);
    expect(await waiting()).toBe(false);
    await act((tx) => noteDeclined(tx, program(), id, sent));
    expect(await waiting()).toBe(true);
  });

  test('whoever has the link in the mail ends the reminders, once, without signing in; another token is nothing', async () => {
    const { id, email } = await quoted();
    await post(`leads/${id}/chase`, { do: 'skip' });
    await post(`leads/${id}/chase`, { do: 'skip' });
    await at('2026-03-05T10:00:00.000Z');
    const [mail] = await outbox(email);
    const token = /reminders\/(\S+)/.exec(mail.body)?.[1] ?? '';
    const path = `/api/v1/reminder-stops/${token}`;
    expect(ok(await world.app.call('GET', path))).toEqual({ firmName: expect.any(String), stopped: false });
    expect((await get(`leads/${id}`)).chase.state).toBe('running');
    for (let times = 0; times < 2; times += 1)
      expect(ok(await world.app.call('POST', path))).toMatchObject({ stopped: true });
    expect((await kinds(id)).slice(0, 2)).toEqual(['chase_stopped opt_out', 'reminders_stopped']);
    expect((await world.app.call('GET', `${path.slice(0, -6)}AAAAAA`)).statusCode).toBe(404);
    await post(`leads/${id}/reminders`, {
      contactId: (await get(`leads/${id}`)).clients[0].contactId,
      wanted: true,
    });
    expect((await get(`leads/${id}`)).clients[0].noReminders).toBe(false);
  });
});

describe('a person steers a chase', () => {
  test('leaves out a step, stops it, goes on with it, begins it anew', async () => {
    const { id } = await quoted();
    expect((await post(`leads/${id}/chase`, { do: 'skip' })).chase.nextBy).toBe('call_task');
    await post(`leads/${id}/chase`, { do: 'stop' });
    expect((await world.ada.call('POST', `/api/v1/leads/${id}/chase`, { do: 'stop' })).statusCode).toBe(409);
    expect(await post(`leads/${id}/chase`, { do: 'resume' })).toMatchObject({
      chase: { state: 'running', nextBy: 'call_task' },
    });
    expect((await post(`leads/${id}/chase`, { do: 'start' })).chase.nextBy).toBe('sms');
    for (let step = 0; step < 4; step += 1) await post(`leads/${id}/chase`, { do: 'skip' });
    expect((await get(`leads/${id}`)).chase).toEqual({ state: 'done', nextAt: null, nextBy: null });
  });
  test('moving a lead to the chased ones begins it; back to the quoted ends it', async () => {
    const made = await post('leads', {
      transaction: 'sale',
      clients: [{ lastName: 'Moved', emails: ['moved@example.com'] }],
    });
    expect((await world.ada.call('POST', `/api/v1/leads/${made.id}/chase`, { do: 'start' })).statusCode).toBe(
      409,
    );
    expect((await post(`leads/${made.id}/state`, { state: 'chasing' })).chase.state).toBe('running');
    expect((await post(`leads/${made.id}/state`, { state: 'quoted' })).fullChase).toMatchObject({
      state: 'stopped',
      stoppedWhy: 'person',
    });
  });
});

describe('chase sequences', () => {
  const step = { after: 2, unit: 'hours', by: 'email', subject: 'Your quote', text: 'Hello {client}' };
  const hours = { days: [6, 7], from: '10:00', to: '12:00' };
  const refusal = async (body: object) => {
    const answer = await world.owner.call('POST', '/api/v1/chase-sequences', {
      name: 'Try',
      steps: [step],
      hours,
      ...body,
    });
    return [answer.statusCode, answer.json().errors?.map((one: { field: string }) => one.field)];
  };

  test('of a firm’s own, with its hours; the default one cannot be archived', async () => {
    const { ada, owner, firm } = await world.newFirm();
    expect(
      (await ada.call('POST', '/api/v1/chase-sequences', { name: 'Weekend', steps: [step], hours }))
        .statusCode,
    ).toBe(403);
    const made = await post('chase-sequences', { name: 'Weekend', steps: [step], hours }, owner);
    expect(made).toMatchObject({ isDefault: false, version: 1 });
    const [usual] = (await get('chase-sequences', ada)).items;
    expect(
      (await owner.call('PATCH', `/api/v1/chase-sequences/${usual.id}`, { archived: true })).statusCode,
    ).toBe(409);
    ok(await owner.call('PATCH', `/api/v1/chase-sequences/${made.id}`, { isDefault: true, version: 1 }));
    expect(
      (await owner.call('PATCH', `/api/v1/chase-sequences/${made.id}`, { name: 'X', version: 1 })).statusCode,
    ).toBe(409);
    ok(await owner.call('PATCH', `/api/v1/chase-sequences/${usual.id}`, { archived: true }));
    const lead = ok(
      await ada.call('POST', '/api/v1/leads', {
        transaction: 'sale',
        clients: [{ lastName: 'W', emails: ['w@example.com'] }],
      }),
    );
    await post(`leads/${lead.id}/state`, { state: 'chasing' }, ada);
    expect((await get(`leads/${lead.id}`, ada)).fullChase).toMatchObject({
      sequenceName: 'Weekend',
      dueAt: '2026-03-07T10:00:00.000Z',
    });
    expect(firm.id).not.toBe(world.firm.id);
  });

  test.each<[string, object, string]>([
    ['words that nothing stands for', { steps: [{ ...step, text: 'Pay {amount}' }] }, 'steps.0.text'],
    ['bank details', { steps: [{ ...step, text: 'Sort code 20-00-00' }] }, 'steps.0.text'],
    ['an e-mail about nothing', { steps: [{ ...step, subject: '' }] }, 'steps.0.subject'],
    ['steps out of order', { steps: [{ ...step, after: 1, unit: 'days' }, step] }, 'steps.1.after'],
    ['hours that end before they begin', { hours: { days: [1], from: '17:00', to: '09:00' } }, 'hours.to'],
    ['no day', { hours: { days: [], from: '09:00', to: '17:00' } }, 'hours.days'],
  ])('with %s is refused, by the field', async (_name, body, field) => {
    expect(await refusal(body)).toEqual([422, [field]]);
  });
});

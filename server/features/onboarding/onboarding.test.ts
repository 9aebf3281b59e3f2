/** Onboarding through the API, its webhook and the worker's rounds, on a real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { signed } from '../../../simulators/infotrack/index.ts';
import type { SimulatedTask } from '../../../simulators/infotrack/state.ts';
import type { OnboardingWorld } from './test-world.ts';
import { startOnboardingWorld } from './test-world.ts';

let world: OnboardingWorld;
let hook: { secret: string; hookUrl: string };
beforeAll(async () => {
  world = await startOnboardingWorld();
  hook = await world.connect();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  const { service } = world;
  Object.assign(service, { habits: [], lagRequests: 0, pageSize: 50 });
  Object.assign(service.deliveries.faults, { drop: 0, duplicate: 0, delayMilliseconds: 0, reorder: false });
  // What the test before left unsettled is over.
  await world.pass(60);
  service.violations.length = 0;
  service.requests.length = 0;
});

const finish = (
  task: SimulatedTask | undefined,
  result: 'pass' | 'refer' | 'fail' | null,
  more: Partial<SimulatedTask> = {},
) => {
  if (task)
    Object.assign(task, {
      status: 'complete',
      result,
      completedAt: world.phones.clock.now.toISOString(),
      ...more,
    });
};
const taskOf = (id: string, type: string) =>
  world.service.workspaces.get(id)?.tasks.find((task) => task.type === type);
const count = (table: string, where = 'true') => world.phones.count(table, where);
const post = (path: string, body?: unknown, as = world.phones.ada) => world.call('POST', path, body, as);

describe('starting', () => {
  test('makes one workspace for the chosen clients, with their names, addresses and mobiles', async () => {
    const { id, clients } = await world.matter(2);
    const before = await world.ofMatter(id);
    expect(before).toMatchObject({
      provider: { label: 'InfoTrack', paused: false },
      mayStart: true,
      workspaces: [],
    });
    expect(before.candidates.map(({ contactId }) => contactId).sort()).toEqual([...clients].sort());
    const started = await post(`matters/${id}/onboarding`, { clients, asks: ['id', 'address', 'TA6'] });
    expect(started.json().workspaces).toMatchObject([{ state: 'waiting', startedBy: 'Ada Solicitor' }]);
    await world.work();
    const shown = await world.workspace(id);
    expect(shown).toMatchObject({ state: 'live', label: 'InfoTrack', decisionsNeeded: 0 });
    expect(shown.clients.map(({ stage }) => stage)).toEqual(['invited', 'invited']);
    expect(shown.tasks.map(({ type, form }) => form ?? type).sort()).toEqual([
      'TA6',
      'address',
      'address',
      'id',
      'id',
    ]);
    expect(world.service.violations).toEqual([]);
  });

  test('again, or twice at once, is the same one', async () => {
    const { id, clients } = await world.matter();
    const body = { clients, asks: ['id'] };
    const answers = await Promise.all([1, 2, 3].map(() => post(`matters/${id}/onboarding`, body)));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([200, 409, 409]);
    expect(await count('onboarding_workspaces', `matter_id = '${id}'`)).toBe(1);
  });

  test.each([
    ['no e-mail address', { emails: [] }, 'no e-mail address'],
    [
      'no mobile number',
      { phones: [], emails: [{ email: 'none@example.com', label: '' }] },
      'no mobile number',
    ],
  ])('is refused for a client with %s, and nothing is begun', async (_name, more, words) => {
    const contact = await world.phones.addContact('Mute Client', '07700 900999', more);
    const id = await world.phones.addMatter('Sale', [contact]);
    const refused = await post(`matters/${id}/onboarding`, { clients: [contact], asks: ['id'] });
    expect(refused.statusCode).toBe(422);
    expect(refused.json().detail).toContain(words);
    expect((await world.ofMatter(id)).workspaces).toEqual([]);
  });

  test('is refused for somebody who is no client of the matter', async () => {
    const { id } = await world.matter();
    const other = await world.matter();
    const refused = await post(`matters/${id}/onboarding`, { clients: other.clients, asks: ['id'] });
    expect(refused.statusCode).toBe(422);
  });

  test('makes one workspace though the answer to the request was lost', async () => {
    const { id, clients } = await world.matter();
    const before = world.service.workspaces.size;
    world.service.webhook = null;
    world.service.habits.push({ how: 'do_and_drop' });
    await post(`matters/${id}/onboarding`, { clients, asks: ['id'] });
    await world.work();
    expect(await world.workspace(id)).toMatchObject({ state: 'waiting' });
    world.service.webhook = { url: hook.hookUrl, secret: hook.secret };
    await world.pass(5);
    expect(world.service.workspaces.size).toBe(before + 1);
    expect(await world.workspace(id)).toMatchObject({ state: 'live' });
    expect(world.service.requests.filter((line) => line.startsWith('POST'))).toHaveLength(1);
    expect(world.service.requests.join()).toContain('workspaces?reference=ml-');
  });

  test('that is refused by the service stands as failed, with its words, until somebody tries again', async () => {
    const { id, clients } = await world.matter();
    world.service.habits.push({ how: 'status', status: 422 });
    await post(`matters/${id}/onboarding`, { clients, asks: ['id'] });
    await world.work();
    const failed = await world.workspace(id);
    expect(failed).toMatchObject({ state: 'failed' });
    expect(failed.detail).toContain('422');
    await world.ok('POST', `onboarding/workspaces/${failed.id}/retry`);
    await world.work();
    expect(await world.workspace(id)).toMatchObject({ state: 'live', detail: '' });
    expect((await post(`onboarding/workspaces/${failed.id}/retry`)).statusCode).toBe(409);
  });

  test('waits when the service asks us to, and says so', async () => {
    const { id, clients } = await world.matter();
    world.service.habits.push({ how: 'status', status: 429, retryAfter: '600' });
    await post(`matters/${id}/onboarding`, { clients, asks: ['id'] });
    await world.work();
    expect(await world.settings()).toMatchObject({ trouble: expect.stringContaining('asks us to wait') });
    const asked = world.service.requests.length;
    await world.pass(5);
    expect(world.service.requests).toHaveLength(asked);
    await world.pass(6);
    expect(await world.workspace(id)).toMatchObject({ state: 'live' });
    expect(await world.settings()).toMatchObject({ trouble: '', restUntil: null });
  });

  test('survives a service that sees its own workspaces late', async () => {
    world.service.lagRequests = 2;
    world.service.webhook = null;
    const { id, clients } = await world.matter();
    await world.begin(id, clients);
    expect(await world.workspace(id)).toMatchObject({ state: 'live', tasks: [] });
    await world.pass(20);
    await world.pass(20);
    world.service.webhook = { url: hook.hookUrl, secret: hook.secret };
    expect((await world.workspace(id)).tasks).toHaveLength(2);
  });
});

describe('the webhook', () => {
  const deliver = (
    body: unknown,
    more: { id?: string; secret?: string; at?: Date; headers?: Record<string, string> } = {},
  ) => {
    const payload = typeof body === 'string' ? body : JSON.stringify(body);
    const { id = `evt-${Math.random()}`, secret = hook.secret, at = world.phones.clock.now } = more;
    return world.phones.app.app.inject({
      method: 'POST',
      url: new URL(hook.hookUrl).pathname,
      headers: { ...signed(secret, id, payload, at), ...more.headers },
      payload,
    });
  };
  const workspace = (id: string, version = 1, more: Record<string, unknown> = {}) => ({
    id,
    version,
    updatedAt: world.phones.clock.now.toISOString(),
    clients: [{ id: 'c1', name: 'Pat Example' }],
    tasks: [],
    orders: [],
    ...more,
  });
  const event = (told: ReturnType<typeof workspace>) => ({
    id: 'evt',
    type: 'workspace.updated',
    occurredAt: world.phones.clock.now.toISOString(),
    workspace: told,
  });

  test('is stored, then acknowledged, then looked at', async () => {
    const answer = await deliver(event(workspace('hook-1')));
    expect(answer.statusCode).toBe(200);
    expect(await count('onboarding_workspaces', `external_id = 'hook-1'`)).toBe(0);
    await world.work();
    expect(await count('onboarding_workspaces', `external_id = 'hook-1'`)).toBe(1);
  });

  test.each([
    ['a wrong signature', { secret: `whsec_${Buffer.alloc(32, 7).toString('base64')}` }],
    ['no signature', { headers: { 'webhook-signature': '' } }],
    ['an old time: a replay', { at: new Date('2026-01-01T00:00:00Z') }],
  ])('with %s is refused, and nothing is stored', async (_name, more) => {
    const before = await count('onboarding_events');
    const answer = await deliver(event(workspace('hook-bad')), more);
    expect([answer.statusCode, answer.json().code]).toEqual([401, 'bad_signature']);
    expect(await count('onboarding_events')).toBe(before);
  });

  test('of another firm’s address is refused by this firm’s secret', async () => {
    const other = await world.phones.newFirm();
    const theirs = await world.connect(other);
    const payload = JSON.stringify(event(workspace('hook-cross')));
    const answer = await world.phones.app.app.inject({
      method: 'POST',
      url: new URL(theirs.hookUrl).pathname,
      headers: signed(hook.secret, 'evt-cross', payload, world.phones.clock.now),
      payload,
    });
    expect(answer.statusCode).toBe(401);
    expect(await other.count('onboarding_events')).toBe(0);
  });

  test('to an address that nobody has finds nothing', async () => {
    const ours = new URL(hook.hookUrl).pathname.split('/').at(-1) ?? '';
    for (const key of ['none', `${ours.startsWith('A') ? 'B' : 'A'}${ours.slice(1)}`]) {
      const answer = await world.phones.app.app.inject({
        method: 'POST',
        url: `/hooks/onboarding/${key}`,
        payload: '{}',
      });
      expect(answer.statusCode).toBe(404);
    }
  });

  test('that is larger than a megabyte is refused', async () => {
    const answer = await deliver(event(workspace('hook-big', 1, { note: 'x'.repeat(1024 * 1024) })));
    expect([answer.statusCode, answer.json().code]).toEqual([413, 'too_large']);
  });

  test('repeated with the same id changes nothing', async () => {
    const first = await deliver(event(workspace('hook-twice')), { id: 'evt-twice' });
    const before = await count('onboarding_events');
    const again = await deliver(event(workspace('hook-twice', 2)), { id: 'evt-twice' });
    expect([first.statusCode, again.statusCode]).toEqual([200, 200]);
    expect(await count('onboarding_events')).toBe(before);
  });

  test('that tells something older is ignored', async () => {
    const { id, clients } = await world.matter();
    const external = await world.begin(id, clients);
    world.service.deliveries.faults.reorder = true;
    world.service.change(external, (told) => finish(told.tasks[0], 'fail'));
    world.service.change(external, (told) => finish(told.tasks[0], 'pass'));
    world.service.deliveries.release();
    await world.work();
    expect((await world.workspace(id)).tasks[0]).toMatchObject({ result: 'pass', standing: 'done' });
  });

  test('that cannot be read is told of, without what was in it, and the service is asked', async () => {
    const asked = world.service.requests.length;
    const answer = await deliver('{"id":"x","type":"workspace.updated","secret":"passport"}');
    expect(answer.statusCode).toBe(200);
    await world.work();
    const { counts, unreadable } = await world.settings();
    expect(counts.unreadable).toBeGreaterThan(0);
    expect(unreadable[0]?.detail).toContain('occurredAt');
    expect(JSON.stringify(await world.phones.query('select * from onboarding_events'))).not.toContain(
      'passport',
    );
    expect(world.service.requests.length).toBeGreaterThan(asked);
  });

  test('keeps nothing of a picture that somebody put into it', async () => {
    const tasks = [
      {
        id: 't1',
        type: 'id',
        status: 'complete',
        result: 'pass',
        image: 'data:image/png;base64,AAAApicture',
        documents: [{ id: 'd1', name: 'Passport', content: 'AAAApicture' }],
      },
    ];
    await deliver(event(workspace('hook-picture', 1, { tasks })));
    const waiting = await world.phones.query(
      'select record::text as text from onboarding_events where record is not null',
    );
    expect(waiting).toHaveLength(1);
    expect(JSON.stringify(waiting)).not.toContain('AAAApicture');
    await world.work();
    expect(await count('onboarding_events', 'record is not null')).toBe(0);
  });

  test('that only says that something changed has it fetched', async () => {
    const { id, clients } = await world.matter();
    const external = await world.begin(id, clients);
    world.service.deliveries.faults.drop = 1;
    const told = world.service.change(external, ({ tasks }) => finish(tasks[0], 'pass'));
    world.service.announce(told, { onlyChanged: true });
    await world.work();
    expect((await world.workspace(id)).tasks[0]).toMatchObject({ standing: 'done' });
  });
});

describe('the poll', () => {
  test('finds what a lost webhook told, within a quarter of an hour', async () => {
    const { id, clients } = await world.matter();
    const external = await world.begin(id, clients);
    world.service.deliveries.faults.drop = 1;
    world.service.change(external, ({ tasks }) => finish(tasks[0], 'refer'));
    await world.work();
    expect(await world.workspace(id)).toMatchObject({ decisionsNeeded: 0 });
    await world.pass(16);
    expect(await world.workspace(id)).toMatchObject({ decisionsNeeded: 1 });
  });

  test('goes through all pages, and one bad workspace does not hide the others', async () => {
    world.service.pageSize = 1;
    world.service.webhook = null;
    const names = ['page-1', 'page-2', 'page-3'];
    for (const name of names) world.service.add({ id: name });
    world.service.add({ id: 'page-bad', version: -1 });
    world.service.add({ id: 'page-4' });
    await world.pass(16);
    world.service.workspaces.delete('page-bad');
    world.service.webhook = { url: hook.hookUrl, secret: hook.secret };
    for (const name of [...names, 'page-4'])
      expect(await count('onboarding_workspaces', `external_id = '${name}'`), name).toBe(1);
  });

  test('asks for more than it missed: what the service noted late is found, too', async () => {
    world.service.webhook = null;
    const late = new Date(world.phones.clock.now.getTime() - 10 * 60_000).toISOString();
    await world.pass(16);
    world.service.add({ id: 'late-1', updatedAt: late });
    await world.pass(16);
    world.service.webhook = { url: hook.hookUrl, secret: hook.secret };
    expect(await count('onboarding_workspaces', `external_id = 'late-1'`)).toBe(1);
  });

  test('asks for one workspace at once when somebody presses', async () => {
    const { id, clients } = await world.matter();
    const external = await world.begin(id, clients);
    world.service.deliveries.faults.drop = 1;
    world.service.change(external, ({ clients: [client] }) =>
      Object.assign(client ?? {}, { openedAt: '2026-03-02T10:00:00Z' }),
    );
    const { id: workspaceId } = await world.workspace(id);
    await world.ok('POST', `onboarding/workspaces/${workspaceId}/resync`);
    await world.work();
    expect((await world.workspace(id)).clients[0]).toMatchObject({ stage: 'opened' });
  });
});

describe('a refer', () => {
  const begun = async () => {
    const { id, clients } = await world.matter();
    const external = await world.begin(id, clients);
    world.service.change(external, ({ tasks }) => finish(tasks[0], 'refer', { detail: 'Name differs' }));
    await world.work();
    const shown = await world.workspace(id);
    const [task] = shown.tasks;
    const seen = { taskId: task?.id, result: task?.result, completedAt: task?.completedAt };
    return {
      id,
      external,
      workspaceId: shown.id,
      seen,
      decide: (decision: string, reason: string, more = {}) =>
        post(`onboarding/workspaces/${shown.id}/decisions`, { ...seen, decision, reason, ...more }),
    };
  };

  test('waits for a person, and is counted for everybody who may see it', async () => {
    const counted = (await world.ok<{ decisions: number }>('GET', 'onboarding/counts')).decisions;
    const { id, workspaceId } = await begun();
    expect((await world.workspace(id)).tasks[0]).toMatchObject({
      standing: 'needs_decision',
      detail: 'Name differs',
    });
    expect(await world.ok('GET', 'onboarding/counts')).toMatchObject({
      label: 'InfoTrack',
      decisions: counted + 1,
    });
    const { items } = await world.ok<{ items: { id: string }[] }>(
      'GET',
      'onboarding/workspaces?waiting=decision',
    );
    expect(items[0]).toMatchObject({ id: workspaceId, matterId: id, decisionsNeeded: 1 });
  });

  test('is decided with a reason; name, time and reason stay, and a later decision stands beside', async () => {
    const { id, decide } = await begun();
    expect((await decide('accept', '  ')).statusCode).toBe(422);
    expect((await decide('accept', 'Marriage certificate seen.')).statusCode).toBe(200);
    expect((await world.workspace(id)).tasks[0]).toMatchObject({
      standing: 'accepted',
      decisions: [
        { decision: 'accept', reason: 'Marriage certificate seen.', staffName: 'Ada Solicitor', holds: true },
      ],
    });
    await decide('reject', 'The certificate was not hers.');
    const shown = await world.workspace(id);
    expect(shown.decisionsNeeded).toBe(0);
    expect(shown.tasks[0]).toMatchObject({
      standing: 'rejected',
      decisions: [
        { decision: 'reject', holds: true },
        { decision: 'accept', holds: false, reason: 'Marriage certificate seen.' },
      ],
    });
    const audited = await world.phones.query<{ detail: { reason: string }; staff_id: string }>(
      `select detail, staff_id from audit_log where action = 'onboarding.decided' and matter_id = $1 order by id`,
      [id],
    );
    expect(audited.map(({ detail }) => detail.reason)).toEqual([
      'Marriage certificate seen.',
      'The certificate was not hers.',
    ]);
    expect(audited[0]?.staff_id).toBe(world.phones.ada.id);
  });

  test('has a history that the database itself does not let change', async () => {
    const { decide, workspaceId } = await begun();
    await decide('accept', 'Seen.');
    for (const statement of [
      'update onboarding_decisions set reason = $2',
      'delete from onboarding_decisions',
    ])
      await expect(
        world.phones.query(`${statement} where workspace_id = $1 and ($2::text is not null)`, [
          workspaceId,
          'x',
        ]),
      ).rejects.toThrow('stays as it was made');
  });

  test('that comes again is another one: the decision on the first does not hold', async () => {
    const { id, external, decide, seen } = await begun();
    await decide('accept', 'Seen.');
    world.phones.clock.now = new Date(world.phones.clock.now.getTime() + 60_000);
    world.service.change(external, ({ tasks }) => finish(tasks[0], 'refer'));
    await world.work();
    expect((await world.workspace(id)).tasks[0]).toMatchObject({
      standing: 'needs_decision',
      decisions: [{ holds: false }],
    });
    const stale = await decide('accept', 'The same again.', seen);
    expect([stale.statusCode, stale.json().code]).toEqual([409, 'conflict']);
  });

  test.each([
    ['a pass', 'pass' as const, 'wrong_state'],
    ['a fail, which is not what was seen', 'fail' as const, 'conflict'],
  ])('cannot be decided once it is %s', async (_name, result, code) => {
    const { external, decide } = await begun();
    world.service.change(external, ({ tasks }) => finish(tasks[0], result));
    await world.work();
    expect((await decide('accept', 'Fine.')).json().code).toBe(code);
  });
});

describe('key stages', () => {
  const stage = async (leadId: string, code: string) => {
    const { tracks } = await world.ok<{
      tracks: { stages: { code: string; state: string; by: string | null }[] }[];
    }>('GET', `leads/${leadId}/progress`);
    return tracks[0]?.stages.find((one) => one.code === code);
  };
  const beginFor = async (transaction: 'sale' | 'purchase', asks: string[]) => {
    const { id, clients } = await world.lead(transaction);
    await world.ok('POST', `leads/${id}/onboarding`, { clients, asks });
    await world.work();
    const { workspaces } = await world.ok<{ workspaces: { id: string }[] }>('GET', `leads/${id}/onboarding`);
    return {
      leadId: id,
      external: [...world.service.workspaces.values()].at(-1)?.id ?? '',
      workspaceId: workspaces[0]?.id ?? '',
    };
  };

  test('a refer that nobody decided reaches nothing; accepted, the stage is reached in the same moment', async () => {
    const { leadId, external, workspaceId } = await beginFor('sale', ['id', 'address']);
    world.service.change(external, ({ tasks }) => {
      finish(tasks[0], 'refer');
      finish(tasks[1], 'pass');
    });
    await world.work();
    expect(await stage(leadId, 'client_care_id')).toMatchObject({ state: 'pending' });
    const task = taskOf(external, 'id');
    const body = {
      taskId: task?.id,
      result: 'refer',
      completedAt: task?.completedAt,
      decision: 'accept',
      reason: 'Seen in person.',
    };
    await world.ok('POST', `onboarding/workspaces/${workspaceId}/decisions`, body);
    expect(await stage(leadId, 'client_care_id')).toMatchObject({
      state: 'reached',
      by: 'onboarding_id_complete',
    });
  });

  test('a stage that a person took back is not reached by the same thing again', async () => {
    const { leadId, external } = await beginFor('sale', ['id', 'TA6']);
    world.service.change(external, ({ tasks }) =>
      finish(
        tasks.find(({ type }) => type === 'form'),
        null,
      ),
    );
    await world.work();
    const forms = await stage(leadId, 'forms_returned');
    expect(forms).toMatchObject({ state: 'reached', by: 'onboarding_forms_complete' });
    const { items } = await world.ok<{ items: { id: string; code: string }[] }>(
      'GET',
      'key-stages?side=sale',
    );
    const stageId = items.find(({ code }) => code === 'forms_returned')?.id;
    await world.ok('POST', `leads/${leadId}/progress`, { stageId, do: 'undo' });
    world.service.change(external, ({ tasks }) =>
      finish(
        tasks.find(({ type }) => type === 'id'),
        'pass',
      ),
    );
    await world.work();
    expect(await stage(leadId, 'forms_returned')).toMatchObject({ state: 'pending' });
    expect(await stage(leadId, 'client_care_id')).toMatchObject({ state: 'reached' });
  });

  test('searches ordered, and back once all are', async () => {
    const { leadId, external } = await beginFor('purchase', ['id']);
    const order = { product: 'Local search', status: 'ordered' as const, orderedAt: '2026-03-02T09:00:00Z' };
    world.service.change(external, ({ orders }) =>
      orders.push({ id: 'o-1', ...order }, { id: 'o-2', ...order }),
    );
    await world.work();
    expect(await stage(leadId, 'searches_ordered')).toMatchObject({
      state: 'reached',
      by: 'searches_ordered',
    });
    world.service.change(external, ({ orders }) => Object.assign(orders[0] ?? {}, { status: 'returned' }));
    await world.work();
    expect(await stage(leadId, 'searches_back')).toMatchObject({ state: 'pending' });
    world.service.change(external, ({ orders }) => Object.assign(orders[1] ?? {}, { status: 'returned' }));
    await world.work();
    expect(await stage(leadId, 'searches_back')).toMatchObject({ state: 'reached', by: 'searches_returned' });
  });

  test('contract and transfer signed; the client care letter alone is no contract', async () => {
    const { leadId, external } = await beginFor('sale', ['id']);
    const sign = (paper: 'client_care' | 'contract') => ({
      id: paper,
      type: 'sign' as const,
      paper,
      status: 'complete' as const,
    });
    world.service.change(external, ({ tasks }) => tasks.push(sign('client_care')));
    await world.work();
    expect(await stage(leadId, 'documents_signed')).toMatchObject({ state: 'pending' });
    world.service.change(external, ({ tasks }) => tasks.push(sign('contract')));
    await world.work();
    expect(await stage(leadId, 'documents_signed')).toMatchObject({
      state: 'reached',
      by: 'onboarding_signed',
    });
  });
});

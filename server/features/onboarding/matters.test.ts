/** What onboarding leaves on matters, who sees it, and the firm's connection. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { SimulatedOrder, SimulatedTask } from '../../../simulators/infotrack/state.ts';
import { type OnboardingWorld, startOnboardingWorld } from './test-world.ts';

let world: OnboardingWorld;
beforeAll(async () => {
  world = await startOnboardingWorld();
  await world.connect();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  world.service.habits = [];
  await world.pass(60);
  world.service.violations.length = 0;
});

const price = (net: number, vat: number, currency = 'GBP') => ({ net, vat, gross: net + vat, currency });
const search = (id: string, more: Partial<SimulatedOrder> = {}): SimulatedOrder => ({
  id,
  product: 'Local authority search',
  status: 'returned',
  price: price(12_500, 2500),
  orderedAt: '2026-03-01T09:00:00Z',
  returnedAt: '2026-03-02T09:00:00Z',
  ...more,
});
const costs = async (matterId: string) =>
  (
    await world.ok<{
      items: {
        subject: string;
        description: string;
        amount: unknown;
        date: string;
        staffName: string | null;
      }[];
    }>('GET', `matters/${matterId}/cost-recoveries`)
  ).items;
const documents = async (matterId: string) =>
  (
    await world.ok<{ items: { id: string; name: string; newest: { contentType: string } }[] }>(
      'GET',
      `matters/${matterId}/documents`,
    )
  ).items;
const begun = async () => {
  const { id, clients } = await world.matter();
  const external = await world.begin(id, clients);
  const tell = async (act: Parameters<typeof world.service.change>[1]) => {
    world.service.change(external, act);
    await world.work();
  };
  return { id, external, tell };
};
const settingsPatch = async (change: Record<string, unknown>) => {
  const { revision } = await world.settings();
  return await world.call('PATCH', 'onboarding-settings', { ...change, revision }, world.phones.owner);
};

describe('an order that came back with a price', () => {
  test('makes one cost recovery before VAT, with the VAT in its words, however often it is told', async () => {
    const { id, tell } = await begun();
    await tell(({ orders }) => orders.push(search('o-1'), search('o-2', { status: 'ordered', price: null })));
    await tell(({ title }) => title);
    await tell(({ orders }) => Object.assign(orders[0] ?? {}, { product: 'Local authority search, again' }));
    expect(await costs(id)).toMatchObject([
      {
        subject: 'Local authority search',
        description: '£125.00 plus £25.00 VAT, £150.00 in all. Order o-1.',
        amount: { amount: 12_500, currency: 'GBP' },
        date: '2026-03-02',
        staffName: 'Ada Solicitor',
      },
    ]);
    const [first, second] = (await world.workspace(id)).orders;
    expect(first?.cost).toMatchObject({ skipped: null, costRecoveryId: expect.any(String) });
    expect(second?.cost).toBeNull();
  });

  test('makes none while the firm has switched that off, nor later by itself', async () => {
    await settingsPatch({ ordersMakeCosts: false });
    const { id, tell } = await begun();
    await tell(({ orders }) => orders.push(search('o-off')));
    await settingsPatch({ ordersMakeCosts: true });
    await tell(({ orders }) => orders.push(search('o-on')));
    expect((await costs(id)).map(({ description }) => description.includes('o-on'))).toEqual([true]);
    expect((await world.workspace(id)).orders[0]?.cost).toMatchObject({ skipped: 'switched_off' });
  });

  test('in a currency that the firm does not keep books in makes none', async () => {
    const { id, tell } = await begun();
    await tell(({ orders }) => orders.push(search('o-eur', { price: price(100, 20, 'EUR') })));
    expect(await costs(id)).toEqual([]);
    expect((await world.workspace(id)).orders[0]?.cost).toMatchObject({ skipped: 'other_currency' });
  });

  test('of a matter that a connected system keeps makes nothing here', async () => {
    const { id, tell } = await begun();
    const connection = await keptElsewhere(id);
    await tell(({ orders }) =>
      orders.push(search('o-kept', { documents: [{ id: 'd-kept', name: 'Result' }] })),
    );
    expect([await costs(id), await documents(id)]).toEqual([[], []]);
    const [order] = (await world.workspace(id)).orders;
    expect(order).toMatchObject({
      cost: { skipped: 'kept_elsewhere' },
      documents: [{ state: 'kept_elsewhere' }],
    });
    await world.phones.query(`update matters set kept_in = null where kept_in = $1`, [connection]);
  });
});

async function keptElsewhere(matterId: string): Promise<string> {
  const connection = crypto.randomUUID();
  await world.phones.query(
    `insert into connections (firm_id, id, vendor, name, region, sign_in_grant, client_id, credentials, status, hook_key, hook_secret)
     values ($1, $2, 'clio', 'Clio', 'eu', 'authorization_code', 'x', '', 'active', $3, '')`,
    [world.phones.firm.id, connection, `con_${connection}`],
  );
  await world.phones.query('update matters set kept_in = $2 where id = $1', [matterId, connection]);
  return connection;
}

describe('papers', () => {
  const form = (id: string, documentId: string, name: string): SimulatedTask => ({
    id,
    type: 'form',
    form: 'TA6',
    status: 'complete',
    documents: [{ id: documentId, name }],
  });

  test('of forms, signatures and searches are copied once to the matter, as PDFs with plain names', async () => {
    const { id, tell } = await begun();
    await tell(({ tasks, orders }) => {
      tasks.push(form('f', 'd-1', '../../TA6\u202E <form>.pdf'));
      orders.push(search('o-1', { price: null, documents: [{ id: 'd-2', name: 'CON29' }] }));
    });
    // Screens that are open hear of it after the copy is there.
    const news = await world.phones.query(
      `select e.type, e.matter_id from events e where e.matter_id = $1 and e.seq > (select max(d.seq) from events d
         where d.matter_id = $1 and d.type = 'document.changed') order by e.seq`,
      [id],
    );
    expect(news).toContainEqual({ type: 'onboarding.changed', matter_id: id });
    await tell(({ title }) => title);
    expect((await documents(id)).map(({ name, newest }) => [name, newest.contentType]).sort()).toEqual([
      ['CON29.pdf', 'application/pdf'],
      ['TA6 form.pdf', 'application/pdf'],
    ]);
    expect((await world.workspace(id)).orders[0]?.documents).toMatchObject([
      { state: 'done', documentId: expect.any(String) },
    ]);
  });

  test('with the same bytes are one document', async () => {
    const bytes = Buffer.from('%PDF-1.4 the same');
    world.service.documents.set('d-a', bytes).set('d-b', bytes);
    const { id, tell } = await begun();
    await tell(({ tasks }) => tasks.push(form('f1', 'd-a', 'One'), form('f2', 'd-b', 'Other')));
    expect((await documents(id)).map(({ name }) => name)).toEqual(['One.pdf']);
  });

  test('of identity checks are never fetched, only named', async () => {
    const { id, tell } = await begun();
    await tell(({ tasks: [task] }) =>
      Object.assign(task ?? {}, {
        status: 'complete',
        result: 'pass',
        documents: [{ id: 'passport', name: 'Passport' }],
      }),
    );
    expect(await documents(id)).toEqual([]);
    expect((await world.workspace(id)).tasks[0]?.documents).toMatchObject([
      { name: 'Passport', state: 'reference' },
    ]);
    expect(world.service.requests.join()).not.toContain('passport');
    expect(world.service.violations).toEqual([]);
  });

  test.each([
    ['is no PDF', Buffer.from('\x89PNG picture'), 'not a PDF'],
    ['is larger than 25 MB', Buffer.concat([Buffer.from('%PDF-'), Buffer.alloc(25 * 1024 * 1024)]), '25 MB'],
  ])('one that %s is not kept, which is said; another try is a press away', async (_name, bytes, words) => {
    world.service.documents.set('d-bad', bytes);
    const { id, tell } = await begun();
    await tell(({ tasks }) => tasks.push(form('f', 'd-bad', 'Form')));
    const shown = await world.workspace(id);
    const [paper] = shown.tasks.find(({ type }) => type === 'form')?.documents ?? [];
    expect(paper).toMatchObject({ state: 'failed', detail: expect.stringContaining(words) });
    expect(await documents(id)).toEqual([]);
    world.service.documents.delete('d-bad');
    await world.ok('POST', `onboarding/workspaces/${shown.id}/retry`);
    await world.work();
    expect(await documents(id)).toHaveLength(1);
  });
});

describe('a workspace that somebody made at the service', () => {
  test('waits in a list until a person says which matter it belongs to; then it acts there', async () => {
    world.service.add({
      id: 'theirs-1',
      clients: [
        {
          id: 'c',
          reference: null,
          name: 'Pat Example',
          email: null,
          mobile: null,
          invitedAt: null,
          openedAt: null,
          completedAt: null,
        },
      ],
      orders: [search('o-theirs')],
    });
    await world.work();
    const { items } = await world.ok<{ items: { id: string; names: string[] }[] }>(
      'GET',
      'onboarding/workspaces?waiting=match',
    );
    const [line] = items;
    expect(line?.names).toEqual(['Pat Example']);
    const { id } = await world.matter();
    const matched = await world.ok('POST', `onboarding/workspaces/${line?.id}/match`, {
      to: 'matter',
      matterId: id,
    });
    expect(matched).toMatchObject({ matterId: id, matchedByHand: true });
    expect(await costs(id)).toHaveLength(1);
    const other = await world.matter();
    const moved = await world.call('POST', `onboarding/workspaces/${line?.id}/match`, {
      to: 'matter',
      matterId: other.id,
    });
    expect(moved.statusCode).toBe(409);
  });

  test('leaves the list when it belongs nowhere', async () => {
    world.service.add({ id: 'theirs-2' });
    await world.work();
    const list = () => world.ok<{ items: { id: string }[] }>('GET', 'onboarding/workspaces?waiting=match');
    const before = await list();
    await world.ok('POST', `onboarding/workspaces/${before.items[0]?.id}/match`, { to: 'nowhere' });
    expect((await list()).items).toHaveLength(before.items.length - 1);
  });

  test('one that was started here stays with its case', async () => {
    const { id } = await begun();
    const shown = await world.workspace(id);
    const other = await world.matter();
    expect(
      (
        await world.call('POST', `onboarding/workspaces/${shown.id}/match`, {
          to: 'matter',
          matterId: other.id,
        })
      ).statusCode,
    ).toBe(409);
  });
});

describe('walls', () => {
  test('the workspace of a restricted matter does not exist for those outside, and is not counted', async () => {
    const { id, clients } = await world.matter(1, {
      restricted: true,
      accessStaffIds: [world.phones.owner.id],
    });
    const { owner, ada } = world.phones;
    await world.ok('POST', `matters/${id}/onboarding`, { clients, asks: ['id'] }, owner);
    await world.work();
    const external = [...world.service.workspaces.keys()].at(-1) ?? '';
    world.service.change(external, ({ tasks: [task] }) =>
      Object.assign(task ?? {}, { status: 'complete', result: 'refer' }),
    );
    await world.work();
    const [shown] = (await world.ofMatter(id, owner)).workspaces;
    expect(shown).toMatchObject({ decisionsNeeded: 1 });
    const outside = await world.ok<{ decisions: number }>('GET', 'onboarding/counts');
    const inside = await world.ok<{ decisions: number }>('GET', 'onboarding/counts', undefined, owner);
    expect(inside.decisions).toBe(outside.decisions + 1);
    const listed = await world.ok<{ items: { id: string }[] }>(
      'GET',
      'onboarding/workspaces?waiting=decision',
    );
    expect(listed.items.map((line) => line.id)).not.toContain(shown?.id);
    const decision = {
      taskId: shown?.tasks[0]?.id,
      result: 'refer',
      completedAt: null,
      decision: 'accept',
      reason: 'x',
    };
    for (const [method, path, body] of [
      ['GET', `matters/${id}/onboarding`, undefined],
      ['POST', `onboarding/workspaces/${shown?.id}/decisions`, decision],
      ['POST', `onboarding/workspaces/${shown?.id}/resync`, undefined],
      ['POST', `onboarding/workspaces/${shown?.id}/retry`, undefined],
      ['POST', `onboarding/workspaces/${shown?.id}/match`, { to: 'nowhere' }],
    ] as const)
      expect((await world.call(method, path, body, ada)).statusCode, path).toBe(404);
  });

  test('a lead’s workspace goes with it to the matter, costs are made there, and its wall holds', async () => {
    const { id: leadId, clients } = await world.lead();
    await world.ok('POST', `leads/${leadId}/onboarding`, { clients, asks: ['id'] });
    await world.work();
    const external = [...world.service.workspaces.keys()].at(-1) ?? '';
    world.service.change(external, ({ orders }) => orders.push(search('o-lead')));
    await world.work();
    const matter = await world.phones.addMatter('From a lead', clients, {
      restricted: true,
      accessStaffIds: [world.phones.owner.id],
    });
    await world.phones.query('update leads set matter_id = $2 where id = $1', [leadId, matter]);
    await world.work();
    const { owner } = world.phones;
    expect((await world.ofMatter(matter, owner)).workspaces).toMatchObject([
      { leadId, matterId: matter, orders: [{ cost: { skipped: null } }] },
    ]);
    const outside = await world.call('GET', `leads/${leadId}/onboarding`);
    expect(outside.statusCode === 404 || outside.json().workspaces.length === 0).toBe(true);
  });

  test('another firm finds nothing of ours', async () => {
    const { id } = await begun();
    const shown = await world.workspace(id);
    const other = await world.phones.newFirm();
    await world.connect(other);
    expect((await world.call('GET', `matters/${id}/onboarding`, undefined, other.owner)).statusCode).toBe(
      404,
    );
    expect(
      (await world.call('POST', `onboarding/workspaces/${shown.id}/resync`, undefined, other.owner))
        .statusCode,
    ).toBe(404);
    // Their account at the service is the same one here: they have rows of their own, and none of ours.
    const theirs = await world.ok<{ items: { id: string }[] }>(
      'GET',
      'onboarding/workspaces?waiting=match',
      undefined,
      other.owner,
    );
    const ours = await world.phones.query<{ id: string }>(
      'select id from onboarding_workspaces where firm_id = $1',
      [world.phones.firm.id],
    );
    expect(theirs.items.filter(({ id: theirId }) => ours.some((row) => row.id === theirId))).toEqual([]);
    await world.call('DELETE', 'onboarding-settings', undefined, other.owner);
  });
});

describe('renewal', () => {
  test.each([
    ['later', '2027-01-01'],
    ['due_soon', '2026-04-01'],
    ['overdue', '2026-03-01'],
  ])('is %s', async (renewal, renewalOn) => {
    const { id, tell } = await begun();
    world.phones.clock.now = new Date('2026-03-10T10:00:00Z');
    await tell(({ tasks: [task] }) =>
      Object.assign(task ?? {}, { status: 'complete', result: 'pass', renewalOn }),
    );
    expect((await world.workspace(id)).tasks[0]).toMatchObject({ renewalOn, renewal });
  });
});

describe('the connection', () => {
  test('is tested with the name of the account; a wrong key is said in words', async () => {
    expect(await world.settings()).toMatchObject({
      test: { state: 'ok', detail: 'Example Solicitors' },
      hasKey: true,
      connected: true,
    });
    await settingsPatch({ apiKey: 'wrong' });
    await world.ok('POST', 'onboarding-settings/test', undefined, world.phones.owner);
    await world.work();
    const failed = await world.settings();
    expect(failed).toMatchObject({
      test: { state: 'failed' },
      trouble: expect.stringContaining('refuses the key'),
    });
    await settingsPatch({ apiKey: world.service.key });
    await world.work();
    expect((await world.settings()).trouble).toBe('');
  });

  test('keeps key and secret sealed', async () => {
    const [row] = await world.phones.query<{ api_key: Buffer; hook_secret: Buffer }>(
      'select api_key, hook_secret from onboarding_settings where firm_id = $1',
      [world.phones.firm.id],
    );
    expect(row?.api_key.toString('latin1')).not.toContain(world.service.key);
    expect(row?.hook_secret.toString('latin1')).not.toContain('whsec_');
    expect(JSON.stringify(await world.settings())).not.toContain(world.service.key);
  });

  test('never sends a key to a new address unsaid', async () => {
    const refused = await settingsPatch({ baseUrl: 'https://other.example.com' });
    expect([refused.statusCode, refused.json().errors?.[0]?.field]).toEqual([422, 'apiKey']);
  });

  test.each([
    ['http://onboarding.example.com', 'https://'],
    ['https://10.0.0.1', 'inside our own network'],
    ['https://user:secret@example.com', 'user name'],
    ['https://example.com/?key=1', 'end with its path'],
  ])('refuses the address %s', async (baseUrl, words) => {
    const refused = await settingsPatch({ baseUrl, apiKey: 'x' });
    expect(refused.statusCode).toBe(422);
    expect(refused.json().detail).toContain(words);
  });

  test('does not follow a redirect with the key', async () => {
    world.service.habits.push({ how: 'redirect', to: `${world.service.url}/account` });
    await world.ok('POST', 'onboarding-settings/test', undefined, world.phones.owner);
    await world.work();
    expect((await world.settings()).test).toMatchObject({ state: 'failed' });
  });

  test('that is paused asks nothing; what comes waits and is looked at afterwards', async () => {
    const { id, external } = await begun();
    await settingsPatch({ status: 'paused' });
    const asked = world.service.requests.length;
    world.service.change(external, ({ tasks: [task] }) =>
      Object.assign(task ?? {}, { status: 'in_progress' }),
    );
    await world.pass(60);
    expect(world.service.requests).toHaveLength(asked);
    expect((await world.workspace(id)).tasks[0]).toMatchObject({ status: 'sent' });
    await settingsPatch({ status: 'active' });
    await world.work();
    expect((await world.workspace(id)).tasks[0]).toMatchObject({ status: 'in_progress' });
  });

  test('belongs to administrators', async () => {
    for (const [method, path] of [
      ['GET', 'onboarding-settings'],
      ['POST', 'onboarding-settings/test'],
      ['DELETE', 'onboarding-settings'],
    ] as const)
      expect((await world.call(method, path)).statusCode, path).toBe(403);
  });

  test('that is changed by two people at once: the second is told', async () => {
    const { revision } = await world.settings();
    const change = { ordersMakeCosts: true, revision };
    const answers = [
      await world.call('PATCH', 'onboarding-settings', change, world.phones.owner),
      await world.call('PATCH', 'onboarding-settings', change, world.phones.owner),
    ];
    expect(answers.map(({ statusCode }) => statusCode)).toEqual([200, 409]);
  });

  test('a new secret replaces the old one; disconnected, key and secret are gone and what was told stays', async () => {
    const { id } = await begun();
    const made = await world.ok<{ secret: string }>(
      'POST',
      'onboarding-settings/secret',
      undefined,
      world.phones.owner,
    );
    expect(made.secret).toMatch(/^whsec_/);
    expect(
      (await world.call('DELETE', 'onboarding-settings', undefined, world.phones.owner)).statusCode,
    ).toBe(204);
    expect(await world.phones.count('onboarding_settings')).toBe(0);
    expect(await world.settings()).toMatchObject({ connected: false, hookUrl: null });
    expect(await world.workspace(id)).toMatchObject({ connected: false, state: 'live' });
    await world.connect();
    expect(await world.workspace(id)).toMatchObject({ connected: true });
  });
});

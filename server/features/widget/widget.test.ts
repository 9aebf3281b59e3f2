/** Forms on the firm's website, through HTTP on a real database: who may ask, what is told, and that a lead comes once. */
import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestFirm } from '../../testing/app.ts';
import { publicPrice } from './public-shapes.ts';
import { site, startWidgetWorld, type WidgetWorld } from './testing-world.ts';

let world: WidgetWorld;
let firm: TestFirm;
/** So that no test uses up the tries of another. */
let address = 0;

beforeAll(async () => {
  world = await startWidgetWorld();
});
afterAll(() => world.app.close());
beforeEach(async () => {
  address += 1;
  world.clock.set('2026-11-22T10:00:00Z');
  firm = await world.app.makeFirm({ name: 'Harbour Law' });
  await world.publishScale(firm);
});

const purchase = {
  transaction: 'purchase',
  clients: 2,
  answers: { purchase: { price: 420_000, mortgage: true } },
};

function visitor(
  method: 'GET' | 'POST' | 'OPTIONS',
  path: string,
  body?: unknown,
  headers: Record<string, string> = { origin: site },
) {
  return world.app.app.inject({
    method,
    url: path,
    remoteAddress: `192.0.2.${address}`,
    headers: { ...headers, ...(body === undefined ? {} : { 'content-type': 'application/json' }) },
    ...(body === undefined ? {} : { payload: typeof body === 'string' ? body : JSON.stringify(body) }),
  });
}

function requestBody(ticket: string, more: Record<string, unknown> = {}) {
  return {
    id: randomUUID(),
    ticket,
    inputs: purchase,
    firstName: 'Jane',
    lastName: 'Okafor',
    email: 'jane@example.com',
    phone: '07700 900123',
    message: 'We hope to move by Easter.',
    consent: true,
    page: 'https://www.harbourlaw.example.com/quote',
    ...more,
  };
}

const lead = z.looseObject({
  id: z.string(),
  title: z.string(),
  source: z.string(),
  sourceDetail: z.string(),
  clients: z.array(z.object({ contactId: z.string(), name: z.string() })),
  assignee: z.object({ id: z.string() }).nullable(),
});
async function leads() {
  const page = await world.ok(firm.owner.call, 'GET', '/api/v1/leads');
  return z.object({ items: z.array(lead) }).parse(page).items;
}
async function mails() {
  const page = await world.ok(firm.owner.call, 'GET', '/api/v1/outbox');
  return z
    .object({ items: z.array(z.looseObject({ subject: z.string(), body: z.string().nullable() })) })
    .parse(page).items;
}
async function notes(leadId: string) {
  const page = await world.ok(firm.owner.call, 'GET', `/api/v1/leads/${leadId}/events`);
  return z
    .object({ items: z.array(z.looseObject({ kind: z.string(), text: z.string() })) })
    .parse(page)
    .items.filter(({ kind }) => kind === 'note')
    .map(({ text }) => text);
}

describe('a form is set up', () => {
  test('and cannot be switched on before it says what the visitor agrees to', async () => {
    const form = await world.makeForm(firm, { consentText: '', privacyUrl: '', active: false });
    expect(form.missing.filter((one) => one.for === 'form' && one.blocks).map(({ what }) => what)).toEqual([
      'consent_text',
      'privacy_url',
    ]);
    const refused = await firm.owner.call('PATCH', `/api/v1/widgets/${form.id}`, { active: true });
    expect(refused.statusCode).toBe(409);
    expect(refused.json().detail).toContain('privacy notice');
    const path = `/api/v1/widget/${form.key}`;
    expect((await visitor('GET', path)).statusCode).toBe(404);
  });

  test('nor may what the visitors agree to be taken away while it is on', async () => {
    const form = await world.makeForm(firm);
    const refused = await firm.owner.call('PATCH', `/api/v1/widgets/${form.id}`, { consentText: '' });
    expect(refused.statusCode).toBe(409);
  });

  test.each([
    ['a path', 'https://example.com/quote'],
    ['no https', 'http://example.com'],
    ['a star', 'https://*.example.com'],
    ['no address at all', 'example'],
    ['somebody’s name', 'https://me@example.com'],
  ])('its website cannot be an address with %s', async (_what, origin) => {
    const answer = await firm.owner.call('POST', '/api/v1/widgets', {
      name: 'Site',
      transactions: ['sale'],
      origins: ['https://example.com', origin],
    });
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors[0].field).toBe('origins.1');
  });

  test('by administrators only, under one name once, and another firm sees none of it', async () => {
    const form = await world.makeForm(firm, { name: 'Main' });
    const again = await firm.owner.call('POST', '/api/v1/widgets', { name: 'main', transactions: ['sale'] });
    expect(again.statusCode).toBe(409);
    const member = await world.app.signedIn(firm);
    expect((await member.call('GET', '/api/v1/widgets')).statusCode).toBe(403);
    const other = await world.app.makeFirm({ name: 'Other firm' });
    expect((await other.owner.call('GET', `/api/v1/widgets/${form.id}`)).statusCode).toBe(404);
    const listed = await other.owner.call('GET', '/api/v1/widgets');
    expect(listed.json().items).toEqual([]);
  });

  test('with a change that does not touch what it leaves out, and not over somebody else’s change', async () => {
    const form = await world.makeForm(firm, { sourceTag: 'autumn', show: 'range' });
    const path = `/api/v1/widgets/${form.id}`;
    const changed = await world.ok(firm.owner.call, 'PATCH', path, { thanks: 'Ta.', version: form.version });
    expect(changed).toMatchObject({ thanks: 'Ta.', sourceTag: 'autumn', show: 'range', origins: [site] });
    const late = await firm.owner.call('PATCH', path, { thanks: 'No.', version: form.version });
    expect(late.statusCode).toBe(409);
  });
});

describe('other websites', () => {
  test('that the firm named are answered, also on a problem', async () => {
    const { key } = await world.makeForm(firm);
    const answer = await visitor('GET', `/api/v1/widget/${key}`);
    expect(answer.headers['access-control-allow-origin']).toBe(site);
    expect(answer.headers['access-control-allow-credentials']).toBeUndefined();
    const wrong = await visitor('POST', `/api/v1/widget/${key}/price`, {
      inputs: { transaction: 'nonsense' },
    });
    expect(wrong.statusCode).toBe(422);
    expect(wrong.headers['access-control-allow-origin']).toBe(site);
    const before = await visitor('OPTIONS', `/api/v1/widget/${key}/price`);
    expect(before.statusCode).toBe(204);
    expect(before.headers['access-control-allow-headers']).toBe('content-type');
  });

  test.each([
    'https://www.elsewhere.example.com',
    'https://harbourlaw.example.com',
    'http://www.harbourlaw.example.com',
    'null',
  ])('that it did not name are not: %s', async (origin) => {
    const { key } = await world.makeForm(firm);
    for (const method of ['GET', 'OPTIONS'] as const) {
      const answer = await visitor(method, `/api/v1/widget/${key}`, undefined, { origin });
      expect(answer.statusCode).toBe(403);
      expect(answer.headers['access-control-allow-origin']).toBeUndefined();
    }
    const opened = await world.open(key);
    const path = `/api/v1/widget/${key}/requests`;
    const sent = await visitor('POST', path, requestBody(opened.ticket), { origin });
    expect(sent.statusCode).toBe(403);
    expect(await leads()).toEqual([]);
  });

  test('get nothing by a key of another firm’s form or by one that never was', async () => {
    const { key } = await world.makeForm(firm);
    const broken = [
      `${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`,
      'x',
      key.slice(0, 22),
      'a'.repeat(65),
    ];
    for (const wrong of broken) {
      expect((await visitor('GET', `/api/v1/widget/${wrong}`)).statusCode, wrong).toBe(404);
      expect((await visitor('OPTIONS', `/api/v1/widget/${wrong}/price`)).statusCode, wrong).toBe(404);
      expect((await visitor('GET', `/widget/frame/${wrong}`)).statusCode, wrong).toBe(404);
      expect((await visitor('GET', `/prices/${wrong}`)).statusCode, wrong).toBe(404);
    }
  });
});

describe('a visitor is told', () => {
  test('what the firm published, and no id of its records', async () => {
    const feeScaleId = await world.publishScale(firm);
    const form = await world.makeForm(firm, { feeScaleId, assigneeId: firm.owner.id, sourceTag: 'ads' });
    const { body } = await visitor('GET', `/api/v1/widget/${form.key}`);
    for (const secret of [firm.id, form.id, feeScaleId, firm.owner.id, 'ads', form.name, site])
      expect(body).not.toContain(secret);
    expect(JSON.parse(body)).toMatchObject({ firm: 'Harbour Law', show: 'lines', currency: 'GBP' });
  });

  test('the price that staff would be told, to the penny, without what is for staff', async () => {
    const { key } = await world.makeForm(firm);
    const answer = await visitor('POST', `/api/v1/widget/${key}/price`, { inputs: purchase });
    const price = publicPrice.parse(answer.json());
    const staff = await world.ok(firm.owner.call, 'POST', '/api/v1/quotes/price', {
      inputs: { ...purchase, answers: { purchase: { ...purchase.answers.purchase, lender: 'A bank' } } },
    });
    const { total, tax } = z
      .object({ priced: z.object({ totals: z.object({ total: z.number(), tax: z.number() }) }) })
      .parse(staff).priced.totals;
    expect(price.show === 'lines' && price.totals).toMatchObject({ total, tax });
    expect(tax).toBe(11_000_00);
    expect(answer.body).not.toMatch(/activityCode|mapped|onAccount|feeScale/);
  });

  test('a range that begins at the price and ends with everything that may apply', async () => {
    const exact = await world.makeForm(firm);
    const range = await world.makeForm(firm, { show: 'range' });
    const [lines, told] = await Promise.all(
      [exact, range].map(async ({ key }) =>
        publicPrice.parse(
          (await visitor('POST', `/api/v1/widget/${key}/price`, { inputs: purchase })).json(),
        ),
      ),
    );
    if (lines?.show !== 'lines' || told?.show !== 'range') throw new Error('not as the forms say');
    const further = lines.sides
      .flatMap((side) => side.lines)
      .filter(({ counts }) => !counts)
      .reduce((sum, { grossPence }) => sum + (grossPence ?? 0), 0);
    expect(told.lowPence).toBe(lines.totals.total);
    expect(told.highPence).toBe(lines.totals.total + further);
    expect(further).toBeGreaterThan(0);
    expect(JSON.stringify(told)).not.toContain('netPence');
  });

  test('no price where the firm shows none, or has none in force', async () => {
    const { key } = await world.makeForm(firm, { show: 'request' });
    expect((await visitor('POST', `/api/v1/widget/${key}/price`, { inputs: purchase })).statusCode).toBe(409);
    const bare = await world.app.makeFirm({ name: 'No prices yet' });
    const form = await world.makeForm(bare);
    expect(form.missing.map(({ what }) => what)).toContain('fee_scale');
    expect((await world.open(form.key)).show).toBe('request');
    const refused = await visitor('POST', `/api/v1/widget/${form.key}/price`, { inputs: purchase });
    expect(refused.statusCode).toBe(409);
    expect(refused.json().detail).not.toContain('Settings');
  });

  test('which answer is wrong, by its name', async () => {
    const { key } = await world.makeForm(firm);
    const inputs = { ...purchase, answers: { purchase: { price: -5 } } };
    const answer = await visitor('POST', `/api/v1/widget/${key}/price`, { inputs });
    expect(answer.json().errors).toMatchObject([{ field: 'inputs.answers.purchase.price' }]);
    const other = await world.makeForm(firm, { transactions: ['sale'] });
    const notHere = await visitor('POST', `/api/v1/widget/${other.key}/price`, { inputs: purchase });
    expect(notHere.json().errors).toMatchObject([{ field: 'inputs.transaction' }]);
  });

  test('to wait after many questions', async () => {
    const { key } = await world.makeForm(firm);
    const answers: number[] = [];
    for (let tries = 0; tries < 125; tries += 1)
      answers.push((await visitor('GET', `/api/v1/widget/${key}`)).statusCode);
    expect(answers.filter((status) => status === 200)).toHaveLength(120);
    expect(answers.at(-1)).toBe(429);
  });
});

describe('a request', () => {
  test('becomes a lead with its client, the words that were agreed to, a draft quote, and a mail', async () => {
    const form = await world.makeForm(firm, { name: 'Main', sourceTag: 'autumn' });
    const { ticket } = await world.open(form.key);
    const answer = await visitor('POST', `/api/v1/widget/${form.key}/requests`, requestBody(ticket));
    expect(answer.json()).toEqual({ received: true, thanks: 'Thank you. We answer within a working day.' });
    const [made, ...more] = await leads();
    expect(more).toEqual([]);
    expect(made).toMatchObject({
      title: 'Jane Okafor – Purchase',
      source: 'widget',
      sourceDetail: 'autumn · Main',
      clients: [{ name: 'Jane Okafor' }],
      assignee: null,
    });
    const text = (await notes(made?.id ?? '')).join('\n');
    expect(text).toContain('Price: 420000');
    expect(text).toContain('We hope to move by Easter.');
    expect(text).toContain('We keep your details for twelve months.');
    const quotes = await world.ok(firm.owner.call, 'GET', `/api/v1/quotes?leadId=${made?.id}`);
    expect(quotes).toMatchObject({ items: [{ transaction: 'purchase', current: { state: 'draft' } }] });
    const [mail] = await mails();
    expect(mail?.subject).toBe('New enquiry from your website: Purchase, Jane Okafor');
    expect(mail?.body).toContain(`/leads/${made?.id}`);
    expect(mail?.body).not.toContain('07700');
  });

  test('goes to the one who gets the form’s leads, and the mail to nobody else', async () => {
    const colleague = await world.app.signedIn(firm, 'member', { email: 'mina@example.com' });
    const form = await world.makeForm(firm, { assigneeId: colleague.id });
    const { ticket } = await world.open(form.key);
    await visitor('POST', `/api/v1/widget/${form.key}/requests`, requestBody(ticket));
    expect((await leads())[0]?.assignee?.id).toBe(colleague.id);
    expect((await mails()).map(({ recipient }) => recipient)).toEqual(['mina@example.com']);
  });

  test('sent twice at the same moment, and once more later, is one lead and one mail', async () => {
    const form = await world.makeForm(firm);
    const { ticket } = await world.open(form.key);
    const body = requestBody(ticket);
    const path = `/api/v1/widget/${form.key}/requests`;
    const answers = await Promise.all([1, 2, 3, 4].map(() => visitor('POST', path, body)));
    answers.push(await visitor('POST', path, body));
    expect(new Set(answers.map((answer) => `${answer.statusCode} ${answer.body}`)).size).toBe(1);
    expect(answers[0]?.statusCode).toBe(200);
    expect(await leads()).toHaveLength(1);
    expect(await mails()).toHaveLength(1);
    const listed = await world.ok(firm.owner.call, 'GET', `/api/v1/widgets/${form.id}`);
    expect(listed).toMatchObject({ requests: { total: 1 } });
  });

  test('of a program that fills in every field is thanked and thrown away', async () => {
    const form = await world.makeForm(firm);
    const { ticket } = await world.open(form.key);
    const path = `/api/v1/widget/${form.key}/requests`;
    const answer = await visitor('POST', path, requestBody(ticket, { fax2: 'https://spam.example.com' }));
    expect(answer.json()).toMatchObject({ received: true });
    expect(await leads()).toEqual([]);
  });

  test('within three seconds is asked to wait; with somebody else’s ticket or an old one it is refused', async () => {
    const form = await world.makeForm(firm);
    const path = `/api/v1/widget/${form.key}/requests`;
    const { ticket } = (await visitor('GET', `/api/v1/widget/${form.key}`)).json();
    world.clock.add(1_000);
    const quick = await visitor('POST', path, requestBody(ticket));
    expect([quick.statusCode, quick.headers['retry-after']]).toEqual([429, '2']);
    const other = await world.makeForm(firm);
    world.clock.add(15 * 24 * 3_600_000);
    for (const wrong of [ticket, (await world.open(other.key)).ticket, 'nonsense', '']) {
      const refused = await visitor('POST', path, requestBody(wrong));
      expect([refused.statusCode, refused.json().errors[0].field]).toEqual([422, 'ticket']);
    }
    world.clock.set('2026-11-22T10:00:00Z');
    expect(await leads()).toEqual([]);
  });

  test('needs consent, a name, and a way to answer', async () => {
    const form = await world.makeForm(firm);
    const { ticket } = await world.open(form.key);
    const path = `/api/v1/widget/${form.key}/requests`;
    const wrong = [
      [{ consent: false }, 'consent'],
      [{ firstName: ' ' }, 'firstName'],
      [{ email: '', phone: '' }, 'email'],
      [{ email: 'jane' }, 'email'],
      [{ email: '', phone: '12' }, 'phone'],
      [{ inputs: { ...purchase, answers: {} } }, 'inputs.answers.purchase.price'],
    ] as const;
    for (const [more, field] of wrong) {
      const answer = await visitor('POST', path, requestBody(ticket, more));
      expect([answer.statusCode, answer.json().errors?.[0]?.field]).toEqual([422, field]);
    }
    expect(await leads()).toEqual([]);
  });

  test('after ten from one address, must wait', async () => {
    const form = await world.makeForm(firm);
    const { ticket } = await world.open(form.key);
    const path = `/api/v1/widget/${form.key}/requests`;
    for (let tries = 0; tries < 10; tries += 1)
      await visitor('POST', path, requestBody(ticket, { fax2: 'x' }));
    const refused = await visitor('POST', path, requestBody(ticket));
    expect(refused.statusCode).toBe(429);
    expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  });

  test('of a form that is off, or was removed, finds nothing; its leads stay', async () => {
    const form = await world.makeForm(firm);
    const { ticket } = await world.open(form.key);
    const path = `/api/v1/widget/${form.key}/requests`;
    await visitor('POST', path, requestBody(ticket));
    await world.ok(firm.owner.call, 'PATCH', `/api/v1/widgets/${form.id}`, { active: false });
    expect((await visitor('POST', path, requestBody(ticket))).statusCode).toBe(404);
    expect((await firm.owner.call('DELETE', `/api/v1/widgets/${form.id}`)).statusCode).toBe(204);
    expect((await visitor('POST', path, requestBody(ticket))).statusCode).toBe(404);
    expect(await leads()).toHaveLength(1);
  });
});

describe('somebody whom the firm knows', () => {
  async function contact(firstName: string, more: Record<string, unknown>) {
    const made = await world.ok(firm.owner.call, 'POST', '/api/v1/contacts', {
      kind: 'person',
      firstName,
      lastName: 'Okafor',
      ...more,
    });
    return z.looseObject({ id: z.string() }).parse(made).id;
  }
  async function ask(more: Record<string, unknown> = {}) {
    const form = await world.makeForm(firm);
    const { ticket } = await world.open(form.key);
    return await visitor('POST', `/api/v1/widget/${form.key}/requests`, requestBody(ticket, more));
  }

  test('by name and e-mail is the same contact, with nothing of theirs changed', async () => {
    const id = await contact('Jane', { emails: [{ email: 'Jane@example.com', label: '' }] });
    const answer = await ask();
    expect((await leads())[0]?.clients).toMatchObject([{ contactId: id }]);
    const kept = await world.ok(firm.owner.call, 'GET', `/api/v1/contacts/${id}`);
    expect(JSON.stringify(kept)).not.toContain('900123');
    // Somebody unknown reads the very same.
    expect(answer.body).toBe((await ask({ firstName: 'Zoe', email: 'zoe@example.com', phone: '' })).body);
  });

  test('by number under another name is another contact, and is proposed as a duplicate to staff', async () => {
    const id = await contact('Samuel', { phones: [{ text: '07700 900123', label: '' }] });
    await ask();
    const [made] = await leads();
    expect(made?.clients[0]?.contactId).not.toBe(id);
    expect((await notes(made?.id ?? '')).join()).toContain('Samuel Okafor (the same number)');
  });
});

describe('hostile input never breaks anything', () => {
  test.each([
    ['broken JSON', '{'],
    ['a list', '[]'],
    ['a text', '"x"'],
    ['null', 'null'],
    ['a NUL', JSON.stringify(requestBody('x', { firstName: 'A\u0000B' }))],
    ['half an emoji', JSON.stringify(requestBody('x', { message: '\ud83d' }))],
    ['huge numbers', JSON.stringify({ inputs: { ...purchase, clients: 1e308 } })],
    ['prototypes', '{"inputs":{"transaction":"purchase","answers":{"__proto__":{"price":1}}}}'],
    [
      'unheard-of questions',
      JSON.stringify({ inputs: { ...purchase, answers: { purchase: { constructor: 1 } } } }),
    ],
    ['markup', JSON.stringify({ inputs: { transaction: '<script>' } })],
  ])('%s', async (_what, text) => {
    const { key } = await world.makeForm(firm);
    for (const end of ['price', 'requests']) {
      const answer = await visitor('POST', `/api/v1/widget/${key}/${end}`, text);
      expect(answer.statusCode, answer.body).toBeGreaterThanOrEqual(400);
      expect(answer.statusCode, answer.body).toBeLessThan(500);
    }
  });

  test('NUL and half an emoji in a request that is good otherwise', async () => {
    const { key } = await world.makeForm(firm);
    const { ticket } = await world.open(key);
    for (const message of ['A\u0000B', '\ud83d', '\u202egnp.exe', '😀'.repeat(1_000)]) {
      const answer = await visitor(
        'POST',
        `/api/v1/widget/${key}/requests`,
        requestBody(ticket, { message }),
      );
      expect(answer.statusCode, answer.body).toBeLessThan(500);
    }
  });

  test('bodies that are too large', async () => {
    const { key } = await world.makeForm(firm);
    const answer = await visitor('POST', `/api/v1/widget/${key}/requests`, { message: 'x'.repeat(100_000) });
    expect(answer.statusCode).toBe(413);
  });
});

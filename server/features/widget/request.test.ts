/** What a visitor sends, through HTTP on a real database: one lead, told to the right people, and nothing told to the visitor. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestFirm } from '../../testing/app.ts';
import {
  purchase,
  requestBody,
  startWidgetWorld,
  type Visitor,
  visitorAt,
  type WidgetWorld,
} from '../../testing/widget-world.ts';

let world: WidgetWorld;
let firm: TestFirm;
let visitor: Visitor;
let address = 0;

beforeAll(async () => {
  world = await startWidgetWorld();
});
afterAll(() => world.app.close());
beforeEach(async () => {
  world.clock.set('2026-11-22T10:00:00Z');
  // So that no test uses up the tries of another.
  address += 1;
  visitor = visitorAt(world, `192.0.2.${address}`);
  firm = await world.app.makeFirm({ name: 'Harbour Law' });
  await world.publishScale(firm);
});

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

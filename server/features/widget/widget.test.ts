/** Forms on the firm's website, through HTTP on a real database: how they are set up, who may ask, and what is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestFirm } from '../../testing/app.ts';
import {
  purchase,
  requestBody,
  site,
  startWidgetWorld,
  type Visitor,
  visitorAt,
  type WidgetWorld,
} from '../../testing/widget-world.ts';
import { publicPrice } from './public-shapes.ts';

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
    const leads = await world.ok(firm.owner.call, 'GET', '/api/v1/leads');
    expect(leads).toMatchObject({ items: [] });
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

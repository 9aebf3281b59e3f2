/** The published prices are the prices: each figure is what the quote engine gives for the case that is told with it. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { TestFirm } from '../../testing/app.ts';
import { startWidgetWorld, type WidgetWorld } from '../../testing/widget-world.ts';
import { priceList, type VisitorInputs } from './public-shapes.ts';

const pence = z.number().nullable();
const answerOfEngine = z.object({
  priced: z.object({
    sides: z.array(
      z.object({
        lines: z.array(
          z.looseObject({ key: z.string(), netPence: pence, vatPence: pence, grossPence: pence }),
        ),
      }),
    ),
    totals: z.record(z.string(), z.number()),
    needsPrice: z.array(z.string()),
  }),
});

let world: WidgetWorld;
let firm: TestFirm;
let list: z.output<typeof priceList>;
let page: string;
let key: string;

beforeAll(async () => {
  world = await startWidgetWorld();
  firm = await world.app.makeFirm({ name: 'Harbour & Sons <Law>' });
  await world.publishScale(firm, (content) => {
    content.terms = 'We do not advise on tax.\n\nWe do not advise on planning.';
    for (const [at, line] of content.lines.entries())
      if (line.section === 'legal_fees' && line.trigger.length === 0 && !line.sides.includes('remortgage'))
        line.amount = {
          rule: 'banded',
          by: 'price',
          bands: [
            { from: 1, to: 300_000, charge: { kind: 'amount', pence: 795_00 + at } },
            { from: 300_001, to: 1_000_000, charge: { kind: 'percentage', basisPoints: 33 } },
            { from: 1_000_001, to: null, charge: { kind: 'on_application' } },
          ],
          minPence: 900_00,
          maxPence: 3_000_00,
          roundToPence: 100,
        };
  });
  const form = await world.makeForm(firm, {
    prices: {
      published: true,
      typicalPrices: [500_000, 150_000, 300_000, 300_001, 2_000_000],
      stages: { sale: 'Draft contract: 2 weeks\nExchange: 8 weeks' },
      staff: 'Two solicitors of twenty years.',
      complaints: 'Write to <our> partner.',
      regulator: { name: 'the Solicitors Regulation Authority', number: '612345' },
    },
  });
  key = form.key;
  const call = world.app.call;
  list = priceList.parse(await world.ok(call, 'GET', `/api/v1/widget/${key}/prices`));
  page = (await call('GET', `/prices/${key}`)).body;
});
afterAll(() => world.app.close());

/** What staff are told for the same case. */
async function engine({ transaction, clients, answers }: VisitorInputs) {
  const inputs = { transaction, clients, answers };
  const answer = await world.ok(firm.owner.call, 'POST', '/api/v1/quotes/price', { inputs });
  return answerOfEngine.parse(answer).priced;
}

describe('the list', () => {
  test('has every side and every line of the fee scale', () => {
    expect(list.sides.map(({ side, required }) => [side, required])).toEqual([
      ['sale', true],
      ['purchase', true],
      ['remortgage', true],
      ['transfer_of_equity', false],
    ]);
    for (const { cases, lines } of list.sides) {
      expect(cases).toHaveLength(10);
      expect(lines.length).toBeGreaterThan(3);
    }
  });

  test('every total is the engine’s', async () => {
    let compared = 0;
    for (const { inputs, incomplete, price: _, loan: __, tenure: ___, ...told } of list.sides.flatMap(
      ({ cases }) => cases,
    )) {
      const { totals, needsPrice } = await engine(inputs);
      const { onAccount: ____, ...counted } = totals;
      expect(told).toEqual(counted);
      expect(incomplete).toHaveLength(needsPrice.length);
      compared += 1;
    }
    expect(compared).toBe(40);
  });

  test('every line’s lowest and highest cost is the engine’s for its case', async () => {
    let compared = 0;
    for (const { side, lines } of list.sides)
      for (const line of lines)
        for (const figure of [line.lowest, line.highest]) {
          if (!figure) continue;
          const { sides } = await engine(figure.inputs);
          const priced = sides.flatMap((one) => one.lines).find((one) => one.key === `${side}:${line.id}`);
          expect(priced, line.label).toMatchObject({
            netPence: figure.netPence,
            vatPence: figure.vatPence,
            grossPence: figure.grossPence,
          });
          compared += 1;
        }
    expect(compared).toBeGreaterThan(60);
  });

  test('a line that only some answers bring has a cost, too', () => {
    const purchase = list.sides.find(({ side }) => side === 'purchase');
    const further = purchase?.lines.filter(({ when }) => when !== '') ?? [];
    expect(further.length).toBeGreaterThan(2);
    const missing = further.filter(({ lowest, basis }) => !lowest && !basis.startsWith('Priced'));
    expect(missing.map(({ label }) => label)).toEqual([]);
  });
});

describe('the page', () => {
  test('shows each total and each range as the list has it', () => {
    const say = (pence: number) =>
      `£${Math.floor(pence / 100).toLocaleString('en-GB')}${pence % 100 === 0 ? '' : `.${String(pence % 100).padStart(2, '0')}`}`;
    for (const { cases, lines } of list.sides) {
      for (const { total } of cases) expect(page).toContain(`<strong>${say(total)}</strong>`);
      for (const { lowest, highest } of lines) {
        if (lowest?.netPence !== null && lowest?.netPence === highest?.netPence)
          expect(page).toContain(`<td>${say(lowest?.netPence ?? 0)}</td>`);
        else if (lowest && highest)
          expect(page).toContain(`<td>${say(lowest.netPence ?? 0)} to ${say(highest.netPence ?? 0)}</td>`);
      }
    }
  });

  test('escapes what people wrote, and says what the rules ask for', () => {
    expect(page).toContain('Harbour &#38; Sons &#60;Law&#62;');
    expect(page).toContain('Write to &#60;our&#62; partner.');
    expect(page).not.toMatch(/<our>|<script|onerror| style=/);
    for (const words of [
      'We do not advise on planning.',
      'Two solicitors of twenty years.',
      '<li>Exchange: 8 weeks</li>',
      'number 612345',
      'as at 22 November 2026',
      'The SRA does not require this price to be published',
      '£300,001 to £1,000,000: 0.33 %',
    ])
      expect(page).toContain(words);
  });

  test('has the firm’s key stages, with their times, where the firm wrote nothing else', () => {
    const stages = list.sides.map(({ side, stages: told }) => [side, told.length]);
    expect(stages[0]).toEqual(['sale', 2]);
    for (const [, count] of stages.slice(1)) expect(count).toBeGreaterThan(3);
    expect(page).toMatch(/usually \d+ days after the stage before/);
  });

  test('needs no script, and its policy allows only its own style', async () => {
    const answer = await world.app.call('GET', `/prices/${key}`);
    const policy = String(answer.headers['content-security-policy']);
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-[\w+/=]+'; frame-ancestors 'self' https:/);
    expect(answer.headers['x-frame-options']).toBeUndefined();
  });

  test('is nobody’s before the firm publishes it, but its own people’s', async () => {
    const form = await world.makeForm(firm, { active: false });
    expect((await world.app.call('GET', `/prices/${form.key}`)).statusCode).toBe(404);
    expect((await firm.owner.call('GET', `/prices/${form.key}`)).statusCode).toBe(200);
    const other = await world.app.makeFirm({ name: 'Other firm' });
    expect((await other.owner.call('GET', `/prices/${form.key}`)).statusCode).toBe(404);
  });

  test('cannot be published without a price', async () => {
    const bare = await world.app.makeFirm({ name: 'No prices yet' });
    const form = await world.makeForm(bare, { active: false });
    const refused = await bare.owner.call('PATCH', `/api/v1/widgets/${form.id}`, {
      prices: { ...form.prices, published: true },
    });
    expect(refused.statusCode).toBe(409);
    expect(refused.json().detail).toContain('No fee scale is in force');
  });
});

/** Insights through the API, on a real PostgreSQL. */
import { parse } from 'csv-parse/sync';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestStaff } from '../../testing/app.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { createKeyStagesFeature } from '../key-stages/index.ts';
import { createLeadsFeature, noteConverted } from '../leads/index.ts';
import { createReferrersFeature } from '../referrers/index.ts';
import { createInsightsFeature } from './index.ts';
import { furnishInsights, type InsightsWorld, type LeadToMake } from './insights-world.ts';

let world: PhoneWorld;
let insights: InsightsWorld;
beforeAll(async () => {
  world = await startPhoneWorld({
    now: new Date('2026-11-22T10:00:00.000Z'),
    features: [
      (platform) => createLeadsFeature(platform),
      (platform) => createReferrersFeature(platform),
      (platform) => createKeyStagesFeature(platform),
      createInsightsFeature,
    ],
  });
  insights = furnishInsights(world);
});
afterAll(async () => {
  await world.close();
});

type Answer = Awaited<ReturnType<TestStaff['call']>>;
const ok = (answer: Answer) => {
  expect(answer.statusCode, answer.body).toBeLessThan(300);
  return answer.json();
};
const get = async (path: string, as = world.ada) => ok(await as.call('GET', `/api/v1/insights/${path}`));
const post = async (path: string, body?: unknown, as = world.ada) =>
  ok(await as.call('POST', `/api/v1/${path}`, body));

/** Each test has a month of its own, so that they do not count each other's leads. */
let month = 0;
function newMonth() {
  month += 1;
  const year = 2010 + Math.floor(month / 12);
  const name = `${year}-${String((month % 12) + 1).padStart(2, '0')}`;
  const of = `period=custom&from=${name}-01&to=${name}-28`;
  const at = (day: number, time = '12:00:00') => new Date(`${name}-${String(day).padStart(2, '0')}T${time}Z`);
  return { name, of, at };
}
const number = async (metric: string, query: string, as = world.ada) => {
  const { numbers } = await get(`summary?${query}`, as);
  return numbers.find((one: { metric: string }) => one.metric === metric)?.value;
};
const rowsOf = async (metric: string, query: string, as = world.ada) =>
  (await get(`rows?limit=200&metric=${metric}&${query}`, as)).items;
const converted = (at: (day: number) => Date, more: LeadToMake = {}): LeadToMake => ({
  state: 'converted',
  stateBefore: 'instructed',
  arrivedAt: at(2),
  sent: [[at(3)]],
  instructedAt: at(5),
  closedAt: at(6),
  value: 100_000,
  ...more,
});

describe('what counts', () => {
  test('versions and further quotes add no lead; the first that was sent says when', async () => {
    const { of, at } = newMonth();
    await insights.lead({ state: 'quoted', arrivedAt: at(1), sent: [[at(10), at(4)], [at(20)]] });
    expect(await number('leads', of)).toBe(1);
    expect(await number('quoted', of)).toBe(1);
    const [row] = await rowsOf('quoted', of);
    expect(row.quotedAt).toBe(at(4).toISOString());
  });

  test('a quote that was only drafted is not sent; one that was withdrawn was', async () => {
    const { of, at } = newMonth();
    const drafted = await insights.lead({ arrivedAt: at(1), sent: [[at(2)]] });
    await world.query(
      `update quote_versions v set state = 'draft', sent_at = null from quotes q where q.id = v.quote_id and q.lead_id = $1`,
      [drafted],
    );
    const withdrawn = await insights.lead({ arrivedAt: at(1), sent: [[at(2)]] });
    await world.query(
      `update quote_versions v set state = 'withdrawn' from quotes q where q.id = v.quote_id and q.lead_id = $1`,
      [withdrawn],
    );
    expect(await number('quoted', of)).toBe(1);
  });

  test('a lead moved to “quoted” by hand was sent no quote', async () => {
    const { of, at } = newMonth();
    const id = await insights.lead({ arrivedAt: at(1) });
    await post(`leads/${id}/state`, { state: 'quoted' });
    expect(await number('quoted', of)).toBe(0);
    expect(await number('funnel_quoted', of)).toBe(0);
  });

  test('duplicates, tests and reasons that do not count are in nothing but “left out”', async () => {
    const { of, at } = newMonth();
    const reasons = await insights.reasons();
    const sent = [[at(3)]];
    await insights.lead({
      state: 'duplicate',
      stateBefore: 'quoted',
      arrivedAt: at(1),
      closedAt: at(4),
      sent,
    });
    for (const reason of ['Test', 'Duplicate', 'Price'])
      await insights.lead({
        ...{ state: 'lost', stateBefore: 'quoted', arrivedAt: at(1), closedAt: at(4), sent },
        reasonId: reasons.get(reason) ?? null,
      });
    for (const by of ['cohort', 'close_date']) {
      const asked = `${of}&by=${by}`;
      expect(await number('leads', asked)).toBe(1);
      expect(await number('quoted', asked)).toBe(1);
      expect(await number('lost', asked)).toBe(1);
      expect(await number('conversion', asked)).toBe(0);
      expect(await number('left_out', asked)).toBe(3);
    }
  });

  test('converted without a value, or with 0: counted, not valued', async () => {
    const { of, at } = newMonth();
    await insights.lead(converted(at));
    await insights.lead(converted(at, { value: 0 }));
    await insights.lead(converted(at, { value: null }));
    expect(await number('converted', of)).toBe(3);
    expect(await number('value', of)).toBe(100_000);
    expect(await number('valued', of)).toBe(1);
    expect(await number('unvalued', of)).toBe(2);
    expect((await rowsOf('unvalued', of)).map((row: { value: unknown }) => row.value)).toEqual([null, null]);
  });

  test('by cohort and by close date', async () => {
    const { of, at, name } = newMonth();
    const next = newMonth();
    await insights.lead(converted(at, { closedAt: next.at(6) }));
    await insights.lead({ state: 'quoted', arrivedAt: at(1), sent: [[at(2)]] });
    await insights.lead({ state: 'quoted', arrivedAt: next.at(1), sent: [[next.at(2)]] });
    const both = async (metric: string, by: string) => [
      await number(metric, `${of}&by=${by}`),
      await number(metric, `${next.of}&by=${by}`),
    ];
    expect(await both('converted', 'cohort'), name).toEqual([1, 0]);
    expect(await both('converted', 'close_date')).toEqual([0, 1]);
    expect(await both('conversion', 'cohort')).toEqual([0.5, 0]);
    expect(await both('conversion', 'close_date')).toEqual([0, 1]);
    expect(await both('value', 'close_date')).toEqual([0, 100_000]);
    const rows = await rowsOf('conversion', `${next.of}&by=close_date`);
    expect(rows.map(({ above, below }: { above: boolean; below: boolean }) => [above, below])).toEqual(
      expect.arrayContaining([
        [true, false],
        [false, true],
      ]),
    );
  });

  test('nothing quoted: no conversion, which is not 0', async () => {
    const { of } = newMonth();
    expect(await number('conversion', of)).toBeNull();
    expect(await number('value', of)).toBe(0);
    expect(await number('response_median', of)).toBeNull();
  });

  test('a lead that is reopened is not lost any more; its history stays, and it is lost again by its new day', async () => {
    world.clock.now = new Date('2026-11-22T10:00:00.000Z');
    const id = (await post('leads', { transaction: 'sale', clients: [{ lastName: 'Reopened' }] })).id;
    const reasons = await insights.reasons();
    const lose = () => post(`leads/${id}/state`, { state: 'lost', lostReasonId: reasons.get('Price') });
    await lose();
    const lostToday = 'period=custom&from=2026-11-22&to=2026-11-22&by=close_date&type=sale';
    expect(await number('lost', lostToday)).toBe(1);
    await post(`leads/${id}/reopen`);
    expect(await number('lost', lostToday)).toBe(0);
    expect(await number('open', lostToday)).toBe(1);
    world.clock.now = new Date('2026-11-24T10:00:00.000Z');
    await lose();
    expect(await number('lost', lostToday)).toBe(0);
    expect(await number('lost', lostToday.replaceAll('-22', '-24'))).toBe(1);
    const told = ok(await world.ada.call('GET', `/api/v1/leads/${id}/events`)).items;
    expect(told.filter((one: { kind: string }) => one.kind === 'state_changed')).toHaveLength(3);
    world.clock.now = new Date('2026-11-22T10:00:00.000Z');
  });

  test('instructed by a slip and put back: not instructed', async () => {
    const { of, at } = newMonth();
    const slip = await insights.lead({ arrivedAt: at(1) });
    await post(`leads/${slip}/state`, { state: 'instructed' });
    expect(await number('funnel_instructed', of)).toBe(1);
    await post(`leads/${slip}/state`, { state: 'quoted' });
    expect(await number('funnel_instructed', of)).toBe(0);
  });

  test('the first answer: median of none, odd and even; the unanswered apart', async () => {
    const { of, at } = newMonth();
    const answered = (minutes: number) =>
      insights.lead({ arrivedAt: at(2), answeredAt: new Date(at(2).getTime() + minutes * 60_000) });
    await insights.lead({ arrivedAt: at(2) });
    expect(await number('response_median', of)).toBeNull();
    await answered(10);
    await answered(70);
    await answered(30);
    expect(await number('response_median', of)).toBe(1800);
    await answered(50);
    expect(await number('response_median', of)).toBe(2400);
    expect(await number('response_p90', of)).toBe(4200);
    expect(await number('unanswered', of)).toBe(1);
    expect(await number('answered_15m', of)).toBe(1);
    expect(await number('answered_1h', of)).toBe(2);
    expect(await number('answered_4h', of)).toBe(1);
  });
});

describe('periods', () => {
  test('begin and end at midnight in the firm’s zone, also on days when the clocks change', async () => {
    const lead = (arrivedAt: string) => insights.lead({ arrivedAt: new Date(arrivedAt), source: 'api' });
    await lead('2008-03-29T23:59:59.999Z');
    await lead('2008-03-30T00:00:00Z');
    // The clocks went forward: midnight is an hour earlier in UTC.
    await lead('2008-03-30T22:59:59.999Z');
    await lead('2008-03-30T23:00:00Z');
    const day = (date: string) => number('leads', `period=custom&from=${date}&to=${date}&source=api`);
    expect([await day('2008-03-29'), await day('2008-03-30'), await day('2008-03-31')]).toEqual([1, 2, 1]);
    const { buckets } = await get(
      'series?metric=leads&grain=day&period=custom&from=2008-03-29&to=2008-03-31&source=api',
    );
    expect(buckets.map((one: { value: number }) => one.value)).toEqual([1, 2, 1]);
  });

  test('a running one is compared with as much of the one before', async () => {
    const { period, previous } = await get('summary?period=this_month');
    expect(period).toEqual({ from: '2026-11-01', to: '2026-11-22' });
    expect(previous).toEqual({ from: '2026-10-01', to: '2026-10-22' });
    await insights.lead({ arrivedAt: new Date('2026-10-22T20:00:00Z'), source: 'call' });
    await insights.lead({ arrivedAt: new Date('2026-10-23T20:00:00Z'), source: 'call' });
    const { numbers } = await get('summary?period=this_month&source=call');
    expect(numbers[0]).toEqual({ metric: 'leads', value: 0, before: 1 });
  });

  test.each([
    ['period=custom', 'from'],
    ['period=custom&from=2026-02-01', 'to'],
    ['period=custom&from=2026-02-30&to=2026-03-01', 'from'],
    ['period=custom&from=2026-03-02&to=2026-03-01', 'to'],
    ['period=fortnight', 'period'],
    ['by=chance', 'by'],
    ['referrer=somebody', 'referrer'],
  ])('%s is refused and says where', async (query, field) => {
    const answer = await world.ada.call('GET', `/api/v1/insights/summary?${query}`);
    expect(answer.statusCode).toBe(422);
    expect(answer.json().errors[0].field).toBe(field);
  });

  test('days over ten years are too many bars; a stage’s rows need the stage; a foreign cursor is none', async () => {
    const call = (path: string) => world.ada.call('GET', `/api/v1/insights/${path}`);
    const long = 'series?grain=day&period=custom&from=2010-01-01&to=2019-12-31';
    expect((await call(long)).json().errors[0].field).toBe('grain');
    expect((await call('rows?metric=stage_days')).json().errors[0].field).toBe('stage');
    expect((await call('rows?metric=leads&after=abc')).json().errors[0].field).toBe('after');
  });
});

describe('by source, referrer, staff member, type and reason', () => {
  test('each row is the same number narrowed to it', async () => {
    const { of, at } = newMonth();
    const quayside = await insights.referrer('Quayside Homes');
    const reasons = await insights.reasons();
    const price = reasons.get('Price') ?? '';
    await insights.lead(
      converted(at, { referrerId: quayside, source: 'referrer', assigneeId: world.ada.id }),
    );
    await insights.lead({ state: 'quoted', arrivedAt: at(1), sent: [[at(2)]], referrerId: quayside });
    await insights.lead({
      state: 'lost',
      arrivedAt: at(1),
      closedAt: at(9),
      reasonId: price,
      transaction: 'sale',
    });
    const by = async (group: string) => (await get(`breakdown?${of}&group=${group}`)).items;
    expect(await by('referrer')).toMatchObject([
      { key: quayside, name: 'Quayside Homes', leads: 2, quoted: 2, converted: 1, conversion: 0.5 },
      { key: null, name: null, leads: 1, quoted: 0, conversion: null, value: { amount: 0, currency: 'GBP' } },
    ]);
    expect((await by('source')).map((row: { key: string; leads: number }) => [row.key, row.leads])).toEqual([
      ['staff', 2],
      ['referrer', 1],
    ]);
    expect(await by('staff')).toMatchObject([
      { key: null, leads: 2 },
      { key: world.ada.id, name: 'Ada Solicitor', value: { amount: 100_000 } },
    ]);
    expect((await by('type')).map((row: { key: string }) => row.key)).toEqual(['purchase', 'sale']);
    expect(await by('reason')).toMatchObject([{ key: price, name: 'Price', lost: 1 }]);
    expect(await rowsOf('lost', `${of}&reason=${price}`)).toHaveLength(1);
    expect(await number('leads', `${of}&referrer=none`)).toBe(1);
    expect(await number('leads', `${of}&staff=${world.ada.id}`)).toBe(1);
  });
});

describe('walls and other firms', () => {
  test('a lead whose matter is walled off is in no number and no row for those outside', async () => {
    const { of, at } = newMonth();
    const stage = await insights.stage('purchase', 'quote_accepted');
    const next = await insights.stage('purchase', 'client_care_id');
    const matterId = await world.addMatter('Walled', []);
    const id = await insights.lead(converted(at, { matterId, source: 'widget', answeredAt: at(3) }));
    await insights.progress(id, stage, { state: 'reached', on: at(5).toISOString().slice(0, 10) });
    await insights.progress(id, next, { state: 'reached', on: at(9).toISOString().slice(0, 10) });
    const seen = async (as: TestStaff) => {
      const { numbers } = await get(`summary?${of}`, as);
      const groups = (await get(`breakdown?${of}&group=source`, as)).items;
      const { buckets } = await get(`series?${of}&metric=leads`, as);
      const stages = (await get(`stages?${of}`, as)).items;
      return {
        leads: numbers.find((one: { metric: string }) => one.metric === 'leads').value,
        value: numbers.find((one: { metric: string }) => one.metric === 'value').value,
        groups: groups.length,
        bars: buckets.reduce((sum: number, one: { value: number }) => sum + one.value, 0),
        cases: stages.reduce((sum: number, one: { cases: number }) => sum + one.cases, 0),
        rows: (await rowsOf('converted', of, as)).length,
        stageRows: (await rowsOf('stage_days', `${of}&stage=${next}`, as)).length,
        lines: (await as.call('GET', `/api/v1/insights/rows.csv?metric=leads&${of}`)).body.split('\r\n')
          .length,
      };
    };
    const all = { leads: 1, value: 100_000, groups: 1, bars: 1, cases: 1, rows: 1, stageRows: 1, lines: 3 };
    expect(await seen(world.ada)).toEqual(all);
    await world.query(`update matters set restricted = true where firm_id = $1 and id = $2`, [
      world.firm.id,
      matterId,
    ]);
    await world.query(`insert into matter_access (firm_id, matter_id, staff_id) values ($1, $2, $3)`, [
      world.firm.id,
      matterId,
      world.ben.id,
    ]);
    expect(await seen(world.ben)).toEqual(all);
    const nothing = { leads: 0, value: 0, groups: 0, bars: 0, cases: 0, rows: 0, stageRows: 0, lines: 2 };
    expect(await seen(world.ada)).toEqual(nothing);
    expect(await seen(world.owner)).toEqual(nothing);
  });

  test('another firm counts only its own', async () => {
    const { of, at } = newMonth();
    await insights.lead(converted(at));
    const other = await world.newFirm();
    expect(await number('leads', of, other.ada)).toBe(0);
    expect(await rowsOf('leads', of, other.ada)).toEqual([]);
    await furnishInsights(other).lead(converted(at));
    expect(await number('leads', of, other.ada)).toBe(1);
    expect(await number('leads', of)).toBe(1);
  });
});

describe('stages', () => {
  test('days since the stage reached before, by the days on which things happened; skipped is not done', async () => {
    const { of, at, name } = newMonth();
    const [first, second, third, fourth] = [
      await insights.stage('purchase', 'quote_accepted'),
      await insights.stage('purchase', 'client_care_id'),
      await insights.stage('purchase', 'memorandum_of_sale'),
      await insights.stage('purchase', 'searches_ordered'),
    ];
    const day = (number: number) => at(number).toISOString().slice(0, 10);
    for (const [from, to] of [
      [2, 6],
      [3, 9],
    ] as const) {
      const id = await insights.lead({ arrivedAt: at(1) });
      // Entered late, and in another order than they happened in.
      await insights.progress(id, fourth, { state: 'reached', on: day(20), enteredAt: at(21) });
      await insights.progress(id, first, { state: 'reached', on: day(from), enteredAt: at(27) });
      await insights.progress(id, second, { state: 'reached', on: day(to), enteredAt: at(28) });
      await insights.progress(id, third, { state: 'skipped', enteredAt: at(10) });
    }
    const { items } = await get(`stages?${of}`);
    const of4 = [first, second, third, fourth].map((id) =>
      items.find((one: { stageId: string }) => one.stageId === id),
    );
    expect(of4, name).toMatchObject([
      { cases: 0, medianDays: null, typicalDays: 0 },
      { cases: 2, medianDays: 5, typicalDays: 5, skipped: 0 },
      { cases: 0, medianDays: null, skipped: 2 },
      { cases: 2, medianDays: 12.5 },
    ]);
    const rows = await rowsOf('stage_days', `${of}&stage=${fourth}`);
    expect(rows.map((row: { days: number; reachedOn: string }) => [row.days, row.reachedOn])).toEqual(
      expect.arrayContaining([
        [14, day(20)],
        [11, day(20)],
      ]),
    );
    expect(await rowsOf('stage_skipped', `${of}&stage=${third}`)).toHaveLength(2);
    const sales = (await get(`stages?${of}&type=sale`)).items;
    expect(sales.every((one: { cases: number }) => one.cases === 0)).toBe(true);
  });
});

describe('what is told and taken along', () => {
  test('every number has its definition', async () => {
    const { items } = await get('definitions');
    const { numbers } = await get('summary');
    const told = new Set(items.map((one: { metric: string }) => one.metric));
    expect(numbers.filter((one: { metric: string }) => !told.has(one.metric))).toEqual([]);
    expect(items.length).toBeGreaterThan(20);
  });

  test('CSV of rows, breakdown and stages, in the firm’s zone, guarded against formulas, and audited', async () => {
    const { of, at } = newMonth();
    const evil = await insights.referrer('=HYPERLINK("http://example.com")');
    await insights.lead(converted(at, { referrerId: evil, arrivedAt: new Date('2010-07-10T23:30:00Z') }));
    const id = await insights.lead(converted(at, { referrerId: evil, value: 123_456 }));
    await world.query(`update leads set title = '+44 evil, "quoted"' where id = $1`, [id]);
    const csv = async (path: string) => {
      const answer = await world.ada.call('GET', `/api/v1/insights/${path}`);
      expect(answer.headers['content-type']).toBe('text/csv; charset=utf-8');
      expect(answer.headers['content-disposition']).toMatch(/^attachment; filename="[\w-]+\.csv"$/);
      const lines: string[][] = parse(answer.body, { bom: true });
      return lines;
    };
    const rows = await csv(`rows.csv?metric=converted&${of}`);
    expect(rows).toHaveLength(3);
    const line = rows.find((cells) => cells.includes('1234.56'));
    expect(line?.slice(1, 7)).toEqual([
      `'+44 evil, "quoted"`,
      'converted',
      'purchase',
      'staff',
      '',
      `'=HYPERLINK("http://example.com")`,
    ]);
    expect(rows.flat()).toContain('2010-07-11 00:30:00');
    const groups = await csv(`breakdown.csv?group=referrer&${of}`);
    expect(groups[1]?.slice(0, 4)).toEqual([`'=HYPERLINK("http://example.com")`, '1', '2', '2']);
    expect((await csv(`stages.csv?${of}`)).length).toBeGreaterThan(40);
    const audited = await world.query<{ count: number }>(
      `select count(*)::int as count from audit_log where firm_id = $1 and action = 'insights.exported' and staff_id = $2`,
      [world.firm.id, world.ada.id],
    );
    expect(audited[0]?.count).toBeGreaterThanOrEqual(3);
  });

  test('rows come in pages, each once, and lead to leads that are there', async () => {
    const { of, at } = newMonth();
    for (let made = 0; made < 5; made += 1) await insights.lead({ arrivedAt: at(3) });
    const seen: string[] = [];
    let after = '';
    do {
      const page = await get(`rows?metric=leads&limit=2&${of}${after === '' ? '' : `&after=${after}`}`);
      seen.push(...page.items.map((row: { id: string }) => row.id));
      after = page.next ?? '';
    } while (after !== '');
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    expect((await world.ada.call('GET', `/api/v1/leads/${seen[0]}`)).statusCode).toBe(200);
  });

  test('a lead that becomes a matter through the program is converted on that day', async () => {
    const made = await post('leads', { transaction: 'remortgage', clients: [{ lastName: 'Through' }] });
    await post(`leads/${made.id}/state`, { state: 'instructed' });
    const matterId = await world.addMatter('Through', []);
    const actor = { firmId: world.firm.id, staffId: null, now: world.clock.now };
    await world.app.platform.database
      .firm(world.firm.id)
      .write((tx) => noteConverted(tx, actor, made.id, matterId));
    const today = 'period=custom&from=2026-11-22&to=2026-11-22&type=remortgage&by=close_date';
    expect(await number('converted', today)).toBe(1);
    expect(await number('funnel_instructed', today)).toBe(1);
  });
});

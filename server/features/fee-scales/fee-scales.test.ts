/** Fee scales through the API: drafts, versions and their days, what is refused, and what nobody can change any more. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { type Band, type FeeScaleContent, feeScaleContent } from './content.ts';
import { createFeeScalesFeature, findVersionOn } from './index.ts';
import { emptyContent } from './usual-lines.ts';

const clock = { now: new Date('2026-11-22T12:00:00Z') };
const today = '2026-11-22';
let world: TestApp;
let firm: TestFirm;
let owner: TestStaff;

beforeAll(async () => {
  world = await startTestApp({
    features: [(platform) => createFeeScalesFeature(platform)],
    clock: { now: () => clock.now },
  });
});
beforeEach(async () => {
  clock.now = new Date('2026-11-22T12:00:00Z');
  firm = await world.makeFirm();
  owner = firm.owner;
});
afterAll(() => world.close());

const versionShape = z.looseObject({
  id: z.string(),
  number: z.number(),
  state: z.string(),
  startsOn: z.string().nullable(),
  publishedBy: z.string().nullable(),
  lines: z.number(),
  version: z.number(),
});
const scaleShape = z.looseObject({
  id: z.string(),
  name: z.string(),
  isDefault: z.boolean(),
  archived: z.boolean(),
  version: z.number(),
  versions: z.array(versionShape),
});
const detailShape = versionShape.extend({ content: feeScaleContent });
const problemShape = z.looseObject({
  code: z.string(),
  detail: z.string().optional(),
  errors: z.array(z.object({ field: z.string(), message: z.string() })).default([]),
});
type Scale = z.output<typeof scaleShape>;

const base = '/api/v1/fee-scales';
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

async function ask(status: number, method: Method, path: string, body?: unknown, as: TestStaff = owner) {
  // By token: a session would end when the days pass.
  const headers = { authorization: `Bearer ${as.token}` };
  const answer = await as.call(method, `${base}${path}`, body, { headers });
  expect([answer.statusCode, answer.body]).toEqual([status, expect.anything()]);
  const json: unknown = answer.body === '' ? null : JSON.parse(answer.body);
  return json;
}
async function refused(status: number, method: Method, path: string, body?: unknown, as: TestStaff = owner) {
  return problemShape.parse(await ask(status, method, path, body, as));
}
async function scaleOf(...asked: Parameters<typeof ask>): Promise<Scale> {
  return scaleShape.parse(await ask(...asked));
}
const get = (id: string) => scaleOf(200, 'GET', `/${id}`);
const make = (name = 'Standard', content = fees(79_500)) => scaleOf(201, 'POST', '', { name, content });
const publish = (id: string, startsOn = today) => scaleOf(200, 'POST', `/${id}/publish`, { startsOn });
async function save(id: string, content: FeeScaleContent, version: number | null = null) {
  return detailShape.parse(await ask(200, 'PUT', `/${id}/draft`, { content, version }));
}
async function detail(id: string, versionId: string) {
  return detailShape.parse(await ask(200, 'GET', `/${id}/versions/${versionId}`));
}
const states = ({ versions }: Scale) =>
  versions.map(({ number, state, startsOn }) => [number, state, startsOn]);

const lineId = '01980000-0000-7000-8000-000000000001';
function fees(pence: number, bands: Band[] = [band(0, 250_000, pence), band(250_001, null, pence + 10_000)]) {
  const amount = { rule: 'banded', by: 'price', bands };
  const vat = { treatment: 'standard' };
  const line = { id: lineId, section: 'legal_fees', label: 'Legal fee', sides: ['purchase'], amount, vat };
  return feeScaleContent.parse({ ...emptyContent('GB', 'GBP'), lines: [line] });
}
function band(from: number, to: number | null, pence = 100): Band {
  return { from, to, charge: { kind: 'amount', pence } };
}

describe('drafts', () => {
  test('the first fee scale is the default, with a draft of the usual lines', async () => {
    const scale = await scaleOf(201, 'POST', '', { name: 'Standard', from: 'usual' });
    expect(scale).toMatchObject({ name: 'Standard', isDefault: true, archived: false });
    expect(states(scale)).toEqual([[1, 'draft', null]]);
    expect(scale.versions[0]?.lines).toBeGreaterThan(30);
    expect((await make('Second')).isDefault).toBe(false);
    const list = z.object({ items: z.array(scaleShape) }).parse(await ask(200, 'GET', ''));
    expect(list.items.map(({ name }) => name)).toEqual(['Second', 'Standard']);
  });

  test.each<[string, Band[], string, string]>([
    [
      'hole',
      [band(0, 100_000), band(101_000, null)],
      '.bands.1',
      'nothing from 100,001 to 100,999 has a price',
    ],
    [
      'overlap',
      [band(0, 100_000), band(90_000, null)],
      '.bands.1',
      'the bands 0–100,000 and from 90,000 overlap',
    ],
    ['a duplicate edge', [band(0, 100_000), band(100_000, null)], '.bands.1', '100,000 is both in 0–100,000'],
    ['an end', [band(0, 100_000)], '.bands.0', 'the last band 0–100,000 must be open'],
  ])(
    'a draft with %s is refused, naming the band, and nothing changes',
    async (_name, bands, place, words) => {
      const { id, versions } = await make();
      const draft = versions[0]?.id ?? '';
      const before = await detail(id, draft);
      const problem = await refused(422, 'PUT', `/${id}/draft`, { content: fees(1, bands), version: 1 });
      expect(problem.detail).toContain(`Legal fee: ${words}`);
      expect(problem.errors).toEqual([
        { field: `content.lines.0.amount${place}`, message: expect.stringContaining(words) },
      ]);
      expect(await detail(id, draft)).toEqual(before);
      await refused(422, 'POST', '', { name: 'Another', content: fees(1, bands) });
      expect(z.object({ items: z.array(scaleShape) }).parse(await ask(200, 'GET', '')).items).toHaveLength(1);
    },
  );

  test('a draft that somebody else saved meanwhile is not overwritten', async () => {
    const { id } = await make();
    const colleague = await world.signedIn(firm, 'administrator');
    const theirs = { content: fees(90_000), version: 1 };
    expect(detailShape.parse(await ask(200, 'PUT', `/${id}/draft`, theirs, colleague)).version).toBe(2);
    expect(await refused(409, 'PUT', `/${id}/draft`, { content: fees(1), version: 1 })).toMatchObject({
      code: 'conflict',
    });
    // Nor by somebody who saw no draft at all.
    await refused(409, 'PUT', `/${id}/draft`, { content: fees(1), version: null });
    const draft = (await get(id)).versions[0]?.id ?? '';
    expect((await detail(id, draft)).content).toEqual(fees(90_000));
    expect((await save(id, fees(1), 2)).version).toBe(3);
    await refused(409, 'POST', `/${id}/publish`, { startsOn: today, version: 2 });
  });

  test('a draft is thrown away, and saved anew from nothing', async () => {
    const { id } = await make();
    await ask(204, 'DELETE', `/${id}/draft`);
    expect((await get(id)).versions).toEqual([]);
    await refused(404, 'DELETE', `/${id}/draft`);
    expect(await save(id, fees(5))).toMatchObject({ number: 1, state: 'draft' });
  });

  test('it is in the firm’s currency', async () => {
    const { id } = await make();
    const problem = await refused(422, 'PUT', `/${id}/draft`, {
      content: { ...fees(1), currency: 'USD' },
      version: 1,
    });
    expect(problem.errors.map(({ field }) => field)).toEqual(['content.currency']);
  });

  test('the check says the same as saving, with the ladder, and saves nothing', async () => {
    const { id } = await make();
    const hole = fees(1, [band(0, 100_000), band(101_000, null)]);
    const member = await world.signedIn(firm, 'member');
    const checked = z
      .object({ problems: z.array(z.unknown()), ladders: z.array(z.looseObject({ side: z.string() })) })
      .parse(await ask(200, 'POST', '/check', { content: hole }, member));
    expect(checked.problems).toMatchObject([{ lineId, band: 1, problem: 'gap' }]);
    expect(checked.ladders.map(({ side }) => side)).toEqual(['purchase']);
    expect((await get(id)).versions[0]?.version).toBe(1);
  });
});

describe('versions', () => {
  test('what is in force, coming and past follows the firm’s day', async () => {
    const { id } = await make();
    expect(states(await publish(id))).toEqual([[1, 'in_force', today]]);
    await save(id, fees(85_000));
    expect(states(await publish(id, '2026-12-01'))).toEqual([
      [2, 'coming', '2026-12-01'],
      [1, 'in_force', today],
    ]);
    await save(id, fees(90_000));
    // In London it is still the last of November.
    clock.now = new Date('2026-11-30T23:59:00Z');
    expect(states(await get(id))).toEqual([
      [3, 'draft', null],
      [2, 'coming', '2026-12-01'],
      [1, 'in_force', today],
    ]);
    clock.now = new Date('2026-12-01T00:01:00Z');
    expect(states(await get(id))).toEqual([
      [3, 'draft', null],
      [2, 'in_force', '2026-12-01'],
      [1, 'past', today],
    ]);
    expect((await get(id)).versions.map(({ publishedBy }) => publishedBy)).toEqual([
      null,
      'Olive Owner',
      'Olive Owner',
    ]);
  });

  test('two that start on one day: the later one holds, and quotes take it', async () => {
    const { id } = await make();
    await publish(id);
    await save(id, fees(99_900));
    expect(states(await publish(id))).toEqual([
      [2, 'in_force', today],
      [1, 'past', today],
    ]);
    const { database } = world.platform;
    const priced = (day: string, scaleId: string | null) =>
      database.firm(firm.id).read((tx) => findVersionOn(tx, firm.id, scaleId, day));
    expect(await priced(today, null)).toMatchObject({ scaleId: id, number: 2, content: fees(99_900) });
    expect(await priced('2026-11-21', id)).toBeNull();
  });

  test.each([
    ['yesterday', '2026-11-21', 'today or later'],
    ['in three years', '2029-11-22', 'within the next two years'],
  ])('no version starts %s', async (_name, startsOn, words) => {
    const { id } = await make();
    const problem = await refused(422, 'POST', `/${id}/publish`, { startsOn });
    expect(problem.errors).toEqual([{ field: 'startsOn', message: expect.stringContaining(words) }]);
    expect(states(await get(id))).toEqual([[1, 'draft', null]]);
  });

  test('without a draft, or without lines, there is nothing to publish', async () => {
    const empty = await scaleOf(201, 'POST', '', { name: 'Empty' });
    expect((await refused(409, 'POST', `/${empty.id}/publish`, { startsOn: today })).detail).toContain(
      'first line',
    );
    const { id } = await make();
    await publish(id);
    await refused(409, 'POST', `/${id}/publish`, { startsOn: today });
  });

  test('one that has not started is withdrawn and becomes the draft again', async () => {
    const { id } = await make();
    await publish(id);
    await save(id, fees(85_000));
    const coming = (await publish(id, '2027-01-01')).versions[0];
    const withdraw = `/${id}/versions/${coming?.id}/withdraw`;
    const after = await scaleOf(200, 'POST', withdraw);
    expect(states(after)).toEqual([
      [2, 'draft', null],
      [1, 'in_force', today],
    ]);
    expect((await detail(id, after.versions[0]?.id ?? '')).content).toEqual(fees(85_000));
    const [, inForce] = after.versions;
    const problem = await refused(409, 'POST', `/${id}/versions/${inForce?.id}/withdraw`);
    expect(problem.detail).toContain('has started');
  });

  test('withdrawn beside a newer draft, the draft stays', async () => {
    const { id } = await make();
    const coming = (await publish(id, '2027-01-01')).versions[0];
    await save(id, fees(42));
    const after = await scaleOf(200, 'POST', `/${id}/versions/${coming?.id}/withdraw`);
    expect(states(after)).toEqual([[2, 'draft', null]]);
    expect((await detail(id, after.versions[0]?.id ?? '')).content).toEqual(fees(42));
  });

  test('what was published is not changed by a later draft, nor by the database', async () => {
    const { id } = await make();
    const versionId = (await publish(id)).versions[0]?.id ?? '';
    const before = await detail(id, versionId);
    await save(id, fees(1));
    expect(await detail(id, versionId)).toEqual(before);
    const { pool } = world.platform.database;
    for (const change of [
      `content = '{}'`,
      `starts_on = '2030-01-01'`,
      'starts_on = null, published_at = null',
    ])
      await expect(
        pool.query(`update fee_scale_versions set ${change} where id = $1`, [versionId]),
      ).rejects.toThrow('does not change');
    expect(await detail(id, versionId)).toEqual(before);
  });
});

describe('fee scales', () => {
  test('a name is taken once, whatever its case, and free again after archiving', async () => {
    await make('Standard');
    const { id } = await make('Agents');
    expect((await refused(409, 'POST', '', { name: 'standard' })).errors[0]?.field).toBe('name');
    await refused(409, 'PATCH', `/${id}`, { name: 'STANDARD' });
    await scaleOf(200, 'PATCH', `/${id}`, { archived: true });
    await make('Agents');
    await refused(409, 'PATCH', `/${id}`, { archived: false });
  });

  test('there is one default; it is not archived, and an archived one takes no draft', async () => {
    const first = await make('First');
    const second = await make('Second');
    expect((await refused(409, 'PATCH', `/${first.id}`, { archived: true })).detail).toContain(
      'default first',
    );
    expect((await scaleOf(200, 'PATCH', `/${second.id}`, { isDefault: true })).isDefault).toBe(true);
    expect((await get(first.id)).isDefault).toBe(false);
    expect((await scaleOf(200, 'PATCH', `/${first.id}`, { archived: true })).archived).toBe(true);
    await refused(409, 'PATCH', `/${first.id}`, { isDefault: true });
    await refused(409, 'PUT', `/${first.id}/draft`, { content: fees(1), version: 1 });
    const shown = async (query: string) =>
      z.object({ items: z.array(scaleShape) }).parse(await ask(200, 'GET', query)).items.length;
    expect([await shown(''), await shown('?archived=true')]).toEqual([1, 2]);
    expect((await scaleOf(200, 'PATCH', `/${first.id}`, { archived: false })).archived).toBe(false);
  });

  test('renaming an old reading of it is refused', async () => {
    const { id, version } = await make();
    await scaleOf(200, 'PATCH', `/${id}`, { name: 'Renamed', version });
    await refused(409, 'PATCH', `/${id}`, { name: 'Again', version });
    expect((await get(id)).name).toBe('Renamed');
  });

  test('a copy begins as what holds, and goes its own way', async () => {
    const { id } = await make();
    await publish(id);
    const copy = await scaleOf(201, 'POST', '', { name: 'Copy', from: id });
    expect(states(copy)).toEqual([[1, 'draft', null]]);
    expect((await detail(copy.id, copy.versions[0]?.id ?? '')).content).toEqual(fees(79_500));
    await save(copy.id, fees(1), 1);
    expect((await detail(id, (await get(id)).versions[0]?.id ?? '')).content).toEqual(fees(79_500));
  });
});

describe('who may', () => {
  test('a member reads everything and changes nothing', async () => {
    const { id, versions } = await make();
    const member = await world.signedIn(firm, 'member');
    const versionId = versions[0]?.id ?? '';
    await ask(200, 'GET', '', undefined, member);
    await ask(200, 'GET', `/${id}/versions/${versionId}`, undefined, member);
    const forbidden: [Method, string, unknown][] = [
      ['POST', '', { name: 'Mine' }],
      ['PATCH', `/${id}`, { name: 'Mine' }],
      ['PUT', `/${id}/draft`, { content: fees(1), version: 1 }],
      ['DELETE', `/${id}/draft`, undefined],
      ['POST', `/${id}/publish`, { startsOn: today }],
      ['POST', `/${id}/versions/${versionId}/withdraw`, undefined],
    ];
    for (const [method, path, body] of forbidden) await refused(403, method, path, body, member);
    expect(states(await get(id))).toEqual([[1, 'draft', null]]);
  });

  test('another firm sees and changes nothing of it', async () => {
    const { id, versions } = await make();
    const stranger = (await world.makeFirm()).owner;
    const versionId = versions[0]?.id ?? '';
    expect(await ask(200, 'GET', '', undefined, stranger)).toMatchObject({ items: [] });
    const hidden: [Method, string, unknown][] = [
      ['GET', `/${id}`, undefined],
      ['GET', `/${id}/versions/${versionId}`, undefined],
      ['POST', '', { name: 'Copied', from: id }],
      ['PATCH', `/${id}`, { name: 'Theirs' }],
      ['PUT', `/${id}/draft`, { content: fees(1), version: 1 }],
      ['DELETE', `/${id}/draft`, undefined],
      ['POST', `/${id}/publish`, { startsOn: today }],
      ['POST', `/${id}/versions/${versionId}/withdraw`, undefined],
    ];
    for (const [method, path, body] of hidden) await refused(404, method, path, body, stranger);
    expect(states(await get(id))).toEqual([[1, 'draft', null]]);
  });
});

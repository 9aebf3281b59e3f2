/** Fee scales through the API: drafts, what is refused, names and defaults, and who may. */
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Band } from './content.ts';
import { band, detailShape, feeScaleWorld, fees, lineId, type Method, states, today } from './test-world.ts';

const { app, firm, ask, refused, scaleOf, list, get, make, publish, save, detail } = feeScaleWorld();

describe('drafts', () => {
  test('the first fee scale is the default, with a draft of the usual lines', async () => {
    const scale = await scaleOf(201, 'POST', '', { name: 'Standard', from: 'usual' });
    expect(scale).toMatchObject({ name: 'Standard', isDefault: true, archived: false });
    expect(states(scale)).toEqual([[1, 'draft', null]]);
    expect(scale.versions[0]?.lines).toBeGreaterThan(30);
    expect((await make('Second')).isDefault).toBe(false);
    expect((await list()).map(({ name }) => name)).toEqual(['Second', 'Standard']);
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
      expect(await list()).toHaveLength(1);
    },
  );

  test('a draft that somebody else saved meanwhile is not overwritten', async () => {
    const { id } = await make();
    const colleague = await app().signedIn(firm(), 'administrator');
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
    const member = await app().signedIn(firm(), 'member');
    const checked = z
      .object({ problems: z.array(z.unknown()), ladders: z.array(z.looseObject({ side: z.string() })) })
      .parse(await ask(200, 'POST', '/check', { content: hole }, member));
    expect(checked.problems).toMatchObject([{ lineId, band: 1, problem: 'gap' }]);
    expect(checked.ladders.map(({ side }) => side)).toEqual(['purchase']);
    expect((await get(id)).versions[0]?.version).toBe(1);
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
    const shown = async (query: string) => (await list(query)).length;
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
    const member = await app().signedIn(firm(), 'member');
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
    const stranger = (await app().makeFirm()).owner;
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

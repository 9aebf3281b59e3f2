/** Versions of a fee scale: which holds on which day, and that nobody changes one that was published. */
import { describe, expect, test } from 'vitest';
import { findVersionOn } from './index.ts';
import { feeScaleWorld, fees, states, today } from './test-world.ts';

const { clock, app, firm, refused, scaleOf, get, make, publish, save, detail } = feeScaleWorld();

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
    const { database } = app().platform;
    const priced = (day: string, scaleId: string | null) =>
      database.firm(firm().id).read((tx) => findVersionOn(tx, firm().id, scaleId, day));
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
    const { pool } = app().platform.database;
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

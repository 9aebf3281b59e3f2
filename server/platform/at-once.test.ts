import { expect, test } from 'vitest';
import { eachAtOnce } from './at-once.ts';

test('one that takes long holds up nobody, and no more than allowed are under way', async () => {
  const log: string[] = [];
  const { promise: long, resolve: release } = Promise.withResolvers<void>();
  let underWay = 0;
  let most = 0;
  await eachAtOnce(['long', 'a', 'b', 'c'], 2, async (name) => {
    underWay += 1;
    most = Math.max(most, underWay);
    if (name === 'long') await long;
    else await Promise.resolve();
    log.push(name);
    if (name === 'c') release();
    underWay -= 1;
  });
  expect([log, most]).toEqual([['a', 'b', 'c', 'long'], 2]);
});

test('an error is thrown when all else is done', async () => {
  const done: number[] = [];
  const work = async (n: number) => {
    if (n === 1) throw new Error('one');
    await Promise.resolve();
    done.push(n);
  };
  await expect(eachAtOnce([1, 2, 3], 2, work)).rejects.toThrow('one');
  expect(done).toEqual([2, 3]);
});

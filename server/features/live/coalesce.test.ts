import { expect, test } from 'vitest';
import { coalesce } from './coalesce.ts';

/** Work that ends when told to, and answers how often it began. */
function work() {
  const ends: { resolve(value: number): void; reject(reason: unknown): void }[] = [];
  const run = coalesce(() => new Promise<number>((resolve, reject) => ends.push({ resolve, reject })));
  return { ends, run };
}

test('whoever asks while it runs gets the next run, all together', async () => {
  const { ends, run } = work();
  const first = run();
  const [second, third] = [run(), run()];
  expect(ends).toHaveLength(1);
  ends[0]?.resolve(1);
  expect(await first).toBe(1);
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.resolve(2);
  expect(await Promise.all([second, third])).toEqual([2, 2]);
  expect(ends).toHaveLength(2);
});

test('a run that fails fails for those who asked for it alone', async () => {
  const { ends, run } = work();
  const first = run();
  const second = run();
  ends[0]?.reject(new Error('no'));
  await expect(first).rejects.toThrow('no');
  await expect.poll(() => ends.length).toBe(2);
  ends[1]?.resolve(2);
  expect(await second).toBe(2);
  const third = run();
  expect(ends).toHaveLength(3);
  ends[2]?.resolve(3);
  expect(await third).toBe(3);
});

import { randomBytes } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { type Block, breakLine, checkBlock, type Head, hashBlock, headText, noHead } from './blocks.ts';

const firm = '0198c0de-0000-7000-8000-000000000001';
const other = '0198c0de-0000-7000-8000-000000000002';
const ids = ['0198c0de-0000-7000-8000-0000000000a1', '0198c0de-0000-7000-8000-0000000000a2'];
const digests = randomBytes(64);
const plain: Block = {
  number: 1,
  eventIds: ids,
  digests,
  remark: '',
  madeAt: new Date('2026-03-02T10:00:00.000Z'),
};
const found = new Map(ids.map((id, index) => [id, digests.subarray(32 * index, 32 * index + 32)]));
const kept = (block: Block, previous: Head = noHead) => ({
  ...block,
  hash: hashBlock(firm, previous.hash, block),
});

describe('a block', () => {
  test('that is as it was made holds', () => {
    expect(checkBlock(firm, noHead, kept(plain), found)).toBeNull();
  });

  test.each<[string, Partial<Block>]>([
    ['another number', { number: 2 }],
    ['another order of its events', { eventIds: ids.toReversed() }],
    ['an event less', { eventIds: ids.slice(0, 1), digests: digests.subarray(0, 32) }],
    ['another digest', { digests: Buffer.concat([digests.subarray(1), digests.subarray(0, 1)]) }],
    ['a remark', { remark: 'x' }],
    ['another time', { madeAt: new Date('2026-03-02T10:00:00.001Z') }],
  ])('with %s has another hash', (_name, change) => {
    expect(hashBlock(firm, noHead.hash, { ...plain, ...change })).not.toEqual(kept(plain).hash);
    const altered = { ...kept(plain), ...change };
    expect(checkBlock(firm, { ...noHead, number: altered.number - 1 }, altered, found)?.what).toBe(
      'block_altered',
    );
  });

  test('of another firm, or after another block, does not hold', () => {
    expect(checkBlock(other, noHead, kept(plain), found)?.what).toBe('block_altered');
    const previous = { number: 0, hash: randomBytes(32) };
    expect(checkBlock(firm, previous, kept(plain), found)?.what).toBe('block_altered');
  });

  test('after a gap names the one that is missing', () => {
    const third = { ...plain, number: 3 };
    expect(checkBlock(firm, { number: 1, hash: noHead.hash }, kept(third), found)).toMatchObject({
      what: 'block_missing',
      block: 2,
    });
  });

  test('with digests cut short does not hold', () => {
    const cut = { ...plain, digests: digests.subarray(0, 40) };
    expect(checkBlock(firm, noHead, kept(cut), found)?.what).toBe('block_altered');
  });

  test('names the event that is gone, and the one that was changed', () => {
    const [first = '', second = ''] = ids;
    expect(checkBlock(firm, noHead, kept(plain), new Map([...found].slice(0, 1)))).toMatchObject({
      what: 'event_missing',
      eventId: second,
    });
    expect(
      checkBlock(firm, noHead, kept(plain), new Map([...found, [first, randomBytes(32)]])),
    ).toMatchObject({
      what: 'event_changed',
      eventId: first,
    });
  });

  test('that was put on a chain whose end was wrong says so for ever', () => {
    const wrong = checkBlock(firm, noHead, kept({ ...plain, remark: 'the head was gone' }), found);
    expect(wrong).toMatchObject({ what: 'head_altered', block: 1 });
  });
});

test('a break is one line: firm, block, event, what', () => {
  const wrong = checkBlock(firm, noHead, kept(plain), new Map());
  expect(wrong && breakLine(firm, wrong)).toBe(
    `firm ${firm}, block 1, event ${ids[0]}: the stored event is gone`,
  );
});

test('what is sealed of a head is of one firm, number and hash', () => {
  const head = { number: 7, hash: Buffer.alloc(32, 1) };
  const texts = [
    headText(firm, head),
    headText(other, head),
    headText(firm, { ...head, number: 8 }),
    headText(firm, { ...head, hash: Buffer.alloc(32, 2) }),
  ];
  expect(new Set(texts).size).toBe(4);
});

import { describe, expect, test } from 'vitest';
import { addDiscount, addExtra, removeLine, setPrice, tick } from './choices.ts';
import type { Choices, Discount, ExtraLine } from './queries.ts';

const none: Choices = { ticked: {}, prices: {}, discounts: [], extra: [] };
const discount = (label: string): Discount => ({
  side: 'purchase',
  label,
  on: 'legal_fees',
  off: { kind: 'fixed', pence: 5000 },
});
const extra: ExtraLine = {
  id: '0198c0de-0000-7000-8000-000000000001',
  side: 'purchase',
  section: 'additional_fees',
  label: 'Deed of trust',
  pence: 25_000,
  vat: { treatment: 'standard', inclusive: false },
};

test('a tick is kept by the line’s key', () => {
  expect(tick(none, 'purchase:a', false).ticked).toEqual({ 'purchase:a': false });
});

test('a price by hand is set, and taken back', () => {
  const set = setPrice(none, 'purchase:a', 12_300);
  expect(set.prices).toEqual({ 'purchase:a': 12_300 });
  expect(setPrice(set, 'purchase:a', null)).toEqual(none);
});

describe('removing', () => {
  const three = [discount('one'), discount('two'), discount('three')].reduce(addDiscount, none);
  const labels = ({ discounts }: Choices) => discounts.map(({ label }) => label);

  test('a discount goes, and comes back in its place', () => {
    const removed = removeLine(three, { key: 'purchase:discount-1', kind: 'discount', side: 'purchase' });
    expect(labels(removed?.choices ?? none)).toEqual(['one', 'three']);
    expect(labels(removed?.undo(removed.choices) ?? none)).toEqual(['one', 'two', 'three']);
  });

  test('undo keeps what was added meanwhile', () => {
    const removed = removeLine(three, { key: 'purchase:discount-0', kind: 'discount', side: 'purchase' });
    const since = addDiscount(removed?.choices ?? none, discount('four'));
    expect(labels(removed?.undo(since) ?? none)).toEqual(['one', 'two', 'three', 'four']);
  });

  test('an extra line goes by its id', () => {
    const choices = addExtra(none, extra);
    const removed = removeLine(choices, { key: `purchase:${extra.id}`, kind: 'extra', side: 'purchase' });
    expect(removed?.choices.extra).toEqual([]);
    expect(removed?.undo(removed.choices)).toEqual(choices);
  });

  test('a line of the fee scale cannot be removed', () => {
    expect(removeLine(three, { key: 'purchase:a', kind: 'line', side: 'purchase' })).toBeNull();
  });
});

import { describe, expect, test } from 'vitest';
import { openLayoutFields } from '../practice/index.ts';
import { authorityOf, decideSheet, type SheetFacts } from './decide.ts';

const fields = openLayoutFields('completion_details');
const person = (text: string | null) => ({ text, confirmed: true });
const program = (text: string | null) => ({ text, confirmed: false });
const nothing = { agreed: {}, take: {}, send: { from: {}, to: {} }, conflicts: [] };
const decide = (facts: Partial<SheetFacts>) =>
  decideSheet(fields, { base: {}, ours: {}, theirs: {}, justSent: null, ...facts });

describe('completion details', () => {
  test('a form that is new there gets all that we know', () => {
    const ours = { price: program('420000.00'), exchangeDate: person('2026-12-01') };
    expect(decide({ ours, theirs: { price: null, exchangeDate: null, deposit: null } })).toEqual({
      ...nothing,
      send: {
        from: { price: null, exchangeDate: null },
        to: { price: '420000.00', exchangeDate: '2026-12-01' },
      },
    });
  });
  test('what they filled in comes here in our own spelling', () =>
    expect(decide({ theirs: { price: '£420,000', exchangeDate: '2026-12-01T00:00:00' } })).toEqual({
      ...nothing,
      agreed: { price: '420000.00', exchangeDate: '2026-12-01' },
      take: { price: '420000.00', exchangeDate: '2026-12-01' },
    }));
  test('the same in another spelling is agreed, not sent', () =>
    expect(decide({ ours: { price: person('420000.00') }, theirs: { price: '420000' } })).toEqual({
      ...nothing,
      agreed: { price: '420000.00' },
    }));
  test('a field that has no place there stays here', () =>
    expect(decide({ ours: { undertakings: person('To redeem') }, theirs: {} })).toEqual(nothing));
  test('what both people changed is asked', () =>
    expect(
      decide({ base: { price: '1.00' }, ours: { price: person('2.00') }, theirs: { price: '3' } }).conflicts,
    ).toEqual([{ field: 'price', base: '1.00', ours: '2.00', theirs: '3.00', unreadable: false }]));
  test('what a quote filled in gives way to a person there', () =>
    expect(
      decide({ base: { price: '1.00' }, ours: { price: program('2.00') }, theirs: { price: '3' } }).take,
    ).toEqual({ price: '3.00' }));
  test('what cannot be read is asked, never taken and never overwritten', () => {
    const unread = { field: 'price', base: null, ours: null, theirs: 'TBC', unreadable: true };
    expect(decide({ theirs: { price: 'TBC' } })).toEqual({ ...nothing, conflicts: [unread] });
  });
  test('right after our own change what stood before it is no news', () => {
    const sent = { from: { price: '1.00' }, to: { price: '2.00' } };
    const facts = { base: { price: '2.00' }, ours: { price: person('2.00') }, theirs: { price: '1' } };
    expect(decide({ ...facts, justSent: sent })).toEqual(nothing);
    expect(decide(facts).take).toEqual({ price: '1.00' });
  });
  test('neither accounts nor their checks nor contacts are compared', () => {
    const all = fields.filter((field) => authorityOf(field) === 'never').map(({ key }) => key);
    expect(all).toEqual(['keyHolder', 'otherSideFirm', 'otherSideAccountRef']);
    expect(
      decide({ ours: { otherSideAccountRef: person('LC-1') }, theirs: { otherSideAccountRef: 'LC-2' } }),
    ).toEqual(nothing);
  });
});

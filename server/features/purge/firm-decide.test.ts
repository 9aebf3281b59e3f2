/** T14: deleting a whole firm, each row by its number. */
import { expect, test } from 'vitest';
import { type FirmDeletionFacts, firmRules, refuseFirm } from './firm-decide.ts';

const at = (day: string) => new Date(`${day}T10:00:00Z`);
const asked = { by: 'Ada Archer', readyAt: at('2026-12-07') };
const ready: FirmDeletionFacts = {
  ...{ held: false, asked, tokenFits: true, by: 'Ben Baker', now: at('2026-12-07') },
};

const cases = [
  [16, 'anything on hold keeps a request', 'request', { asked: null, held: true }, 'held'],
  [17, 'asked for once', 'request', {}, 'asked_already'],
  [17, 'asked for so long ago that it counts no more', 'request', { now: at('2027-02-01') }, null],
  [18, 'a hold that was set meanwhile', 'confirm', { held: true }, 'held'],
  [19, 'nobody asked', 'confirm', { asked: null }, 'not_asked'],
  [20, 'another token', 'confirm', { tokenFits: false }, 'wrong_token'],
  [21, 'the same person, however it is written', 'confirm', { by: ' ada ARCHER' }, 'same_person'],
  [22, 'a moment too early', 'confirm', { now: at('2026-12-06') }, 'too_early'],
  [23, 'confirmed a month late', 'confirm', { now: at('2027-01-07') }, 'too_old'],
  [23, 'in time', 'confirm', {}, null],
] as const;

test.each(cases)('row %i: %s', (_row, _name, act, change, expected) => {
  expect(refuseFirm(act, { ...ready, ...change })).toBe(expected);
});

test('every row has a case', () => {
  const named: number[] = cases.map(([row]) => row);
  expect(firmRules.map(({ row }) => row).filter((row) => !named.includes(row))).toEqual([]);
});

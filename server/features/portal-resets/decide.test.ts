import { describe, expect, test } from 'vitest';
import { type ResetAct, type ResetFacts, type ResetRefusal, refuseReset, resetRules } from './decide.ts';

const at = (day: number, time: string) => new Date(`2026-03-0${day}T${time}:00.000Z`);
const asked = { askedBy: 'tessa', askedAt: at(2, '10:00'), confirmedAt: null, readyAt: null };
const confirmed = { ...asked, confirmedAt: at(2, '11:00'), readyAt: at(3, '11:00') };
const facts: ResetFacts = {
  now: at(2, '10:30'),
  reset: null,
  staffId: 'omar',
  active: true,
  hasFactor: true,
  factorUsedAt: null,
};

describe('who lost every second factor', () => {
  test.each<[number | null, string, ResetAct, Partial<ResetFacts>, ResetRefusal | null]>([
    [1, 'of somebody disabled', 'ask', { active: false }, 'disabled'],
    [2, 'of somebody without a factor', 'ask', { hasFactor: false }, 'no_factor'],
    [3, 'twice', 'ask', { reset: asked }, 'asked_already'],
    [null, 'the first time', 'ask', {}, null],
    [null, 'anew, a week after nobody confirmed', 'ask', { reset: asked, now: at(9, '10:01') }, null],
    [4, 'what nobody asked for', 'confirm', {}, 'not_asked'],
    [5, 'a week later', 'confirm', { reset: asked, now: at(9, '10:01') }, 'too_old'],
    [6, 'by the one who asked', 'confirm', { reset: asked, staffId: 'tessa' }, 'same_person'],
    [7, 'twice', 'confirm', { reset: confirmed }, 'confirmed_already'],
    [
      8,
      'after a factor was proved',
      'confirm',
      { reset: asked, factorUsedAt: at(2, '10:20') },
      'factor_used',
    ],
    [null, 'by somebody else', 'confirm', { reset: asked }, null],
    [null, 'a factor proved before', 'confirm', { reset: asked, factorUsedAt: at(1, '10:20') }, null],
    [9, 'what nobody asked for', 'carry_out', {}, 'not_asked'],
    [
      10,
      'of somebody disabled meanwhile',
      'carry_out',
      { reset: confirmed, active: false, now: at(3, '11:00') },
      'disabled',
    ],
    [11, 'what nobody confirmed', 'carry_out', { reset: asked, now: at(4, '10:00') }, 'not_confirmed'],
    [
      12,
      'a week after it was ready',
      'carry_out',
      { reset: { ...confirmed, readyAt: at(1, '10:00') }, now: at(8, '10:01') },
      'too_old',
    ],
    [
      13,
      'after a factor was proved',
      'carry_out',
      { reset: confirmed, now: at(3, '11:00'), factorUsedAt: at(3, '09:00') },
      'factor_used',
    ],
    [14, 'a minute early', 'carry_out', { reset: confirmed, now: at(3, '10:59') }, 'too_early'],
    [null, 'after a day', 'carry_out', { reset: confirmed, now: at(3, '11:00') }, null],
    [15, 'what nobody asked for', 'stop', {}, 'not_asked'],
    [null, 'at any time', 'stop', { reset: confirmed, staffId: 'tessa' }, null],
  ])('row %s: %s (%s)', (row, _name, act, more, refusal) => {
    const all = { ...facts, ...more };
    expect(refuseReset(act, all)).toBe(refusal);
    expect(resetRules.find((rule) => rule.act === act && rule.when(all))?.row ?? null).toBe(row);
  });
});

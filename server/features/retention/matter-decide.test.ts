import { describe, expect, test } from 'vitest';
import { decideMatter, type MatterFacts } from './matter-decide.ts';

const closed: MatterFacts = { status: 'closed', closedOn: '2020-11-22', years: 6, held: false };

describe('T14 default: keep, or close + N years by the type', () => {
  test.each<[string, Partial<MatterFacts>, string, object]>([
    ['no policy: for ever', { years: null }, '2126-11-22', { kind: 'keep', why: 'for_ever' }],
    ['open', { status: 'open', closedOn: null }, '2126-11-22', { kind: 'keep', why: 'open' }],
    [
      'reopened, with the day of its first end',
      { status: 'pending' },
      '2126-11-22',
      { kind: 'keep', why: 'open' },
    ],
    ['the day before', {}, '2026-11-21', { kind: 'keep', why: 'not_yet', dueOn: '2026-11-22' }],
    ['the day', {}, '2026-11-22', { kind: 'due', dueOn: '2026-11-22' }],
    ['long ago', {}, '2040-01-01', { kind: 'due', dueOn: '2026-11-22' }],
    ['on hold', { held: true }, '2040-01-01', { kind: 'keep', why: 'hold', dueOn: '2026-11-22' }],
    [
      'on hold before its time',
      { held: true },
      '2021-01-01',
      { kind: 'keep', why: 'not_yet', dueOn: '2026-11-22' },
    ],
    [
      'closed on a leap day',
      { closedOn: '2020-02-29', years: 5 },
      '2025-02-28',
      { kind: 'due', dueOn: '2025-02-28' },
    ],
  ])('%s', (_name, facts, today, expected) => {
    expect(decideMatter({ ...closed, ...facts }, today)).toEqual(expected);
  });
});

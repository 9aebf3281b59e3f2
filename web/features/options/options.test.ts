import { describe, expect, test } from 'vitest';
import {
  againstFirm,
  type Options,
  type OptionsView,
  sections,
  speechRows,
  valuesOf,
  withChange,
} from './options.ts';

const defaults: Options = {
  contactCreation: true,
  exclusiveContactAssociation: false,
  matterAssociation: true,
  defaultBillable: false,
  callLogging: true,
  smsLogging: true,
  faxLogging: true,
  seats: 'all',
  minimumDurationSeconds: 0,
  blockList: [],
  internalCalls: false,
  closedMatters: false,
  holdForReview: false,
  defaultTaskAssignee: { rule: 'alphabetical' },
  billing: { unitMinutes: 6, rounding: 'up', minimumMinutes: 6 },
  writeOnceWaitMinutes: 0,
  transcription: false,
  summary: false,
};
const view: OptionsView = { destination: '', options: defaults, defaults, changed: [] };

test('every option that can be set has its row, once', () => {
  const shown = [...sections.flatMap(({ rows }) => rows), ...speechRows].map(({ name }) => name);
  expect(shown.toSorted()).toEqual(Object.keys(defaults).toSorted());
});

describe('a change shows before it is saved', () => {
  test('and is marked as changed', () => {
    const after = withChange(view, { internalCalls: true, blockList: ['+442079460123'] });
    expect(after.options.internalCalls).toBe(true);
    expect(after.changed).toEqual(['internalCalls', 'blockList']);
  });
  test('and unmarked when it is back at its default', () => {
    const there = withChange(view, { seats: ['s1'] });
    expect(withChange(there, { seats: 'all' }).changed).toEqual([]);
  });
});

test('a practice system is compared with the firm, not with what is usual elsewhere', () => {
  const firm = { ...defaults, internalCalls: true };
  const there: OptionsView = { ...view, options: { ...firm, faxLogging: false }, changed: ['internalCalls'] };
  expect(againstFirm(there, firm)).toMatchObject({ changed: ['faxLogging'], defaults: firm });
});

test('undoing sends back only what was changed', () => {
  expect(valuesOf(defaults, ['seats', 'billing'])).toEqual({ seats: 'all', billing: defaults.billing });
});

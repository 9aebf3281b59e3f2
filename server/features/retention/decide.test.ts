import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide, type LeadFacts, nextRun, type Policy, usualPolicy } from './decide.ts';

const lost: LeadFacts = {
  state: 'lost',
  lostCode: null,
  closedAt: new Date('2024-11-20T10:00:00Z'),
  hasMatter: false,
  onHold: false,
  anonymised: false,
  clientHasOpenMatter: false,
};
const now = new Date('2026-11-22T02:41:00Z');
const on = (lead: Partial<LeadFacts>, policy: Partial<Policy> = {}, at = now) =>
  decide({ ...lost, ...lead }, { ...usualPolicy, ...policy }, at, 'Europe/London');
const day = (text: string) => new Date(`${text}T12:00:00Z`);

describe('made anonymous', () => {
  const cases: [string, Partial<LeadFacts>, Partial<Policy>, string][] = [
    ['lost for two years', {}, {}, 'lost'],
    ['expired for a year', { state: 'expired', closedAt: day('2025-11-20') }, {}, 'expired'],
    ['a duplicate for a year', { state: 'duplicate', closedAt: day('2025-11-20') }, {}, 'duplicate'],
    ['lost as a test for a year', { lostCode: 'test', closedAt: day('2025-11-20') }, {}, 'duplicate'],
    ['lost as a repeat for a year', { lostCode: 'duplicate', closedAt: day('2025-11-20') }, {}, 'duplicate'],
    ['lost without an answer, as any lost one', { lostCode: 'no_response' }, {}, 'lost'],
    ['as the firm says: after a month', { closedAt: day('2026-10-20') }, { lost: 1 }, 'lost'],
  ];
  test.each(cases)('%s', (_name, lead, policy, as) => {
    expect(on(lead, policy)).toMatchObject({ kind: 'anonymise', as });
  });
});

describe('kept', () => {
  const cases: [string, Partial<LeadFacts>, Partial<Policy>, string][] = [
    ['lost for less than two years', { closedAt: day('2024-11-23') }, {}, 'not_yet'],
    ['expired for less than a year', { state: 'expired', closedAt: day('2025-11-23') }, {}, 'not_yet'],
    ['lost a year ago, not as a test', { closedAt: day('2025-11-20') }, {}, 'not_yet'],
    ['new', { state: 'new', closedAt: null }, {}, 'open'],
    ['quoted', { state: 'quoted', closedAt: null }, {}, 'open'],
    ['chased', { state: 'chasing', closedAt: null }, {}, 'open'],
    ['instructed', { state: 'instructed', closedAt: null }, {}, 'open'],
    ['instructed, whatever its days say', { state: 'instructed' }, {}, 'open'],
    ['converted', { state: 'converted', hasMatter: true }, {}, 'matter'],
    ['converted, its matter unknown', { state: 'converted' }, {}, 'open'],
    ['lost, with a matter', { hasMatter: true }, {}, 'matter'],
    ['on hold', { onHold: true }, {}, 'hold'],
    ['its client has an open matter', { clientHasOpenMatter: true }, {}, 'open_matter'],
    ['the firm keeps lost ones for ever', {}, { lost: null }, 'for_ever'],
    ['done already', { anonymised: true }, {}, 'done'],
  ];
  test.each(cases)('%s', (_name, lead, policy, why) => {
    expect(on(lead, policy)).toMatchObject({ kind: 'keep', why });
  });
});

describe('months are those of the firm’s calendar', () => {
  test('closed on the last of August: a month later is the last of September', () => {
    const lead = { ...lost, closedAt: new Date('2026-08-31T10:00:00Z') };
    const policy = { ...usualPolicy, lost: 1 };
    expect(decide(lead, policy, new Date('2026-09-30T09:59:59Z'), 'Europe/London')).toEqual({
      kind: 'keep',
      why: 'not_yet',
      dueOn: '2026-09-30',
    });
    expect(decide(lead, policy, new Date('2026-09-30T10:00:00Z'), 'Europe/London').kind).toBe('anonymise');
  });

  test('the day is the firm’s: Sydney is a day ahead of London in the evening', () => {
    const lead = { ...lost, closedAt: new Date('2024-11-20T20:00:00Z') };
    expect(decide(lead, usualPolicy, now, 'Australia/Sydney')).toMatchObject({ dueOn: '2026-11-21' });
    expect(decide(lead, usualPolicy, now, 'Europe/London')).toMatchObject({ dueOn: '2026-11-20' });
  });
});

test('never an enquiry that goes on, became a matter, is held, or whose client has an open matter', () => {
  const months = fc.option(fc.integer({ min: 1, max: 240 }), { nil: null });
  const facts = fc.record({
    state: fc.constantFrom(
      ...(['new', 'quoted', 'chasing', 'instructed', 'converted', 'lost', 'expired', 'duplicate'] as const),
    ),
    lostCode: fc.constantFrom(null, 'duplicate', 'test', 'no_response'),
    closedAt: fc.option(fc.date({ min: new Date(0), max: now, noInvalidDate: true }), { nil: null }),
    hasMatter: fc.boolean(),
    onHold: fc.boolean(),
    anonymised: fc.boolean(),
    clientHasOpenMatter: fc.boolean(),
  });
  const policies = fc.record({ lost: months, expired: months, duplicate: months });
  fc.assert(
    fc.property(facts, policies, (lead, policy) => {
      if (decide(lead, policy, now, 'Europe/London').kind !== 'anonymise') return;
      expect(['lost', 'expired', 'duplicate']).toContain(lead.state);
      expect([lead.hasMatter, lead.onHold, lead.clientHasOpenMatter, lead.anonymised]).toEqual([
        false,
        false,
        false,
        false,
      ]);
    }),
    { numRuns: 2000 },
  );
});

test.each([
  ['2026-11-22T02:40:59Z', '2026-11-22T02:41:00.000Z'],
  ['2026-11-22T02:41:00Z', '2026-11-23T02:41:00.000Z'],
  ['2026-12-31T23:00:00Z', '2027-01-01T02:41:00.000Z'],
])('after %s the next round is %s', (at, next) => {
  expect(nextRun(new Date(at)).toISOString()).toBe(next);
});

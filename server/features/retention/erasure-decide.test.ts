import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideErasure,
  type ErasureFacts,
  type ErasureLead,
  isSameName,
  toldNeeds,
} from './erasure-decide.ts';

const lost: ErasureLead = {
  ...{ id: 'a', state: 'lost', hasMatter: false },
  ...{ onHold: false, anonymised: false, shared: false },
};
const on = (lead: Partial<ErasureLead>, more: Partial<ErasureFacts> = {}) =>
  decideErasure({ leads: [{ ...lost, ...lead }], needs: [], openMatter: 'none', ...more });

describe('an enquiry', () => {
  const cases: [string, Partial<ErasureLead>, Partial<ErasureFacts>, string | null][] = [
    ['that was lost goes', {}, {}, null],
    ['that expired goes', { state: 'expired' }, {}, null],
    ['that was a duplicate goes', { state: 'duplicate' }, {}, null],
    ['that is new stays', { state: 'new' }, {}, 'open'],
    ['that is instructed stays', { state: 'instructed' }, {}, 'open'],
    ['that became a matter stays with it', { state: 'converted', hasMatter: true }, {}, 'matter'],
    ['on hold stays', { onHold: true }, {}, 'hold'],
    ['of two people stays for the other', { shared: true }, {}, 'shared'],
    ['stays while a matter is open', {}, { openMatter: 'seen' }, 'open_matter'],
    ['stays for a matter behind a wall, which is not told', {}, { openMatter: 'hidden' }, 'needed'],
    ['goes though calls keep the contact', {}, { needs: ['call'] }, null],
  ];
  test.each(cases)('%s', (_name, lead, more, keep) => {
    expect(on(lead, more).leads).toEqual([{ id: 'a', keep }]);
  });
});

describe('the contact', () => {
  const cases: [string, ErasureFacts, boolean, boolean][] = [
    ['goes with its enquiries', { leads: [lost], needs: [], openMatter: 'none' }, true, true],
    ['goes when nothing hangs on it', { leads: [], needs: [], openMatter: 'none' }, true, true],
    [
      'stays for a call, its enquiry goes',
      { leads: [lost], needs: ['call'], openMatter: 'none' },
      false,
      true,
    ],
    ['stays for a hold', { leads: [{ ...lost, onHold: true }], needs: [], openMatter: 'none' }, false, false],
    ['stays for an open matter', { leads: [], needs: ['matter'], openMatter: 'seen' }, false, false],
    [
      'stays with what is anonymous already and a referrer',
      { leads: [{ ...lost, anonymised: true }], needs: ['referrer'], openMatter: 'none' },
      false,
      false,
    ],
  ];
  test.each(cases)('%s', (_name, facts, contact, mayErase) => {
    expect(decideErasure(facts)).toMatchObject({ contact, mayErase });
  });
});

test('whatever the facts: nothing goes while a matter is open, and no held, open or shared enquiry', () => {
  const lead = fc.record({
    id: fc.uuid(),
    state: fc.constantFrom(
      ...(['new', 'quoted', 'chasing', 'instructed', 'converted', 'lost', 'expired', 'duplicate'] as const),
    ),
    ...{ hasMatter: fc.boolean(), onHold: fc.boolean(), anonymised: fc.boolean(), shared: fc.boolean() },
  });
  const facts = fc.record({
    leads: fc.uniqueArray(lead, { maxLength: 5, selector: ({ id }) => id }),
    needs: fc.subarray(['matter', 'call', 'referrer'] as const).map((needs) => [...needs]),
    openMatter: fc.constantFrom('none' as const, 'seen' as const, 'hidden' as const),
  });
  fc.assert(
    fc.property(facts, (given) => {
      const erasure = decideErasure(given);
      if (given.openMatter !== 'none') expect(erasure.mayErase).toBe(false);
      for (const { id } of erasure.leads.filter(({ keep }) => keep === null)) {
        const going = given.leads.find((one) => one.id === id);
        expect(going).toMatchObject({ hasMatter: false, onHold: false, anonymised: false, shared: false });
      }
      if (erasure.contact) expect(given.needs).toEqual([]);
    }),
    { numRuns: 1000 },
  );
});

test.each([
  ['Jane Okafor', 'Jane Okafor', true],
  [' jane   okafor ', 'Jane Okafor', true],
  ['Jane', 'Jane Okafor', false],
  ['', 'Jane Okafor', false],
  ['Jane Okafor; drop', 'Jane Okafor', false],
])('typed %j for %j: %s', (typed, name, same) => {
  expect(isSameName(typed, name)).toBe(same);
});

test('what the asker does not see is told as what has no name', () => {
  expect(toldNeeds(['matter', 'call'], ['call'])).toEqual(['call', 'other']);
  expect(toldNeeds(['imported', 'enquiry'], ['imported', 'enquiry'])).toEqual(['other']);
  expect(toldNeeds(['matter'], ['matter'])).toEqual(['matter']);
  expect(toldNeeds([], [])).toEqual([]);
});

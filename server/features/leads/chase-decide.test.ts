import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type BusinessHours, nextOpen } from './business-hours.ts';
import { type ChaseFacts, type ChaseStep, decideChase, dueOf, type ReachableClient } from './chase-decide.ts';
import type { LeadState } from './decide.ts';

const zone = 'Europe/London';
const hours: BusinessHours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' };
const at = (text: string) => new Date(text);

describe('business hours, Monday to Friday 9:00 to 17:30 in London', () => {
  test.each([
    ['inside: at once', '2026-03-02T10:10:00Z', '2026-03-02T10:10:00Z'],
    ['at the first minute', '2026-03-02T09:00:00Z', '2026-03-02T09:00:00Z'],
    ['before: the same morning', '2026-03-02T06:00:00Z', '2026-03-02T09:00:00Z'],
    ['at the last minute: the next day', '2026-03-02T17:30:00Z', '2026-03-03T09:00:00Z'],
    ['in the evening: the next day', '2026-03-02T20:00:00Z', '2026-03-03T09:00:00Z'],
    ['Friday evening: Monday', '2026-03-06T18:00:00Z', '2026-03-09T09:00:00Z'],
    ['Saturday: Monday', '2026-03-07T12:00:00Z', '2026-03-09T09:00:00Z'],
    [
      'over the change of the clocks: nine by the clock on the wall',
      '2026-03-27T20:00:00Z',
      '2026-03-30T08:00:00Z',
    ],
  ])('%s', (_name, from, to) => {
    expect(nextOpen(at(from), hours, zone)).toEqual(at(to));
  });
  test('in another zone', () => {
    expect(nextOpen(at('2026-03-02T10:00:00Z'), hours, 'Australia/Sydney')).toEqual(
      at('2026-03-02T22:00:00Z'),
    );
  });
});

const step = (after: number, unit: ChaseStep['unit'], by: ChaseStep['by']): ChaseStep => ({
  after,
  unit,
  by,
  subject: 'About your quote',
  text: 'Hello',
});
const usual = [
  step(1, 'hours', 'sms'),
  step(1, 'days', 'call_task'),
  step(3, 'days', 'email'),
  step(7, 'days', 'email'),
];

describe('a step is due', () => {
  const startedAt = at('2026-03-02T10:00:00Z'); // a Monday
  test.each<[string, ChaseStep, string | null, string]>([
    ['an hour later', step(1, 'hours', 'sms'), null, '2026-03-02T11:00:00Z'],
    ['at the same time of the next day', step(1, 'days', 'call_task'), null, '2026-03-03T10:00:00Z'],
    ['after seven days', step(7, 'days', 'email'), null, '2026-03-09T10:00:00Z'],
    ['on Monday, when it falls on a Saturday', step(5, 'days', 'email'), null, '2026-03-09T09:00:00Z'],
    [
      'an hour after what was sent last',
      step(1, 'hours', 'sms'),
      '2026-03-02T10:45:00Z',
      '2026-03-02T11:45:00Z',
    ],
    [
      'not later because of what was sent long ago',
      step(1, 'days', 'email'),
      '2026-03-02T11:00:00Z',
      '2026-03-03T10:00:00Z',
    ],
    [
      'the next morning, when that hour ends after hours',
      step(1, 'hours', 'sms'),
      '2026-03-02T17:00:00Z',
      '2026-03-03T09:00:00Z',
    ],
  ])('%s', (_name, one, lastSentAt, due) => {
    const chase = {
      startedAt,
      lastSentAt: lastSentAt === null ? null : at(lastSentAt),
      hours,
      timeZone: zone,
    };
    expect(dueOf(one, chase)).toEqual(at(due));
  });
  test('by the clock on the wall over the change of the clocks', () => {
    const chase = { startedAt: at('2026-03-27T10:00:00Z'), lastSentAt: null, hours, timeZone: zone };
    expect(dueOf(step(3, 'days', 'email'), chase)).toEqual(at('2026-03-30T09:00:00Z'));
  });
});

const jane: ReachableClient = {
  contactId: 'jane',
  optedOut: false,
  email: 'jane@example.com',
  phone: '+447700900123',
};
const facts = (more: Partial<ChaseFacts> = {}): ChaseFacts => ({
  leadState: 'quoted',
  steps: usual,
  nextStep: 0,
  startedAt: at('2026-03-02T10:00:00Z'),
  lastSentAt: null,
  hours,
  timeZone: zone,
  clients: [jane],
  repliedAt: null,
  ...more,
});
const eleven = at('2026-03-02T11:00:00Z');

describe('a chase', () => {
  test('sends what is due and says when the next is', () => {
    expect(decideChase(facts(), eleven)).toEqual({
      do: 'send',
      step: usual[0],
      to: jane,
      nextStep: 1,
      dueAt: at('2026-03-03T10:00:00Z'),
    });
  });
  test('waits for what is not due', () => {
    expect(decideChase(facts(), at('2026-03-02T10:59:59Z'))).toEqual({ do: 'wait', until: eleven });
  });
  test('waits for the morning when the program was away until after hours', () => {
    expect(decideChase(facts(), at('2026-03-02T19:00:00Z'))).toEqual({
      do: 'wait',
      until: at('2026-03-03T09:00:00Z'),
    });
  });
  test('late by days it sends one, and the next an hour later', () => {
    const late = at('2026-03-05T12:00:00Z');
    expect(decideChase(facts(), late)).toMatchObject({ do: 'send', dueAt: at('2026-03-05T13:00:00Z') });
    expect(decideChase(facts({ nextStep: 1, lastSentAt: late }), late)).toEqual({
      do: 'wait',
      until: at('2026-03-05T13:00:00Z'),
    });
  });
  test('waits an hour after a reminder about another lead of the same client', () => {
    expect(decideChase(facts({ lastSentAt: at('2026-03-02T10:30:00Z') }), eleven)).toEqual({
      do: 'wait',
      until: at('2026-03-02T11:30:00Z'),
    });
  });
  test('after its last step nothing is due', () => {
    const last = facts({ nextStep: 3, lastSentAt: at('2026-03-05T10:00:00Z') });
    expect(decideChase(last, at('2026-03-09T10:00:00Z'))).toMatchObject({
      do: 'send',
      nextStep: 4,
      dueAt: null,
    });
    expect(decideChase(facts({ nextStep: 4 }), eleven)).toEqual({ do: 'finish' });
  });

  test.each<[LeadState, string]>([
    ['new', 'person'],
    ['instructed', 'accepted'],
    ['converted', 'converted'],
    ['lost', 'lost'],
    ['expired', 'expired'],
    ['duplicate', 'duplicate'],
  ])('stops when the lead is %s', (leadState, why) => {
    expect(decideChase(facts({ leadState }), eleven)).toEqual({ do: 'stop', why });
  });
  test.each<LeadState>(['quoted', 'chasing'])('goes on while the lead is %s', (leadState) => {
    expect(decideChase(facts({ leadState }), eleven)).toMatchObject({ do: 'send' });
  });
  test('stops on a reply, even when nothing is due', () => {
    const replied = facts({ repliedAt: at('2026-03-02T10:30:00Z') });
    expect(decideChase(replied, at('2026-03-02T10:40:00Z'))).toEqual({ do: 'stop', why: 'reply' });
  });
  test('stops when every client has had enough', () => {
    expect(decideChase(facts({ clients: [{ ...jane, optedOut: true }] }), eleven)).toEqual({
      do: 'stop',
      why: 'opt_out',
    });
  });
  test('stops when there is nobody', () => {
    expect(decideChase(facts({ clients: [] }), eleven)).toEqual({ do: 'stop', why: 'person' });
  });

  const ben: ReachableClient = { contactId: 'ben', optedOut: false, email: 'ben@example.com', phone: null };
  test.each<[string, Partial<ChaseFacts>, object]>([
    [
      'turns to the next client when the first has had enough',
      { clients: [{ ...jane, optedOut: true }, ben], nextStep: 2 },
      { do: 'send', to: ben },
    ],
    [
      'turns to the client who has an e-mail',
      { clients: [{ ...jane, email: null }, ben], nextStep: 2 },
      { do: 'send', to: ben },
    ],
    [
      'passes over an e-mail to nobody',
      { clients: [{ ...jane, email: null }], nextStep: 2 },
      { do: 'pass', why: 'no_email', nextStep: 3 },
    ],
    ['passes over a text to nobody', { clients: [ben] }, { do: 'pass', why: 'no_number', nextStep: 1 }],
    ['makes a task also without a number', { clients: [ben], nextStep: 1 }, { do: 'send', to: ben }],
  ])('%s', (_name, more, action) => {
    expect(decideChase(facts(more), at('2026-03-09T12:00:00Z'))).toMatchObject(action);
  });

  test('never two within an hour, all in business hours, whenever it is looked at', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(
            fc.integer({ min: 0, max: 4000 }),
            fc.constantFrom<ChaseStep['by']>('email', 'sms', 'call_task'),
          ),
          {
            minLength: 1,
            maxLength: 8,
          },
        ),
        fc.array(fc.integer({ min: 1, max: 900 }), { maxLength: 60 }),
        (planned, looks) => {
          const steps = planned
            .map(([after, by]) => step(after, 'minutes', by))
            .sort((a, b) => a.after - b.after);
          let now = at('2026-03-27T10:00:00Z').getTime();
          const startedAt = new Date(now);
          let nextStep = 0;
          let lastSentAt: Date | null = null;
          const sent: Date[] = [];
          for (const minutes of looks) {
            now += minutes * 60_000;
            const action = decideChase(facts({ steps, nextStep, startedAt, lastSentAt }), new Date(now));
            if (action.do !== 'send') continue;
            lastSentAt = new Date(now);
            sent.push(lastSentAt);
            nextStep = action.nextStep;
          }
          expect(sent.length).toBeLessThanOrEqual(steps.length);
          for (const [index, moment] of sent.entries()) {
            expect(nextOpen(moment, hours, zone)).toEqual(moment);
            const before = sent[index - 1];
            if (before) expect(moment.getTime() - before.getTime()).toBeGreaterThanOrEqual(3_600_000);
          }
        },
      ),
    );
  });
});

import { describe, expect, test } from 'vitest';
import { type ChangeContext, decideEventChange, type EventFacts, eventChangeRows } from './decide.ts';

const at = (time: string) => new Date(`2026-03-02T${time}:00Z`);
const event: EventFacts = {
  title: 'Completion meeting',
  place: 'Our office',
  description: 'Bring your passport.',
  startsAt: at('10:00'),
  endsAt: at('11:00'),
  timeZone: 'Europe/London',
  state: 'planned',
  attendees: [
    { key: 'jane', external: true },
    { key: 'john', external: true },
    { key: 'tessa', external: false },
    { key: 'omar', external: false },
  ],
};
const context: ChangeContext = { sequence: 4, tell: false, by: 'tessa', over: false };
const without = (key: string) => event.attendees.filter((one) => one.key !== key);
const newcomer = { key: 'nina', external: true };

const both = (method: 'REQUEST' | 'CANCEL') => [
  { attendee: 'jane', method },
  { attendee: 'john', method },
];
const shown = (effect: string) => [
  { attendee: 'jane', effect },
  { attendee: 'john', effect },
];

test('the rows of T11 are those of the spec', () => {
  expect(eventChangeRows.map(({ row, change, mail, portal }) => [row, change, mail, portal])).toEqual([
    [1, 'created', 'request', 'to_do'],
    [2, 'words', 'request_if_asked', 'update'],
    [3, 'moved', 'request', 'highlight'],
    [4, 'attendee_removed', 'cancel', 'vanish'],
    [5, 'cancelled', 'cancel', 'struck_out'],
  ]);
});

describe('T11', () => {
  test('row 1, create: REQUEST to externals, a to-do in the portal, SEQUENCE 0', () => {
    expect(decideEventChange(null, event, { ...context, sequence: 0, tell: true })).toEqual({
      rows: [1],
      sequence: 0,
      reset: [],
      mails: both('REQUEST'),
      portal: shown('to_do'),
    });
  });

  test.each([
    ['title', { title: 'Completion' }],
    ['notes', { description: '' }],
  ])('row 2, %s only: no mail, an update in the portal, SEQUENCE and answers stay', (_name, change) => {
    expect(decideEventChange(event, { ...event, ...change }, context)).toEqual({
      rows: [2],
      sequence: 4,
      reset: [],
      mails: [],
      portal: shown('update'),
    });
  });

  test('row 2, when asked: REQUEST with the same SEQUENCE', () => {
    const told = decideEventChange(event, { ...event, title: 'Completion' }, { ...context, tell: true });
    expect(told).toMatchObject({ sequence: 4, reset: [], mails: both('REQUEST') });
  });

  test.each([
    ['start', { startsAt: at('09:30') }],
    ['end', { endsAt: at('11:30') }],
    ['zone', { timeZone: 'Europe/Paris' }],
    ['place', { place: 'County Court' }],
    ['time and title', { startsAt: at('09:30'), title: 'Completion' }],
  ])('row 3, another %s: REQUEST, SEQUENCE + 1, answers reset, highlighted', (_name, change) => {
    expect(decideEventChange(event, { ...event, ...change }, context)).toEqual({
      rows: [3],
      sequence: 5,
      // Tessa moved it herself.
      reset: ['jane', 'john', 'omar'],
      mails: both('REQUEST'),
      portal: shown('highlight'),
    });
  });

  test('row 4, an attendee removed: CANCEL to that one alone, who sees it no more', () => {
    expect(decideEventChange(event, { ...event, attendees: without('john') }, context)).toEqual({
      rows: [4],
      sequence: 4,
      reset: [],
      mails: [{ attendee: 'john', method: 'CANCEL' }],
      portal: [{ attendee: 'john', effect: 'vanish' }],
    });
  });

  test('row 4, a member of staff removed: nobody is mailed', () => {
    expect(decideEventChange(event, { ...event, attendees: without('omar') }, context)).toMatchObject({
      rows: [4],
      mails: [],
      portal: [],
    });
  });

  test('row 5, cancelled: CANCEL to all, struck out', () => {
    expect(decideEventChange(event, { ...event, state: 'cancelled' }, context)).toEqual({
      rows: [5],
      sequence: 5,
      reset: [],
      mails: both('CANCEL'),
      portal: shown('struck_out'),
    });
  });
});

describe('several at once', () => {
  test('to whom is added the event is new; the others hear nothing', () => {
    const after = { ...event, attendees: [...event.attendees, newcomer] };
    expect(decideEventChange(event, after, context)).toEqual({
      rows: [1],
      sequence: 4,
      reset: [],
      mails: [{ attendee: 'nina', method: 'REQUEST' }],
      portal: [{ attendee: 'nina', effect: 'to_do' }],
    });
  });

  test('moved, with one removed and one added: each gets one mail', () => {
    const after = { ...event, startsAt: at('09:00'), attendees: [...without('john'), newcomer] };
    const effects = decideEventChange(event, after, context);
    expect(effects.mails).toEqual([
      { attendee: 'john', method: 'CANCEL' },
      { attendee: 'nina', method: 'REQUEST' },
      { attendee: 'jane', method: 'REQUEST' },
    ]);
    expect(effects).toMatchObject({ rows: [4, 1, 3], sequence: 5, reset: ['jane', 'omar'] });
  });

  test('nothing changed: nothing happens', () => {
    expect(decideEventChange(event, { ...event }, context)).toEqual({
      rows: [],
      sequence: 4,
      reset: [],
      mails: [],
      portal: [],
    });
  });

  test('moved though nobody attends: SEQUENCE + 1 all the same', () => {
    const alone = { ...event, attendees: [] };
    expect(decideEventChange(alone, { ...alone, place: 'Court' }, context)).toMatchObject({
      rows: [3],
      sequence: 5,
    });
  });

  test('what is over is written to nobody', () => {
    const effects = decideEventChange(event, { ...event, place: 'Court' }, { ...context, over: true });
    expect(effects).toMatchObject({ sequence: 5, mails: [], portal: shown('highlight') });
  });

  test('a cancelled event changes no more', () => {
    const cancelled = { ...event, state: 'cancelled' as const };
    expect(decideEventChange(cancelled, { ...cancelled, place: 'Court' }, context)).toMatchObject({
      rows: [],
      sequence: 4,
      mails: [],
    });
  });
});

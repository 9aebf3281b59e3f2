import { describe, expect, test } from 'vitest';
import { type Fault, faultOf, type Given, type Wanted } from './kinds.ts';
import { mostReminders, nextReminder, type ReminderFacts } from './remind.ts';
import {
  decideSlot,
  isComplete,
  type SlotEvent,
  type SlotFacts,
  type SlotState,
  slotMoves,
  slotStates,
} from './states.ts';

describe('T8 Request: a slot', () => {
  const events: SlotEvent[] = ['upload', 'take_back', 'accept', 'reject', 'waive', 'reopen', 'infected'];
  const may: Record<SlotState, Partial<Record<SlotEvent, SlotState>>> = {
    open: { upload: 'received', waive: 'waived' },
    received: {
      upload: 'received',
      take_back: 'open',
      accept: 'accepted',
      reject: 'rejected',
      waive: 'waived',
      infected: 'rejected',
    },
    accepted: { reject: 'rejected', reopen: 'open', infected: 'rejected' },
    rejected: { upload: 'received', waive: 'waived' },
    waived: { reopen: 'open' },
  };
  test.each(
    slotStates.flatMap((state) => events.map((event) => [state, event, may[state][event] ?? null] as const)),
  )('%s, %s → %s', (state, event, after) => {
    expect(decideSlot(state, event)).toBe(after);
  });
  test('rows are numbered from one on', () => {
    expect(slotMoves.map(({ row }) => row)).toEqual(slotMoves.map((_move, index) => index + 1));
  });
});

const slot = (state: SlotState, required = true): SlotFacts => ({ state, required });

describe('T16: a request is complete when', () => {
  test.each<[string, SlotFacts[], boolean]>([
    ['all slots are accepted', [slot('accepted'), slot('accepted')], true],
    ['one is waived', [slot('accepted'), slot('waived')], true],
    ['one still waits', [slot('accepted'), slot('open')], false],
    ['one was not looked at', [slot('accepted'), slot('received')], false],
    ['one was rejected', [slot('accepted'), slot('rejected')], false],
    ['one that need not be filled is empty', [slot('accepted'), slot('open', false)], true],
    ['one that need not be filled was not looked at', [slot('accepted'), slot('received', false)], false],
    ['nothing has to be filled and nothing was', [slot('open', false)], false],
    ['nothing has to be filled and all was accepted', [slot('accepted', false)], true],
  ])('%s: %#', (_name, slots, complete) => {
    expect(isComplete(slots)).toBe(complete);
  });
});

describe('what a slot takes', () => {
  const given: Given = { name: 'Passport.pdf', sizeBytes: 1000, typeMismatch: false };
  const wanted: Wanted = { types: ['pdf', 'image'], maxBytes: 5000, maxFiles: 2 };
  test.each<[string, Partial<Given>, Partial<Wanted>, number, Fault | null]>([
    ['what was asked for', {}, {}, 0, null],
    ['another of the types', { name: 'front.HEIC' }, {}, 1, null],
    ['one more than it takes', {}, {}, 2, 'count'],
    ['a file of just the size', { sizeBytes: 5000 }, {}, 0, null],
    ['a file one byte larger', { sizeBytes: 5001 }, {}, 0, 'size'],
    ['another type', { name: 'notes.docx' }, {}, 0, 'type'],
    ['a name without an ending', { name: 'passport' }, {}, 0, 'type'],
    ['a name that lies', { typeMismatch: true }, {}, 0, 'type'],
    ['anything where anything goes', { name: 'x.bin', typeMismatch: true }, { types: [] }, 0, null],
  ])('%s', (_name, file, more, there, fault) => {
    expect(faultOf({ ...wanted, ...more }, { ...given, ...file }, there)).toBe(fault);
  });
});

describe('reminders', () => {
  const facts: ReminderFacts = {
    now: new Date('2026-03-02T15:00:00Z'),
    timeZone: 'Europe/London',
    dueOn: null,
    every: 7,
    reminded: 0,
  };
  test.each<[string, Partial<ReminderFacts>, string | null]>([
    ['in seven days, in the morning', {}, '2026-03-09T09:00:00.000Z'],
    ['none asked for', { every: null }, null],
    ['none after the last', { reminded: mostReminders }, null],
    ['on the day before it is due', { dueOn: '2026-03-06' }, '2026-03-05T09:00:00.000Z'],
    ['before the day before, in turn', { dueOn: '2026-03-20' }, '2026-03-09T09:00:00.000Z'],
    ['overdue, in turn', { dueOn: '2026-02-20' }, '2026-03-09T09:00:00.000Z'],
    [
      'at nine by the firm’s clock in summer, too',
      { now: new Date('2026-03-27T15:00:00Z'), every: 3 },
      '2026-03-30T08:00:00.000Z',
    ],
  ])('%s', (_name, more, at) => {
    expect(nextReminder({ ...facts, ...more })?.toISOString() ?? null).toBe(at);
  });
});

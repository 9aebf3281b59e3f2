import { expect, test } from 'vitest';
import { besides, nextStep } from './next-step.ts';
import type { Appointment, Line, ToDo } from './read-home.ts';

const toDo = (title: string, dueOn: string | null): ToDo => ({
  ...{ id: title, kind: 'free', sourceId: null, title, dueOn, state: 'open', doneHow: null, doneAt: null },
  ...{ tickable: true, createdAt: '2026-03-01T09:00:00Z', matterId: 'm', conversationId: null },
});
const appointment = (title: string, answer: Appointment['answer']): Appointment => ({
  ...{ id: title, matterId: 'm', sequence: 0, title, place: '', description: '', state: 'planned' },
  ...{ startsAt: '2026-03-10T10:00:00Z', endsAt: '2026-03-10T11:00:00Z', timeZone: 'Europe/London' },
  ...{ localStart: '2026-03-10T10:00', localEnd: '2026-03-10T11:00', changed: false, movedAt: null },
  ...{ cancelledAt: null, organiserName: 'Tessa Reid', answer, answeredAt: null },
});
const line = (title: string, unread: number): Line => ({
  ...{ id: title, title, matterId: 'm', needsSecondFactor: false, state: 'open', past: false, canPost: true },
  ...{ staff: [], lastSeq: 3, lastMessageAt: null, lastMessage: null, unread },
});

test.each([
  ['nothing', { toDos: [], appointments: [], lines: [line('read', 0)] }, { kind: 'nothing' }],
  [
    'what is overdue before everything else',
    {
      toDos: [toDo('late', '2026-03-01')],
      appointments: [appointment('a', 'needs-action')],
      lines: [line('l', 2)],
    },
    { kind: 'to_do', toDo: { title: 'late' } },
  ],
  [
    'what is due today, too',
    { toDos: [toDo('today', '2026-03-02')], appointments: [appointment('a', 'needs-action')], lines: [] },
    { kind: 'to_do' },
  ],
  [
    'an appointment that waits for an answer before what is due later',
    {
      toDos: [toDo('later', '2026-03-03')],
      appointments: [appointment('a', 'accepted'), appointment('b', 'needs-action')],
      lines: [line('l', 2)],
    },
    { kind: 'answer', appointment: { title: 'b' } },
  ],
  [
    'what the firm wrote before what is due later',
    { toDos: [toDo('later', '2026-03-03')], appointments: [], lines: [line('read', 0), line('new', 1)] },
    { kind: 'unread', line: { title: 'new' } },
  ],
  [
    'what is due on no day',
    { toDos: [toDo('whenever', null)], appointments: [appointment('a', 'accepted')], lines: [] },
    { kind: 'to_do', toDo: { title: 'whenever' } },
  ],
  [
    'the next appointment to which one goes',
    {
      toDos: [],
      appointments: [appointment('declined', 'declined'), appointment('maybe', 'tentative')],
      lines: [],
    },
    { kind: 'coming', appointment: { title: 'maybe' } },
  ],
] as const)('next on top: %s', (_name, home, expected) => {
  expect(nextStep(home, '2026-03-02')).toMatchObject(expected);
});

const titles = (home: Parameters<typeof besides>[0]) =>
  [...home.toDos, ...home.appointments].map(({ title }) => title);

test.each([
  ['an appointment that waits for an answer', { toDos: [toDo('later', '2026-03-03')] }, ['later', 'b']],
  ['what is due', { toDos: [toDo('late', '2026-03-01')] }, ['a', 'b']],
] as const)('what is on top does not stand below once more: %s', (_name, { toDos }, expected) => {
  const appointments = [appointment('a', 'needs-action'), appointment('b', 'accepted')];
  const home = { toDos, appointments, lines: [] };
  expect(titles(besides(home, nextStep(home, '2026-03-02')))).toEqual(expected);
});

test('the next appointment does not stand below once more', () => {
  const home = { toDos: [], appointments: [appointment('a', 'accepted')], lines: [] };
  expect(titles(besides(home, nextStep(home, '2026-03-02')))).toEqual([]);
});

test('messages stay, as the way to them', () => {
  const home = { toDos: [], appointments: [appointment('a', 'accepted')], lines: [line('new', 1)] };
  expect(besides(home, nextStep(home, '2026-03-02'))).toEqual(home);
});

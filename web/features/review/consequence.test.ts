import { expect, test } from 'vitest';
import { consequenceOf } from './consequence.ts';

const task = { state: 'logged', recordKind: 'task', assigneeName: 'Tessa Reid', matterTitle: null } as const;
const nothing = { state: 'skipped', recordKind: null, assigneeName: null, matterTitle: null } as const;

test.each([
  [
    'a task becomes a fee, its minutes rounded up, and is completed',
    { kind: 'call', talkSeconds: 521 },
    task,
    {
      now: { say: 'nowTaskFor', name: 'T. Reid' },
      choosing: { say: 'makesFee', minutes: 9 },
      completesTask: true,
    },
  ],
  [
    'a missed call makes no time',
    { kind: 'call', talkSeconds: 0 },
    task,
    { now: { say: 'nowTaskFor', name: 'T. Reid' }, choosing: { say: 'makesFeeNoTime' }, completesTask: true },
  ],
  [
    'a text becomes a memo',
    { kind: 'sms', talkSeconds: 0 },
    { ...task, assigneeName: null },
    { now: { say: 'nowTask' }, choosing: { say: 'makesMemo' }, completesTask: true },
  ],
  [
    'a fax that was not logged is filed',
    { kind: 'fax', talkSeconds: 0 },
    nothing,
    { now: { say: 'nowNothing' }, choosing: { say: 'makesDocument' }, completesTask: false },
  ],
  [
    'what is held has written nothing yet',
    { kind: 'call', talkSeconds: 60 },
    { ...nothing, state: 'held' },
    { now: { say: 'nowHeld' }, choosing: { say: 'makesFee', minutes: 1 }, completesTask: false },
  ],
  [
    'what is on a matter already is moved',
    { kind: 'call', talkSeconds: 61 },
    { ...task, recordKind: 'fee', matterTitle: 'Okafor – Will' },
    {
      now: { say: 'nowRecordOn', record: 'fee', matter: 'Okafor – Will' },
      choosing: { say: 'makesFee', minutes: 2 },
      completesTask: false,
    },
  ],
] as const)('%s', (_name, interaction, entry, consequence) => {
  expect(consequenceOf(interaction, entry)).toEqual(consequence);
});

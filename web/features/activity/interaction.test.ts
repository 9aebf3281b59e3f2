import { describe, expect, test } from 'vitest';
import {
  actionsFor,
  becameOf,
  headingOf,
  kindOf,
  type LogEntry,
  leadEntry,
  numberBeside,
  shortName,
  stateOf,
} from './interaction.ts';

const entry: LogEntry = {
  id: 'e1',
  interactionId: 'i1',
  destination: 'embedded',
  destinationName: null,
  failure: null,
  state: 'logged',
  reason: 'one_matter',
  review: null,
  recordKind: 'fee',
  recordId: 'r1',
  url: '/matters/m1/fees#r1',
  matterId: 'm1',
  matterNumber: '10412',
  matterTitle: 'Okafor – Purchase of 12 Mill Lane',
  contactId: 'c1',
  staffId: 's1',
  staffName: 'Tessa Reid',
  assigneeId: null,
  assigneeName: null,
  workedMinutes: 8,
  billedMinutes: 12,
  amount: { amount: 4800, currency: 'GBP' },
  billable: false,
  billed: false,
  reference: 'ML-7F3K9Q',
  why: {
    sentence: 'One open matter for Jane Okafor.',
    rule: 'one_matter',
    facts: {
      rule: 'one_matter',
      contactRule: 'one_contact',
      matterRule: 'one_matter',
      staffRule: 'extension',
      assigneeRule: null,
      assigneeName: null,
      contactId: 'c1',
      contactName: 'Jane Okafor',
      staffId: 's1',
      staffName: 'Tessa Reid',
      candidates: [],
      options: {},
    },
  },
  byPerson: false,
  decidedAt: '2025-03-14T12:04:00.000Z',
  writtenAt: '2025-03-14T12:04:00.000Z',
  revision: 1,
};

test.each([
  ['an answered call', { kind: 'call', direction: 'inbound', outcome: 'answered' }, 'callIn', 'callFrom'],
  [
    'a call out that nobody took',
    { kind: 'call', direction: 'outbound', outcome: 'not_answered' },
    'callOut',
    'callTo',
  ],
  ['a missed call', { kind: 'call', direction: 'inbound', outcome: 'missed' }, 'callMissed', 'missedFrom'],
  ['a voicemail', { kind: 'call', direction: 'inbound', outcome: 'voicemail' }, 'voicemail', 'voicemailFrom'],
  [
    'an internal call, missed',
    { kind: 'call', direction: 'internal', outcome: 'missed' },
    'callInternal',
    'internalCall',
  ],
  ['a text out', { kind: 'sms', direction: 'outbound', outcome: 'sent' }, 'smsOut', 'textTo'],
  ['a fax in', { kind: 'fax', direction: 'inbound', outcome: 'received' }, 'faxIn', 'faxFrom'],
] as const)('%s has its sign and heading', (_name, interaction, kind, heading) => {
  expect(kindOf(interaction)).toBe(kind);
  expect(headingOf(interaction)).toBe(heading);
});

describe('state', () => {
  test.each([
    ['nothing decided yet', undefined, 'working'],
    ['logged', entry, 'logged'],
    ['logged, but a person should look', { ...entry, review: 'several_matters' }, 'needsPerson'],
    ['skipped by rule', { ...entry, state: 'skipped', review: null }, 'skipped'],
    ['a fax without a home', { ...entry, state: 'skipped', review: 'fax_needs_matter' }, 'needsPerson'],
    ['held', { ...entry, state: 'held', review: 'held' }, 'held'],
    [
      'failed stays failed though a person must look',
      { ...entry, state: 'failed', review: 'failed' },
      'failed',
    ],
    ['pending', { ...entry, state: 'pending' }, 'waiting'],
  ] as const)('%s', (_name, one, state) => {
    expect(stateOf(one)).toBe(state);
  });
});

test('the entry that needs a person speaks for the row', () => {
  const other: LogEntry = { ...entry, id: 'e2', review: 'several_matters' };
  expect(leadEntry({ logEntries: [entry, other] })?.id).toBe('e2');
  expect(leadEntry({ logEntries: [entry] })?.id).toBe('e1');
});

describe('what became of it', () => {
  test.each([
    ['still going on', { ended: false }, undefined, { say: 'goingOn' }],
    ['over, not decided', { ended: true }, undefined, { say: 'beingFiled' }],
    ['a fee on a matter', { ended: true }, entry, { say: 'record', record: 'fee', place: entry.matterTitle }],
    [
      'a task for somebody',
      { ended: true },
      { ...entry, recordKind: 'task', matterTitle: null, assigneeName: 'Tessa Reid' },
      { say: 'record', record: 'task', place: 'T. Reid' },
    ],
    [
      'skipped, with the rule',
      { ended: true },
      { ...entry, state: 'skipped', reason: 'internal_call' },
      { say: 'skipped', reason: 'internal_call' },
    ],
    ['taken back', { ended: true }, { ...entry, state: 'undone' }, { say: 'undone' }],
  ] as const)('%s', (_name, interaction, one, became) => {
    expect(becameOf(interaction, one)).toEqual(became);
  });
});

describe('what a person may do', () => {
  test.each([
    ['while it goes on: nothing', false, entry, []],
    ['before it is decided: nothing', true, undefined, []],
    ['logged', true, entry, ['move', 'undo', 'skip']],
    ['billed: nothing', true, { ...entry, billed: true }, []],
    ['in review', true, { ...entry, review: 'several_matters' }, ['move', 'approve', 'skip']],
    ['held', true, { ...entry, state: 'held', review: 'held' }, ['approve', 'move', 'skip']],
    ['skipped by rule', true, { ...entry, state: 'skipped' }, ['move', 'redo']],
    ['skipped by a person', true, { ...entry, state: 'skipped', byPerson: true }, ['undo', 'move']],
    ['failed', true, { ...entry, state: 'failed' }, ['redrive', 'move', 'skip']],
    ['undone', true, { ...entry, state: 'undone' }, ['redo', 'move']],
  ] as const)('%s', (_name, ended, one, actions) => {
    expect(actionsFor({ ended }, one)).toEqual(actions);
  });
});

test.each([
  ['Tessa Reid', 'T. Reid'],
  ['Maria del Carmen Ruiz', 'M. del Carmen Ruiz'],
  ['Reception', 'Reception'],
  [null, null],
])('short name of %s', (name, short) => {
  expect(shortName(name)).toBe(short);
});

test.each([
  ['beside a name', 'Jane Okafor', '020 7946 0101'],
  ['not beside itself', '020 7946 0101', null],
  ['not beside a contact that is called like its number', '+44 20 7946 0101', null],
])('the number stands %s', (_name, display, beside) => {
  const party = {
    number: '+442079460101',
    formattedNumber: '020 7946 0101',
    contactId: 'c1',
    contactName: display,
    raw: null,
    name: null,
    withheld: false,
    display,
  };
  expect(numberBeside(party)).toBe(beside);
});

import { describe, expect, test } from 'vitest';
import { lineOf } from './sheet-line.ts';

type Known = Parameters<typeof lineOf>[0];
type State = NonNullable<Known['sheet']>['state'];

const keeper = { connectionId: 'c', system: 'Smokeball', takesChanges: true };
const one: Known['differences'] = [
  {
    id: 'd',
    connectionId: 'c',
    system: 'Smokeball',
    contactId: null,
    matterId: 'm',
    recordLabel: '1 · Okafor',
    field: 'completionDate',
    fieldLabel: 'Completion',
    valueKind: 'date',
    kind: 'conflict',
    state: 'open',
    base: null,
    ours: '2026-12-18',
    theirs: '2026-12-22',
    oursBy: { staffId: null, name: null },
    oursAt: '2026-11-22T10:00:00Z',
    theirsAt: null,
    answer: null,
    answeredBy: { staffId: null, name: null },
    answeredAt: null,
    detail: null,
  },
];

function known(state: State, more: Partial<NonNullable<Known['sheet']>> = {}): Known {
  const sheet = { state, detail: null, lookedAt: '2026-11-22T10:00:00Z', planned: null, ...more };
  return { keeper, mode: 'on', sheet, differences: [] };
}
const change = { field: 'deposit', label: 'Deposit', ours: '1.00', theirs: null };

describe('the line above the Completion Details', () => {
  test.each<[string, Known, ReturnType<typeof lineOf>]>([
    ['in step', known('in_step'), { word: 'inStepAt', tone: 'calm' }],
    ['in step, never looked at', known('in_step', { lookedAt: null }), { word: 'inStep', tone: 'calm' }],
    ['on its way', known('sending'), { word: 'beingSent', tone: 'working' }],
    ['to be looked at', known('waiting'), { word: 'waiting', tone: 'waits' }],
    [
      'to be looked at, because it could not be',
      known('waiting', { detail: 'Smokeball did not answer.' }),
      { word: 'waitingBecause', tone: 'waits' },
    ],
    ['a question', { ...known('differs'), differences: one }, { word: 'differ', tone: 'person' }],
    [
      'a question while something else is sent',
      { ...known('sending'), differences: one },
      { word: 'differ', tone: 'person' },
    ],
    [
      'refused, though there is a question, too',
      { ...known('failed', { detail: 'No.' }), differences: one },
      { word: 'sheetRefused', tone: 'failed', again: 'tryAgain' },
    ],
    [
      'stopped',
      known('stopped', { detail: 'Stopped: …' }),
      { word: 'stopped', tone: 'person', again: 'goOn' },
    ],
    ['no such form', known('no_form'), { word: 'noForm', tone: 'waits' }],
    [
      'a dry run with something to do',
      known('dry_run', { planned: { take: [], send: [change] } }),
      { word: 'dryRun', tone: 'paused' },
    ],
    ['a dry run with nothing to do', known('dry_run'), { word: 'dryRunNothing', tone: 'paused' }],
    [
      'paused, whatever stood there',
      { ...known('in_step'), mode: 'paused' },
      { word: 'paused', tone: 'paused' },
    ],
    ['nothing shared yet', { ...known('in_step'), sheet: null }, { word: 'notShared', tone: 'waits' }],
    [
      'a system without forms',
      { ...known('in_step'), keeper: { ...keeper, takesChanges: false }, sheet: null },
      { word: 'takesNone', tone: 'waits' },
    ],
  ])('%s', (_name, given, line) => {
    expect(lineOf(given)).toEqual(line);
  });
});

import { describe, expect, test } from 'vitest';
import { decideShare, type ShareFacts, type ShareRefusal, shareRows } from './decide.ts';
import {
  decideShareFile,
  type ShareFileEvent,
  type ShareFileState,
  shareFileMoves,
  shareFileStates,
} from './states.ts';

const facts: ShareFacts = {
  ...{ kind: 'external', state: 'open', class: 'privileged', member: true, auto: false, confirmed: false },
  ...{ levels: [], withoutFile: 0, twice: [] },
};

describe('what may be shared', () => {
  test.each<[string, Partial<ShareFacts>, ShareRefusal | null]>([
    ['with the client', {}, null],
    ['as it comes, with the client', { auto: true }, null],
    ['among staff', { kind: 'internal' }, 'not_external'],
    ['before anything was said', { state: 'draft' }, 'draft'],
    ['in an archived conversation', { state: 'archived' }, 'closed'],
    ['with a former client', { state: 'ended' }, 'closed'],
    ['by somebody who does not take part', { member: false }, 'not_member'],
    ['131 files on a level', { levels: [{ level: 'Photos', files: 131, why: 'files' }] }, 'levels'],
    ['a document whose file is on the way', { withoutFile: 1 }, 'without_file'],
    ['what is shared already', { twice: ['Contract.pdf'] }, 'twice'],
    ['in the common interest', { class: 'common_interest' }, null],
    ['with a third party, unasked', { class: 'third_party' }, 'confirm_far'],
    ['with the other side, unasked', { class: 'opposing' }, 'confirm_far'],
    ['with the other side, confirmed', { class: 'opposing', confirmed: true }, null],
    ['as it comes, with the other side', { class: 'opposing', confirmed: true, auto: true }, 'auto_far'],
    ['as it comes, with a third party', { class: 'third_party', confirmed: true, auto: true }, 'auto_far'],
    [
      'levels at fault come before the question',
      { class: 'opposing', levels: [{ level: '', files: 200, why: 'files' }] },
      'levels',
    ],
  ])('%s', (_name, more, refusal) => {
    expect(decideShare({ ...facts, ...more })).toBe(refusal);
  });

  test('each row has its own number and refusal', () => {
    expect(shareRows.map(({ row }) => row)).toEqual(shareRows.map((_row, index) => index + 1));
    expect(new Set(shareRows.map(({ refusal }) => refusal)).size).toBe(shareRows.length);
  });
});

describe('a file of a share', () => {
  const events: ShareFileEvent[] = ['yes', 'no', 'newer', 'gone', 'take_back'];
  const may: Record<ShareFileState, Partial<Record<ShareFileEvent, ShareFileState | 'forgotten'>>> = {
    held: { yes: 'shared', no: 'declined', gone: 'forgotten' },
    declined: { yes: 'shared', gone: 'forgotten' },
    shared: { newer: 'ended', gone: 'ended', take_back: 'ended' },
    ended: {},
  };
  const cases = shareFileStates.flatMap((state) =>
    events.map((event) => [state, event, may[state][event] ?? null] as const),
  );
  test.each(cases)('%s, %s → %s', (state, event, after) => {
    expect(decideShareFile(state, event)).toBe(after);
  });
  test('rows are numbered from one on', () => {
    expect(shareFileMoves.map(({ row }) => row)).toEqual([1, 2, 3, 4, 5, 6]);
  });
});

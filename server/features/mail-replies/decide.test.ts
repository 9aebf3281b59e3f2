import { describe, expect, test } from 'vitest';
import { decideReply, type ReplyFacts, replyRules } from './decide.ts';

const plain: ReplyFacts = {
  conversations: 1,
  automatic: null,
  repeated: false,
  verified: true,
  fromRecipient: true,
  letIn: false,
  on: true,
  expired: false,
  place: 'open',
  secondFactor: false,
  letters: 12,
  files: 0,
};
const refused = (reason: string, keepDraft: boolean) => ({ do: 'refuse', reason, keepDraft });

describe('§4, reply by e-mail', () => {
  test.each<[number, string, Partial<ReplyFacts>, object]>([
    [1, 'the same message again', { repeated: true, automatic: 'list' }, { do: 'drop', reason: 'repeated' }],
    [2, 'an out-of-office note', { automatic: 'auto_submitted' }, { do: 'drop', reason: 'auto_submitted' }],
    [
      2,
      'a bounce of somebody else',
      { automatic: 'no_return_path', fromRecipient: false },
      { do: 'drop', reason: 'no_return_path' },
    ],
    [3, 'somebody else', { fromRecipient: false }, { do: 'triage', reason: 'other_sender' }],
    [
      3,
      'somebody else to an address that is over',
      { fromRecipient: false, expired: true },
      { do: 'triage', reason: 'other_sender' },
    ],
    [4, 'their address, not proved', { verified: false }, { do: 'triage', reason: 'unverified_sender' }],
    [
      4,
      'their address, not proved, of somebody taken out',
      { verified: false, place: 'none' },
      { do: 'triage', reason: 'unverified_sender' },
    ],
    [5, 'two conversations at once', { conversations: 2 }, refused('several_conversations', false)],
    [6, 'taken out of the conversation', { place: 'none' }, refused('no_conversation', false)],
    [7, 'archived: the draft is kept', { place: 'archived' }, refused('archived', true)],
    [8, 'ended: the draft is kept', { place: 'ended' }, refused('ended', true)],
    [9, 'left, and may read', { place: 'read_only' }, refused('read_only', true)],
    [10, 'a second factor is asked for', { secondFactor: true }, refused('second_factor', true)],
    [
      10,
      'a second factor, before an address that is over',
      { secondFactor: true, expired: true },
      refused('second_factor', true),
    ],
    [11, 'the firm takes none any more', { on: false }, refused('off', true)],
    [12, 'an address that is over', { expired: true }, refused('expired', true)],
    [13, 'nothing but the quote', { letters: 0 }, refused('empty', false)],
    [14, 'too long', { letters: 20_001 }, refused('too_long', false)],
    [15, '131 files', { files: 131 }, refused('too_many_files', true)],
    [16, 'theirs', {}, { do: 'post' }],
    [16, 'a file and no words', { letters: 0, files: 1 }, { do: 'post' }],
    [16, '130 files', { files: 130 }, { do: 'post' }],
    [
      16,
      'staff says that it is theirs',
      { verified: false, fromRecipient: false, letIn: true },
      { do: 'post' },
    ],
    [
      8,
      'staff says so, of a conversation that has ended',
      { verified: false, letIn: true, place: 'ended' },
      refused('ended', true),
    ],
  ])('row %i: %s', (row, _name, facts, decision) => {
    const all = { ...plain, ...facts };
    expect(replyRules.find(({ when }) => when(all))?.row).toBe(row);
    expect(decideReply(all)).toEqual(decision);
  });

  test('every row has a case', () => {
    expect(replyRules.map(({ row }) => row)).toEqual([...Array(16).keys()].map((n) => n + 1));
  });

  test('nobody whose mailbox is not proved hears anything, whatever else is true', () => {
    const yesNo = [true, false];
    const places = ['none', 'archived', 'ended', 'read_only', 'open'] as const;
    for (const place of places)
      for (const on of yesNo)
        for (const expired of yesNo)
          for (const secondFactor of yesNo)
            for (const [verified, fromRecipient] of [
              [false, true],
              [true, false],
              [false, false],
            ] as const) {
              const facts = { ...plain, place, on, expired, secondFactor, verified, fromRecipient };
              expect(decideReply(facts).do).toBe('triage');
            }
  });
});

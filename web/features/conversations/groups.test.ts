import { expect, test } from 'vitest';
import { blocksOf } from './groups.ts';
import type { Message } from './queries.ts';

const mina = { id: 'mina', who: 'staff', name: 'Mina Shah' } as const;
const cleo = { id: 'cleo', who: 'external', name: 'Cleo Marsh' } as const;
const message = (
  seq: number,
  author: Message['author'],
  at: string,
  more: Partial<Message> = {},
): Message => ({
  ...{ seq, id: `m${seq}`, kind: 'message', author, body: `words ${seq}`, note: null, sentBy: 'portal' },
  ...{ replyTo: null, privileged: false, files: [], pinned: false, editedAt: null, retractedAt: null },
  createdAt: `2026-11-${at}Z`,
  ...more,
});
const note = (seq: number, at: string) =>
  message(seq, mina, at, { kind: 'note', note: { what: 'archived', people: [], text: '' } });

/** What stands there, short: `day`, `new`, `note 3`, `mina 1 2`. */
function shown(
  messages: readonly Message[],
  readSeq = 99,
  me = 'mina',
  upTo = Number.MAX_SAFE_INTEGER,
): string[] {
  const dayOf = (at: Date) => Math.floor(at.getTime() / 86_400_000);
  return blocksOf(messages, { dayOf, came: [readSeq, upTo], me }).map((block) => {
    if (block.kind === 'group') return [block.author.id, ...block.messages.map(({ seq }) => seq)].join(' ');
    return block.kind === 'note' ? `note ${block.message.seq}` : block.kind;
  });
}

const two = [message(1, mina, '22T10:00:00'), message(2, mina, '22T10:05:00')];

test.each([
  ['nothing', shown([]), []],
  ['one author without a pause', shown(two), ['day', 'mina 1 2']],
  [
    'after a pause the author is named again',
    shown([...two, message(3, mina, '22T10:16:00')]),
    ['day', 'mina 1 2', 'mina 3'],
  ],
  ['another author', shown([...two, message(3, cleo, '22T10:05:10')]), ['day', 'mina 1 2', 'cleo 3']],
  [
    'a new day, however short the night',
    shown([message(1, mina, '22T23:59:00'), message(2, mina, '23T00:01:00')]),
    ['day', 'mina 1', 'day', 'mina 2'],
  ],
  [
    'a note parts them',
    shown([...two, note(3, '22T10:06:00'), message(4, mina, '22T10:07:00')]),
    ['day', 'mina 1 2', 'note 3', 'mina 4'],
  ],
  [
    'the new begins at the first that was not looked at',
    shown([...two, message(3, cleo, '22T10:06:00'), message(4, cleo, '22T10:06:30')], 2),
    ['day', 'mina 1 2', 'new', 'cleo 3 4'],
  ],
  [
    'what came while one looked on is not new',
    shown([...two, message(3, cleo, '22T10:06:00')], 2, 'mina', 2),
    ['day', 'mina 1 2', 'cleo 3'],
  ],
  [
    'and parts one author’s words',
    shown([message(1, cleo, '22T10:00:00'), message(2, cleo, '22T10:01:00')], 1),
    ['day', 'cleo 1', 'new', 'cleo 2'],
  ],
  ['one’s own words are not new', shown(two, 0), ['day', 'mina 1 2']],
  [
    'a note is not new',
    shown([note(1, '22T10:00:00'), message(2, cleo, '22T10:01:00')], 0),
    ['day', 'note 1', 'new', 'cleo 2'],
  ],
])('%s', (_name, are, should) => {
  expect(are).toEqual(should);
});

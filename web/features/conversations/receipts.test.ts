import { expect, test } from 'vitest';
import { readBelow } from './receipts.ts';

const person = (id: string) => ({ id, who: 'external', name: id }) as const;
const said = (seq: number, author: string, kind: 'message' | 'note' = 'message') => ({
  seq,
  kind,
  author: person(author),
});
const looked = (id: string, seq: number) => ({ ...person(id), seq, at: '2026-11-22T10:00:00Z' });
const thread = [said(1, 'mina'), said(2, 'cleo'), said(3, 'mina'), said(4, 'mina', 'note')];

test.each([
  ['to the last', [looked('cleo', 3)], [[3, ['cleo']]]],
  ['a note is no message', [looked('cleo', 4)], [[3, ['cleo']]]],
  ['several at one place', [looked('cleo', 3), looked('omar', 3)], [[3, ['cleo', 'omar']]]],
  [
    'each at their own',
    [looked('cleo', 3), looked('omar', 1)],
    [
      [3, ['cleo']],
      [1, ['omar']],
    ],
  ],
  ['whose own words were the last', [looked('cleo', 2)], []],
  ['oneself', [looked('mina', 3)], []],
  ['above what is shown', [looked('omar', 0)], []],
] as const)('%s', (_name, receipts, below) => {
  const found = [...readBelow(thread, receipts, 'mina')].map(([seq, who]) => [seq, who.map(({ id }) => id)]);
  expect(found).toEqual(below);
});

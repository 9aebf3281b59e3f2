import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Authority, countSend, type Merged, mergeField, mostSendsAMinute } from './merge.ts';

describe('one field', () => {
  const cases: [string, [string | null, string | null, string | null], Authority, boolean, Merged][] = [
    ['nobody changed it', ['a', 'a', 'a'], 'both', true, 'nothing'],
    ['empty on all sides', [null, null, null], 'both', true, 'nothing'],
    ['both changed it to the same', ['a', 'b', 'b'], 'both', true, 'agree'],
    ['both emptied it', ['a', null, null], 'both', true, 'agree'],
    ['only they changed it', ['a', 'a', 'b'], 'both', true, 'take'],
    ['only they changed it, and it is kept there', ['a', 'a', 'b'], 'theirs', true, 'take'],
    [
      'only they changed it, and it is kept here: nothing of ours is lost',
      ['a', 'a', 'b'],
      'ours',
      true,
      'take',
    ],
    ['only they emptied it', ['a', 'a', null], 'both', true, 'take'],
    ['only we changed it', ['a', 'b', 'a'], 'both', true, 'send'],
    ['only we changed it, and it is kept here', ['a', 'b', 'a'], 'ours', true, 'send'],
    ['only we changed it, and it is kept there', ['a', 'b', 'a'], 'theirs', true, 'suggest'],
    ['we emptied it', ['a', null, 'a'], 'both', true, 'send'],
    ['the program filled in what was empty', [null, 'b', null], 'both', false, 'send'],
    ['both changed it', ['a', 'b', 'c'], 'both', true, 'conflict'],
    ['both changed it, and it is kept there', ['a', 'b', 'c'], 'theirs', true, 'conflict'],
    ['both changed it, and it is kept here', ['a', 'b', 'c'], 'ours', true, 'conflict'],
    ['we emptied what they changed', ['a', null, 'c'], 'both', true, 'conflict'],
    ['the program changed ours, a person theirs', ['a', 'b', 'c'], 'both', false, 'take'],
    ['a bank account differs', ['a', 'b', 'c'], 'never', true, 'nothing'],
    ['a bank account of ours alone', [null, 'b', null], 'never', true, 'nothing'],
  ];
  test.each(cases)('%s', (_name, [base, ours, theirs], authority, confirmed, expected) =>
    expect(mergeField({ base, ours, theirs }, authority, confirmed)).toBe(expected),
  );
});

describe('too many changes of one record', () => {
  const at = (second: number) => new Date(Date.UTC(2026, 10, 22, 10, 0, second));
  const many = Array.from({ length: mostSendsAMinute }, (_, index) => at(index));
  test('within a minute it stops', () => expect(countSend(many, at(30))).toBeNull());
  test('one fewer does not', () => expect(countSend(many.slice(1), at(30))).toHaveLength(mostSendsAMinute));
  test('what is older than a minute is forgotten', () => expect(countSend(many, at(70))).toEqual([at(70)]));
});

/** Two people, one field each side, syncs whenever; every send checks what it expects, as the ports do. */
interface Story {
  ours: string | null;
  theirs: string | null;
  base: string | null;
  sending: { from: string | null; to: string | null } | null;
  /** Values that a person was shown to choose from. */
  shown: Set<string>;
  /** Every value that a person wrote, and what it stood on: replaced knowingly by whoever saw it. */
  written: { value: string | null; side: 'ours' | 'theirs' }[];
  overwritten: Set<string>;
}

const step = fc.oneof(
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('edit' as const),
      side: fc.constantFrom('ours' as const, 'theirs' as const),
      empty: fc.boolean(),
    }),
  },
  { weight: 4, arbitrary: fc.record({ do: fc.constant('sync' as const) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('deliver' as const), lost: fc.boolean() }) },
  {
    weight: 1,
    arbitrary: fc.record({
      do: fc.constant('answer' as const),
      choose: fc.constantFrom('ours' as const, 'theirs' as const),
    }),
  },
);

function note(story: Story, value: string | null): void {
  if (value !== null) story.shown.add(value);
}

function sync(story: Story): void {
  const { base, ours, theirs } = story;
  switch (mergeField({ base, ours, theirs }, 'both', true)) {
    case 'agree':
      story.base = ours;
      break;
    case 'take':
      story.ours = theirs;
      story.base = theirs;
      break;
    case 'send':
      story.sending = { from: theirs, to: ours };
      break;
    case 'conflict':
      note(story, ours);
      note(story, theirs);
      break;
    default:
  }
}

function deliver(story: Story): void {
  if (story.sending && story.theirs === story.sending.from) story.theirs = story.sending.to;
  story.sending = null;
}

function answer(story: Story, choose: 'ours' | 'theirs'): void {
  const { base, ours, theirs } = story;
  if (mergeField({ base, ours, theirs }, 'both', true) !== 'conflict') return;
  note(story, ours);
  note(story, theirs);
  if (choose === 'theirs') story.ours = theirs;
  story.base = theirs;
}

test('random histories on both sides converge, and nobody’s words are lost without being shown', () => {
  fc.assert(
    fc.property(
      fc.array(step, { maxLength: 40 }),
      fc.constantFrom('ours' as const, 'theirs' as const),
      (steps, last) => {
        const story: Story = {
          ours: null,
          theirs: null,
          base: null,
          sending: null,
          shown: new Set(),
          written: [],
          overwritten: new Set(),
        };
        for (const [index, one] of steps.entries()) {
          if (one.do === 'edit') {
            const before = story[one.side];
            // Whoever writes over a value on their own side has seen it.
            if (before !== null) story.overwritten.add(before);
            story[one.side] = one.empty ? null : `${one.side} ${index}`;
            story.written.push({ value: story[one.side], side: one.side });
          } else if (one.do === 'sync') sync(story);
          else if (one.do === 'deliver') {
            if (one.lost) story.sending = null;
            else deliver(story);
          } else answer(story, one.choose);
        }
        for (let round = 0; round < 6; round += 1) {
          deliver(story);
          sync(story);
          deliver(story);
          answer(story, last);
        }
        sync(story);
        expect(story.ours).toBe(story.theirs);
        expect(story.base).toBe(story.ours);
        for (const { value } of story.written) {
          const known =
            value === null || value === story.ours || story.overwritten.has(value) || story.shown.has(value);
          expect(known, `${value} vanished`).toBe(true);
        }
      },
    ),
    { numRuns: 20_000 },
  );
});

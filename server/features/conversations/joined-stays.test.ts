import { describe, expect, test } from 'vitest';
import { joinPointers, joinStays, type LookedSoFar, type OwnStay } from './joined-stays.ts';
import { decideVisibility, type Stay } from './visibility.ts';

const stay = (id: string, fromSeq: number, toSeq: number | null = null): OwnStay => ({ id, fromSeq, toSeq });

describe('stays of two who are one', () => {
  test.each<[string, OwnStay[], OwnStay[], ReturnType<typeof joinStays>]>([
    ['only the other takes part', [], [stay('b', 3)], { move: ['b'], widen: null, retire: null }],
    [
      'both take part, the other since before',
      [stay('a', 40)],
      [stay('b', 3)],
      { move: [], widen: { id: 'a', fromSeq: 3 }, retire: 'b' },
    ],
    [
      'both take part, the kept one since before',
      [stay('a', 3)],
      [stay('b', 40)],
      { move: [], widen: null, retire: 'b' },
    ],
    [
      'the other left before the kept one came: the time between stays closed',
      [stay('a', 40)],
      [stay('b', 1, 10)],
      { move: ['b'], widen: null, retire: null },
    ],
    [
      'the other came back once',
      [stay('a', 40)],
      [stay('b', 1, 10), stay('c', 30)],
      { move: ['b'], widen: { id: 'a', fromSeq: 30 }, retire: 'c' },
    ],
  ])('%s', (_name, kept, other, expected) => {
    expect(joinStays(kept, other)).toEqual(expected);
  });
});

describe('how far the one person has looked', () => {
  const person = (seq: number, ...stays: [number, number | null][]): LookedSoFar => ({
    seq,
    stays: stays.map(([fromSeq, toSeq]) => ({ fromSeq, toSeq })),
  });
  test.each<[string, LookedSoFar, LookedSoFar, number, number]>([
    [
      'the same messages: as far as the one who looked further',
      person(5, [1, null]),
      person(8, [1, null]),
      9,
      8,
    ],
    ['all was looked at by one of them', person(0, [1, null]), person(9, [1, null]), 9, 9],
    ['a gap that neither saw stays unread', person(50, [40, null]), person(10, [1, null]), 50, 10],
    [
      'no gap, where the other read up to the kept one’s first',
      person(50, [40, null]),
      person(39, [1, null]),
      60,
      50,
    ],
    ['nobody looked', person(0, [5, null]), person(0, [3, null]), 9, 2],
    ['what ended was read to its end', person(20, [11, null]), person(10, [1, 10]), 20, 20],
    ['what ended was not', person(20, [11, null]), person(4, [1, 10]), 20, 4],
  ])('%s', (_name, kept, other, lastSeq, expected) => {
    expect(joinPointers(kept, other, lastSeq)).toBe(expected);
    expect(joinPointers(other, kept, lastSeq)).toBe(expected);
  });
});

/** A small generator with a seed, so that a failure can be played again. */
function dice(seed: number) {
  let state = seed >>> 0;
  return (most: number) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * (most + 1));
  };
}

describe('over random histories', () => {
  const lastSeq = 24;
  const seqs = Array.from({ length: lastSeq }, (_, at) => at + 1);
  const now = new Date('2026-03-02T10:00:00.000Z');

  interface Row extends OwnStay {
    left: Stay['left'];
    accessUntil: Date | null;
  }

  /** Stays one after the other, the last of which may go on; some ended for cause, some whose reading is over. */
  function history(roll: (most: number) => number, name: string): Row[] {
    const rows: Row[] = [];
    let from = 1 + roll(6);
    while (from <= lastSeq && rows.length < 4 && roll(5) > 0) {
      const to = from + roll(6);
      const goesOn = roll(3) === 0;
      const left = goesOn ? null : roll(4) === 0 ? 'for_cause' : 'left';
      const over = !goesOn && roll(4) === 0;
      rows.push({
        id: `${name}${rows.length}`,
        fromSeq: from,
        toSeq: goesOn ? null : to,
        left,
        accessUntil: over ? new Date(now.getTime() - 1) : null,
      });
      if (goesOn) break;
      from = to + 1 + roll(3);
    }
    return rows;
  }

  const reads = (rows: readonly Row[]) => {
    const { within } = decideVisibility({
      ...{ sameFirm: true, kind: 'external', state: 'open', membersOnly: false, now },
      viewer: { who: 'external', active: true, stays: rows },
    });
    return seqs.filter((seq) =>
      (within ?? []).some(({ fromSeq, toSeq }) => fromSeq <= seq && seq <= (toSeq ?? lastSeq)),
    );
  };

  test('the one person reads what one of the two could read before, and nothing else', () => {
    let shared = 0;
    for (let seed = 1; seed <= 3000; seed += 1) {
      const roll = dice(seed);
      const [kept, other] = [history(roll, 'a'), history(roll, 'b')];
      const { move, widen, retire } = joinStays(kept, other);
      const united = [
        ...kept.map((row) => (row.id === widen?.id ? { ...row, fromSeq: widen.fromSeq } : row)),
        ...other.filter(({ id }) => move.includes(id)),
      ];
      const before = new Set([...reads(kept), ...reads(other)]);
      expect(reads(united), `seed ${seed}`).toEqual([...before].toSorted((a, b) => a - b));
      expect(united.filter(({ left }) => left === null).length, `seed ${seed}`).toBeLessThanOrEqual(1);
      if (retire !== null) shared += 1;
    }
    expect(shared).toBeGreaterThan(100);
  });

  test('nothing counts as read that neither had looked at', () => {
    for (let seed = 1; seed <= 3000; seed += 1) {
      const roll = dice(seed);
      const readable = (rows: readonly Row[]) =>
        rows.filter(({ left, accessUntil }) => left !== 'for_cause' && accessUntil === null);
      const kept = { stays: readable(history(roll, 'a')), seq: roll(lastSeq) };
      const other = { stays: readable(history(roll, 'b')), seq: roll(lastSeq) };
      const looked = (one: typeof kept, seq: number) =>
        seq <= one.seq && one.stays.some((s) => s.fromSeq <= seq && seq <= (s.toSeq ?? lastSeq));
      const pointer = joinPointers(kept, other, lastSeq);
      for (const seq of new Set([...reads(kept.stays), ...reads(other.stays)]))
        if (seq <= pointer)
          expect(looked(kept, seq) || looked(other, seq), `seed ${seed}, ${seq}`).toBe(true);
    }
  });
});

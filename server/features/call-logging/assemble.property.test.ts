import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Observation } from '../../vendors/ports.ts';
import { assemble, groupSessions } from './assemble.ts';
import { assemblyFacts, at, wholeCalls } from './call-examples.ts';

const runs = 2000;

/** A shuffled list in which some observations come twice. */
function shuffledWithRepetitions(observations: readonly Observation[]) {
  return fc
    .tuple(
      fc.shuffledSubarray([...observations], { minLength: observations.length }),
      fc.array(fc.nat(observations.length - 1), { maxLength: 5 }),
      fc.nat(),
    )
    .map(([order, again, seed]) => {
      const all = [...order];
      for (const index of again) {
        const repeated = observations[index];
        // Through JSON, as a second delivery is another object.
        if (repeated !== undefined)
          all.splice((seed * (index + 7)) % (all.length + 1), 0, structuredClone(repeated));
      }
      return all;
    });
}

describe(`neither order nor repetition matters (${runs * Object.keys(wholeCalls).length * 2} shuffles)`, () => {
  test.each(Object.entries(wholeCalls))('%s, whole', (_name, observations) => {
    const expected = assemble(observations, assemblyFacts());
    fc.assert(
      fc.property(shuffledWithRepetitions(observations), (shuffled) => {
        expect(assemble(shuffled, assemblyFacts())).toEqual(expected);
      }),
      { numRuns: runs },
    );
  });

  test.each(Object.entries(wholeCalls))('%s, with gaps', (_name, observations) => {
    const withGaps = fc
      .subarray([...observations], { minLength: 1 })
      .chain((kept) => shuffledWithRepetitions(kept).map((shuffled) => ({ kept, shuffled })));
    fc.assert(
      fc.property(withGaps, ({ kept, shuffled }) => {
        expect(assemble(shuffled, assemblyFacts())).toEqual(assemble(kept, assemblyFacts()));
      }),
      { numRuns: runs },
    );
  });
});

describe('what always holds, whatever was lost', () => {
  const anySubset = fc
    .constantFrom(...Object.values(wholeCalls))
    .chain((call) => fc.subarray<Observation>([...call], { minLength: 1 }));
  test('talk fits into the call; nobody talked longer than it lasted; only people talk', () => {
    fc.assert(
      fc.property(anySubset, (kept) => {
        const result = assemble(kept, assemblyFacts());
        if (result === null) return;
        expect(result.talkSeconds).toBeLessThanOrEqual(result.totalSeconds);
        for (const party of result.staffParties)
          expect(party.talkSeconds).toBeLessThanOrEqual(result.totalSeconds);
        for (const segment of result.segments)
          if (segment.role !== 'user') expect(segment.talkSeconds).toBe(0);
        expect(result.endedAt !== null).toBe(result.ended);
        expect(result.outcome === 'in_progress').toBe(!result.ended);
        if (result.talkSeconds > 0) expect(result.staffParties.some(({ answered }) => answered)).toBe(true);
      }),
      { numRuns: 5000 },
    );
  });

  test('whatever talk a phone system tells, no more than the call’s length and its rounding is believed', () => {
    const call = { kind: 'call', legId: 't-1', role: 'user', direction: 'inbound' } as const;
    const tellings = fc.array(fc.nat(100_000), { minLength: 1, maxLength: 3 });
    fc.assert(
      fc.property(tellings, fc.integer({ min: 1, max: 20_000 }), (told, length) => {
        const observations = told.map((talkSeconds, index): Observation => {
          const ends = { startedAt: at(0), endedAt: at(length), at: at(length) };
          return {
            ...call,
            links: ['t-1'],
            ...ends,
            near: { providerUserId: 'ada' },
            sequence: index,
            talkSeconds,
          };
        });
        const result = assemble(observations, assemblyFacts());
        const last = told.at(-1) ?? 0;
        expect(result).toMatchObject({
          totalSeconds: length,
          talkSeconds: last > length + 5 ? length : last,
        });
        expect(assemble(observations.toReversed(), assemblyFacts())).toEqual(result);
      }),
      { numRuns: 2000 },
    );
  });

  test('after six hours of silence everything is closed', () => {
    const facts = assemblyFacts({ now: new Date('2026-03-02T08:00:00.000Z') });
    fc.assert(
      fc.property(anySubset, (kept) => {
        expect(assemble(kept, facts)?.ended ?? true).toBe(true);
      }),
      { numRuns: 2000 },
    );
  });
});

test('grouping does not depend on the order either', () => {
  const two = [...wholeCalls.attendedTransfer, ...wholeCalls.absoluteFacts, ...wholeCalls.parentAndChild];
  const expected = groupSessions(two);
  expect(expected.map(({ key, observations }) => [key, observations.length])).toEqual([
    ['call CA1', 6],
    ['call d-1', 4],
    ['call s-1', 9],
  ]);
  fc.assert(
    fc.property(shuffledWithRepetitions(two), (shuffled) => {
      expect(groupSessions(shuffled)).toEqual(expected);
    }),
    { numRuns: 1000 },
  );
});

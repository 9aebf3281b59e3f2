import { seededRandom } from '../simulators/seeded-random.ts';

/** Chance that repeats itself: the same seed gives the same firm on every machine. */
export interface Chance {
  /** 0 ≤ x < 1 */
  next(): number;
  /** Whole, both ends included. */
  between(low: number, high: number): number;
  pick<T>(from: readonly T[]): T;
}

export function createChance(seed: number): Chance {
  const next = seededRandom(seed);
  return {
    next,
    between: (low, high) => low + Math.floor(next() * (high - low + 1)),
    pick(from) {
      const picked = from[Math.floor(next() * from.length)];
      if (picked === undefined) throw new Error('nothing to pick from');
      return picked;
    },
  };
}

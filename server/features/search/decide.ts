/** Whether the text of a file is read. */
import type { Delivery, Verdict } from '../files/index.ts';
import type { TextKind } from './file-kinds.ts';

export interface FileFacts {
  kind: TextKind | null;
  sizeBytes: number;
  verdict: Verdict;
  /** By the firm's policy. */
  delivery: Delivery;
  /** Times that reading it was begun, this one included. */
  tries: number;
}

/** What is larger is found by its name alone. */
export const maxReadBytes = 50 * 1024 ** 2;
const maxTries = 3;

type Reading = { do: 'read' } | { do: 'leave'; why: string };

interface Row {
  row: number;
  when(facts: FileFacts): boolean;
  why: string;
}

/** From above; whatever is left is read. */
export const readingRules: readonly Row[] = [
  { row: 1, when: ({ kind }) => kind === null, why: 'it is of no kind that holds text' },
  { row: 2, when: ({ verdict }) => verdict === 'infected', why: 'it holds malware' },
  // A scan that gave up, or did not answer, vouches for nothing; nor does the firm's warning.
  {
    row: 3,
    when: ({ verdict }) => verdict !== 'clean' && verdict !== 'unscanned',
    why: 'it could not be scanned',
  },
  {
    row: 4,
    when: ({ delivery }) => delivery !== 'deliver' && delivery !== 'warn',
    why: 'the firm does not open it',
  },
  { row: 5, when: ({ sizeBytes }) => sizeBytes > maxReadBytes, why: 'it is too large' },
  { row: 6, when: ({ tries }) => tries > maxTries, why: 'reading it failed' },
];

export function decideReading(facts: FileFacts): Reading {
  const rule = readingRules.find(({ when }) => when(facts));
  return rule ? { do: 'leave', why: rule.why } : { do: 'read' };
}

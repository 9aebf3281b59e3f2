/** What is said of a file's state: honest, and nothing of one that was scanned. Pure. */
import type { Answer } from '../../../api/contract.ts';
import type { say } from './words.ts';

export type OwnFile = Answer<'GET /portal/api/files'>['items'][number];
type Word = Parameters<typeof say>[0];

/** `open: false`: a tombstone, which nobody opens. */
export function stateOf({ state, delivery }: Pick<OwnFile, 'state' | 'delivery'>): {
  open: boolean;
  word: Word | null;
} {
  if (state === 'withdrawn') return { open: false, word: 'withdrawn' };
  if (state === 'infected') return { open: false, word: 'infected' };
  if (delivery !== 'deliver' && delivery !== 'warn') return { open: false, word: 'blocked' };
  if (state === 'clean') return { open: true, word: null };
  return { open: true, word: state === 'unscannable' ? 'unscannable' : 'unscanned' };
}

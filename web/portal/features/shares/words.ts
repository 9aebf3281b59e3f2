import { strings } from '../../../i18n/en-GB/portal-sharing.ts';
import { sayer } from '../../words.ts';

export const say = sayer('portal-sharing', strings);

/** "1 file", "3 files": `sayCount('files', 3)`. */
export function sayCount(word: 'files' | 'most', count: number): string {
  return say(count === 1 ? `${word}_one` : `${word}_other`, { count });
}

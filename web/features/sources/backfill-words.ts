/** What a backfill says of itself, as keys and figures. Pure. */
import type { Answer } from '../../api/contract.ts';
import type { State } from '../../ui/state-badge.tsx';
import type { Source } from './source.ts';

export type Backfill = Answer<'GET /api/v1/sources/:id/backfills'>['items'][number];
type Listed = NonNullable<Source['history']>['lists'][number];

/** Calls always; a phone system that lists faxes lists texts, too. */
export function listedWords(lists: readonly Listed[]): 'lists_calls' | 'lists_texts' | 'lists_faxes' {
  if (lists.includes('faxes')) return 'lists_faxes';
  return lists.includes('texts') ? 'lists_texts' : 'lists_calls';
}

/** What comes in live and cannot be brought in from the past. */
export function unlistedWords(source: Pick<Source, 'kind' | 'history'>): 'noTexts' | 'noFaxes' | null {
  const { history, kind } = source;
  if (!history) return null;
  if (!history.lists.includes('texts')) return 'noTexts';
  // Twilio has no faxes at all.
  return history.lists.includes('faxes') || kind === 'twilio' ? null : 'noFaxes';
}

export function badgeOf(state: Backfill['state']): State {
  switch (state) {
    case 'running':
      return 'working';
    case 'paused':
      return 'held';
    case 'done':
      return 'logged';
    case 'failed':
      return 'failed';
    case 'cancelled':
      return 'skipped';
  }
}

export type Note = `note_${Exclude<Backfill['note'], ''>}` | 'note_sourcePaused' | 'note_failed' | null;

/** Why it does not go on just now, if so. */
export function noteOf(backfill: Pick<Backfill, 'state' | 'note'>, source: Pick<Source, 'status'>): Note {
  if (backfill.state === 'running' && source.status === 'paused') return 'note_sourcePaused';
  if (backfill.state === 'failed' && backfill.note === 'internal') return 'note_failed';
  return backfill.note === '' ? null : `note_${backfill.note}`;
}

/** 0 to 1, by days: how much a day holds is known only when it is here. */
export function shareOf({ days, daysDone }: Pick<Backfill, 'days' | 'daysDone'>): number {
  return days === 0 ? 0 : Math.min(1, daysDone / days);
}

export const usualDays = [7, 30, 90, 365] as const;

/** Days typed by hand: a whole number from 1 to 365. */
export function daysIn(text: string): number | null {
  const typed = text.trim();
  if (!/^\d{1,3}$/.test(typed)) return null;
  const days = Number(typed);
  return days >= 1 && days <= 365 ? days : null;
}

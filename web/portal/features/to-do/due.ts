import { formatShortDay } from '../../time.ts';

type Say = (word: 'dueOn' | 'dueToday' | 'overdue', facts?: { day: string }) => string;

/** When it is due, as seen today (YYYY-MM-DD in the firm's zone); nothing for what is due on no day. */
export function wordsOfDue({ dueOn }: { dueOn: string | null }, today: string, say: Say): string {
  if (dueOn === null) return '';
  if (dueOn === today) return say('dueToday');
  return say(dueOn < today ? 'overdue' : 'dueOn', { day: formatShortDay(dueOn) });
}

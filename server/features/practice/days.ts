/** Days that a person enters: none that can only be a slip of the keyboard. */
import { DateTime } from 'luxon';
import { problem } from '../../platform/http/problems.ts';
import { type FirmFacts, todayIn } from '../firms/index.ts';

/** How far ahead a day may lie, in years: what was done is of today, give or take; what is due may be far off. */
const yearsAhead = { date: 1, dueOn: 10 } as const;

/** Refuses a day that can only be a slip of the keyboard: before 1970, or years ahead of the firm's today. */
export function checkDay(
  field: keyof typeof yearsAhead,
  given: string | null | undefined,
  firm: FirmFacts,
  now: Date,
): void {
  if (given === undefined || given === null) return;
  const years = yearsAhead[field];
  const latest = DateTime.fromISO(todayIn(firm, now)).plus({ years }).toFormat('yyyy-MM-dd');
  if (given >= '1970-01-01' && given <= latest) return;
  const message = `Choose a day from 1970 to ${years === 1 ? 'a year' : `${years} years`} from today.`;
  throw problem('invalid_input', `${field}: ${message}`, { fields: [{ field, message }] });
}

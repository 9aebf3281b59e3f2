/** Whether the time of a matter is over (portal.md T14 "default"). Pure. */
import { DateTime } from 'luxon';

export interface MatterFacts {
  status: 'open' | 'pending' | 'closed';
  /** YYYY-MM-DD */
  closedOn: string | null;
  /** Years after it was closed, by its type; null: for ever. */
  years: number | null;
  held: boolean;
}

export type MatterDecision =
  | { kind: 'keep'; why: 'open' | 'for_ever' }
  | { kind: 'keep'; why: 'not_yet' | 'hold'; dueOn: string }
  | { kind: 'due'; dueOn: string };

/** `today`: YYYY-MM-DD in the firm's zone. Whoever closed on 29 February is due on the 28th. */
export function decideMatter({ status, closedOn, years, held }: MatterFacts, today: string): MatterDecision {
  if (status !== 'closed' || closedOn === null) return { kind: 'keep', why: 'open' };
  if (years === null) return { kind: 'keep', why: 'for_ever' };
  const dueOn = DateTime.fromISO(closedOn, { zone: 'utc' }).plus({ years }).toFormat('yyyy-MM-dd');
  if (dueOn > today) return { kind: 'keep', why: 'not_yet', dueOn };
  return held ? { kind: 'keep', why: 'hold', dueOn } : { kind: 'due', dueOn };
}

/** What every feature asks of its firm: its country, its money, its day. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';

export interface FirmFacts {
  country: string;
  currency: string;
  timeZone: string;
}

export async function firmFacts(tx: Tx, firmId: string): Promise<FirmFacts> {
  const { rows } = await sql<{ country: string; currency: string; time_zone: string }>`
    select country, currency, time_zone from firms where id = ${firmId}`.execute(tx);
  const firm = rows[0];
  if (!firm) throw new Error('the firm of this transaction is missing');
  return { country: firm.country, currency: firm.currency, timeZone: firm.time_zone };
}

/** Today's date in the firm's zone, YYYY-MM-DD. */
export function todayIn(firm: FirmFacts, now: Date): string {
  return DateTime.fromJSDate(now, { zone: firm.timeZone }).toFormat('yyyy-MM-dd');
}

/** Minor units of the firm's own currency; another currency is refused with the field's name. */
export function inFirmCurrency(
  money: { amount: number; currency: string },
  firm: FirmFacts,
  field: string,
): number {
  if (money.currency !== firm.currency) {
    throw problem('invalid_input', `${field}: the firm's books are in ${firm.currency}.`, {
      fields: [{ field, message: `Use ${firm.currency}` }],
    });
  }
  return money.amount;
}

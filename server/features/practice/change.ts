/** Who changes the record, and the trace that every change leaves in its own transaction. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import { audit } from '../../platform/audit.ts';
import type { Clock } from '../../platform/clock.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Principal } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';

export interface Actor {
  firmId: string;
  /** null: the program itself. */
  staffId: string | null;
  now: Date;
}

export function actorOf(principal: Principal, clock: Clock): Actor & { staffId: string } {
  return { firmId: principal.firmId, staffId: principal.staffId, now: clock.now() };
}

/** Writes the audit row and tells open screens (`<noun>.changed`). Call it last in the transaction. */
export async function recordChange(
  tx: Tx,
  actor: Actor,
  change: {
    /** `fee.created`: the noun before the dot is the subject's type and names the live event. */
    action: `${string}.${string}`;
    id: string;
    matterId?: string | null;
    detail?: Record<string, unknown>;
  },
): Promise<void> {
  const noun = change.action.slice(0, change.action.indexOf('.'));
  const matterId = change.matterId ?? null;
  await audit(tx, {
    firmId: actor.firmId,
    staffId: actor.staffId,
    action: change.action,
    subjectType: noun,
    subjectId: change.id,
    matterId,
    at: actor.now,
    ...(change.detail ? { detail: change.detail } : {}),
  });
  await appendEvents(tx, actor.firmId, [{ type: `${noun}.changed`, subjectId: change.id, matterId }]);
}

/** The version that the caller saw: `If-Match: "3"`, else the body's `version`; null when neither says. */
export function expectedVersion(
  headers: { 'if-match'?: string | undefined },
  bodyVersion: number | undefined,
): number | null {
  const header = headers['if-match'];
  if (header === undefined || header === '*') return bodyVersion ?? null;
  const version = /^(?:W\/)?"?(\d{1,9})"?$/.exec(header.trim())?.[1];
  if (version === undefined) throw problem('invalid_input', 'If-Match holds no version of ours.');
  return Number(version);
}

/** Ends the request with `conflict` when the record is not the one that the caller saw. */
export function checkVersion(found: number, expected: number | null): void {
  if (expected !== null && found !== expected) {
    throw problem(
      'conflict',
      'Somebody changed it since you opened it. Nothing was saved; look at the newest version and try again.',
    );
  }
}

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

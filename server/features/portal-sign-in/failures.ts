/**
 * Wrong codes, counted per address over all requests and sessions. Codes of the second factor have a count of their own,
 * which only somebody with the mailbox can raise: guessing at somebody's mailed codes does not keep them from their app.
 */
import { createHash } from 'node:crypto';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { countFailure, type Failures } from './decide.ts';
import './tables.ts';

const sha256 = (text: string) => createHash('sha256').update(text).digest();

export const emailKey = (email: string) => sha256(`mail ${email.trim().toLowerCase()}`);
export const numberKey = (number: string) => sha256(`number ${number}`);
export const factorKey = (accountId: string) => sha256(`factor ${accountId}`);

/** Under the system role; held until the end of the transaction, so that guesses at one moment are counted one by one. */
export async function lockFailures(tx: Tx, key: Buffer, now: Date): Promise<Failures> {
  await tx
    .insertInto('portal_failures')
    .values({ email_hash: key, count: 0, since: now, last_at: now, delayed_until: null })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  const row = await tx
    .selectFrom('portal_failures')
    .selectAll()
    .where('email_hash', '=', key)
    .forUpdate()
    .executeTakeFirstOrThrow();
  const { count, since, delays } = row;
  return { count, since, lastAt: row.last_at, delays, delayedUntil: row.delayed_until };
}

export async function noteFailure(tx: Tx, key: Buffer, before: Failures, now: Date): Promise<void> {
  const { count, since, lastAt, delays, delayedUntil } = countFailure(before, now);
  await tx
    .updateTable('portal_failures')
    .set({ count, since, last_at: lastAt, delays, delayed_until: delayedUntil })
    .where('email_hash', '=', key)
    .execute();
}

export function tooManyWrong(until: Date, now: Date, otherWay: string) {
  const seconds = Math.max(1, Math.ceil((until.getTime() - now.getTime()) / 1000));
  const minutes = Math.ceil(seconds / 60);
  return problem(
    'too_many_requests',
    `There were too many wrong codes. The next one is looked at in ${minutes} ${minutes === 1 ? 'minute' : 'minutes'}. ${otherWay}`,
    { headers: { 'retry-after': String(seconds) }, reason: 'delayed' },
  );
}

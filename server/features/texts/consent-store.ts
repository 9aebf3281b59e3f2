/** Who may be texted: a ledger that only grows, and the newest word on each number, which holds on every line of the firm. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import { recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import type { ConsentChannel, NumberProblem } from './tables.ts';

export interface NumberState {
  number: string;
  consent: 'in' | 'out' | null;
  consentAt: Date | null;
  carrierBlocked: boolean;
  problem: NumberProblem | null;
}

export async function readNumberStates(
  tx: Tx,
  firmId: string,
  numbers: readonly string[],
): Promise<Map<string, NumberState>> {
  if (numbers.length === 0) return new Map();
  const rows = await tx
    .selectFrom('text_numbers')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('number', 'in', [...new Set(numbers)])
    .execute();
  return new Map(
    rows.map((row) => [
      row.number,
      {
        number: row.number,
        consent: row.consent,
        consentAt: row.consent_at,
        carrierBlocked: row.carrier_blocked,
        problem: row.problem,
      },
    ]),
  );
}

export interface ConsentWord {
  number: string;
  change: 'in' | 'out';
  channel: ConsentChannel;
  /** Why it counts, in words. */
  basis: string;
  contactId: string | null;
}

/**
 * Adds a word on consent, and what follows from it: a text that waits is looked at again when it is its turn. Throws
 * wrong_state when staff opts in a number that its carrier blocks: only its owner can end that.
 */
export async function addConsent(tx: Tx, actor: Actor, word: ConsentWord): Promise<void> {
  const { firmId, now } = actor;
  const { number, change, channel } = word;
  const wasBlocked = await lockNumber(tx, firmId, number);
  if (change === 'in' && wasBlocked && channel !== 'sms')
    throw problem(
      'wrong_state',
      'The carrier blocks texts to this number until its owner texts START to the firm’s number.',
    );
  const id = await addToLedger(tx, actor, word);
  await tx
    .updateTable('text_numbers')
    .set({
      consent: change,
      consent_at: now,
      carrier_blocked: change === 'out' && (wasBlocked || channel === 'carrier'),
      // Whoever says yes again has a number that works, as far as anybody knows.
      ...(change === 'in' ? { problem: null, problem_at: null } : {}),
    })
    .where('firm_id', '=', firmId)
    .where('number', '=', number)
    .execute();
  await recordChange(tx, actor, {
    action: change === 'in' ? 'text_consent.given' : 'text_consent.withdrawn',
    id: word.contactId ?? id,
    detail: { number, channel },
  });
}

/** Answers whether its carrier blocks it. */
async function lockNumber(tx: Tx, firmId: string, number: string): Promise<boolean> {
  await sql`
    insert into text_numbers (firm_id, number) values (${firmId}, ${number}) on conflict do nothing`.execute(
    tx,
  );
  const row = await tx
    .selectFrom('text_numbers')
    .select('carrier_blocked')
    .where('firm_id', '=', firmId)
    .where('number', '=', number)
    .forUpdate()
    .executeTakeFirstOrThrow();
  return row.carrier_blocked;
}

async function addToLedger(tx: Tx, actor: Actor, word: ConsentWord): Promise<string> {
  const { number, change, channel, basis, contactId } = word;
  const id = newId();
  await tx
    .insertInto('text_consents')
    .values({
      firm_id: actor.firmId,
      id,
      number,
      change,
      channel,
      basis: basis.slice(0, 1000),
      contact_id: contactId,
      by_staff_id: actor.staffId,
      by_portal_user_id: actor.portalUserId ?? null,
      at: actor.now,
    })
    .execute();
  return id;
}

/** What the provider said of a number. */
export async function markNumber(
  tx: Tx,
  firmId: string,
  number: string,
  mark: NumberProblem,
  now: Date,
): Promise<void> {
  await sql`
    insert into text_numbers (firm_id, number, problem, problem_at) values (${firmId}, ${number}, ${mark}, ${now})
    on conflict (firm_id, number) do update set problem = ${mark}, problem_at = ${now}`.execute(tx);
}

export interface LedgerRow {
  id: string;
  number: string;
  change: 'in' | 'out';
  channel: ConsentChannel;
  basis: string;
  by: string | null;
  at: Date;
}

/** Newest first. */
export async function listConsents(
  tx: Tx,
  firmId: string,
  numbers: readonly string[],
  limit: number,
): Promise<LedgerRow[]> {
  if (numbers.length === 0) return [];
  const { rows } = await sql<LedgerRow>`
    select c.id, c.number, c.change, c.channel, c.basis, c.at,
      (select concat_ws(' ', nullif(s.first_name, ''), nullif(s.last_name, '')) from staff_members s
        where s.firm_id = ${firmId} and s.id = c.by_staff_id) as by
    from text_consents c where c.firm_id = ${firmId} and c.number = any(${[...numbers]}::text[])
    order by c.id desc limit ${limit}`.execute(tx);
  return rows;
}

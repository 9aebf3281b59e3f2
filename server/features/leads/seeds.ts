/** A firm's first reasons and its first way of following up. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { BusinessHours } from './business-hours.ts';
import type { ChaseStep } from './chase-decide.ts';
import './tables.ts';

const reasons: readonly { label: string; code?: string; counts?: false }[] = [
  { label: 'Price' },
  { label: 'Chose another firm' },
  { label: 'Fell through' },
  { label: 'Out of scope' },
  { label: 'Conflict of interest' },
  { label: 'Not on the lender’s panel' },
  { label: 'Failed identity checks' },
  { label: 'No response', code: 'no_response' },
  { label: 'Duplicate', code: 'duplicate', counts: false },
  { label: 'Test', code: 'test', counts: false },
];

export const usualHours: BusinessHours = { days: [1, 2, 3, 4, 5], from: '09:00', to: '17:30' };

const usualSteps: readonly ChaseStep[] = [
  {
    after: 1,
    unit: 'hours',
    by: 'sms',
    subject: '',
    text: 'Hello {client}, our quote for your {transaction} is in your e-mail. Call us with any question. {firm}',
  },
  {
    after: 1,
    unit: 'days',
    by: 'call_task',
    subject: 'Call {client} about their quote',
    text: 'They have our quote since yesterday: {title}.\nAsk whether everything is clear and when they decide.',
  },
  {
    after: 3,
    unit: 'days',
    by: 'email',
    subject: 'Your quote for your {transaction}',
    text: [
      'Hello {client},',
      '',
      'a few days ago we sent you our quote for your {transaction}. Is anything unclear, or has something changed?',
      '',
      'You can look at it, ask, and accept it here: {link}',
      '',
      'Or call us: we are glad to go through it with you.',
      '',
      '{assignee}',
      '{firm}',
    ].join('\n'),
  },
  {
    after: 7,
    unit: 'days',
    by: 'email',
    subject: 'Shall we keep your quote open?',
    text: [
      'Hello {client},',
      '',
      'we have not heard from you about our quote for your {transaction}, and this is our last reminder.',
      '',
      'If you would like to go ahead, you can accept it here: {link}',
      '',
      'If you have decided otherwise, there is nothing to do.',
      '',
      '{assignee}',
      '{firm}',
    ].join('\n'),
  },
];

/**
 * Adds them where a firm has none yet: with a new firm, or when a firm that is older than leads first asks. Safe when two
 * ask at once.
 */
export async function seedLeads(tx: Tx, firm: { id: string }): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('leads of ' || ${firm.id}::text, 0))`.execute(tx);
  if (!(await hasLostReasons(tx, firm.id)))
    await tx
      .insertInto('lost_reasons')
      .values(
        reasons.map(({ label, code, counts }, position) => ({
          firm_id: firm.id,
          id: newId(),
          label,
          counts: counts ?? true,
          code: code ?? null,
          position,
          archived_at: null,
        })),
      )
      .execute();
  if (!(await hasSequences(tx, firm.id)))
    await tx
      .insertInto('chase_sequences')
      .values({
        firm_id: firm.id,
        id: newId(),
        name: 'After a quote',
        is_default: true,
        steps: JSON.stringify(usualSteps),
        hours: JSON.stringify(usualHours),
        archived_at: null,
      })
      .execute();
}

export async function hasLostReasons(tx: Tx, firmId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from lost_reasons where firm_id = ${firmId} limit 1`.execute(tx);
  return rows.length > 0;
}

export async function hasSequences(tx: Tx, firmId: string): Promise<boolean> {
  const { rows } = await sql`select 1 from chase_sequences where firm_id = ${firmId} limit 1`.execute(tx);
  return rows.length > 0;
}

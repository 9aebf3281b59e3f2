/** Quotes in the database: what staff do with drafts. Sending and answering stand beside (`send.ts`, `answer.ts`). */
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { addLeadEvent, getLeadForQuote } from '../leads/index.ts';
import { findReferrerForQuote } from '../referrers/index.ts';
import type { QuoteInputs } from './inputs.ts';
import './tables.ts';

export interface DraftInput {
  feeScaleId: string | null;
  inputs: QuoteInputs;
}

/** In these states of a lead there is still something to quote. */
const open = ['new', 'quoted', 'chasing', 'instructed'];

export async function createQuote(tx: Tx, actor: Actor, leadId: string, input: DraftInput): Promise<string> {
  const { firmId, now } = actor;
  const lead = await getLeadForQuote(tx, firmId, leadId);
  if (!open.includes(lead.state))
    throw problem('wrong_state', 'This lead is closed: reopen it before you quote again.');
  // A referrer may have prices of their own.
  const referrer =
    lead.referrerId === null
      ? null
      : await findReferrerForQuote(tx, firmId, lead.referrerId, todayIn(await firmFacts(tx, firmId), now));
  const { last } = await tx
    .selectFrom('quotes')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', leadId)
    .executeTakeFirstOrThrow();
  const id = newId();
  await tx
    .insertInto('quotes')
    .values({
      firm_id: firmId,
      id,
      lead_id: leadId,
      number: (last ?? 0) + 1,
      fee_scale_id: input.feeScaleId ?? referrer?.feeScaleIds[0] ?? null,
      created_at: now,
      updated_at: now,
    })
    .execute();
  await insertDraft(tx, actor, id, input.inputs);
  await addLeadEvent(tx, {
    firmId,
    leadId,
    kind: 'quote_begun',
    staffId: actor.staffId,
    text: '',
    detail: { quoteId: id },
    at: now,
  });
  await recordChange(tx, actor, { action: 'quote.created', id, detail: { leadId } });
  return id;
}

async function insertDraft(tx: Tx, actor: Actor, quoteId: string, inputs: QuoteInputs): Promise<void> {
  const { firmId, now } = actor;
  const { last } = await tx
    .selectFrom('quote_versions')
    .select(({ fn }) => fn.max('number').as('last'))
    .where('firm_id', '=', firmId)
    .where('quote_id', '=', quoteId)
    .executeTakeFirstOrThrow();
  await tx
    .insertInto('quote_versions')
    .values({
      firm_id: firmId,
      id: newId(),
      quote_id: quoteId,
      number: (last ?? 0) + 1,
      inputs: JSON.stringify(inputs),
      created_by_staff_id: actor.staffId,
      created_at: now,
      updated_at: now,
    })
    .execute();
}

/** The quote, locked, with its lead: not found when the lead's matter is walled from the one who asks. */
export async function lockQuote(tx: Tx, firmId: string, id: string) {
  const quote = found(
    await tx
      .selectFrom('quotes')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .forUpdate()
      .executeTakeFirst(),
  );
  return { ...quote, lead: await getLeadForQuote(tx, firmId, quote.lead_id) };
}

export function findDraft(tx: Tx, firmId: string, quoteId: string) {
  return tx
    .selectFrom('quote_versions')
    .select(['id', 'number', 'version', 'inputs'])
    .where('firm_id', '=', firmId)
    .where('quote_id', '=', quoteId)
    .where('state', '=', 'draft')
    .executeTakeFirst();
}

/** `expected`: the version of the draft that was opened; null: there was none, so the next version begins. */
export async function saveDraft(
  tx: Tx,
  actor: Actor,
  id: string,
  input: DraftInput & { expected: number | null },
): Promise<void> {
  const { firmId, now } = actor;
  const quote = await lockQuote(tx, firmId, id);
  if (!open.includes(quote.lead.state))
    throw problem('wrong_state', 'This lead is closed: reopen it before you quote again.');
  const draft = await findDraft(tx, firmId, id);
  checkVersion(draft?.version ?? 0, input.expected ?? 0);
  if (!draft) await insertDraft(tx, actor, id, input.inputs);
  else
    await tx
      .updateTable('quote_versions')
      .set((eb) => ({
        inputs: JSON.stringify(input.inputs),
        version: eb('version', '+', 1),
        updated_at: now,
      }))
      .where('firm_id', '=', firmId)
      .where('id', '=', draft.id)
      .execute();
  await tx
    .updateTable('quotes')
    .set((eb) => ({ fee_scale_id: input.feeScaleId, version: eb('version', '+', 1), updated_at: now }))
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordChange(tx, actor, { action: 'quote.draft_saved', id });
}

export async function removeDraft(tx: Tx, actor: Actor, id: string): Promise<void> {
  const { firmId } = actor;
  await lockQuote(tx, firmId, id);
  const draft = found(await findDraft(tx, firmId, id));
  await tx.deleteFrom('quote_versions').where('firm_id', '=', firmId).where('id', '=', draft.id).execute();
  if (draft.number === 1)
    await tx.deleteFrom('quotes').where('firm_id', '=', firmId).where('id', '=', id).execute();
  await recordChange(tx, actor, { action: 'quote.draft_removed', id });
}

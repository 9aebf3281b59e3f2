/** The client's answer: accepted or declined, once, from the page or told to the firm. */
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { reachByTrigger } from '../key-stages/index.ts';
import { type LeadForQuote, noteAccepted, noteDeclined, type QuoteRef } from '../leads/index.ts';
import { moveReferral } from '../referrers/index.ts';
import { quoteInputs } from './inputs.ts';
import { letter as letterShape } from './letter.ts';
import { priced } from './priced-shape.ts';
import { knownOf } from './referral.ts';
import { lockQuote } from './store.ts';
import { shownState } from './views.ts';

export interface Answer {
  outcome: 'accepted' | 'declined';
  /** As they typed it. */
  name: string;
  words: string;
  via: 'page' | 'staff';
}

/** The last version that was sent; null when none was. */
async function standing(tx: Tx, firmId: string, quoteId: string) {
  return await tx
    .selectFrom('quote_versions')
    .select(['id', 'number', 'state', 'expires_on', 'letter', 'inputs', 'priced'])
    .where('firm_id', '=', firmId)
    .where('quote_id', '=', quoteId)
    .where('state', '<>', 'draft')
    .orderBy('number', 'desc')
    .limit(1)
    .executeTakeFirst();
}

/** `versionId`: the one whose page it is; an older one can no longer be answered. The same answer again changes nothing. */
export async function answerQuote(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  which: { quoteId: string; versionId: string | null },
  answer: Answer,
): Promise<void> {
  const { firmId, now } = actor;
  const quote = await lockQuote(tx, firmId, which.quoteId);
  const version = await standing(tx, firmId, which.quoteId);
  if (!version || (which.versionId !== null && version.id !== which.versionId))
    throw problem('wrong_state', 'There is a newer version of this quote: please answer that one.');
  if (version.state === answer.outcome) return;
  const state = shownState(version, todayIn(await firmFacts(tx, firmId), now));
  // A person of the firm may let a late acceptance count; the page may not.
  if (state !== 'sent' && !(state === 'expired' && answer.via === 'staff'))
    throw problem('wrong_state', refusals[state] ?? 'This quote cannot be answered any more.');
  await tx
    .updateTable('quote_versions')
    .set({
      state: answer.outcome,
      answered_at: now,
      answered_by: JSON.stringify({ name: answer.name, words: answer.words, via: answer.via }),
      updated_at: now,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', version.id)
    .execute();
  const note = {
    quoteId: quote.id,
    quoteNumber: quote.number,
    versionNumber: version.number,
    by: answer.name,
  };
  if (answer.outcome === 'accepted') await accepted(tx, platform, actor, quote.lead, { ...note, version });
  else await noteDeclined(tx, actor, quote.lead_id, { ...note, reason: answer.words });
  if (answer.via === 'page' && quote.lead.assignee?.email)
    await queueMail(tx, platform, {
      firmId,
      to: quote.lead.assignee.email,
      subject: `${answer.name} ${answer.outcome} the quote ${letterShape.parse(version.letter).reference}`,
      body: `${quote.lead.title}\n\n${answer.words === '' ? '' : `“${answer.words}”\n\n`}${new URL(`/leads/${quote.lead_id}`, platform.publicUrl).href}`,
    });
  await recordChange(tx, actor, {
    action: answer.outcome === 'accepted' ? 'quote.accepted' : 'quote.declined',
    id: quote.id,
    detail: { version: version.number, by: answer.name, via: answer.via },
  });
}

/** The lead is instructed; whoever introduced the client is told what the fee is worked out from. */
async function accepted(
  tx: Tx,
  platform: Platform,
  actor: Actor,
  lead: LeadForQuote,
  { version, ...note }: QuoteRef & { by: string; version: { inputs: unknown; priced: unknown } },
): Promise<void> {
  const result = priced.parse(version.priced);
  await noteAccepted(tx, actor, lead.id, { ...note, valuePence: result.totals.feesNet });
  // At once, and not when the follower comes round: the client's page shows the way from here.
  await reachByTrigger(tx, platform, actor, lead.id, 'quote_accepted');
  if (lead.referrerId === null) return;
  const known = knownOf(quoteInputs.parse(version.inputs), { priced: result });
  await moveReferral(tx, actor, { leadId: lead.id, news: 'instructed', ...known });
}

const refusals: Readonly<Record<string, string>> = {
  expired: 'This quote has expired. Please ask us for a new one: prices and taxes may have changed.',
  accepted: 'This quote was accepted already.',
  declined: 'This quote was declined. Please ask us for a new one.',
  withdrawn: 'We have withdrawn this quote. Please ask us for a new one.',
  superseded: 'There is a newer version of this quote: please answer that one.',
};

export async function withdrawQuote(tx: Tx, actor: Actor, quoteId: string): Promise<void> {
  const { firmId, now } = actor;
  await lockQuote(tx, firmId, quoteId);
  const version = found(await standing(tx, firmId, quoteId));
  if (version.state !== 'sent')
    throw problem('wrong_state', 'Only a quote that waits for an answer can be withdrawn.');
  await tx
    .updateTable('quote_versions')
    .set({ state: 'withdrawn', updated_at: now })
    .where('firm_id', '=', firmId)
    .where('id', '=', version.id)
    .execute();
  await recordChange(tx, actor, {
    action: 'quote.withdrawn',
    id: quoteId,
    detail: { version: version.number },
  });
}

/** What quotes tell their lead, and what they ask of it. */
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import type { Side, Transaction } from '../fee-scales/index.ts';
import { beginChase, stopChase } from './chases.ts';
import { listClients } from './clients.ts';
import type { LeadState } from './decide.ts';
import { addLeadEvent } from './events.ts';
import { moveByProgram } from './moves.ts';
import { type Address, properties } from './shapes.ts';
import { lockLead, noteFirstResponse, onlyGiven, touchLead } from './store.ts';
import './tables.ts';

export interface LeadForQuote {
  id: string;
  number: number;
  title: string;
  state: LeadState;
  transaction: Transaction;
  /** In their order. */
  clients: { contactId: string; name: string; emails: string[] }[];
  properties: Partial<Record<Side, Address>>;
  assignee: { staffId: string; name: string; email: string } | null;
  referrerId: string | null;
}

/** What a quote is made of; `not_found` for a lead that the reader does not see. */
export async function getLeadForQuote(tx: Tx, firmId: string, leadId: string): Promise<LeadForQuote> {
  const row = found(
    await tx
      .selectFrom('leads as l')
      .leftJoin('staff_members as s', (join) =>
        join.onRef('s.firm_id', '=', 'l.firm_id').onRef('s.id', '=', 'l.assignee_id'),
      )
      .select(['l.id', 'l.number', 'l.title', 'l.state', 'l.transaction', 'l.properties', 'l.referrer_id'])
      .select(['s.id as staff_id', 's.first_name', 's.last_name', 's.email'])
      .where('l.firm_id', '=', firmId)
      .where('l.id', '=', leadId)
      .executeTakeFirst(),
  );
  const clients = await listClients(tx, firmId, leadId);
  const { staff_id: staffId, email } = row;
  return {
    id: row.id,
    number: row.number,
    title: row.title,
    state: row.state,
    transaction: row.transaction,
    clients: clients.map(({ contactId, name, emails }) => ({ contactId, name, emails })),
    properties: onlyGiven(properties.parse(row.properties)),
    assignee:
      staffId === null || email === null
        ? null
        : { staffId, name: `${row.first_name ?? ''} ${row.last_name ?? ''}`.trim(), email },
    referrerId: row.referrer_id,
  };
}

export interface QuoteRef {
  quoteId: string;
  quoteNumber: number;
  versionNumber: number;
}

/**
 * A version went out: the lead is quoted, answered, worth that much if that is said, and chased from now. A lead that is instructed or
 * closed only remembers it.
 */
export async function noteQuoteSent(
  tx: Tx,
  actor: Actor,
  leadId: string,
  sent: QuoteRef & { valuePence?: number | null },
): Promise<void> {
  const { firmId, now } = actor;
  const before = await lockLead(tx, firmId, leadId);
  await moveByProgram(tx, actor, before, 'quoted');
  await tx
    .updateTable('leads')
    .set({
      quoted_at: before.quoted_at ?? now,
      ...(sent.valuePence === undefined ? {} : { value: sent.valuePence }),
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', leadId)
    .execute();
  await noteFirstResponse(tx, firmId, leadId, now);
  await event(tx, actor, leadId, 'quote_sent', { ...sent });
  const { state } = await lockLead(tx, firmId, leadId);
  if (state === 'quoted' || state === 'chasing') await beginChase(tx, actor, leadId);
  await finish(tx, actor, leadId, before.matter_id, 'quote_sent');
}

/** The client accepted: instructed, and nobody is chased any more, also where nobody here expected it. */
export async function noteAccepted(
  tx: Tx,
  actor: Actor,
  leadId: string,
  accepted: QuoteRef & { by?: string; valuePence?: number | null },
): Promise<void> {
  const before = await lockLead(tx, actor.firmId, leadId);
  const { valuePence, ...told } = accepted;
  await event(tx, actor, leadId, 'accepted', told);
  // Of several quotes the accepted one is what the lead is worth, whichever went out last.
  if (valuePence !== undefined)
    await tx
      .updateTable('leads')
      .set({ value: valuePence })
      .where('firm_id', '=', actor.firmId)
      .where('id', '=', leadId)
      .execute();
  await moveByProgram(tx, actor, before, 'instructed');
  await stopChase(tx, actor, leadId, 'accepted');
  await finish(tx, actor, leadId, before.matter_id, 'accepted');
}

/** The client declined: nobody is chased; a person says why it was lost, or quotes again. */
export async function noteDeclined(
  tx: Tx,
  actor: Actor,
  leadId: string,
  declined: QuoteRef & { reason?: string },
): Promise<void> {
  const before = await lockLead(tx, actor.firmId, leadId);
  const { reason = '', ...ref } = declined;
  await event(tx, actor, leadId, 'declined', ref, reason);
  await stopChase(tx, actor, leadId, 'declined');
  await finish(tx, actor, leadId, before.matter_id, 'declined');
}

/** The quote ran out unanswered. An instructed or closed lead stays as it is. */
export async function noteExpired(tx: Tx, actor: Actor, leadId: string): Promise<void> {
  const before = await lockLead(tx, actor.firmId, leadId);
  if (await moveByProgram(tx, actor, before, 'expired'))
    await finish(tx, actor, leadId, before.matter_id, 'expired');
}

/** The lead became a matter; false when it was not instructed. */
export async function noteConverted(
  tx: Tx,
  actor: Actor,
  leadId: string,
  matterId: string,
): Promise<boolean> {
  const before = await lockLead(tx, actor.firmId, leadId);
  const moved = await moveByProgram(tx, actor, before, 'converted', { matterId });
  if (moved) await finish(tx, actor, leadId, matterId, 'converted');
  return moved;
}

function event(
  tx: Tx,
  actor: Actor,
  leadId: string,
  kind: string,
  detail: Record<string, unknown>,
  text = '',
) {
  const { firmId, staffId, now } = actor;
  return addLeadEvent(tx, { firmId, leadId, kind, staffId, detail, text, at: now });
}

async function finish(
  tx: Tx,
  actor: Actor,
  leadId: string,
  matterId: string | null,
  news: string,
): Promise<void> {
  await touchLead(tx, actor.firmId, leadId, actor.now);
  await recordChange(tx, actor, { action: 'lead.changed', id: leadId, matterId, detail: { news } });
}

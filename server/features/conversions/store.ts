/**
 * A lead becomes a matter, once. In the firm's own record all of it is made in one transaction; for a connected system that
 * transaction makes the matter and stores what is to be written there.
 */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { getLeadForQuote, type LeadForQuote, noteConverted } from '../leads/index.ts';
import {
  addDocumentVersions,
  createCostRecovery,
  createFee,
  createMatter,
  ensureActivityCode,
  insertDocuments,
  insertMemos,
  writeLayoutFields,
} from '../practice/index.ts';
import { findStandingQuote, type StandingQuote } from '../quotes/index.ts';
import { findReferrerForQuote } from '../referrers/index.ts';
import { checkMatterType, choosePlace, type PracticeSystems } from './destination.ts';
import {
  type Charge,
  type ConversionFacts,
  type ConversionStep,
  planConversion,
  type StepKind,
} from './plan.ts';
import { handOver } from './send.ts';
import './tables.ts';

export interface Conversion {
  personResponsibleId: string;
  matterTypeId: string | null;
  title?: string | undefined;
  number?: string | undefined;
  clientRole: string;
  notes: string;
  quoteId?: string | undefined;
  /** The connection that keeps the matter; null: the firm's own record; undefined: the first there is. */
  sendTo?: string | null | undefined;
}

/** What would be made, and of which quote. */
export async function planFor(
  tx: Tx,
  actor: Actor,
  leadId: string,
  wanted: { title?: string | undefined; notes: string; quoteId?: string | undefined },
): Promise<{ lead: LeadForQuote; quote: StandingQuote | null; steps: ConversionStep[] }> {
  const { firmId } = actor;
  const lead = await getLeadForQuote(tx, firmId, leadId);
  const quote = await findStandingQuote(tx, firmId, leadId, wanted.quoteId);
  const firm = await firmFacts(tx, firmId);
  const today = todayIn(firm, actor.now);
  const referrer =
    lead.referrerId === null ? null : await findReferrerForQuote(tx, firmId, lead.referrerId, today);
  const facts: ConversionFacts = {
    title: wanted.title ?? lead.title,
    clients: lead.clients.map(({ contactId, name }) => ({ contactId, name })),
    referrer: referrer && { contactId: referrer.contactId, name: referrer.name },
    notes: wanted.notes,
    today,
    quote: quote && {
      ...quote,
      currency: firm.currency,
      mails: quote.mails.map(({ id, to, at, subject }) => ({
        id,
        to,
        subject,
        day: DateTime.fromJSDate(at, { zone: firm.timeZone }).toFormat('yyyy-MM-dd'),
      })),
    },
  };
  return { lead, quote, steps: planConversion(facts) };
}

/** Answers the conversion's id; that of the first time when the lead was converted already. */
export async function convertLead(
  tx: Tx,
  actor: Actor & { staffId: string },
  leadId: string,
  wanted: Conversion,
  systems: PracticeSystems,
): Promise<string> {
  const { firmId } = actor;
  // One at a time a lead: the second click finds what the first one made.
  await sql`select pg_advisory_xact_lock(hashtextextended(${`conversion ${leadId}`}, 0))`.execute(tx);
  const before = await findConversionId(tx, firmId, leadId);
  if (before !== null) return before;
  const { lead, quote, steps } = await planFor(tx, actor, leadId, wanted);
  if (lead.state !== 'instructed')
    throw problem(
      'wrong_state',
      'Only a lead that has instructed you becomes a matter: note the acceptance first.',
    );
  const place = await choosePlace(tx, firmId, systems, wanted.sendTo);
  if (place) await checkMatterType(tx, firmId, place, wanted.matterTypeId);
  const matterId = await createMatter(tx, actor, {
    title: wanted.title ?? lead.title,
    ...(wanted.number === undefined ? {} : { number: wanted.number }),
    matterTypeId: wanted.matterTypeId,
    personResponsibleId: wanted.personResponsibleId,
    parties: steps.flatMap((step) =>
      step.step === 'contact' || step.step === 'referrer' ? [partyOf(step, wanted.clientRole)] : [],
    ),
  });
  const id = newId();
  await tx
    .insertInto('conversions')
    .values({
      firm_id: firmId,
      id,
      lead_id: leadId,
      matter_id: matterId,
      quote_version_id: quote?.versionId ?? null,
      connection_id: place?.id ?? null,
      notes: wanted.notes,
      started_by_staff_id: actor.staffId,
      created_at: actor.now,
    })
    .execute();
  const { personResponsibleId, matterTypeId, clientRole } = wanted;
  const handed = place
    ? await handOver(tx, actor, place, steps, {
        conversionId: id,
        reference: quote ? `${quote.reference}-v${quote.versionNumber}` : `L${lead.number}`,
        matterId,
        title: wanted.title ?? lead.title,
        matterTypeId,
        personResponsibleId,
        clientRole,
        pdf: quote?.pdf ?? null,
      })
    : null;
  for (const [position, step] of steps.entries()) {
    const local = !handed || isKeptHere(step.step);
    const recordId = local
      ? await makeStep(tx, actor, { matterId, staffId: personResponsibleId, quote }, step)
      : null;
    await tx
      .insertInto('conversion_steps')
      .values({
        firm_id: firmId,
        conversion_id: id,
        position,
        step: step.step,
        key: step.key,
        label: step.label,
        amount: 'pence' in step ? step.pence : null,
        record_id: recordId,
        write_id: handed?.writes.find((one) => one.position === position)?.write.id ?? null,
        skipped: !local && handed.skipped.has(position) ? `${place?.label ?? ''} does not take this.` : null,
      })
      .execute();
  }
  await noteConverted(tx, actor, leadId, matterId);
  await recordChange(tx, actor, { action: 'lead.converted', id: leadId, matterId, detail: { matterId } });
  return id;
}

function partyOf(step: { step: 'contact' | 'referrer'; contactId: string }, clientRole: string) {
  const isClient = step.step === 'contact';
  return { contactId: step.contactId, role: isClient ? clientRole : 'Referrer', isClient };
}

export async function findConversionId(tx: Tx, firmId: string, leadId: string): Promise<string | null> {
  const row = await tx
    .selectFrom('conversions')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', leadId)
    .executeTakeFirst();
  return row?.id ?? null;
}

/** Contacts, the matter and its sheets are known here wherever they are kept; fees, costs and papers stand in one place only. */
function isKeptHere(step: StepKind): boolean {
  return step === 'contact' || step === 'referrer' || step === 'matter' || step === 'layout';
}

interface Target {
  matterId: string;
  /** The person responsible: whose fees they are. */
  staffId: string;
  quote: StandingQuote | null;
}

/** Makes one step in the firm's own record and answers the record's id. */
async function makeStep(
  tx: Tx,
  actor: Actor & { staffId: string },
  target: Target,
  step: ConversionStep,
): Promise<string | null> {
  const { matterId } = target;
  switch (step.step) {
    case 'contact':
    case 'referrer':
      return step.contactId;
    case 'matter':
      return matterId;
    case 'layout':
      await writeLayoutFields(tx, actor, matterId, 'completion_details', step.values, 'quote');
      return null;
    case 'fee':
    case 'cost_recovery':
      return await makeCharge(tx, actor, target, step);
    case 'memo': {
      const id = newId();
      await insertMemos(tx, actor.firmId, [
        {
          id,
          matterId,
          contactId: null,
          staffId: actor.staffId,
          date: step.day,
          subject: step.label,
          body: step.text,
          activityCodeId: null,
          logEntryId: null,
        },
      ]);
      return id;
    }
    case 'document':
      return await copyPdf(tx, actor, target, step.label);
  }
}

async function makeCharge(
  tx: Tx,
  actor: Actor & { staffId: string },
  { matterId, staffId }: Target,
  step: Charge & { step: 'fee' | 'cost_recovery'; label: string },
): Promise<string> {
  const { currency } = await firmFacts(tx, actor.firmId);
  const amount = { amount: step.pence, currency };
  const activityCodeId =
    step.activityCode === null ? null : await ensureActivityCode(tx, actor.firmId, step.activityCode);
  const common = {
    staffId,
    activityCodeId,
    subject: step.label,
    description: step.text,
    amount,
    billable: true,
  };
  if (step.step === 'fee') return (await createFee(tx, actor, matterId, common)).id;
  const made = await createCostRecovery(tx, actor, matterId, { ...common, quantity: step.quantity });
  return made.id;
}

/** The PDF that the client accepted, as a document of the matter: the same bytes, not another copy of them. */
async function copyPdf(
  tx: Tx,
  actor: Actor & { staffId: string },
  { matterId, quote }: Target,
  name: string,
): Promise<string | null> {
  if (!quote?.pdf) return null;
  const id = newId();
  await insertDocuments(tx, actor.firmId, [
    { id, matterId, folderId: null, contactId: null, name, description: '', logEntryId: null },
  ]);
  await addDocumentVersions(tx, actor.firmId, [
    {
      id: newId(),
      documentId: id,
      ...quote.pdf,
      contentType: 'application/pdf',
      fileName: name,
      staffId: actor.staffId,
    },
  ]);
  return id;
}

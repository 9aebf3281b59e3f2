/** A visitor's request becomes a lead, once; the people of the firm are told, the visitor learns nothing about the firm's records. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { addLeadEvent, createLead, leadInput } from '../leads/index.ts';
import { checkInputs, createQuote } from '../quotes/index.ts';
import { findKnown, type Known } from './known.ts';
import type { VisitorRequest } from './public-shapes.ts';
import type { Form } from './reads.ts';
import { inputsOf } from './visitor.ts';
import { mailWords, noteWords, possibleDuplicateWords } from './words.ts';
import './tables.ts';

/** What a visitor wrote, with the numbers that were read from it. */
export interface Asked extends VisitorRequest {
  /** E.164; empty: no telephone. */
  numbers: string[];
}

/** Makes the lead, its client, its draft quote and the mails; a request that is known already makes nothing. */
export async function takeRequest(
  tx: Tx,
  platform: Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>,
  form: Form,
  asked: Asked,
): Promise<void> {
  const { firmId } = form;
  const now = platform.clock.now();
  const actor: Actor = { firmId, staffId: null, now };
  // The same request at the same moment waits here for the first one, and then finds it.
  const first = await tx
    .insertInto('widget_requests')
    .values({
      firm_id: firmId,
      widget_id: form.id,
      request_id: asked.id,
      lead_id: null,
      consent_text: form.consentText,
      privacy_url: form.privacyUrl,
      page: asked.page,
      at: now,
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('request_id')
    .executeTakeFirst();
  if (!first) return;
  const known = await findKnown(tx, firmId, asked);
  const leadId = await addLead(tx, actor, form, asked, known);
  await tx
    .updateTable('widget_requests')
    .set({ lead_id: leadId })
    .where('firm_id', '=', firmId)
    .where('widget_id', '=', form.id)
    .where('request_id', '=', asked.id)
    .execute();
  await mailPeople(tx, platform, form, asked, leadId);
  await recordChange(tx, actor, { action: 'widget.request_received', id: form.id, detail: { leadId } });
}

async function addLead(
  tx: Tx,
  actor: Actor,
  form: Form,
  asked: Asked,
  known: readonly Known[],
): Promise<string> {
  const { firmId, now: at } = actor;
  const inputs = inputsOf(asked.inputs);
  checkInputs(inputs);
  const { firstName, lastName, email, phone } = asked;
  const same = known.filter((one) => one.sameName);
  const [person] = same;
  // One contact of that name with that address or number is the same person. Nothing of theirs is overwritten: anybody can type a name.
  const client =
    person && same.length === 1
      ? { contactId: person.contactId }
      : { firstName, lastName, emails: email ? [email] : [], phones: phone ? [phone] : [] };
  const leadId = await createLead(
    tx,
    actor,
    leadInput.parse({
      transaction: asked.inputs.transaction,
      clients: [client],
      source: 'widget',
      sourceDetail: [form.sourceTag, form.name].filter((part) => part !== '').join(' · '),
      assigneeId: form.assigneeId,
      note: noteWords(form, asked, at),
    }),
  );
  const duplicates = known.filter((one) => !('contactId' in client && client.contactId === one.contactId));
  const trace = { firmId, leadId, staffId: null, at };
  if ('contactId' in client)
    await addLeadEvent(tx, {
      ...trace,
      kind: 'note',
      text: 'The name with this e-mail or number is in your contacts: the enquiry was put to that contact. Check that it is the same person.',
    });
  if (duplicates.length > 0)
    await addLeadEvent(tx, {
      ...trace,
      kind: 'note',
      text: possibleDuplicateWords(duplicates),
      detail: { possibleDuplicates: duplicates.map(({ contactId }) => contactId) },
    });
  if (asked.inputs.transaction !== 'generic_enquiry')
    await createQuote(tx, actor, leadId, { feeScaleId: form.feeScaleId, inputs });
  return leadId;
}

/** Whoever gets the form's leads, else those who run the firm. */
async function mailPeople(
  tx: Tx,
  platform: Pick<Platform, 'jobs' | 'smtpUrl' | 'clock' | 'publicUrl'>,
  form: Form,
  asked: Asked,
  leadId: string,
): Promise<void> {
  const { firmId, assigneeId } = form;
  const { rows } = await sql<{ id: string; email: string; first_name: string; role: string }>`
    select id, email, first_name, role from staff_members
    where firm_id = ${firmId} and active and email <> ''
      and (id = ${assigneeId}::uuid or role in ('owner', 'administrator')) order by id`.execute(tx);
  const assignee = rows.filter(({ id }) => id === assigneeId);
  const link = new URL(`/leads/${leadId}`, platform.publicUrl).href;
  for (const { email, first_name } of assignee.length > 0 ? assignee : rows)
    await queueMail(tx, platform, { firmId, to: email, ...mailWords(form, asked, first_name, link) });
}

/**
 * What is left of an enquiry: its number, kind, source, referrer, states, times, figures. Names, words, papers and mails
 * go. In the program's scope, since nothing of it may stay behind a wall.
 */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { addLeadEvent } from '../leads/index.ts';
import { forgetWorkspaces } from '../onboarding/index.ts';
import { eraseContact, findNeeds } from './contact-needs.ts';
import { dropFiles } from './files.ts';
import { clearAudit } from './traces.ts';

/** The lead is locked and `decide`, or a person, said that it goes. Its contacts go along where nothing else needs them. */
export async function anonymiseLead(
  tx: Tx,
  platform: Pick<Platform, 'jobs'>,
  actor: Actor,
  leadId: string,
  why: Record<string, unknown>,
): Promise<void> {
  const { firmId } = actor;
  const contactIds = await contactsOf(tx, firmId, leadId);
  await emptyEnquiry(tx, platform, actor, leadId, why);
  for (const contactId of contactIds)
    if ((await findNeeds(tx, firmId, contactId)).length === 0)
      await eraseContact(tx, platform, actor, contactId);
}

/** The same for the enquiry alone; whoever asked stays a contact. */
export async function emptyEnquiry(
  tx: Tx,
  platform: Pick<Platform, 'jobs'>,
  actor: Actor,
  leadId: string,
  why: Record<string, unknown>,
): Promise<void> {
  const { firmId, now } = actor;
  const quoteIds = await idsOf(
    tx,
    sql`select id from quotes where firm_id = ${firmId} and lead_id = ${leadId}`,
  );
  await dropMails(tx, firmId, leadId, now);
  const taskIds = await emptyTasks(tx, firmId, leadId);
  await emptyLead(tx, firmId, leadId, now);
  const papers = await emptyQuotes(tx, firmId, leadId, now);
  await emptyRest(tx, firmId, leadId, now);
  await clearAudit(tx, actor, 'lead', [leadId]);
  await clearAudit(tx, actor, 'quote', quoteIds);
  await clearAudit(tx, actor, 'task', taskIds);
  await dropFiles(tx, platform, firmId, papers);
  await addLeadEvent(tx, { firmId, leadId, kind: 'anonymised', staffId: actor.staffId, at: now });
  await recordChange(tx, actor, { action: 'lead.anonymised', id: leadId, detail: why });
}

async function idsOf(tx: Tx, query: ReturnType<typeof sql>): Promise<string[]> {
  const { rows } = await sql<{ id: string }>`${query}`.execute(tx);
  return rows.map(({ id }) => id);
}

function contactsOf(tx: Tx, firmId: string, leadId: string): Promise<string[]> {
  return idsOf(
    tx,
    sql`select contact_id as id from lead_clients where firm_id = ${firmId} and lead_id = ${leadId} order by contact_id`,
  );
}

/** Quotes, reminders, news of stages; and what told the firm's own people of it, which names the lead by its address. */
async function dropMails(tx: Tx, firmId: string, leadId: string, now: Date): Promise<void> {
  await sql`
    delete from outbox o where o.firm_id = ${firmId} and (
      o.id in (
        select m.outbox_id from quote_mails m
          join quote_versions v on v.firm_id = ${firmId} and v.id = m.quote_version_id
          join quotes q on q.firm_id = ${firmId} and q.id = v.quote_id
          where m.firm_id = ${firmId} and q.lead_id = ${leadId}
        union select outbox_id from key_stage_messages
          where firm_id = ${firmId} and lead_id = ${leadId} and outbox_id is not null
        union select (detail->>'outboxId')::uuid from lead_events
          where firm_id = ${firmId} and lead_id = ${leadId} and detail ? 'outboxId')
      or (o.created_at between (select created_at from leads where firm_id = ${firmId} and id = ${leadId})
            - interval '1 day' and ${now}::timestamptz + interval '1 day'
        and o.body like ${`%/leads/${leadId}%`}))`.execute(tx);
  await sql`
    delete from quote_mails m using quote_versions v, quotes q
    where m.firm_id = ${firmId} and v.firm_id = ${firmId} and v.id = m.quote_version_id
      and q.firm_id = ${firmId} and q.id = v.quote_id and q.lead_id = ${leadId}`.execute(tx);
  await sql`delete from key_stage_messages where firm_id = ${firmId} and lead_id = ${leadId}`.execute(tx);
}

/** Calls that a chase asked for; one that became work on a matter is the matter's. */
function emptyTasks(tx: Tx, firmId: string, leadId: string): Promise<string[]> {
  return idsOf(
    tx,
    sql`update tasks set subject = 'Anonymised', description = '', contact_id = null
      where firm_id = ${firmId} and matter_id is null and log_entry_id is null and id in (
        select (detail->>'taskId')::uuid from lead_events
        where firm_id = ${firmId} and lead_id = ${leadId} and detail ? 'taskId')
      returning id`,
  );
}

async function emptyLead(tx: Tx, firmId: string, leadId: string, now: Date): Promise<void> {
  await sql`delete from lead_clients where firm_id = ${firmId} and lead_id = ${leadId}`.execute(tx);
  await sql`
    update leads set title = 'Anonymised enquiry', title_given = true, properties = '{}', lost_note = '',
      source_detail = case when source = 'widget' then source_detail else '' end,
      interaction_id = null, duplicate_of_id = null, search = null, anonymised_at = ${now},
      version = version + 1, updated_at = ${now}
    where firm_id = ${firmId} and id = ${leadId}`.execute(tx);
  // Which states it went through, and by what the client was reached; nothing that names somebody.
  await sql`
    update lead_events set text = '', detail = coalesce((
      select jsonb_object_agg(key, value) from jsonb_each(detail)
      where (kind = 'state_changed' and key in ('from', 'to', 'reopened'))
        or (kind = 'created' and key = 'source')
        or (kind like 'chase%' and key in ('by', 'step', 'of', 'why'))), '{}')
    where firm_id = ${firmId} and lead_id = ${leadId}`.execute(tx);
  await sql`
    update chases set state = 'stopped', due_at = null, stopped_why = coalesce(stopped_why, 'lost')
    where firm_id = ${firmId} and lead_id = ${leadId} and state = 'running'`.execute(tx);
}

/** What was sent keeps its figures and loses its words; drafts go. Answers the papers that nothing points at any more. */
async function emptyQuotes(tx: Tx, firmId: string, leadId: string, now: Date): Promise<Buffer[]> {
  const quotes = sql`quote_id in (select id from quotes where firm_id = ${firmId} and lead_id = ${leadId})`;
  const { rows } = await sql<{ pdf: Buffer }>`
    select pdf_sha256 as pdf from quote_versions
    where firm_id = ${firmId} and ${quotes} and pdf_sha256 is not null`.execute(tx);
  await sql`delete from quote_versions where firm_id = ${firmId} and ${quotes} and state = 'draft'`.execute(
    tx,
  );
  await sql`
    update quote_versions set inputs = anonymous_quote_inputs(inputs), priced = anonymous_quote_priced(priced),
      letter = anonymous_quote_letter(letter), pdf_sha256 = null, pdf_size = null, link_hash = null, link_sealed = null,
      answered_by = case when answered_by is null then null
        else jsonb_strip_nulls(jsonb_build_object('via', answered_by->>'via')) end,
      state = case when state = 'sent' then 'expired' else state end, anonymised_at = ${now}, updated_at = ${now}
    where firm_id = ${firmId} and ${quotes} and anonymised_at is null`.execute(tx);
  return rows.map(({ pdf }) => pdf);
}

/** What others of the product said about it: its stages, its referral, the web page that it came from. */
async function emptyRest(tx: Tx, firmId: string, leadId: string, now: Date): Promise<void> {
  const mine = sql`firm_id = ${firmId} and lead_id = ${leadId}`;
  await sql`update key_stage_progress set note = '' where ${mine}`.execute(tx);
  await sql`update widget_requests set page = '' where ${mine}`.execute(tx);
  await forgetWorkspaces(tx, firmId, leadId, now);
  await sql`
    update referral_events set note = '' where firm_id = ${firmId} and referral_id in (
      select id from referrals where ${mine})`.execute(tx);
  await sql`update referrals set public_note = '' where ${mine}`.execute(tx);
}

/** Telling people of a stage: each once, in the transaction that reaches it. */
import { sql } from 'kysely';
import type { Actor } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import type { CaseFacts, CaseStage, PracticeSystems } from './case-facts.ts';
import { type Message, messagesFor, type Recipient } from './decide.ts';
import type { Audience } from './kinds.ts';
import { faultOf, fillIn } from './words.ts';
import './tables.ts';

/** `practiceSystems`: what may keep the matter of a case; some let us move it. */
export type Sender = Pick<Platform, 'jobs' | 'smtpUrl' | 'clock'> & { practiceSystems?: PracticeSystems };

/** Sends what the stage sends to those who were not told before; answers how many messages that were. */
export async function tellOfStage(
  tx: Tx,
  sender: Sender,
  actor: Actor,
  facts: CaseFacts,
  stage: CaseStage,
): Promise<number> {
  const { firmId, now } = actor;
  const recipients = await readRecipients(tx, firmId, facts);
  const told = await tx
    .selectFrom('key_stage_messages')
    .select(['contact_id as contactId', 'channel'])
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', facts.leadId)
    .where('key_stage_id', '=', stage.id)
    .execute();
  const messages = messagesFor(stage, recipients, told);
  if (messages.length === 0) return 0;
  const firmName = await readFirmName(tx, firmId);
  let sent = 0;
  for (const message of messages) {
    const values = {
      client: clientFor(message.to, recipients),
      property: facts.property[stage.side] || facts.title,
      stage: wordsFor(stage, message.to.audience),
      firm: firmName,
      referrer: message.to.audience === 'referrer' ? message.to.firstName || message.to.name : '',
    };
    const words = { subject: fillIn(message.subject, values), body: fillIn(message.body, values) };
    // The templates were looked at when they were saved; what stands for a name or an address was not.
    if (faultOf(`${words.subject}\n${words.body}`) !== null) continue;
    const { rows } = await sql`
      insert into key_stage_messages (firm_id, lead_id, key_stage_id, contact_id, channel, audience, at)
      values (${firmId}, ${facts.leadId}, ${stage.id}, ${message.to.contactId}, ${message.channel}, ${message.to.audience}, ${now})
      on conflict do nothing returning 1`.execute(tx);
    if (rows.length === 0) continue;
    const outboxId = await send(tx, sender, actor, message, words);
    await sql`
      update key_stage_messages set outbox_id = ${outboxId}
      where firm_id = ${firmId} and lead_id = ${facts.leadId} and key_stage_id = ${stage.id}
        and contact_id = ${message.to.contactId} and channel = ${message.channel}`.execute(tx);
    sent += 1;
  }
  return sent;
}

export function wordsFor(stage: CaseStage, audience: Audience): string {
  return audience === 'client' ? stage.clientWords : stage.referrerWords;
}

function clientFor(to: Recipient, all: readonly Recipient[]): string {
  if (to.audience === 'client') return to.firstName || to.name;
  return all
    .filter(({ audience }) => audience === 'client')
    .map(({ name }) => name)
    .join(' and ');
}

async function send(
  tx: Tx,
  sender: Sender,
  actor: Actor,
  { to, channel }: Message,
  words: { subject: string; body: string },
): Promise<string> {
  const { firmId, now } = actor;
  if (channel === 'email') return await queueMail(tx, sender, { firmId, to: to.email ?? '', ...words });
  // Nothing can send a text yet: it stays in the outbox, where whoever looks sees that it did not go out.
  const id = newId();
  await tx
    .insertInto('outbox')
    .values({
      firm_id: firmId,
      id,
      channel: 'sms',
      recipient: to.phone ?? '',
      subject: '',
      body: words.body,
      confidential: false,
      attachments: '[]',
      state: 'kept',
      error: 'No text sender is connected: it was kept here and did not go out.',
      created_at: now,
      sent_at: null,
    })
    .execute();
  return id;
}

async function readFirmName(tx: Tx, firmId: string): Promise<string> {
  const { rows } = await sql<{ name: string }>`select name from firms where id = ${firmId}`.execute(tx);
  return rows[0]?.name ?? '';
}

/** The clients of the lead in their order, then whoever sent them: the person, else the branch or the company. */
async function readRecipients(tx: Tx, firmId: string, facts: CaseFacts): Promise<Recipient[]> {
  const clients = await sql<Recipient>`
    select 'client' as audience, c.id as "contactId", c.display_name as name, c.first_name as "firstName",
      (select e.email from contact_emails e where e.firm_id = ${firmId} and e.contact_id = c.id
        order by e.position, e.id limit 1) as email,
      (select n.e164 from contact_numbers n where n.firm_id = ${firmId} and n.contact_id = c.id
        and n.e164 is not null and not n.fax order by n.position, n.id limit 1) as phone
    from lead_clients l join contacts c on c.firm_id = ${firmId} and c.id = l.contact_id
    where l.firm_id = ${firmId} and l.lead_id = ${facts.leadId} order by l.position, l.contact_id`.execute(
    tx,
  );
  if (facts.referrerId === null) return clients.rows;
  const referrers = await sql<Recipient>`
    select 'referrer' as audience, coalesce(u.contact_id, r.contact_id) as "contactId",
      coalesce(nullif(trim(u.first_name || ' ' || u.last_name), ''), r.name) as name,
      coalesce(u.first_name, '') as "firstName", null as phone,
      coalesce(nullif(u.email, ''), nullif(b.email, ''), (
        select e.email from contact_emails e where e.firm_id = ${firmId} and e.contact_id = r.contact_id
        order by e.position, e.id limit 1)) as email
    from referrers r
    left join referrals f on f.firm_id = ${firmId} and f.lead_id = ${facts.leadId} and f.referrer_id = r.id
    left join referrer_users u on u.firm_id = ${firmId} and u.id = f.user_id and u.archived_at is null
    left join referrer_branches b on b.firm_id = ${firmId} and b.id = f.branch_id and b.archived_at is null
    where r.firm_id = ${firmId} and r.id = ${facts.referrerId}::uuid limit 1`.execute(tx);
  return [...clients.rows, ...referrers.rows];
}

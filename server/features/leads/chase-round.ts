/** The worker's part of chases: finds what is due, decides, and does it. */
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { queueMail } from '../../platform/mail.ts';
import type { Platform } from '../../platform/platform.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { formatForPeople, insertTasks } from '../practice/index.ts';
import { type ChaseAction, decideChase } from './chase-decide.ts';
import { type ChaseValues, fillIn } from './chase-words.ts';
import { type ChaseRow, lockChase, setReminders, stopChase } from './chases.ts';
import { type LeadClient, listClients } from './clients.ts';
import { addLeadEvent } from './events.ts';
import { moveByProgram } from './moves.ts';
import { reminderLink } from './reminder-link.ts';
import { findReply, lastSentTo } from './responses.ts';
import { properties } from './shapes.ts';
import { lockLead, noteFirstResponse, touchLead } from './store.ts';
import './tables.ts';

export interface ChaseDeps {
  platform: Pick<Platform, 'database' | 'clock' | 'jobs' | 'smtpUrl' | 'secrets' | 'publicUrl' | 'logger'>;
  /** Where the client reads the quote that stands; null: there is none online. */
  quoteLink(tx: Tx, firmId: string, leadId: string): Promise<string | null>;
}

const atOnce = 50;
/** A step that failed for a reason of ours waits so long before it is tried again. */
const againMs = 15 * 60_000;

/** Works off what is due; true when there may be more. */
export async function chaseRound(deps: ChaseDeps): Promise<boolean> {
  const { database, clock, logger } = deps.platform;
  const due = await database.system((tx) =>
    sql<{ firm_id: string; lead_id: string }>`
      select firm_id, lead_id from chases where state = 'running' and due_at <= ${clock.now()}
      order by due_at limit ${atOnce}`.execute(tx),
  );
  await eachAtOnce(due.rows, 4, async ({ firm_id: firmId, lead_id: leadId }) => {
    const scope = database.firm(firmId);
    try {
      await scope.write((tx) => workChase(tx, deps, firmId, leadId));
    } catch (error) {
      logger.error({ err: error, leadId }, 'a chase failed and will be tried again');
      const later = new Date(clock.now().getTime() + againMs);
      await scope.write((tx) =>
        sql`update chases set due_at = ${later}
          where firm_id = ${firmId} and lead_id = ${leadId} and state = 'running'`.execute(tx),
      );
    }
  });
  return due.rows.length === atOnce;
}

async function workChase(tx: Tx, deps: ChaseDeps, firmId: string, leadId: string): Promise<void> {
  const actor: Actor = { firmId, staffId: null, now: deps.platform.clock.now() };
  const lead = await lockLead(tx, firmId, leadId);
  const chase = await lockChase(tx, firmId, leadId);
  if (chase?.state !== 'running' || !chase.dueAt || chase.dueAt > actor.now) return;
  const clients = await listClients(tx, firmId, leadId);
  const reply = await findReply(tx, firmId, clients, chase.startedAt);
  if (reply?.stopFrom) await setReminders(tx, actor, reply.stopFrom, false);
  const { timeZone } = await firmFacts(tx, firmId);
  const contactIds = clients.map(({ contactId }) => contactId);
  await holdClients(tx, firmId, contactIds);
  const action = decideChase(
    {
      ...chase,
      leadState: lead.state,
      lastSentAt: await lastSentTo(tx, firmId, contactIds),
      timeZone,
      repliedAt: reply?.at ?? null,
      clients: clients.map((client) => ({
        contactId: client.contactId,
        optedOut: client.noReminders || client.contactId === reply?.stopFrom,
        email: client.emails[0] ?? null,
        phone: client.numbers[0] ?? null,
      })),
    },
    actor.now,
  );
  await apply(tx, deps, actor, { lead, chase, clients }, action);
}

/** Two leads of one client take turns, or each would not see that the other has just written. Sorted: nobody waits in a circle. */
async function holdClients(tx: Tx, firmId: string, contactIds: readonly string[]): Promise<void> {
  await sql`
    select pg_advisory_xact_lock(hashtextextended('chase ' || ${firmId}::text || ' ' || c.id, 0))
    from unnest(${[...contactIds].sort()}::text[]) with ordinality as c (id, position) order by c.position`.execute(
    tx,
  );
}

interface Situation {
  lead: Awaited<ReturnType<typeof lockLead>>;
  chase: ChaseRow;
  clients: readonly LeadClient[];
}

async function apply(
  tx: Tx,
  deps: ChaseDeps,
  actor: Actor,
  situation: Situation,
  action: ChaseAction,
): Promise<void> {
  const { firmId, now } = actor;
  const { lead, chase } = situation;
  if (action.do === 'wait') {
    await setChase(tx, firmId, lead.id, { due_at: action.until });
    return;
  }
  if (action.do === 'stop') {
    // A text that ends reminders may have stopped it just now.
    await stopChase(tx, actor, lead.id, action.why);
  } else if (action.do === 'finish') {
    await finish(tx, actor, lead.id);
  } else {
    const did =
      action.do === 'pass'
        ? { kind: 'chase_passed' as const, detail: { why: action.why } }
        : await send(tx, deps, actor, situation, action);
    const wasSent = did.kind === 'chase_sent';
    await setChase(tx, firmId, lead.id, {
      next_step: action.nextStep,
      due_at: action.dueAt,
      ...(wasSent ? { last_sent_at: now } : {}),
    });
    const detail = { by: action.step.by, step: chase.nextStep + 1, of: chase.steps.length, ...did.detail };
    await addLeadEvent(tx, { firmId, leadId: lead.id, kind: did.kind, staffId: null, detail, at: now });
    if (wasSent && lead.state === 'quoted')
      await moveByProgram(tx, actor, await lockLead(tx, firmId, lead.id), 'chasing');
    if (!action.dueAt) await finish(tx, actor, lead.id);
  }
  await touchLead(tx, firmId, lead.id, now);
  await recordChange(tx, actor, {
    action: 'lead.chased',
    id: lead.id,
    matterId: lead.matter_id,
    detail: { did: action.do },
  });
}

async function finish(tx: Tx, actor: Actor, leadId: string): Promise<void> {
  const { firmId, now } = actor;
  await setChase(tx, firmId, leadId, { state: 'done', due_at: null });
  await addLeadEvent(tx, { firmId, leadId, kind: 'chase_done', staffId: null, at: now });
}

async function setChase(
  tx: Tx,
  firmId: string,
  leadId: string,
  change: { next_step?: number; due_at?: Date | null; last_sent_at?: Date; state?: 'done' },
): Promise<void> {
  await tx
    .updateTable('chases')
    .set(change)
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', leadId)
    .execute();
}

type Sending = Extract<ChaseAction, { do: 'send' }>;
type Sent = { kind: 'chase_sent' | 'chase_kept'; detail: Record<string, unknown> };

async function send(
  tx: Tx,
  deps: ChaseDeps,
  actor: Actor,
  situation: Situation,
  { step, to }: Sending,
): Promise<Sent> {
  const { firmId, now } = actor;
  const { lead } = situation;
  const values = await valuesOf(tx, deps, firmId, situation, to.contactId);
  const text = fillIn(step.text, values);
  const subject = fillIn(step.subject, values) || lead.title;
  if (step.by === 'call_task') {
    const taskId = newId();
    const firm = await firmFacts(tx, firmId);
    const number = to.phone === null ? [] : [formatForPeople(to.phone, firm.country)];
    await insertTasks(tx, firmId, [
      {
        id: taskId,
        matterId: null,
        contactId: to.contactId,
        assigneeId: lead.assignee_id,
        subject,
        description: [text, ...number].join('\n\n'),
        dueOn: todayIn(firm, now),
        activityCodeId: null,
        logEntryId: null,
      },
    ]);
    await recordChange(tx, actor, {
      action: 'task.created',
      id: taskId,
      detail: { subject, leadId: lead.id },
    });
    return { kind: 'chase_sent', detail: { to: to.contactId, taskId } };
  }
  if (step.by === 'email' && to.email !== null) {
    const link = reminderLink(deps.platform, { firmId, contactId: to.contactId });
    const body = `${text}\n\n--\nNo more reminders, please: ${link}\n`;
    const outboxId = await queueMail(tx, deps.platform, { firmId, to: to.email, subject, body });
    await noteFirstResponse(tx, firmId, lead.id, now);
    return { kind: 'chase_sent', detail: { to: to.contactId, outboxId } };
  }
  const outboxId = await keepText(tx, actor, to.phone ?? '', text);
  return { kind: 'chase_kept', detail: { to: to.contactId, outboxId } };
}

/** Nothing can send a text yet: it stays in the outbox, where whoever looks sees that it did not go out. */
async function keepText(tx: Tx, actor: Actor, recipient: string, body: string): Promise<string> {
  const id = newId();
  await tx
    .insertInto('outbox')
    .values({
      firm_id: actor.firmId,
      id,
      channel: 'sms',
      recipient,
      subject: '',
      body,
      confidential: false,
      state: 'kept',
      error: 'No text sender is connected: it was kept here and did not go out.',
      created_at: actor.now,
      sent_at: null,
    })
    .execute();
  return id;
}

const transactionWords: Record<Situation['lead']['transaction'], string> = {
  sale: 'sale',
  purchase: 'purchase',
  sale_and_purchase: 'sale and purchase',
  remortgage: 'remortgage',
  transfer_of_equity: 'transfer of equity',
  generic_enquiry: 'enquiry',
};

async function valuesOf(
  tx: Tx,
  deps: ChaseDeps,
  firmId: string,
  { lead, clients }: Situation,
  contactId: string,
): Promise<ChaseValues> {
  const client = clients.find((one) => one.contactId === contactId);
  const { rows } = await sql<{ firm: string; assignee: string | null }>`
    select f.name as firm, (select s.first_name || ' ' || s.last_name from staff_members s
      where s.firm_id = ${firmId} and s.id = ${lead.assignee_id}) as assignee
    from firms f where f.id = ${firmId}`.execute(tx);
  const first = Object.values(properties.parse(lead.properties)).find((one) => one && one.line1 !== '');
  return {
    client: client?.firstName || client?.name || '',
    transaction: transactionWords[lead.transaction],
    property: first?.line1 ?? '',
    title: lead.title,
    link: (await deps.quoteLink(tx, firmId, lead.id)) ?? '',
    assignee: rows[0]?.assignee?.trim() ?? '',
    firm: rows[0]?.firm ?? '',
  };
}

/** A lead's chase: begun with a quote, stopped by whatever makes it pointless. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { firmFacts } from '../firms/index.ts';
import { type ChaseStep, dueOf, type StopWhy } from './chase-decide.ts';
import { listClients } from './clients.ts';
import { addLeadEvent } from './events.ts';
import { findSequence } from './sequences.ts';
import { businessHours, chaseStep } from './shapes.ts';
import { lockLead, touchLead } from './store.ts';
import './tables.ts';

const storedSteps = z.array(chaseStep);

export interface ChaseRow {
  steps: ChaseStep[];
  hours: z.output<typeof businessHours>;
  nextStep: number;
  dueAt: Date | null;
  lastSentAt: Date | null;
  state: 'running' | 'done' | 'stopped';
  stoppedWhy: string | null;
  startedAt: Date;
}

/** The chase of a lead, locked; null when there never was one. `skip`: nor when another worker holds it. */
export async function lockChase(
  tx: Tx,
  firmId: string,
  leadId: string,
  skip = false,
): Promise<ChaseRow | null> {
  const query = tx
    .selectFrom('chases')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', leadId)
    .forUpdate();
  const row = await (skip ? query.skipLocked() : query).executeTakeFirst();
  if (!row) return null;
  return {
    steps: storedSteps.parse(row.steps),
    hours: businessHours.parse(row.hours),
    nextStep: row.next_step,
    dueAt: row.due_at,
    lastSentAt: row.last_sent_at,
    state: row.state,
    stoppedWhy: row.stopped_why,
    startedAt: row.started_at,
  };
}

/**
 * Begins a chase anew, with the default sequence unless another is named. Does nothing (and answers false) when the firm
 * has no default or no client is left who wants reminders.
 */
export async function beginChase(
  tx: Tx,
  actor: Actor,
  leadId: string,
  sequenceId: string | null = null,
): Promise<boolean> {
  const { firmId, now } = actor;
  const sequence = await findSequence(tx, actor, sequenceId);
  if (!sequence) return false;
  const clients = await listClients(tx, firmId, leadId);
  if (!clients.some(({ noReminders }) => !noReminders)) return false;
  const { timeZone } = await firmFacts(tx, firmId);
  const [first] = sequence.steps;
  if (!first) return false;
  const before = await lockChase(tx, firmId, leadId);
  const lastSentAt = before?.lastSentAt ?? null;
  const dueAt = dueOf(first, { startedAt: now, lastSentAt, hours: sequence.hours, timeZone });
  const fresh = {
    sequence_id: sequence.id,
    steps: JSON.stringify(sequence.steps),
    hours: JSON.stringify(sequence.hours),
    next_step: 0,
    due_at: dueAt,
    state: 'running' as const,
    stopped_why: null,
    started_at: now,
  };
  await tx
    .insertInto('chases')
    .values({ firm_id: firmId, lead_id: leadId, last_sent_at: null, ...fresh })
    .onConflict((conflict) => conflict.columns(['firm_id', 'lead_id']).doUpdateSet(fresh))
    .execute();
  await addLeadEvent(tx, {
    firmId,
    leadId,
    kind: 'chase_started',
    staffId: actor.staffId,
    detail: { sequence: sequence.name },
    at: now,
  });
  return true;
}

/** Ends a running chase; false when none runs. The caller records the change. */
export async function stopChase(tx: Tx, actor: Actor, leadId: string, why: StopWhy): Promise<boolean> {
  const { firmId, now } = actor;
  const stopped = await tx
    .updateTable('chases')
    .set({ state: 'stopped', stopped_why: why, due_at: null })
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', leadId)
    .where('state', '=', 'running')
    .returning('lead_id')
    .execute();
  if (stopped.length === 0) return false;
  await addLeadEvent(tx, {
    firmId,
    leadId,
    kind: 'chase_stopped',
    staffId: actor.staffId,
    detail: { why },
    at: now,
  });
  return true;
}

/** What a person does with a chase on the lead's page. Audited. */
export async function steerChase(
  tx: Tx,
  actor: Actor,
  leadId: string,
  wanted: { do: 'start' | 'stop' | 'resume' | 'skip'; sequenceId?: string | undefined },
): Promise<void> {
  const { firmId, now } = actor;
  const lead = await lockLead(tx, firmId, leadId);
  const chase = await lockChase(tx, firmId, leadId);
  if (wanted.do === 'start') {
    if (lead.state !== 'quoted' && lead.state !== 'chasing')
      throw problem('wrong_state', 'Only a lead with a quote that is not answered is chased.');
    if (wanted.sequenceId) found(await findSequence(tx, actor, wanted.sequenceId));
    if (!(await beginChase(tx, actor, leadId, wanted.sequenceId ?? null)))
      throw problem('wrong_state', 'There is nobody to chase: no client, or none who wants reminders.');
  } else if (wanted.do === 'stop') {
    if (!(await stopChase(tx, actor, leadId, 'person'))) throw problem('wrong_state', 'No chase is running.');
  } else if (wanted.do === 'resume') {
    if (chase?.state !== 'stopped' || !chase.steps[chase.nextStep])
      throw problem('wrong_state', 'There is no stopped chase to go on with.');
    if (lead.state !== 'quoted' && lead.state !== 'chasing')
      throw problem('wrong_state', 'Only a lead with a quote that is not answered is chased.');
    await goOn(tx, actor, leadId, chase, chase.nextStep);
    await addLeadEvent(tx, { firmId, leadId, kind: 'chase_started', staffId: actor.staffId, at: now });
  } else {
    const step = chase?.state === 'running' ? chase.steps[chase.nextStep] : undefined;
    if (!chase || !step) throw problem('wrong_state', 'No chase is running.');
    await goOn(tx, actor, leadId, chase, chase.nextStep + 1);
    await addLeadEvent(tx, {
      firmId,
      leadId,
      kind: 'chase_skipped',
      staffId: actor.staffId,
      detail: { by: step.by },
      at: now,
    });
  }
  await touchLead(tx, firmId, leadId, now);
  await recordChange(tx, actor, {
    action: 'lead.chase_changed',
    id: leadId,
    matterId: lead.matter_id,
    detail: { did: wanted.do },
  });
}

async function goOn(tx: Tx, actor: Actor, leadId: string, chase: ChaseRow, nextStep: number): Promise<void> {
  const { firmId, now } = actor;
  const { timeZone } = await firmFacts(tx, firmId);
  const step = chase.steps[nextStep];
  const due = step ? dueOf(step, { ...chase, timeZone }) : null;
  // What was due while it stood still is due now, not all at once: `decideChase` keeps them an hour apart.
  const dueAt = due && due < now ? now : due;
  await tx
    .updateTable('chases')
    .set({ next_step: nextStep, due_at: dueAt, state: step ? 'running' : 'done', stopped_why: null })
    .where('firm_id', '=', firmId)
    .where('lead_id', '=', leadId)
    .execute();
}

/**
 * A client wants no more reminders (or wants them again), from any lead of theirs: chases with nobody left stop. `by`:
 * who did it; null is the client, by a link or a text.
 */
export async function setReminders(tx: Tx, actor: Actor, contactId: string, wanted: boolean): Promise<void> {
  const { firmId, now, staffId } = actor;
  if (wanted)
    await tx
      .deleteFrom('chase_opt_outs')
      .where('firm_id', '=', firmId)
      .where('contact_id', '=', contactId)
      .execute();
  else
    await tx
      .insertInto('chase_opt_outs')
      .values({ firm_id: firmId, contact_id: contactId, staff_id: staffId, at: now })
      .onConflict((conflict) => conflict.doNothing())
      .execute();
  const { rows } = await sql<{ id: string; matter_id: string | null; nobody: boolean }>`
    select l.id, l.matter_id, not exists (
      select 1 from lead_clients o where o.firm_id = ${firmId} and o.lead_id = l.id and not exists (
        select 1 from chase_opt_outs x where x.firm_id = ${firmId} and x.contact_id = o.contact_id)) as nobody
    from leads l join lead_clients c on c.firm_id = ${firmId} and c.lead_id = l.id and c.contact_id = ${contactId}
    where l.firm_id = ${firmId} and l.closed_at is null order by l.id for update of l`.execute(tx);
  for (const lead of rows) {
    const kind = wanted ? 'reminders_wanted' : 'reminders_stopped';
    await addLeadEvent(tx, { firmId, leadId: lead.id, kind, staffId, detail: { contactId }, at: now });
    if (lead.nobody) await stopChase(tx, actor, lead.id, 'opt_out');
    await touchLead(tx, firmId, lead.id, now);
  }
  for (const lead of rows)
    await recordChange(tx, actor, {
      action: 'lead.reminders_changed',
      id: lead.id,
      matterId: lead.matter_id,
      detail: { contactId, wanted },
    });
}

/** What happened with a lead: written down once, never changed. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { newId } from '../../platform/ids.ts';
import type { LeadEvent } from './shapes.ts';
import './tables.ts';

export type LeadEventKind =
  | 'created'
  | 'changed'
  | 'state_changed'
  | 'note'
  | 'answered'
  | 'replied'
  | 'quote_sent'
  | 'accepted'
  | 'declined'
  | 'chase_started'
  | 'chase_sent'
  | 'chase_kept'
  | 'chase_passed'
  | 'chase_skipped'
  | 'chase_stopped'
  | 'chase_done'
  | 'reminders_stopped'
  | 'reminders_wanted'
  | 'conflict_checked';

export interface NewLeadEvent {
  firmId: string;
  leadId: string;
  /** Other features add kinds of their own. */
  kind: LeadEventKind | (string & {});
  text?: string;
  /** null: the program or the client. */
  staffId: string | null;
  detail?: Record<string, unknown>;
  at: Date;
}

/** Answers the event's id. Tells nobody: the change that it belongs to does (`recordChange`). */
export async function addLeadEvent(tx: Tx, event: NewLeadEvent): Promise<string> {
  const id = newId();
  await tx
    .insertInto('lead_events')
    .values({
      firm_id: event.firmId,
      id,
      lead_id: event.leadId,
      kind: event.kind,
      staff_id: event.staffId,
      text: event.text ?? '',
      detail: JSON.stringify(event.detail ?? {}),
      at: event.at,
    })
    .execute();
  return id;
}

function selectEvents(tx: Tx, firmId: string, leadId: string) {
  return tx
    .selectFrom('lead_events as e')
    .select(['e.id', 'e.kind', 'e.staff_id', 'e.text', 'e.detail', 'e.at'])
    .select(
      sql<string | null>`(select p.first_name || ' ' || p.last_name from staff_members p
        where p.firm_id = e.firm_id and p.id = e.staff_id)`.as('staff_name'),
    )
    .where('e.firm_id', '=', firmId)
    .where('e.lead_id', '=', leadId);
}

/** Newest first. The caller has made sure that the reader sees the lead. */
export async function listLeadEvents(
  tx: Tx,
  firmId: string,
  leadId: string,
  page: { limit: number; after?: string | undefined },
): Promise<{ items: LeadEvent[]; next: string | null }> {
  let rows = selectEvents(tx, firmId, leadId)
    .orderBy('e.id', 'desc')
    .limit(page.limit + 1);
  if (page.after !== undefined)
    rows = rows.where('e.id', '<', decodeCursor(page.after, z.tuple([z.uuid()]))[0]);
  return toPage(await rows.execute(), page.limit, (row) => [row.id], toEvent);
}

export async function getLeadEvent(tx: Tx, firmId: string, leadId: string, id: string): Promise<LeadEvent> {
  return toEvent(await selectEvents(tx, firmId, leadId).where('e.id', '=', id).executeTakeFirstOrThrow());
}

type Row = Awaited<ReturnType<ReturnType<typeof selectEvents>['execute']>>[number];
const detail = z.record(z.string(), z.unknown());

function toEvent(row: Row): LeadEvent {
  return {
    id: row.id,
    kind: row.kind,
    at: row.at.toISOString(),
    staffId: row.staff_id,
    staffName: row.staff_name,
    text: row.text,
    detail: detail.parse(row.detail),
  };
}

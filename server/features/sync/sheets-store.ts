/** The rows of forms that both sides fill in. */
import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { LayoutTexts } from '../../vendors/ports.ts';
import type { SheetState, SyncSheetsTable } from './tables.ts';
import './tables.ts';

export type SheetRow = Selectable<SyncSheetsTable>;

export interface Which {
  firmId: string;
  connectionId: string;
  matterId: string;
}

const texts = z.record(z.string(), z.string().nullable());
/** The last change that was sent, and how often without effect. */
const sentChange = z.object({ from: texts, to: texts, at: z.iso.datetime(), tries: z.number() });
export type SentChange = z.infer<typeof sentChange>;

export const readTexts = (stored: unknown): LayoutTexts => texts.parse(stored ?? {});
export const readSent = (stored: unknown) =>
  sentChange
    .nullable()
    .catch(null)
    .parse(stored ?? null);

/** Looked at soon, from now on. */
export async function wakeSheet(tx: Tx, { firmId, connectionId, matterId }: Which, now: Date): Promise<void> {
  await sql`
    insert into sync_sheets as s (firm_id, connection_id, matter_id, layout, due_at)
    values (${firmId}, ${connectionId}, ${matterId}, 'completion_details', ${now})
    on conflict (firm_id, connection_id, matter_id, layout) do update set due_at = least(s.due_at, excluded.due_at)`.execute(
    tx,
  );
}

export async function lockSheet(tx: Tx, { firmId, connectionId, matterId }: Which): Promise<SheetRow | null> {
  const row = await tx
    .selectFrom('sync_sheets')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('connection_id', '=', connectionId)
    .where('matter_id', '=', matterId)
    .forUpdate()
    .executeTakeFirst();
  return row ?? null;
}

export interface SheetChange {
  state: SheetState;
  detail: string | null;
  dueAt: Date;
  base?: LayoutTexts;
  planned?: unknown;
  sent?: SentChange;
  sends?: readonly Date[];
  writeId?: string | null;
}

export async function saveSheet(
  tx: Tx,
  { firmId, connectionId, matterId }: Which,
  change: SheetChange,
  now: Date,
): Promise<void> {
  await tx
    .updateTable('sync_sheets')
    .set({
      state: change.state,
      detail: change.detail,
      due_at: change.dueAt,
      looked_at: now,
      ...(change.base === undefined ? {} : { base: JSON.stringify(change.base) }),
      planned: change.planned === undefined ? null : JSON.stringify(change.planned),
      ...(change.sent === undefined ? {} : { sent: JSON.stringify(change.sent) }),
      ...(change.sends === undefined ? {} : { sends: [...change.sends] }),
      ...(change.writeId === undefined ? {} : { write_id: change.writeId }),
    })
    .where('firm_id', '=', firmId)
    .where('connection_id', '=', connectionId)
    .where('matter_id', '=', matterId)
    .execute();
}

/** Sheets that are due, so many of each connection, so that none waits behind another's; those that were stopped wait for a person. */
export async function listDueSheets(
  tx: Tx,
  now: Date,
  most: number,
  each: number,
): Promise<{ firmId: string; connectionId: string; matterId: string }[]> {
  const { rows } = await sql<{ firmId: string; connectionId: string; matterId: string }>`
    select d."firmId", d."connectionId", d."matterId" from connections c
    cross join lateral (
      select s.firm_id as "firmId", s.connection_id as "connectionId", s.matter_id as "matterId", s.due_at
      from sync_sheets s
      where s.firm_id = c.firm_id and s.connection_id = c.id and s.due_at <= ${now} and s.state <> 'stopped'
      order by s.due_at limit ${each}) d
    where c.status = 'active' and (c.blocked_until is null or c.blocked_until <= ${now})
    order by d.due_at limit ${most}`.execute(tx);
  return rows;
}

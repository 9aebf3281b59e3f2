import { sql } from 'kysely';
import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { type FirmFacts, firmFacts, inFirmCurrency, todayIn } from '../firms/index.ts';
import { checkDay } from './days.ts';
import type { Fee, FeeInput, FeePatch } from './fees-schema.ts';
import { changedColumns, datedRecordOf, namesOf, newestFirst } from './matter-record-rows.ts';
import {
  billedAlready,
  interactionOf,
  lockRecord,
  recordPatched,
  type recordsQuery,
} from './matter-records.ts';
import { mustSeeMatter } from './matters-store.ts';
import { checkReferences } from './references.ts';
import './tables.ts';

/** Money in minor units: an hourly rate for so many minutes, rounded half up. */
export function amountFor(rate: number, minutes: number): number {
  return Math.floor((rate * minutes + 30) / 60);
}

function selectFees(tx: Tx, firmId: string) {
  return tx
    .selectFrom('fees as f')
    .selectAll('f')
    .select([...namesOf(firmId, 'f'), interactionOf(firmId, 'f.log_entry_id').as('interaction_id')])
    .where('f.firm_id', '=', firmId);
}

/** Fees by date, newest first. */
export async function listFees(
  tx: Tx,
  firmId: string,
  query: z.output<typeof recordsQuery>,
): Promise<{ items: Fee[]; next: string | null }> {
  const rows = await selectFees(tx, firmId).$call(newestFirst(query, 'f')).execute();
  return toPage(rows, query.limit, (row) => [row.date, row.id], toFee);
}

export async function getFee(tx: Tx, firmId: string, id: string): Promise<Fee> {
  return toFee(found(await selectFees(tx, firmId).where('f.id', '=', id).executeTakeFirst()));
}

export async function createFee(
  tx: Tx,
  actor: Actor & { staffId: string },
  matterId: string,
  input: FeeInput,
): Promise<Fee> {
  const { firmId } = actor;
  await mustSeeMatter(tx, firmId, matterId);
  await checkReferences(tx, firmId, input);
  const firm = await firmFacts(tx, firmId);
  checkDay('date', input.date, firm, actor.now);
  const id = newId();
  const staffId = input.staffId === undefined ? actor.staffId : input.staffId;
  const activityCodeId = input.activityCodeId ?? null;
  const workedMinutes = input.workedMinutes ?? 0;
  const billedMinutes = input.billedMinutes ?? workedMinutes;
  const defaults = await defaultsOf(tx, firmId, staffId, activityCodeId);
  const rate = input.rate ? inFirmCurrency(input.rate, firm, 'rate') : defaults.rate;
  const given = input.amount ? inFirmCurrency(input.amount, firm, 'amount') : null;
  await tx
    .insertInto('fees')
    .values({
      firm_id: firmId,
      id,
      matter_id: matterId,
      staff_id: staffId,
      activity_code_id: activityCodeId,
      date: input.date ?? todayIn(firm, actor.now),
      subject: input.subject,
      description: input.description ?? '',
      worked_minutes: workedMinutes,
      billed_minutes: billedMinutes,
      rate,
      amount: given ?? amountFor(rate, billedMinutes),
      amount_given: given !== null,
      currency: firm.currency,
      billable: input.billable ?? defaults.billable,
    })
    .execute();
  await recordChange(tx, actor, { action: 'fee.created', id, matterId, detail: { subject: input.subject } });
  return await getFee(tx, firmId, id);
}

/** The rate and the billable flag that hold when nobody says otherwise: the code's, else the staff member's. */
async function defaultsOf(
  tx: Tx,
  firmId: string,
  staffId: string | null,
  activityCodeId: string | null,
): Promise<{ rate: number; billable: boolean }> {
  const { rows } = await sql<{ rate: number | null; billable: boolean | null }>`
    select coalesce(
      (select a.rate from activity_codes a where a.firm_id = ${firmId} and a.id = ${activityCodeId}::uuid),
      (select s.hourly_rate from staff_members s where s.firm_id = ${firmId} and s.id = ${staffId}::uuid)) as rate,
      (select a.billable from activity_codes a where a.firm_id = ${firmId} and a.id = ${activityCodeId}::uuid)
        as billable`.execute(tx);
  return { rate: rows[0]?.rate ?? 0, billable: rows[0]?.billable ?? true };
}

export async function updateFee(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: FeePatch,
  expected: number | null,
): Promise<Fee> {
  const { firmId } = actor;
  const { matterId } = await lockRecord(tx, firmId, 'fee', id, expected);
  const before = await getFee(tx, firmId, id);
  if (before.billedAt !== null) throw billedAlready();
  await checkReferences(tx, firmId, patch);
  const firm = await firmFacts(tx, firmId);
  if (patch.date !== before.date) checkDay('date', patch.date, firm, actor.now);
  await tx
    .updateTable('fees')
    .set({
      ...changedColumns(before, patch),
      description: patch.description ?? before.description,
      billable: patch.billable ?? before.billable,
      ...changedTime(before, patch, firm),
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordPatched(tx, actor, { kind: 'fee', id, matterId, patch });
  return await getFee(tx, firmId, id);
}

/** Minutes, rate and amount after a change: the amount follows unless somebody wrote it. */
function changedTime(before: Fee, patch: FeePatch, firm: FirmFacts) {
  const rate = patch.rate ? inFirmCurrency(patch.rate, firm, 'rate') : before.rate.amount;
  const billedMinutes = patch.billedMinutes ?? before.billedMinutes;
  const kept = before.amountGiven ? before.amount : null;
  const amount = patch.amount === undefined ? kept : patch.amount;
  const given = amount === null ? null : inFirmCurrency(amount, firm, 'amount');
  return {
    worked_minutes: patch.workedMinutes ?? before.workedMinutes,
    billed_minutes: billedMinutes,
    rate,
    amount: given ?? amountFor(rate, billedMinutes),
    amount_given: given !== null,
  };
}

type Row = Awaited<ReturnType<ReturnType<typeof selectFees>['execute']>>[number];

function toFee(row: Row): Fee {
  return {
    ...datedRecordOf(row),
    description: row.description,
    workedMinutes: row.worked_minutes,
    billedMinutes: row.billed_minutes,
    rate: { amount: row.rate, currency: row.currency },
    amount: { amount: row.amount, currency: row.currency },
    amountGiven: row.amount_given,
    billable: row.billable,
    billedAt: row.billed_at?.toISOString() ?? null,
    logEntryId: row.log_entry_id,
    interactionId: row.interaction_id,
  };
}

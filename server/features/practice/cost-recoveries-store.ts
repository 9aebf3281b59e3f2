import type { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { type FirmFacts, firmFacts, inFirmCurrency, todayIn } from '../firms/index.ts';
import type { CostRecovery, CostRecoveryInput, CostRecoveryPatch } from './cost-recoveries-schema.ts';
import { checkDay } from './days.ts';
import { changedColumns, datedRecordOf, namesOf, newestFirst } from './matter-record-rows.ts';
import { billedAlready, lockRecord, recordPatched, type recordsQuery } from './matter-records.ts';
import { mustSeeMatter } from './matters-store.ts';
import { checkReferences } from './references.ts';
import './tables.ts';

/** Money in minor units: a price for a quantity of thousandths, rounded half up. */
export function amountOf(unitPrice: number, quantity: number): number {
  return Math.floor((unitPrice * Math.round(quantity * 1000) + 500) / 1000);
}

function selectCostRecoveries(tx: Tx, firmId: string) {
  return tx
    .selectFrom('cost_recoveries as cost')
    .selectAll('cost')
    .select([...namesOf(firmId, 'cost')])
    .where('cost.firm_id', '=', firmId);
}

/** Cost recoveries by date, newest first. */
export async function listCostRecoveries(
  tx: Tx,
  firmId: string,
  query: z.output<typeof recordsQuery>,
): Promise<{ items: CostRecovery[]; next: string | null }> {
  const rows = await selectCostRecoveries(tx, firmId).$call(newestFirst(query, 'cost')).execute();
  return toPage(rows, query.limit, (row) => [row.date, row.id], toCostRecovery);
}

export async function getCostRecovery(tx: Tx, firmId: string, id: string): Promise<CostRecovery> {
  return toCostRecovery(
    found(await selectCostRecoveries(tx, firmId).where('cost.id', '=', id).executeTakeFirst()),
  );
}

/** Whose it is, is the actor's unless said; the program's own belong to nobody. */
export async function createCostRecovery(
  tx: Tx,
  actor: Actor,
  matterId: string,
  input: CostRecoveryInput,
): Promise<CostRecovery> {
  const { firmId } = actor;
  await mustSeeMatter(tx, firmId, matterId);
  await checkReferences(tx, firmId, input);
  const firm = await firmFacts(tx, firmId);
  checkDay('date', input.date, firm, actor.now);
  const id = newId();
  const staffId = input.staffId === undefined ? actor.staffId : input.staffId;
  const activityCodeId = input.activityCodeId ?? null;
  const quantity = input.quantity ?? 1;
  const unitPrice = input.unitPrice ? inFirmCurrency(input.unitPrice, firm, 'unitPrice') : 0;
  const given = input.amount ? inFirmCurrency(input.amount, firm, 'amount') : null;
  await tx
    .insertInto('cost_recoveries')
    .values({
      firm_id: firmId,
      id,
      matter_id: matterId,
      staff_id: staffId,
      activity_code_id: activityCodeId,
      date: input.date ?? todayIn(firm, actor.now),
      subject: input.subject,
      description: input.description ?? '',
      quantity: String(quantity),
      unit_price: unitPrice,
      amount: given ?? amountOf(unitPrice, quantity),
      amount_given: given !== null,
      currency: firm.currency,
      billable: input.billable ?? true,
    })
    .execute();
  await recordChange(tx, actor, {
    action: 'cost_recovery.created',
    id,
    matterId,
    detail: { subject: input.subject },
  });
  return await getCostRecovery(tx, firmId, id);
}

export async function updateCostRecovery(
  tx: Tx,
  actor: Actor,
  id: string,
  patch: CostRecoveryPatch,
  expected: number | null,
): Promise<CostRecovery> {
  const { firmId } = actor;
  const { matterId } = await lockRecord(tx, firmId, 'cost_recovery', id, expected);
  const before = await getCostRecovery(tx, firmId, id);
  if (before.billedAt !== null) throw billedAlready();
  await checkReferences(tx, firmId, patch);
  const firm = await firmFacts(tx, firmId);
  if (patch.date !== before.date) checkDay('date', patch.date, firm, actor.now);
  await tx
    .updateTable('cost_recoveries')
    .set({
      ...changedColumns(before, patch),
      description: patch.description ?? before.description,
      billable: patch.billable ?? before.billable,
      ...changedPrice(before, patch, firm),
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
  await recordPatched(tx, actor, { kind: 'cost_recovery', id, matterId, patch });
  return await getCostRecovery(tx, firmId, id);
}

/** Quantity, price and amount after a change: the amount follows unless somebody wrote it. */
function changedPrice(before: CostRecovery, patch: CostRecoveryPatch, firm: FirmFacts) {
  const unitPrice = patch.unitPrice
    ? inFirmCurrency(patch.unitPrice, firm, 'unitPrice')
    : before.unitPrice.amount;
  const quantity = patch.quantity ?? before.quantity;
  const kept = before.amountGiven ? before.amount : null;
  const amount = patch.amount === undefined ? kept : patch.amount;
  const given = amount === null ? null : inFirmCurrency(amount, firm, 'amount');
  return {
    quantity: String(quantity),
    unit_price: unitPrice,
    amount: given ?? amountOf(unitPrice, quantity),
    amount_given: given !== null,
  };
}

type Row = Awaited<ReturnType<ReturnType<typeof selectCostRecoveries>['execute']>>[number];

function toCostRecovery(row: Row): CostRecovery {
  return {
    ...datedRecordOf(row),
    description: row.description,
    quantity: Number(row.quantity),
    unitPrice: { amount: row.unit_price, currency: row.currency },
    amount: { amount: row.amount, currency: row.currency },
    amountGiven: row.amount_given,
    billable: row.billable,
    billedAt: row.billed_at?.toISOString() ?? null,
  };
}

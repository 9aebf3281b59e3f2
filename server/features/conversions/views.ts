/** Conversions as the API tells them. */
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { getLeadForQuote } from '../leads/index.ts';
import type { conversion } from './schema.ts';
import { findConversionId } from './store.ts';
import './tables.ts';

/** Not found for a lead that was not converted, or that the asker does not see. */
export async function getConversion(
  tx: Tx,
  firmId: string,
  leadId: string,
): Promise<z.input<typeof conversion>> {
  await getLeadForQuote(tx, firmId, leadId);
  const id = found(await findConversionId(tx, firmId, leadId));
  const row = await tx
    .selectFrom('conversions as c')
    .innerJoin('matters as m', (join) =>
      join.onRef('m.firm_id', '=', 'c.firm_id').onRef('m.id', '=', 'c.matter_id'),
    )
    .leftJoin('staff_members as s', (join) =>
      join.onRef('s.firm_id', '=', 'c.firm_id').onRef('s.id', '=', 'c.started_by_staff_id'),
    )
    .select(['c.matter_id', 'c.created_at', 'm.number', 'm.title', 's.first_name', 's.last_name'])
    .where('c.firm_id', '=', firmId)
    .where('c.id', '=', id)
    .executeTakeFirst();
  const { matter_id, created_at, number, title, first_name, last_name } = found(row);
  const steps = await tx
    .selectFrom('conversion_steps')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('conversion_id', '=', id)
    .orderBy('position')
    .execute();
  return {
    id,
    leadId,
    matterId: matter_id,
    matterNumber: number,
    matterTitle: title,
    keptIn: null,
    state: 'done',
    steps: steps.map(({ step, label, amount, record_id, skipped }) => ({
      step,
      label,
      amountPence: amount,
      state: skipped === null ? 'done' : 'skipped',
      detail: skipped,
      recordId: record_id,
    })),
    createdAt: created_at.toISOString(),
    startedBy: first_name === null ? null : `${first_name} ${last_name}`,
  };
}

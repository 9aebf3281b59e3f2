/** Conversions as the API tells them. */
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { listConversionWrites, type WriteRow } from '../destinations/index.ts';
import { getLeadForQuote } from '../leads/index.ts';
import type { PracticeSystems } from './destination.ts';
import type { conversion, conversionStep } from './schema.ts';
import { findConversionId } from './store.ts';
import './tables.ts';

type Step = z.input<typeof conversionStep>;

/** Null for a lead that was not converted; not found for one that the asker does not see. */
export async function findConversion(
  tx: Tx,
  firmId: string,
  leadId: string,
  systems: PracticeSystems,
): Promise<z.input<typeof conversion> | null> {
  await getLeadForQuote(tx, firmId, leadId);
  const id = await findConversionId(tx, firmId, leadId);
  return id === null ? null : await getConversion(tx, firmId, { id, leadId }, systems);
}

async function getConversion(
  tx: Tx,
  firmId: string,
  { id, leadId }: { id: string; leadId: string },
  systems: PracticeSystems,
): Promise<z.input<typeof conversion>> {
  const row = found(
    await tx
      .selectFrom('conversions as c')
      .innerJoin('matters as m', (join) =>
        join.onRef('m.firm_id', '=', 'c.firm_id').onRef('m.id', '=', 'c.matter_id'),
      )
      .leftJoin('staff_members as s', (join) =>
        join.onRef('s.firm_id', '=', 'c.firm_id').onRef('s.id', '=', 'c.started_by_staff_id'),
      )
      .leftJoin('connections as k', (join) =>
        join.onRef('k.firm_id', '=', 'c.firm_id').onRef('k.id', '=', 'c.connection_id'),
      )
      .select([
        'c.matter_id',
        'c.created_at',
        'm.number',
        'm.title',
        's.first_name',
        's.last_name',
        'k.vendor',
      ])
      .where('c.firm_id', '=', firmId)
      .where('c.id', '=', id)
      .executeTakeFirst(),
  );
  const steps = await tx
    .selectFrom('conversion_steps')
    .selectAll()
    .where('firm_id', '=', firmId)
    .where('conversion_id', '=', id)
    .orderBy('position')
    .execute();
  const writes = new Map((await listConversionWrites(tx, firmId, id)).map((write) => [write.id, write]));
  const shown = steps.map((step): Step => {
    const write = step.write_id === null ? null : (writes.get(step.write_id) ?? null);
    return {
      step: step.step,
      label: step.label,
      amountPence: step.amount,
      ...standing(step.skipped, write),
      recordId: step.record_id,
    };
  });
  return {
    id,
    leadId,
    matterId: row.matter_id,
    matterNumber: row.number,
    matterTitle: row.title,
    keptIn: row.vendor === null ? null : (systems[row.vendor]?.label ?? row.vendor),
    state: shown.some(({ state }) => state === 'failed')
      ? 'partly_sent'
      : shown.some(({ state }) => state === 'waiting')
        ? 'sending'
        : 'done',
    steps: shown,
    createdAt: row.created_at.toISOString(),
    startedBy: row.first_name === null ? null : `${row.first_name} ${row.last_name}`,
  };
}

/** A step without a write was made here, or was there before. */
function standing(skipped: string | null, write: WriteRow | null): Pick<Step, 'state' | 'detail'> {
  if (skipped !== null) return { state: 'skipped', detail: skipped };
  if (!write || write.state === 'done') return { state: 'done', detail: null };
  if (write.state === 'failed') return { state: 'failed', detail: write.detail };
  if (write.state === 'cancelled') return { state: 'skipped', detail: null };
  return { state: 'waiting', detail: write.detail };
}

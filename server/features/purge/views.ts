/** Batches as they are shown, within the reader's walls. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { refuseBatch } from './decide.ts';
import type { batch, batchItem } from './schema.ts';

type Shown = z.input<typeof batch>;
interface Row {
  id: string;
  state: Shown['state'];
  reason: string;
  proposed_by: Shown['proposedBy'];
  proposed_at: Date;
  confirmed_by: Shown['confirmedBy'];
  confirmed_at: Date | null;
  runs_at: Date | null;
  cancelled_by: Shown['cancelledBy'];
  cancelled_at: Date | null;
  done_at: Date | null;
  certificate: boolean;
  items: z.input<typeof batchItem>[];
}

const personOf = (firmId: string, column: string) => sql`(
  select json_build_object('id', s.id, 'name', trim(s.first_name || ' ' || s.last_name)) from staff_members s
  where s.firm_id = ${firmId} and s.id = ${sql.ref(column)})`;

const selectBatches = (firmId: string) => sql`
  select b.id, b.state, b.reason, b.proposed_at, b.confirmed_at, b.runs_at, b.cancelled_at, b.done_at,
    b.certificate is not null as certificate, ${personOf(firmId, 'b.proposed_by_staff_id')} as proposed_by,
    ${personOf(firmId, 'b.confirmed_by_staff_id')} as confirmed_by, ${personOf(firmId, 'b.cancelled_by_staff_id')} as cancelled_by,
    (select json_agg(json_build_object('matterId', i.subject_id, 'number', i.number, 'title', m.title, 'state', i.state, 'why', i.why) order by i.number, i.id)
      from purge_items i left join matters m on m.firm_id = ${firmId} and m.id = i.subject_id
      where i.firm_id = ${firmId} and i.batch_id = b.id) as items
  from purge_batches b where b.firm_id = ${firmId}`;

export async function listBatches(
  tx: Tx,
  firmId: string,
  of: { staffId: string; now: Date },
  query: { limit: number; after?: string | undefined },
): Promise<{ items: Shown[]; next: string | null }> {
  const after = query.after === undefined ? null : decodeCursor(query.after, z.tuple([z.uuid()]))[0];
  const { rows } =
    await sql<Row>`${selectBatches(firmId)} and (${after}::uuid is null or b.id < ${after}::uuid)
    order by b.id desc limit ${query.limit + 1}`.execute(tx);
  return toPage(
    rows,
    query.limit,
    (row) => [row.id],
    (row) => shown(row, of),
  );
}

export async function getBatch(
  tx: Tx,
  firmId: string,
  of: { staffId: string; now: Date },
  id: string,
): Promise<Shown> {
  const { rows } = await sql<Row>`${selectBatches(firmId)} and b.id = ${id}`.execute(tx);
  return shown(found(rows[0]), of);
}

function shown(row: Row, { staffId, now }: { staffId: string; now: Date }): Shown {
  const facts = {
    ...{ state: row.state, proposedBy: row.proposed_by.id, proposedAt: row.proposed_at, runsAt: row.runs_at },
    ...{ begun: row.items.some(({ state }) => state !== 'waiting'), staffId, now },
  };
  return {
    ...{ id: row.id, state: row.state, reason: row.reason, items: row.items, certificate: row.certificate },
    ...{ proposedBy: row.proposed_by, confirmedBy: row.confirmed_by, cancelledBy: row.cancelled_by },
    proposedAt: row.proposed_at.toISOString(),
    confirmedAt: row.confirmed_at?.toISOString() ?? null,
    runsAt: row.runs_at?.toISOString() ?? null,
    cancelledAt: row.cancelled_at?.toISOString() ?? null,
    doneAt: row.done_at?.toISOString() ?? null,
    mayConfirm: refuseBatch('confirm', facts) === null,
    mayCancel: refuseBatch('cancel', facts) === null,
  };
}

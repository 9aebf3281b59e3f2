/** How a bank account stands: by four digits, with its call-back and the change that waits. */
import { sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../../platform/db/database.ts';
import type { accountCheck, accountState } from './accounts-schema.ts';
import type { LayoutField } from './design.ts';
import { maskedAccount } from './values.ts';
import './tables.ts';

type State = z.input<typeof accountState>;
type Check = z.input<typeof accountCheck>;

interface Row {
  id: string | null;
  ending: string | null;
  empty: boolean;
  state: 'waiting' | 'approved';
  asked_by: string;
  asked_name: string;
  asked_at: Date;
  cooling_until: Date;
  approved_by: string | null;
  approved_name: string | null;
  spoke_to: string | null;
  number: string;
  number_source: Check['numberSource'];
  called_at: Date;
  note: string;
  check_by: string;
  check_name: string;
}

/** The caller has made sure that the reader sees the matter. */
export async function readAccount(
  tx: Tx,
  firmId: string,
  staffId: string,
  { matterId, field }: { matterId: string; field: LayoutField },
): Promise<State> {
  const name = (column: string) => sql`
    (select trim(w.first_name || ' ' || w.last_name) from staff_members w
      where w.firm_id = ${firmId} and w.id = ${sql.ref(column)})`;
  const { rows } = await sql<Row>`
    select a.id, a.ending, a.sealed is null as empty, a.state, a.asked_by, ${name('a.asked_by')} as asked_name, a.asked_at,
      a.cooling_until, a.approved_by, ${name('a.approved_by')} as approved_name,
      k.spoke_to, k.number, k.number_source, k.called_at, k.note, k.staff_id as check_by, ${name('k.staff_id')} as check_name
    from (
      select null::uuid as id, ending, sealed, null as state, null::uuid as asked_by, null::timestamptz as asked_at,
        null::timestamptz as cooling_until, null::uuid as approved_by
      from matter_layout_fields
      where firm_id = ${firmId} and matter_id = ${matterId} and layout = 'completion_details' and field = ${field.key}
      union all
      select id, ending, sealed, state, asked_by_staff_id, asked_at, cooling_until, approved_by_staff_id
      from matter_account_changes
      where firm_id = ${firmId} and matter_id = ${matterId} and layout = 'completion_details' and field = ${field.key}
        and state in ('waiting', 'approved')) a
    left join lateral (
      select * from matter_account_checks c
      where c.firm_id = ${firmId} and c.matter_id = ${matterId} and c.layout = 'completion_details'
        and c.field = ${field.key} and c.account_hash = sha256(a.sealed)
      order by c.id desc limit 1) k on true`.execute(tx);
  const standing = rows.find(({ id }) => id === null);
  const change = rows.find(({ id }) => id !== null);
  return {
    masked: standing?.ending ? maskedAccount(standing.ending) : null,
    checked: standing ? checkOf(standing) : null,
    change: change ? changeOf(change, staffId) : null,
  };
}

function changeOf(row: Row, staffId: string): State['change'] {
  return {
    id: row.id ?? '',
    masked: row.empty ? null : maskedAccount(row.ending),
    state: row.state,
    askedBy: { staffId: row.asked_by, name: row.asked_name },
    askedAt: row.asked_at.toISOString(),
    takesEffectFrom: row.cooling_until.toISOString(),
    approvedBy: row.approved_by === null ? null : { staffId: row.approved_by, name: row.approved_name ?? '' },
    mayApprove: row.state === 'waiting' && row.asked_by !== staffId,
    checked: checkOf(row),
  };
}

function checkOf(row: Row): Check | null {
  if (row.spoke_to === null) return null;
  return {
    spokeTo: row.spoke_to,
    number: row.number,
    numberSource: row.number_source,
    calledAt: row.called_at.toISOString(),
    note: row.note,
    by: { staffId: row.check_by, name: row.check_name },
  };
}

import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { country, currencyOf, type Firm, type NewFirmInput } from './schema.ts';
import type { FirmsTable } from './tables.ts';

const columns = ['id', 'name', 'country', 'time_zone', 'currency'] as const;

function toFirm(row: Pick<FirmsTable, (typeof columns)[number]>): Firm {
  return {
    id: row.id,
    name: row.name,
    country: country.parse(row.country),
    timeZone: row.time_zone,
    currency: row.currency,
  };
}

/** Under the system role: a firm that does not exist yet cannot act for itself. */
export async function insertFirm(tx: Tx, input: NewFirmInput, now: Date): Promise<Firm> {
  const row = await tx
    .insertInto('firms')
    .values({
      id: newId(),
      name: input.name,
      country: input.country,
      time_zone: input.timeZone,
      currency: input.currency ?? currencyOf[input.country],
      event_seq: 0,
      created_at: now,
    })
    .returning(columns)
    .executeTakeFirstOrThrow();
  return toFirm(row);
}

/** Under the system role. */
export async function anyFirmExists(tx: Tx): Promise<boolean> {
  const row = await tx.selectFrom('firms').select('id').limit(1).executeTakeFirst();
  return row !== undefined;
}

/** Under the system role: every firm of this installation, by name. */
export async function listFirms(tx: Tx): Promise<Firm[]> {
  return (await tx.selectFrom('firms').select(columns).orderBy('name').orderBy('id').execute()).map(toFirm);
}

export async function findFirm(tx: Tx, firmId: string): Promise<Firm | null> {
  const row = await tx.selectFrom('firms').select(columns).where('id', '=', firmId).executeTakeFirst();
  return row ? toFirm(row) : null;
}

export async function updateFirm(
  tx: Tx,
  firmId: string,
  change: {
    name?: string | undefined;
    country?: string | undefined;
    timeZone?: string | undefined;
    currency?: string | undefined;
  },
): Promise<void> {
  const { timeZone, ...rest } = change;
  const set = { ...rest, ...(timeZone === undefined ? {} : { time_zone: timeZone }) };
  if (Object.values(set).every((value) => value === undefined)) return;
  await tx.updateTable('firms').set(set).where('id', '=', firmId).execute();
}

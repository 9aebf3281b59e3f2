import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { ChainState } from './schema.ts';
import type { AnchorMail } from './tables.ts';

/** The last check, and how owners hear of the chain's end. */
export async function readChainState(tx: Tx, firmId: string): Promise<ChainState> {
  const check = await tx
    .selectFrom('audit_checks as c')
    .leftJoin('staff_members as s', (join) =>
      join.onRef('s.id', '=', 'c.staff_id').on('s.firm_id', '=', firmId),
    )
    .select(['c.at', 'c.anchored_number', 'c.broken'])
    .select(sql<string | null>`s.first_name || ' ' || s.last_name`.as('name'))
    .where('c.firm_id', '=', firmId)
    .orderBy('c.id', 'desc')
    .limit(1)
    .executeTakeFirst();
  return {
    checkedAt: check?.at.toISOString() ?? null,
    checkedBy: check?.name ?? null,
    whole: check ? check.broken === null : null,
    compared: (check?.anchored_number ?? null) !== null,
    broken: check?.broken
      ? {
          what: check.broken.what,
          block: check.broken.block,
          entryId: check.broken.eventId,
          says: check.broken.says,
        }
      : null,
    mail: (await readAnchorMail(tx, firmId)).mail,
  };
}

export async function readAnchorMail(
  tx: Tx,
  firmId: string,
): Promise<{ mail: AnchorMail; mailedAt: Date | null }> {
  const row = await tx
    .selectFrom('audit_settings')
    .select(['mail', 'mailed_at'])
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  return { mail: row?.mail ?? 'weekly', mailedAt: row?.mailed_at ?? null };
}

export async function saveAnchorMail(tx: Tx, firmId: string, mail: AnchorMail): Promise<void> {
  await tx
    .insertInto('audit_settings')
    .values({ firm_id: firmId, mail, mailed_at: null })
    .onConflict((conflict) => conflict.column('firm_id').doUpdateSet({ mail }))
    .execute();
}

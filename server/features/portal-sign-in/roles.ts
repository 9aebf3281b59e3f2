/** A login belongs to no firm, so its tables are the system role's; changes of both stand or fall as one transaction. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';

/** Runs a part of a firm's transaction under the system role; the firm's own role is back afterwards. */
export async function asSystem<T>(tx: Tx, work: () => Promise<T>): Promise<T> {
  await sql`select set_config('role', 'matterline_system', true)`.execute(tx);
  const result = await work();
  await sql`select set_config('role', 'matterline_app', true)`.execute(tx);
  return result;
}

/** Runs a part of a transaction of the system role as the program inside a firm. */
export async function insideFirm<T>(tx: Tx, firmId: string, work: () => Promise<T>): Promise<T> {
  await sql`select set_config('role', 'matterline_app', true), set_config('app.firm_id', ${firmId}, true),
    set_config('app.staff_id', '', true)`.execute(tx);
  const result = await work();
  await sql`select set_config('role', 'matterline_system', true)`.execute(tx);
  return result;
}

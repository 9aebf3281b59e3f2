/** The walls of the database: policies, grants and what they stand on, made by `after-each.sql`. */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { type Kysely, sql, type Transaction } from 'kysely';

const file = new URL('../../../migrations/after-each.sql', import.meta.url);

/**
 * Makes the walls, unless exactly these stand. Making them locks every table, for which the copies that work would have to wait
 * at each start of another. A remark on the migrator's table says what was made, of which file; what stands is looked at all the
 * same, since an older copy, a restored dump or a person may have put up other ones.
 */
export async function buildWalls(db: Kysely<unknown>): Promise<void> {
  const text = await readFile(file, 'utf8');
  const wanted = createHash('sha256').update(text).digest('hex');
  await db.transaction().execute(async (trx) => {
    // Two starting processes must not rewrite policies at the same moment ("tuple concurrently updated").
    await sql`select pg_advisory_xact_lock(7021201)`.execute(trx);
    const { rows } = await sql<{ made: string | null }>`
      select obj_description('migrations'::regclass, 'pg_class') as made`.execute(trx);
    if (rows[0]?.made === `${wanted} ${await whatStands(trx)}`) return;
    await sql.raw(text).execute(trx);
    await sql.raw(`comment on table migrations is '${wanted} ${await whatStands(trx)}'`).execute(trx);
  });
}

/** A digest of all that keeps rows apart: a new table, a policy, a grant or a function more or less, and it is another. */
async function whatStands(trx: Transaction<unknown>): Promise<string> {
  const { rows } = await sql<{ digest: string }>`
    with stands(line) as (
      select concat_ws(' ', 'policy', tablename, policyname, permissive, roles, cmd, qual, with_check)
        from pg_policies where schemaname = 'public'
      union all select concat_ws(' ', 'table', relname, relrowsecurity, relforcerowsecurity, relacl)
        from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'S', 'v', 'm')
      union all select concat_ws(' ', 'column', c.relname, a.attname, a.attacl)
        from pg_attribute a join pg_class c on c.oid = a.attrelid
        where c.relnamespace = 'public'::regnamespace and a.attacl is not null
      union all select concat_ws(' ', 'trigger', pg_get_triggerdef(t.oid))
        from pg_trigger t join pg_class c on c.oid = t.tgrelid
        where c.relnamespace = 'public'::regnamespace and not t.tgisinternal
      union all select concat_ws(' ', 'function', p.oid::regprocedure, p.prosecdef, p.proconfig, p.proacl, p.prosrc)
        from pg_proc p where p.pronamespace = 'public'::regnamespace
      union all select concat_ws(' ', 'match', proleakproof)
        from pg_proc where oid = 'pg_catalog.ts_match_vq(tsvector, tsquery)'::regprocedure)
    select encode(sha256(convert_to(string_agg(line, E'\n' order by line collate "C"), 'UTF8')), 'hex') as digest from stands`.execute(
    trx,
  );
  return rows[0]?.digest ?? '';
}

import type pg from 'pg';

/**
 * Contacts with ten numbers each and one open matter, until there are `to` numbers: made by the database itself. Without
 * the triggers that check each reference, as a restored backup comes in: ten million are there in minutes.
 */
export async function fillNumbers(direct: pg.Pool, firmId: string, from: number, to: number): Promise<void> {
  const chunk = 500_000;
  const client = await direct.connect();
  try {
    await client.query('set session_replication_role = replica; set synchronous_commit = off');
    for (let n = from; n < to; n += chunk) {
      await client.query(
        `with people as (select g, uuidv7() as id, uuidv7() as matter_id from generate_series($2::bigint / 10, $3::bigint / 10) as g),
          made as (insert into contacts (firm_id, id, kind, last_name, display_name) select $1, id, 'person', 'Contact ' || g, 'Contact ' || g from people),
          opened as (insert into matters (firm_id, id, number, title) select $1, matter_id, 'M' || g, 'Matter ' || g from people),
          joined as (insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) select $1, matter_id, id, 'client', true from people)
         insert into contact_numbers (firm_id, id, contact_id, raw, part, e164)
         select $1, uuidv7(), p.id, e.e164, e.e164, e.e164
         from people p, lateral (select '+44' || (7000000000 + p.g * 10 + d) as e164 from generate_series(0, 9) as d) as e`,
        [firmId, n, Math.min(to, n + chunk) - 1],
      );
    }
    // As autovacuum does within a minute of such a change.
    await client.query('vacuum analyze contact_numbers, contacts, matters, matter_parties');
    // What was written goes to disk now, and not while the look-ups are timed.
    await client.query('checkpoint');
  } finally {
    // Not back to the pool with these settings.
    client.release(true);
  }
}

import type pg from 'pg';

/** Fills the ledger with past interactions, log entries and fees, made by the database itself: rows of the usual size. */
export async function fillInteractions(
  direct: pg.Pool,
  firmId: string,
  sourceId: string,
  staffId: string,
  count: number,
): Promise<void> {
  const chunk = 50_000;
  const { rows } = await direct.query<{ email: string }>('select email from staff_members where id = $1', [
    staffId,
  ]);
  const email = rows[0]?.email ?? null;
  const values = (n: number) => [firmId, sourceId, staffId, n, Math.min(count, n + chunk - 1), email];
  for (let n = 1; n <= count; n += chunk) {
    await direct.query(
      `with made as (
         select g, uuidv7() as id, uuidv7() as raw_id, uuidv7() as entry_id, uuidv7() as fee_id,
           now() - make_interval(mins => g) as at, '+4471' || lpad((g % 100000)::text, 8, '0') as number
         from generate_series($4::int, $5::int) as g),
       interactions_made as (
         insert into interactions (firm_id, id, source_id, kind, direction, outcome, ended, started_at, ended_at, talk_seconds, total_seconds,
           external_e164, external_raw, external_name, staff_id, assembled, search, last_observed_at)
         select $1, id, $2, 'call', 'inbound', 'answered', true, at, at + interval '5 minutes', 280, 300, number, number, 'Past caller', $3,
           jsonb_build_object('kind', 'call', 'direction', 'inbound', 'staffParties', jsonb_build_array(jsonb_build_object(
             'providerUserId', null, 'name', 'Tom Reid', 'email', $6::text, 'extension', null, 'e164', null, 'talkSeconds', 280, 'answered', true, 'staffId', $3::uuid)),
             'segments', jsonb_build_array(jsonb_build_object('legId', g::text, 'label', 'Tom Reid', 'talkSeconds', 280)), 'filler', repeat('x', 700)),
           array_to_tsvector(array['past', 'caller', 'c' || (g % 5000), '#' || substr(number, 2), '#' || substr(number, 4), '#' || substr(number, 6), '#' || substr(number, 8)]), at
         from made),
       observed as (insert into observations (firm_id, interaction_id, raw_event_id, number, observation) select $1, id, raw_id, 0, jsonb_build_object('kind', 'call', 'legId', g::text, 'filler', repeat('y', 500)) from made),
       linked as (insert into session_links (firm_id, source_id, link, interaction_id) select $1, $2, 'call past:' || g, id from made),
       raw as (insert into raw_events (firm_id, id, source_id, event_key, origin, raw_body) select $1, raw_id, $2, 'id:past-' || g, 'webhook', convert_to(repeat('z', 1400), 'utf8') from made)
       insert into log_entries (firm_id, id, interaction_id, destination, state, reason, record_kind, record_id, staff_id, assignee_id, reference, why, decision, started_at, decided_at, written_at)
       select $1, entry_id, id, 'embedded', 'logged', 'one_matter', 'task', fee_id, $3, $3, 'PAST-' || g, '{"rule":"one_matter","candidates":[]}', jsonb_build_object('key', repeat('k', 120), 'records', '[]'::jsonb), at, at, at from made`,
      values(n),
    );
  }
  await direct.query('vacuum analyze');
}

import type pg from 'pg';
import { newId } from '../server/platform/ids.ts';
import type { BenchWorld } from './bench-database.ts';

const batch = 500;

/**
 * The same row changes as the pipeline makes for a call that becomes a task, by one statement a table and batch, with
 * values made beforehand: what PostgreSQL and its disk allow here. Answers interactions a second.
 */
export async function bareBatches(direct: pg.Pool, world: BenchWorld, count: number): Promise<number> {
  const client = await direct.connect();
  const { firmId, staffId } = world;
  const sourceId = world.source.id;
  let spent = 0;
  try {
    for (let start = 0; start < count; start += batch) {
      const ids = Array.from({ length: batch }, newId);
      const values = [firmId, sourceId, staffId, ids];
      const raw = [firmId, sourceId, ids.map(newId)];
      await client.query(
        `with s as (insert into raw_events (firm_id, id, source_id, event_key, origin, raw_body) select $1, u, $2, 'bare:' || u, 'webhook', convert_to(repeat('z', 1400), 'utf8') from unnest($3::uuid[]) u returning id)
        insert into pending_events (firm_id, raw_event_id) select $1, id from s`,
        raw,
      );
      const began = performance.now();
      await client.query('begin');
      await client.query({
        name: 'b0',
        text: 'with claimed as (delete from pending_events where firm_id = $1 and raw_event_id = any($2::uuid[]) returning raw_event_id) select r.* from claimed join raw_events r on r.firm_id = $1 and r.id = raw_event_id',
        values: [firmId, raw[2]],
      });
      for (const [index, text] of statements.entries())
        await client.query({ name: `b${index + 1}`, text, values });
      await client.query('commit');
      spent += performance.now() - began;
    }
  } finally {
    client.release();
  }
  return count / (spent / 1000);
}

/** Rows that one interaction changes. */
bareBatches.rows = 'pending event, observation, link, interaction, task, log entry, live event';

const statements = [
  `insert into observations (firm_id, interaction_id, raw_event_id, number, observation) select $1, u, u, 0, jsonb_build_object('kind', 'call', 'filler', repeat('y', 700), 'by', $3::text || $2::text) from unnest($4::uuid[]) u`,
  `insert into session_links (firm_id, source_id, link, interaction_id) select $1, $2, 'call bare:' || u || left($3::text, 0), u from unnest($4::uuid[]) u`,
  `insert into interactions (firm_id, id, source_id, kind, direction, outcome, ended, started_at, ended_at, talk_seconds, total_seconds, external_e164, external_raw, external_name, staff_id, assembled, search, last_observed_at)
   select $1, u, $2, 'call', 'inbound', 'answered', true, now(), now(), 280, 300, '+4470700' || lpad(n::text, 5, '0'), '+4470700' || lpad(n::text, 5, '0'), 'Caller', $3, jsonb_build_object('filler', repeat('x', 1300)),
     array_to_tsvector(array['bare', 'caller', 'b' || n, '#4470700' || n, '#70700' || n, '#700' || n, '#00' || n]), now() from unnest($4::uuid[]) with ordinality as t(u, n)`,
  `insert into tasks (firm_id, id, assignee_id, subject, description, log_entry_id) select $1, u, $3, 'Call from Caller, 4 min 40 s', repeat('t', 420) || left($2::text, 0), u from unnest($4::uuid[]) u`,
  `insert into log_entries (firm_id, id, interaction_id, destination, state, reason, record_kind, record_id, staff_id, reference, why, decision, started_at, decided_at, written_at)
   select $1, u, u, 'embedded', 'logged', 'several_matters', 'task', u, $3, 'B-' || u || left($2::text, 0), jsonb_build_object('rule', 'otherwise', 'filler', repeat('w', 500)), jsonb_build_object('key', repeat('k', 200)), now(), now(), now() from unnest($4::uuid[]) u`,
  `with counter as (update firms set event_seq = event_seq + 500 where id = $1 returning event_seq)
   insert into events (firm_id, seq, type, subject_id) select $1, counter.event_seq - 500 + n, 'interaction.changed' || left($2::text || $3::text, 0), u from counter, unnest($4::uuid[]) with ordinality as t(u, n)`,
];

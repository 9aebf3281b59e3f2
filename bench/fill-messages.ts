import type pg from 'pg';

/** How a firm of the benchmark is made. */
export interface MessagesPlan {
  firmId: string;
  staffId: string;
  messages: number;
  /** One message in so many has a file. */
  fileEvery: number;
}

/** Messages in one conversation, on average. */
export const inConversation = 125;
/** Different words, by Zipf: the n-th is 1/n as frequent as the first. */
const vocabulary = 200_000;
const chunk = 200_000;

/** Different texts; each is sent again and again, so that words keep their frequencies and millions are there in minutes. */
const texts = 100_000;
const longTexts = 10_000;

/** Words drawn by Zipf's law, as in real texts: messages of ten to fifty, files of three hundred. */
export async function makeTexts(direct: pg.Pool): Promise<void> {
  for (const [table, count, least] of [
    ['bench_texts', texts, 10],
    ['bench_long_texts', longTexts, 300],
  ] as const) {
    await direct.query(`create unlogged table ${table} as
      select k, body, to_tsvector('simple', body) as search from generate_series(0, ${count - 1}) k cross join lateral (
        select string_agg('w' || floor(exp(random() * ln(${vocabulary})))::int, ' ') as body
        from generate_series(1, ${least} + k % 41)) t`);
    await direct.query(`alter table ${table} add primary key (k)`);
    await direct.query(`analyze ${table}`);
  }
}

export async function dropTexts(direct: pg.Pool): Promise<void> {
  await direct.query('drop table bench_texts, bench_long_texts');
}

/**
 * Matters, conversations with staff and clients, messages over five years, files: made by the database itself and without the
 * triggers that check each reference, as a restored backup comes in.
 */
export async function fillMessages(direct: pg.Pool, plan: MessagesPlan): Promise<void> {
  const client = await direct.connect();
  const conversations = Math.ceil(plan.messages / inConversation);
  try {
    await client.query('set session_replication_role = replica; set synchronous_commit = off');
    await makeConversations(client, plan, conversations);
    for (let from = 0; from < plan.messages; from += chunk) {
      const to = Math.min(plan.messages, from + chunk);
      await makeMessages(client, plan, { from, to, conversations });
      await makeFiles(client, plan, { from, to, conversations });
    }
  } finally {
    // Not back to the pool with these settings, nor with its temporary table.
    client.release(true);
  }
}

interface Piece {
  from: number;
  to: number;
  conversations: number;
}

/** One matter in fifty is walled off from everybody; the person who searches takes part in every tenth conversation. */
async function makeConversations(
  client: pg.PoolClient,
  { firmId, staffId }: MessagesPlan,
  conversations: number,
): Promise<void> {
  await client.query(
    `create temp table made as select g as n, uuidv7() as id, uuidv7() as matter_id, uuidv7() as contact_id, uuidv7() as client_id
       from generate_series(0, $1::int - 1) g`,
    [conversations],
  );
  await client.query('create unique index on made (n); analyze made');
  await client.query(
    `insert into matters (firm_id, id, number, title, restricted) select $1, matter_id, 'B' || n, 'Matter ' || n, n % 50 = 7 from made`,
    [firmId],
  );
  await client.query(
    `insert into contacts (firm_id, id, kind, last_name, display_name) select $1, contact_id, 'person', 'Client ' || n, 'Client ' || n from made`,
    [firmId],
  );
  await client.query(
    `insert into portal_users (firm_id, id, contact_id, email, created_at, updated_at)
       select $1, client_id, contact_id, 'client' || n || '@example.com', now(), now() from made`,
    [firmId],
  );
  await client.query(
    `insert into conversations (firm_id, id, kind, matter_id, class, state, staff_ids, created_at, updated_at)
       select $1, id, 'external', matter_id, 'privileged', 'open',
         case when n % 10 = 3 then array[$2::uuid] else array[]::uuid[] end, now(), now() from made`,
    [firmId, staffId],
  );
  await client.query(
    `insert into participants (firm_id, id, conversation_id, portal_user_id, from_seq, joined_at, from_event)
       select $1, uuidv7(), id, client_id, 1, now(), 0 from made`,
    [firmId],
  );
}

const sentAt = (all: string) =>
  `now() - interval '5 years' + (m.n::float8 / ${all}::float8) * interval '5 years'`;

/** One of the texts, which one has nothing to do with where or when it is sent. */
const textOf = (table: string, count: number) => `join ${table} t on t.k = (m.n::bigint * 48271) % ${count}`;

/** The n-th message stands in conversation n modulo their number; ten to fifty words, the newest last. */
async function makeMessages(
  client: pg.PoolClient,
  { firmId, staffId, messages }: MessagesPlan,
  { from, to, conversations }: Piece,
): Promise<void> {
  await client.query(
    `insert into messages (firm_id, conversation_id, seq, id, author_staff_id, author_portal_user_id, body, search, created_at)
     select $1, c.id, m.n / $4::int + 1, uuidv7(), case when m.n % 2 = 0 then $5::uuid end,
       case when m.n % 2 = 1 then c.client_id end, t.body, t.search, ${sentAt('$6')}
     from generate_series($2::int, $3::int - 1) as m(n) join made c on c.n = m.n % $4::int
     ${textOf('bench_texts', texts)}`,
    [firmId, from, to, conversations, staffId, messages],
  );
}

/** PDFs of some three hundred words, in conversations of every kind. */
async function makeFiles(
  client: pg.PoolClient,
  { firmId, messages, fileEvery }: MessagesPlan,
  { from, to, conversations }: Piece,
): Promise<void> {
  await client.query(
    `with sent as materialized (
       select c.id as conversation_id, m.n / $4::int + 1 as seq, uuidv7() as id, m.n, ${sentAt('$5')} as at, t.body, t.search
       from generate_series($2::int, $3::int - 1) as m(n) join made c on c.n = m.n % $4::int
       ${textOf('bench_long_texts', longTexts)} where (m.n + m.n / $4::int) % $6::int = 0),
     filed as (
       insert into attachments (firm_id, conversation_id, seq, id, position, name, size_bytes, sha256, content_type, verdict, created_at)
       select $1, conversation_id, seq, id, 1, 'file ' || n || '.pdf', 1000, sha256(id::text::bytea), 'application/pdf', 'clean', at from sent)
     insert into file_words (firm_id, file_id, conversation_id, seq, file_type, body, search, state, due_at, created_at)
       select $1, id, conversation_id, seq, 'pdf', body, to_tsvector('simple', 'file ' || n || ' pdf') || search, 'read', at, at from sent`,
    [firmId, from, to, conversations, messages, fileEvery],
  );
}

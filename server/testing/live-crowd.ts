/** Many people of a portal at once, each with a session and a conversation; and plain sockets that listen for them. */
import { connect, type Socket } from 'node:net';
import type pg from 'pg';

/**
 * So many people outside, each in a conversation with one of the firm. Their sessions' tokens are `token-1`, `token-2` …, of a
 * second firm in the same database from `first` on.
 */
export async function furnishCrowd(
  pool: pg.Pool,
  { firmId, staffId }: { firmId: string; staffId: string },
  count: number,
  first = 1,
): Promise<{ conversationIds: string[] }> {
  const people = `select n, ('0198c0de-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid as id from generate_series(${first}, ${first + count - 1}) n`;
  const given = [firmId];
  await pool.query(
    `insert into contacts (firm_id, id, kind, first_name, last_name, display_name) select $1, id, 'person', 'Cleo', 'Client', 'Cleo Client' from (${people}) p`,
    given,
  );
  await pool.query(
    `insert into portal_users (firm_id, id, contact_id, email, created_at, updated_at) select $1, id, id, n || '@example.com', now(), now() from (${people}) p`,
    given,
  );
  await pool.query(
    `insert into portal_accounts (id, email, created_at) select id, n || '@example.com', now() from (${people}) p`,
  );
  await pool.query(
    `insert into portal_logins (account_id, firm_id, portal_user_id, created_at) select id, $1, id, now() from (${people}) p`,
    given,
  );
  await pool.query(
    `insert into portal_sessions (id, account_id, token_hash, active_firm_id, active_portal_user_id, trusted, proven_at, last_seen_at, created_at, expires_at)
     select id, id, sha256(convert_to('token-' || n, 'UTF8')), $1, id, true, now(), now(), now(), now() + interval '1 day' from (${people}) p`,
    given,
  );
  const matter = await pool.query<{ id: string }>(
    `insert into matters (firm_id, id, number, title) values ($1, gen_random_uuid(), 'C-1', 'A matter') returning id`,
    given,
  );
  const { rows } = await pool.query<{ id: string }>(
    `insert into conversations (firm_id, id, kind, state, matter_id, class, created_at, updated_at)
     select $1, id, 'external', 'open', $2, 'privileged', now(), now() from (${people}) p order by n returning id`,
    [firmId, matter.rows[0]?.id],
  );
  await pool.query(
    `insert into participants (firm_id, id, conversation_id, portal_user_id, joined_at) select $1, gen_random_uuid(), id, id, now() from (${people}) p`,
    given,
  );
  await pool.query(
    `insert into participants (firm_id, id, conversation_id, staff_id, joined_at) select $1, gen_random_uuid(), id, $2, now() from (${people}) p`,
    [firmId, staffId],
  );
  return { conversationIds: rows.map(({ id }) => id) };
}

export interface Listening {
  socket: Socket;
  text(): string;
}

/** Opens the streams of these sessions, a few at a time; all of them listen when it is done. */
export async function listenAll(
  port: number,
  tokens: readonly string[],
  onData?: (n: number, part: string) => void,
): Promise<Listening[]> {
  const all: Listening[] = [];
  const queue = tokens.entries();
  const lane = async () => {
    for (const [n, token] of queue) all[n] = await listen(port, token, (part) => onData?.(n, part));
  };
  await Promise.all(Array.from({ length: 20 }, lane));
  return all;
}

function listen(port: number, token: string, onData: (part: string) => void): Promise<Listening> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1');
    let text = '';
    const listening = { socket, text: () => text };
    socket.on('error', reject);
    socket.setEncoding('latin1').on('data', (part: string) => {
      text += part;
      onData(part);
      if (!text.startsWith('HTTP/1.1 200')) reject(new Error(text));
      else if (text.includes('retry:')) resolve(listening);
    });
    // As much as a browser sends.
    socket.write(
      [
        'GET /portal/api/events HTTP/1.1',
        'Host: matterline.example.com',
        'Connection: keep-alive',
        'Accept: text/event-stream',
        'Cache-Control: no-cache',
        'Accept-Language: en-GB,en;q=0.9',
        'Accept-Encoding: gzip, deflate, br, zstd',
        'User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36',
        'Sec-Fetch-Dest: empty',
        'Sec-Fetch-Mode: cors',
        'Sec-Fetch-Site: same-origin',
        'Referer: https://matterline.example.com/portal',
        `Cookie: matterline-portal=${token}`,
        '\r\n',
      ].join('\r\n'),
    );
  });
}

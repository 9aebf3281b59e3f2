/** What must not simply go on in a restored copy: the program that the backup was made of went on after it. */
import pg from 'pg';

/** An owner who is no superuser is behind the walls, too. */
const tables = [
  'outbox',
  'imports',
  'connections',
  'destination_writes',
  'log_entries',
  'webhook_endpoints',
  'chases',
] as const;

const statements = [
  `update outbox set state = 'failed', error = 'It was waiting when the backup was made, and may have been sent since.'
   where state = 'queued'`,
  `update imports set state = 'cancelled' where state = 'running'`,
  `update log_entries e set state = 'failed', review = coalesce(e.review, 'failed')
   where e.state = 'pending' and exists (select 1 from destination_writes w where w.firm_id = e.firm_id
     and w.log_entry_id = e.id and w.state in ('waiting', 'sending', 'unknown', 'confirming'))`,
  // As if each had been sent: who drives it again has it looked for by its reference before it is written.
  `update destination_writes set state = 'failed', failure = 'restored', sent_at = coalesce(sent_at, now()),
     detail = 'It was waiting when the backup was made, and may have been written since. Look there before you try it again.'
   where state in ('waiting', 'sending', 'unknown', 'confirming')`,
  `update connections set status = 'paused',
     status_detail = 'This is a restored copy. What came after the backup may be logged there already: look before you let it write again.'
   where status in ('active', 'connecting')`,
  `update webhook_endpoints set status = 'paused', lease = null, leased_until = null,
     status_detail = 'This is a restored copy. What waits here may have been sent since; switch it on to send it.'
   where status = 'active'`,
  `update chases set state = 'stopped', stopped_why = 'person', due_at = null where state = 'running'`,
];

/**
 * The queue is not in a backup, and what waited in the tables was perhaps done since: mails, imports and writes to practice
 * systems end here, and each connection and webhook endpoint is paused, and
 * clients get no reminders. A person decides what is done again.
 */
export async function endWhatWaited(connection: pg.PoolConfig): Promise<void> {
  const client = new pg.Client(connection);
  await client.connect();
  try {
    await client.query('begin');
    for (const table of tables) await client.query(`alter table ${table} no force row level security`);
    for (const statement of statements) await client.query(statement);
    for (const table of tables) await client.query(`alter table ${table} force row level security`);
    await client.query('commit');
  } finally {
    await client.end();
  }
}

import pg from 'pg';
import { startEmbeddedPostgres } from './embedded.ts';

/**
 * A small program for `embedded.test.ts`: starts PostgreSQL on the folder that it is given, adds a row, and prints one
 * line of JSON (or the refusal). `polite` stops PostgreSQL on SIGTERM; `rude` knows nothing of signals.
 */
const [dataFolder = '', manners = 'polite'] = process.argv.slice(2);
const lines: string[] = [];
try {
  const server = await startEmbeddedPostgres({ dataFolder, log: (line) => lines.push(line) });
  const client = new pg.Client(server.connection);
  client.on('error', () => undefined);
  await client.connect();
  await client.query('create table if not exists starts (id int generated always as identity)');
  await client.query('insert into starts default values');
  const { rows } = await client.query('select count(*)::int as starts from starts');
  console.log(
    JSON.stringify({ pid: server.pid, host: server.connection.host, starts: rows[0].starts, lines }),
  );
  if (manners === 'polite') {
    process.once('SIGTERM', () => {
      void server.stop().then(() => process.exit(0));
    });
  }
  void server.lost.then((reason) => {
    console.error(reason);
    process.exit(3);
  });
} catch (error) {
  console.log(JSON.stringify({ refused: error instanceof Error ? error.message : String(error) }));
  process.exit(2);
}

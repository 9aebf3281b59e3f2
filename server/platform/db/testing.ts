import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import pg from 'pg';
import { inject } from 'vitest';
import { z } from 'zod';

/** One test file's own database. `url` and `connection` say the same; `drop` cuts whoever is still connected. */
export type TestDatabase = { url: string; connection: pg.PoolConfig; drop(): Promise<void> };

export type OpenTestDatabase = { connection: pg.PoolConfig; client: pg.Client; close(): Promise<void> };

/** What `testing-server.ts` answers: a server where databases can be made, and the migrated one to copy. */
export const testServerSchema = z.discriminatedUnion('ok', [
  z.object({ ok: z.literal(true), adminUrl: z.string(), template: z.string() }),
  z.object({ ok: z.literal(false), reason: z.string() }),
]);

declare module 'vitest' {
  interface ProvidedContext {
    /** The socket that `testing-server.ts` answers on. */
    testDatabaseSocket: string;
  }
}

/**
 * A new database with the newest schema and no rows, in about 50 ms. PostgreSQL starts when the first test of a run asks
 * for it, so pure tests never wait for it; `TEST_DATABASE_URL` names a server to use instead.
 */
export async function createTestDatabase(): Promise<TestDatabase> {
  const server = testServerSchema.parse(JSON.parse(await ask(inject('testDatabaseSocket'))));
  if (!server.ok) throw new Error(`No test database: ${server.reason}`);
  const name = `test_${randomUUID().replaceAll('-', '')}`;
  await runOn(server.adminUrl, `create database ${name} template ${server.template}`);
  const url = withDatabase(server.adminUrl, name);
  return {
    url,
    connection: { connectionString: url },
    drop: () => runOn(server.adminUrl, `drop database if exists ${name} with (force)`),
  };
}

/** The same with its owner's connection; `close` ends that and drops the database. */
export async function openTestDatabase(): Promise<OpenTestDatabase> {
  const database = await createTestDatabase();
  const client = new pg.Client(database.connection);
  await client.connect();
  const close = async () => {
    await client.end();
    await database.drop();
  };
  return { connection: database.connection, client, close };
}

/** Runs one statement on a connection of its own. */
export async function runOn(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

/** The same server's address with another database's name. */
export function withDatabase(url: string, database: string): string {
  return url.replace(/^(\w+:\/\/[^/]*\/)[^?]*/, `$1${database}`);
}

async function ask(socketPath: string): Promise<string> {
  const socket = connect(socketPath);
  socket.setEncoding('utf8');
  let answer = '';
  for await (const part of socket) answer += String(part);
  return answer;
}

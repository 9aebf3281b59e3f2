import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import type { z } from 'zod';
import { type EmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { isAlive } from './embedded-process.ts';
import { migrate } from './migrate.ts';
import { runOn, type testServerSchema, withDatabase } from './testing.ts';

const FOLDER_PREFIX = 'matterline-test-';

type Answer = z.infer<typeof testServerSchema>;

/**
 * Vitest's global setup: one PostgreSQL for the whole run, started by the first test file that asks on the socket (the
 * files run in processes of their own), with one migrated database that every file's own is copied from.
 */
export default async function setUp(project: TestProject): Promise<() => Promise<void>> {
  await sweep();
  const folder = await mkdtemp(join(tmpdir(), `${FOLDER_PREFIX}${process.pid}-`));
  // As root PostgreSQL runs under another account, which must be able to enter.
  await chmod(folder, 0o711);
  const server = new TestServer(join(folder, 'postgres'));
  const socketPath = join(folder, 'ask');
  const listener = createServer((socket) => {
    // A test file that was stopped in the meantime needs no answer.
    socket.on('error', () => socket.destroy());
    void server.answer().then((answer) => socket.end(JSON.stringify(answer)));
  });
  await new Promise<void>((resolve) => listener.listen(socketPath, resolve));
  project.provide('testDatabaseSocket', socketPath);
  return async () => {
    listener.close();
    await server.stop();
    await rm(folder, { recursive: true, force: true });
  };
}

/** Removes the folders of runs that were killed: their names tell the process, and their PostgreSQL ended with it. */
async function sweep(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = new RegExp(`^${FOLDER_PREFIX}(\\d+)-`).exec(name)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(tmpdir(), name), { recursive: true, force: true });
  }
}

class TestServer {
  readonly #folder: string;
  readonly #template = `template_${randomUUID().replaceAll('-', '')}`;
  #started: Promise<Answer> | undefined;
  #embedded: EmbeddedPostgres | undefined;
  #adminUrl: string | undefined;

  constructor(folder: string) {
    this.#folder = folder;
  }

  answer(): Promise<Answer> {
    this.#started ??= this.#start().catch((error: unknown) => ({
      ok: false,
      reason: error instanceof Error ? error.message : String(error),
    }));
    return this.#started;
  }

  async #start(): Promise<Answer> {
    this.#adminUrl = process.env.TEST_DATABASE_URL || (await this.#startEmbedded());
    await runOn(this.#adminUrl, `create database ${this.#template}`);
    await migrate({ connection: { connectionString: withDatabase(this.#adminUrl, this.#template) } });
    return { ok: true, adminUrl: this.#adminUrl, template: this.#template };
  }

  async #startEmbedded(): Promise<string> {
    this.#embedded = await startEmbeddedPostgres({
      dataFolder: this.#folder,
      durable: false,
      log: () => undefined,
    });
    const { host, port, user, database } = this.#embedded.connection;
    return `postgresql://${user}@localhost/${database}?host=${encodeURIComponent(host)}&port=${port}`;
  }

  async stop(): Promise<void> {
    await this.#started;
    if (this.#embedded) await this.#embedded.stop();
    else if (this.#adminUrl)
      await runOn(this.#adminUrl, `drop database if exists ${this.#template} with (force)`);
  }
}

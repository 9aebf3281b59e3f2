import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Three groups, told apart by what a test file uses and not by its name:
 * - `unit`: pure functions, all in one thread per core without isolation, so hundreds take about a second;
 * - `server`: whatever starts processes, listens, or wants a database: a process per file;
 * - `e2e`: the browser.
 * PostgreSQL starts when the first file asks for a database (`createTestDatabase`), so `unit` alone never pays for it.
 */
const SERVER_MARKS =
  /createTestDatabase|startEmbeddedPostgres|testing\.ts'|testing\/app\.ts'|-world\.ts'|from '(?:fastify|pg|kysely|prom-client)'|node:(?:child_process|http|net)|createServer|process\.env/;

const FOLDERS = ['server', 'simulators', 'bench', 'demo', 'scripts', 'migrations', 'web', 'acceptance'];

// No globSync: an editor may load this file with a Node that lacks it.
const all = FOLDERS.filter((folder) => existsSync(folder)).flatMap((folder) =>
  readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((file) => /\.test\.tsx?$/.test(file))
    .map((file) => join(folder, file)),
);
const server = all.filter((file) => SERVER_MARKS.test(readFileSync(file, 'utf8')));

export default defineConfig({
  test: {
    globalSetup: ['server/platform/db/testing-server.ts'],
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: FOLDERS.map((folder) => `${folder}/**/*.test.{ts,tsx}`),
          exclude: ['**/node_modules/**', ...server],
          globalSetup: [],
          pool: 'threads',
          isolate: false,
          sequence: { groupOrder: 0 },
        },
      },
      {
        extends: true,
        test: {
          name: 'server',
          // A pattern that matches nothing keeps the group valid while no file needs it.
          include: server.length > 0 ? server : ['server/nothing-yet.test.ts'],
          globalSetup: [],
          pool: 'forks',
          // Every core: these wait for PostgreSQL and for time to pass more than they reckon.
          maxWorkers: availableParallelism(),
          testTimeout: 30_000,
          hookTimeout: 60_000,
          sequence: { groupOrder: 1 },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          include: ['e2e/**/*.test.ts'],
          globalSetup: [],
          pool: 'forks',
          // Each has a server, a database and a browser, which keep two cores busy: side by side they only wait longer.
          maxWorkers: Math.max(1, Math.min(4, Math.floor(availableParallelism() / 2))),
          testTimeout: 180_000,
          // As long as a page may take to show something on a busy machine.
          expect: { poll: { timeout: 20_000 } },
          hookTimeout: 120_000,
          sequence: { groupOrder: 2 },
        },
      },
    ],
  },
});

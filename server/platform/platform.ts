import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from './clock.ts';
import type { Database } from './db/database.ts';
import type { FileStore } from './file-store.ts';
import type { Jobs } from './jobs.ts';
import type { LiveHub } from './live-events.ts';
import type { Secrets } from './secrets.ts';

/** The mechanisms that features are built on, wired once at start (context.ts) and passed in. */
export interface Platform {
  database: Database;
  files: FileStore;
  jobs: Jobs;
  live: LiveHub;
  secrets: Secrets;
  clock: Clock;
  /** For calls to other systems; guarded where a user can set the address. */
  fetch: typeof globalThis.fetch;
  /** Files may be fetched from this machine: simulators of the demo and of tests. Never with real outsiders. */
  allowLoopback: boolean;
  /** Services inside our own network that the operator lets firms name, by origin. */
  privateServices: readonly string[];
  logger: FastifyBaseLogger;
  publicUrl: URL;
  smtpUrl: string | null;
  /** Stands as sender of texts where a firm has no word of its own. */
  textSenderWord: string | null;
}

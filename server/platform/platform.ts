import type { FastifyBaseLogger } from 'fastify';
import type { Clock } from './clock.ts';
import type { Database } from './db/database.ts';
import type { FileStore } from './file-store.ts';
import type { Jobs } from './jobs.ts';
import type { LiveHub } from './live-events.ts';
import type { Secrets } from './secrets.ts';

/** Where the scanner listens, and how much it was set up to look at. */
export interface Clamd {
  url: URL;
  /** Its `MaxFileSize` and `StreamMaxLength`, and its `MaxScanSize`, in bytes. */
  maxFileBytes: number;
  maxScanBytes: number;
}

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
  /** Where files are handed out: an origin of its own, which knows no cookies. */
  filesUrl: URL;
  /** ClamAV's daemon; null: none is set up, and files are `unscanned`. */
  clamd: Clamd | null;
  smtpUrl: string | null;
  /** A folder outside the database where the ends of audit logs are noted. */
  anchorFolder: string;
  /** Stands as sender of texts where a firm has no word of its own. */
  textSenderWord: string | null;
}

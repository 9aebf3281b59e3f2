import type { FastifyInstance } from 'fastify';
import type { Tx } from './db/database.ts';
import type { BoundRoute } from './http/contract.ts';
import type { JobKind } from './jobs.ts';
import type { Platform } from './platform.ts';

/** What a new firm is known by while features add its first rows. */
export interface NewFirm {
  id: string;
  country: string;
  timeZone: string;
  currency: string;
}

/** What one feature brings to the program; every part is optional. */
export interface Feature {
  routes?: readonly BoundRoute[];
  /** Kinds of background jobs, worked off in processes with the role `worker`. */
  jobs?: readonly JobKind[];
  /** Adds addresses that machines call, without what the HTTP server does for browsers: webhooks. */
  receive?(app: FastifyInstance): Promise<void>;
  /** Adds to the HTTP server what is no declared route: uploads. */
  extend?(app: FastifyInstance): Promise<void>;
  /** Adds to the origin of files, which knows no cookies and no sessions. */
  serve?(app: FastifyInstance): Promise<void>;
  /** Starts loops in processes with the role `worker`; they end with the program. */
  work?(): { stop(): Promise<void> } | Promise<{ stop(): Promise<void> }>;
  /** The first rows of a new firm, in the transaction that makes it. */
  onFirmCreated?(tx: Tx, firm: NewFirm): Promise<void>;
}

/** Made once at start with the platform; a line per feature stands in `server/feature-list.ts`. */
export type FeatureFactory = (platform: Platform) => Feature;

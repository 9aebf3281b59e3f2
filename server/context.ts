import { join } from 'node:path';
import type { FastifyBaseLogger, FastifyInstance } from 'fastify';
import type pg from 'pg';
import { pino } from 'pino';
import type { Config } from './config.ts';
import { createAuditLogFeature } from './features/audit-log/index.ts';
import { createFirmsFeature } from './features/firms/index.ts';
import { createLiveFeature } from './features/live/index.ts';
import { getLook } from './features/portal-look/index.ts';
import { createPortalAuthenticator, createPortalRealm } from './features/portal-sign-in/index.ts';
import {
  createAuthenticator,
  createSignIn,
  createStaffFeature,
  createStaffRealm,
  type FirmSeeds,
  type SignIn,
} from './features/staff/index.ts';
import { cleanupJob } from './platform/cleanup.ts';
import { type Clock, systemClock } from './platform/clock.ts';
import { createDatabase, type Database } from './platform/db/database.ts';
import type { Feature, FeatureFactory } from './platform/feature.ts';
import { createFolderStore } from './platform/file-store.ts';
import type { BoundRoute } from './platform/http/contract.ts';
import { createFilesServer } from './platform/http/files-server.ts';
import { addProbes, createMetrics } from './platform/http/probes.ts';
import { createHttpServer } from './platform/http/server.ts';
import { createJobs } from './platform/jobs.ts';
import { createLiveHub } from './platform/live-events.ts';
import { mailJob } from './platform/mail.ts';
import type { Platform } from './platform/platform.ts';
import { createContentKeys } from './platform/sealing/content-keys.ts';
import { sealingJob } from './platform/sealing/sealing-job.ts';
import { createSecrets } from './platform/secrets.ts';

/** The whole program, wired but neither listening nor working. */
export interface Context {
  platform: Platform;
  app: FastifyInstance;
  /** The origin of files, which listens on a port of its own. */
  filesApp: FastifyInstance;
  routes: readonly BoundRoute[];
  signIn: SignIn;
  /** The features' first rows of a new firm. */
  seeds: FirmSeeds;
  /** Starts jobs and loops, in a process with the role `worker`. */
  startWork(): Promise<void>;
  /** Ends requests, loops and connections, in this order. */
  close(): Promise<void>;
}

/** What tests and the command line replace. */
export interface Overrides {
  clock?: Clock;
  fetch?: typeof globalThis.fetch;
  logger?: FastifyBaseLogger;
  allowLoopback?: boolean;
  /** How often a live stream asks whether its reader may still listen. */
  heartbeatMs?: number;
  /** Adds to the HTTP server after the features: the web app's files. */
  extend?(app: FastifyInstance, context: { platform: Platform }): Promise<void>;
}

export async function createContext(
  config: Config,
  connection: pg.PoolConfig,
  factories: readonly FeatureFactory[],
  overrides: Overrides = {},
): Promise<Context> {
  // Few connections of its own: a file is also read by who holds one of the others already.
  const keyDatabase = createDatabase({ ...connection, max: 4 }, overrides.clock ?? systemClock);
  const platform = await createPlatform(config, connection, keyDatabase, overrides);
  const signIn = createSignIn(platform);
  const seeds: NonNullable<Feature['onFirmCreated']>[] = [];
  const features = [
    createFirmsFeature(platform),
    createStaffFeature(platform, signIn, seeds),
    createAuditLogFeature(platform),
    ...factories.map((create) => create(platform)),
  ];
  seeds.push(...features.flatMap((feature) => feature.onFirmCreated?.bind(feature) ?? []));
  const jobs = [
    mailJob(platform, async (tx, firmId) => {
      const { firmName: name, accent } = await getLook(tx, firmId);
      return { name, accent };
    }),
    cleanupJob(platform),
    sealingJob(platform),
    ...features.flatMap((feature) => feature.jobs ?? []),
  ];
  await platform.jobs.declare(jobs);
  const authenticate = createAuthenticator(platform, signIn);
  const live = createLiveFeature(
    platform,
    { staff: createStaffRealm(platform, signIn), portal: createPortalRealm(platform) },
    overrides.heartbeatMs,
  );
  const routes = [...features, live].flatMap((feature) => feature.routes ?? []);
  const metrics = createMetrics(platform, live.count);
  const app = await createHttpServer({
    database: platform.database,
    logger: platform.logger,
    routes,
    authenticate,
    authenticatePortal: createPortalAuthenticator(platform),
    publicUrl: config.publicUrl,
    filesUrl: platform.filesUrl,
    trustProxy: config.trustProxy,
    checkAnswers: !config.production,
    onAnswer: metrics.count,
    async receive(server) {
      for (const feature of features) await feature.receive?.(server);
    },
    async extend(server) {
      await addProbes(server, platform, metrics);
      for (const feature of features) await feature.extend?.(server);
      await overrides.extend?.(server, { platform });
    },
  });
  const filesApp = await createFilesServer({
    logger: platform.logger,
    trustProxy: config.trustProxy,
    onAnswer: metrics.count,
    async serve(server) {
      for (const feature of features) await feature.serve?.(server);
    },
  });
  const loops: { stop(): Promise<void> }[] = [];
  return {
    platform,
    app,
    filesApp,
    routes,
    signIn,
    seeds,
    async startWork() {
      await platform.jobs.work(jobs);
      for (const feature of features) {
        const loop = await feature.work?.();
        if (loop) loops.push(loop);
      }
    },
    async close() {
      live.stop();
      await app.close();
      await filesApp.close();
      await Promise.all(loops.map((loop) => loop.stop()));
      await platform.jobs.stop();
      await platform.live.close();
      await platform.database.close();
      await keyDatabase.close();
    },
  };
}

async function createPlatform(
  config: Config,
  connection: pg.PoolConfig,
  keyDatabase: Database,
  overrides: Overrides,
): Promise<Platform> {
  const logger = overrides.logger ?? pino({ level: config.logLevel });
  const clock = overrides.clock ?? systemClock;
  const secrets = createSecrets(config.secretKey);
  return {
    database: createDatabase(connection, clock),
    files: createFolderStore(config.storageUrl, createContentKeys(keyDatabase, secrets)),
    jobs: await createJobs({ connection, logger }),
    live: await createLiveHub(connection),
    secrets,
    clock,
    fetch: overrides.fetch ?? globalThis.fetch,
    allowLoopback: overrides.allowLoopback ?? config.demo,
    privateServices: config.privateServices,
    logger,
    publicUrl: config.publicUrl,
    // Its port may be filled in once it listens.
    filesUrl: new URL(config.filesUrl),
    clamd: config.clamd,
    smtpUrl: config.smtpUrl,
    anchorFolder: join(config.dataFolder, 'audit-anchors'),
    textSenderWord: config.textSenderWord,
  };
}

/** A durable embedded PostgreSQL of the benchmark's own, with one firm and one generic source. */
import { chmod, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type pg from 'pg';
import { pino } from 'pino';
import { readConfig } from '../server/config.ts';
import { type Context, createContext } from '../server/context.ts';
import { features } from '../server/feature-list.ts';
import { createSource } from '../server/features/sources/index.ts';
import { createFirm } from '../server/features/staff/index.ts';
import { startEmbeddedPostgres } from '../server/platform/db/embedded.ts';
import { migrate } from '../server/platform/db/migrate.ts';
import { phoneSystems } from '../server/vendors/registry.ts';

export interface BenchWorld {
  connection: pg.PoolConfig;
  context: Context;
  firmId: string;
  staffId: string;
  staffEmail: string;
  source: { id: string; hookPath: string; secret: string };
  folder: string;
  close(): Promise<void>;
}

export async function openWorld(): Promise<BenchWorld> {
  const folder = await mkdtemp(join(tmpdir(), 'matterline-bench-'));
  // PostgreSQL's own account must be able to go there; else the cluster would be put elsewhere, and stay.
  await chmod(folder, 0o711);
  const postgres = await startEmbeddedPostgres({
    dataFolder: join(folder, 'postgres'),
    log: () => undefined,
  });
  await migrate({ connection: postgres.connection });
  const config = readConfig(
    { DATA_DIR: folder, NODE_ENV: 'production', LOG_LEVEL: 'error' },
    { demo: false },
  );
  const context = await createContext(config, postgres.connection, features, {
    logger: pino({ level: 'error' }),
  });
  const staffEmail = 'tom.reid@example.com';
  const first = await addFirm(context, staffEmail);
  return {
    connection: postgres.connection,
    context,
    firmId: first.firmId,
    staffId: first.staffId,
    staffEmail,
    source: first.source,
    folder,
    async close() {
      await context.close();
      await postgres.stop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

export interface BenchFirm {
  firmId: string;
  staffId: string;
  source: BenchWorld['source'];
}

/** A firm with one owner and one generic source. */
export async function addFirm(context: Context, email: string): Promise<BenchFirm> {
  const { firm, staffId } = await createFirm(context, {
    firm: { name: 'Bench & Co', country: 'GB', timeZone: 'Europe/London', currency: 'GBP' },
    owner: { firstName: 'Tom', lastName: 'Reid', email, password: 'correct horse battery' },
  });
  const source = await context.platform.database.firm(firm.id).write((tx) =>
    createSource(tx, {
      platform: context.platform,
      vendors: phoneSystems,
      firmId: firm.id,
      staffId: null,
      kind: 'generic',
      name: 'Bench PBX',
      ownNumbers: ['+442079460001'],
    }),
  );
  return {
    firmId: firm.id,
    staffId,
    source: { id: source.id, hookPath: new URL(source.hookUrl ?? '').pathname, secret: source.secret ?? '' },
  };
}

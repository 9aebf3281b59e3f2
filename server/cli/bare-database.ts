import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type pg from 'pg';
import type { Config } from '../config.ts';
import { findEmbeddedPostgres, startEmbeddedPostgres } from '../platform/db/embedded.ts';
import { CommandError } from './with-platform.ts';

export interface BareDatabase {
  connection: pg.PoolConfig;
  close(): Promise<void>;
}

/** The database as it is, not migrated: of a running program, else started for the command. */
export async function openToRead(config: Config): Promise<BareDatabase> {
  if (config.databaseUrl !== null) return serverAt(config.databaseUrl);
  const dataFolder = join(config.dataFolder, 'postgres');
  if (!existsSync(join(dataFolder, 'cluster')))
    throw new CommandError(`there is no database in ${config.dataFolder}: see that DATA_DIR is right`);
  const running = await findEmbeddedPostgres(dataFolder);
  return running ? { connection: running, close: async () => undefined } : await startIn(dataFolder);
}

/** A database that nobody else uses, made when missing. */
export async function openToFill(config: Config): Promise<BareDatabase> {
  if (config.databaseUrl !== null) return serverAt(config.databaseUrl);
  const dataFolder = join(config.dataFolder, 'postgres');
  if (await findEmbeddedPostgres(dataFolder))
    throw new CommandError(
      `a program runs on ${config.dataFolder}: stop it first, or choose another --data-dir`,
    );
  return await startIn(dataFolder);
}

function serverAt(connectionString: string): BareDatabase {
  return { connection: { connectionString }, close: async () => undefined };
}

async function startIn(dataFolder: string): Promise<BareDatabase> {
  const started = await startEmbeddedPostgres({ dataFolder, log: () => undefined });
  return { connection: started.connection, close: () => started.stop() };
}

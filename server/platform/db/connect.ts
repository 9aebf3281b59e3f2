import { join } from 'node:path';
import type pg from 'pg';
import { findEmbeddedPostgres, startEmbeddedPostgres } from './embedded.ts';
import { migrate } from './migrate.ts';

export interface OpenDatabase {
  connection: pg.PoolConfig;
  /** Resolves with the reason when the embedded PostgreSQL ends unasked; never for a server of its own. */
  lost: Promise<string>;
  /** Stops the embedded PostgreSQL if this call started it. */
  close(): Promise<void>;
}

const never = new Promise<string>(() => undefined);

/**
 * The database of DATABASE_URL, or the embedded one in the data folder, with the newest schema. With `besideProgram`
 * (the command line) the embedded one of a running program is used as it is, and only else started for the command.
 */
export async function openDatabase(
  config: { databaseUrl: string | null; dataFolder: string },
  log: (line: string) => void,
  options: { besideProgram?: boolean } = {},
): Promise<OpenDatabase> {
  if (config.databaseUrl !== null) {
    const connection = { connectionString: config.databaseUrl };
    await migrate({ connection, log });
    return { connection, lost: never, close: async () => undefined };
  }
  const dataFolder = join(config.dataFolder, 'postgres');
  // The program migrated it when it started; doing so again would lock tables under its feet.
  const running = options.besideProgram ? await findEmbeddedPostgres(dataFolder) : undefined;
  if (running) return { connection: running, lost: never, close: async () => undefined };
  const embedded = await startEmbeddedPostgres({ dataFolder, log });
  try {
    await migrate({ connection: embedded.connection, log });
  } catch (error) {
    await embedded.stop();
    throw error;
  }
  return { connection: embedded.connection, lost: embedded.lost, close: () => embedded.stop() };
}

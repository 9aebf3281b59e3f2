import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Command } from 'commander';
import { z } from 'zod';
import { type Config, readConfig } from '../../config.ts';
import { type FirmLedger, verifyLedger } from '../../features/sources/index.ts';
import {
  checkBackup,
  createStoredKeys,
  finishRestore,
  keyFingerprints,
  type Manifest,
  mustKnow,
  restore,
} from '../../platform/backup/index.ts';
import { systemClock } from '../../platform/clock.ts';
import { createDatabase } from '../../platform/db/database.ts';
import { migrate } from '../../platform/db/migrate.ts';
import { createFolderStore } from '../../platform/file-store.ts';
import { createSecrets } from '../../platform/secrets.ts';
import { openToFill } from '../bare-database.ts';
import { print, sayProgress } from '../print.ts';
import { readFlags } from '../read-flags.ts';
import { endWhatWaited } from '../restored-copy.ts';
import { CommandError } from '../with-platform.ts';
import { toldOf } from './backup.ts';
import { failOnBreak } from './verify-ledger.ts';

const flags = z.object({
  from: z.string().min(1),
  dataDir: z.string().min(1).optional(),
  check: z.boolean().default(false),
});

export function register(program: Command): void {
  program
    .command('restore')
    .description('Restores a backup into an empty place and proves that all came back as it was')
    .requiredOption('--from <path>', 'the backup: a folder or a .tar file')
    .option('--data-dir <path>', 'the new data folder (DATA_DIR); a database of your own is DATABASE_URL')
    .option('--check', 'only look whether the backup is whole')
    .action(async (options: unknown, command: Command) => {
      const { from, dataDir, check } = readFlags(flags, options);
      const progress = sayProgress(command);
      const { manifest, key } = await checkBackup(from, progress);
      await mustKnow(manifest.migrations, manifest.program);
      progress(`The backup of ${manifest.madeAt} is whole.`);
      if (check)
        return print(
          command,
          { ok: true, from, ...toldOf(manifest) },
          ({ rows, files }) => `Whole: ${rows} rows, ${files} files.`,
        );
      const env = { ...process.env, ...(dataDir === undefined ? {} : { DATA_DIR: dataDir }) };
      await provideKey(env, manifest, key);
      const config = readConfig(env, { demo: false });
      const firms = await bringBack(config, from, manifest, progress);
      const ok = firms.every(({ broken }) => broken === null);
      const events = firms.reduce((sum, one) => sum + one.events, 0);
      print(command, { ok, from, ...toldOf(manifest), ledger: { events, firms } }, (done) =>
        [
          `Restored ${done.rows} rows of ${done.tables} tables and ${done.files} files, all as they were at ${done.madeAt}.`,
          ...(manifest.files.lost.length > 0
            ? [`${manifest.files.lost.length} files were lost before the backup was made.`]
            : []),
          `Ledger: ${events} events of ${firms.length} firms ${ok ? 'hold' : 'were checked'}.`,
          `Start the program with DATA_DIR=${config.dataFolder}${config.databaseUrl === null ? '' : ' and the same DATABASE_URL'}.`,
        ].join('\n'),
      );
      failOnBreak(firms);
    });
}

/** Sees that the key of the backup is at hand before anything is made: without it, sealed secrets stay shut. */
async function provideKey(
  env: Record<string, string | undefined>,
  manifest: Manifest,
  inBackup: string | null,
): Promise<void> {
  const folder = resolve(env.DATA_DIR || './data');
  const file = join(folder, 'secret-key');
  const kept = existsSync(file) ? (await readFile(file, 'utf8')).trim() : undefined;
  const given = env.SECRET_KEY || kept;
  if (given === undefined) {
    if (inBackup === null)
      throw new CommandError(
        `the key is not in this backup: set SECRET_KEY to the key of then, or put its file at ${file}`,
      );
    if (keyFingerprints(inBackup).join() !== manifest.keyFingerprints.join())
      throw new CommandError('this backup is damaged: the key in it is another');
    await mkdir(folder, { recursive: true });
    await writeFile(file, `${inBackup}\n`, { mode: 0o600, flag: 'wx' });
    return;
  }
  const have = new Set(
    given.split(',').every((key) => key.trim().length >= 32) ? keyFingerprints(given) : [],
  );
  const missing = manifest.keyFingerprints.filter((fingerprint) => !have.has(fingerprint));
  if (missing.length > 0)
    throw new CommandError(
      `${env.SECRET_KEY ? 'SECRET_KEY' : `the key in ${file}`} is not the key of this backup (it wants ${missing.join(', ')})`,
    );
}

async function bringBack(
  config: Config,
  from: string,
  manifest: Manifest,
  onProgress: (line: string) => void,
): Promise<FirmLedger[]> {
  const store = fileURLToPath(config.storageUrl);
  const storeIsEmpty = !existsSync(store) || (await readdir(store)).length === 0;
  const target = await openToFill(config);
  try {
    const { connection } = target;
    const files = createFolderStore(config.storageUrl, createStoredKeys(connection, config.secretKey));
    await restore({ connection, files, storeIsEmpty, from, manifest, onProgress });
    await migrate({ connection });
    await endWhatWaited(connection);
    const database = createDatabase(connection);
    try {
      const secrets = createSecrets(config.secretKey);
      return await verifyLedger({ database, secrets, clock: systemClock });
    } finally {
      await database.close();
      await finishRestore(connection);
    }
  } finally {
    await target.close();
  }
}

import type { Command } from 'commander';
import { z } from 'zod';
import { readConfig } from '../../config.ts';
import { createStoredKeys, dump, type Manifest } from '../../platform/backup/index.ts';
import { createFolderStore } from '../../platform/file-store.ts';
import { openToRead } from '../bare-database.ts';
import { print, sayProgress } from '../print.ts';
import { programVersion } from '../program-version.ts';
import { readFlags } from '../read-flags.ts';
import { CommandError } from '../with-platform.ts';

const flags = z.object({ to: z.string().min(1), withKey: z.boolean().default(false) });

export function register(program: Command): void {
  program
    .command('backup')
    .description('Backs up database and files as they are at one moment, while the program runs')
    .requiredOption('--to <path>', 'a new folder, or a new file that ends in .tar')
    .option('--with-key', 'put the secret key in, too: whoever has the backup can then open every secret')
    .action(async (options: unknown, command: Command) => {
      const { to, withKey } = readFlags(flags, options);
      const config = readConfig(process.env, { demo: false });
      const database = await openToRead(config);
      try {
        const manifest = await dump({
          connection: database.connection,
          files: createFolderStore(
            config.storageUrl,
            createStoredKeys(database.connection, config.secretKey),
          ),
          to,
          secretKey: config.secretKey,
          withKey,
          program: await programVersion(),
          now: new Date(),
          onProgress: sayProgress(command),
        });
        const { lost } = manifest.files;
        print(command, { ok: lost.length === 0, to, ...toldOf(manifest), lostFiles: lost }, () =>
          say(to, manifest),
        );
        if (lost.length > 0)
          throw new CommandError(
            `The backup is made, but the file store has lost ${lost.length} files that the database knows, as ${lost[0]}`,
          );
      } finally {
        await database.close();
      }
    });
}

/** What both commands tell of a backup. */
export function toldOf({ id, madeAt, program, tables, files, hasKey, keyFingerprints }: Manifest) {
  return {
    id,
    madeAt,
    program,
    tables: tables.length,
    rows: tables.reduce((sum, { rows }) => sum + rows, 0),
    files: files.count,
    fileBytes: files.bytes,
    hasKey,
    keyFingerprint: keyFingerprints[0],
  };
}

function say(to: string, manifest: Manifest): string {
  const { tables, rows, files, hasKey } = toldOf(manifest);
  const key = hasKey
    ? 'It holds the secret key: keep it as you keep a password.'
    : 'The secret key is not in it: keep SECRET_KEY (or the file secret-key in DATA_DIR) somewhere else.';
  return `Backed up ${rows} rows of ${tables} tables and ${files} files to ${to}.\n${key}`;
}

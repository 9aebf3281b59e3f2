/** The keys of files for who works on a database from outside of the program: a backup and a restore only read. */
import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Tables } from '../db/tables.ts';
import { type ContentKeys, findContentKey, mustOpen } from '../sealing/content-keys.ts';
import { createSecrets } from '../secrets.ts';

/** Each question on a connection of its own: a restore must find itself alone. */
export function createStoredKeys(connection: pg.PoolConfig, secretKey: string): ContentKeys {
  const secrets = createSecrets(secretKey);
  const onlyRead = async () => {
    throw new Error('keys of files are only read here');
  };
  return {
    async get(firmId, id, sha256) {
      const pool = new pg.Pool({ ...connection, max: 1 });
      const db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) });
      try {
        const found = await db.transaction().execute((tx) => findContentKey(tx, secrets, firmId, id));
        return mustOpen(found, sha256);
      } finally {
        await db.destroy();
      }
    },
    begin: onlyRead,
    keep: onlyRead,
    cameAgain: onlyRead,
    forget: onlyRead,
  };
}

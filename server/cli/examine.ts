/** The doctor's eyes: measures the machine, the settings and the database. Judging is in findings.ts. */
import { constants, existsSync } from 'node:fs';
import { access, readdir, stat, statfs } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { createTransport } from 'nodemailer';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import type { Tx } from '../platform/db/database.ts';
import { findRunning } from '../platform/running.ts';
import {
  bad,
  type Finding,
  judgeClock,
  judgeDisk,
  judgePending,
  judgePublicUrl,
  judgeSource,
  look,
  ok,
} from './findings.ts';

const migrations = new URL('../../migrations/', import.meta.url);

/** What can be seen without the database. */
export async function examineMachine(config: Config): Promise<Finding[]> {
  return [...(await examineFolder(config)), await examineKey(config), await examineMail(config.smtpUrl)];
}

async function examineFolder({ dataFolder }: Config): Promise<Finding[]> {
  const check = 'data folder';
  try {
    await access(dataFolder, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const why = error instanceof Error ? error.message.replace(/,.*$/, '') : String(error);
    return [
      bad(check, `${dataFolder} cannot be written (${why})`, 'make it, and give it to the program’s account'),
    ];
  }
  const { mode } = await stat(dataFolder);
  const disk = await statfs(dataFolder);
  return [
    mode & 0o002
      ? bad(check, `anybody on this machine may write in ${dataFolder}`, `chmod o-w ${dataFolder}`)
      : ok(check, dataFolder),
    judgeDisk(disk.bavail * disk.bsize, disk.blocks * disk.bsize),
  ];
}

/** Whether it is the right one shows at the sources, whose secrets it opens. */
async function examineKey({ dataFolder }: Config): Promise<Finding> {
  const check = 'secret key';
  const file = join(dataFolder, 'secret-key');
  if (!existsSync(file)) return ok(check, 'from SECRET_KEY');
  const { mode } = await stat(file);
  if (mode & 0o077) return bad(check, `others on this machine may read ${file}`, `chmod 600 ${file}`);
  return look(
    check,
    `kept in ${file}`,
    'keep a copy apart from the backups of the database: without it, sealed secrets are lost',
  );
}

async function examineMail(smtpUrl: string | null): Promise<Finding> {
  if (smtpUrl === null)
    return look(
      'mail',
      'no SMTP server: mails are kept in the app’s outbox',
      'set SMTP_URL when staff and clients should get them',
    );
  const address = new URL(smtpUrl);
  address.searchParams.delete('from');
  const transport = createTransport(address.href);
  try {
    await Promise.race([
      transport.verify(),
      new Promise((_, reject) => setTimeout(() => reject(new Error('no answer for 10 s')), 10_000).unref()),
    ]);
    return ok('mail', `${address.hostname} takes mail`);
  } catch (error) {
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    return bad('mail', `${address.hostname} does not take mail (${why})`, 'check SMTP_URL');
  } finally {
    transport.close();
  }
}

/** Where the program is found: as PUBLIC_URL says, else where it runs now, else as it would start with these settings. */
export async function whereItRuns(
  config: Config,
  env: Record<string, string | undefined>,
): Promise<{ url: URL; assumed: boolean }> {
  const running = env.PUBLIC_URL ? null : await findRunning(config.dataFolder);
  return { url: running ?? config.publicUrl, assumed: running === null && !env.PUBLIC_URL && !env.PORT };
}

export async function examineDatabase(
  context: Context,
  config: Config,
  where: { url: URL; assumed: boolean },
): Promise<Finding[]> {
  const { database, clock } = context.platform;
  const { rows } = await database.pool.query<{ version: number; now: Date }>(
    "select current_setting('server_version_num')::int as version, clock_timestamp() as now",
  );
  const [server] = rows;
  const version = Math.floor((server?.version ?? 0) / 10_000);
  const sources = await examineSources(context);
  return [
    version < 15
      ? bad('database', `PostgreSQL ${version} is too old`, 'use PostgreSQL 15 or later')
      : ok('database', `PostgreSQL ${version}${config.databaseUrl === null ? ', embedded' : ''}`),
    await examineSchema(context),
    judgeClock(clock.now(), server?.now ?? clock.now()),
    judgePublicUrl(where.url, sources.length > 0, where.assumed),
    ...sources,
    await database.system(examinePending),
  ];
}

async function examineSchema({ platform }: Context): Promise<Finding> {
  const names = (await readdir(migrations)).filter((name) => /^\d{4}-.*\.sql$/.test(name));
  const { rows } = await platform.database.pool.query<{ name: string }>('select name from migrations');
  const applied = new Set(rows.map(({ name }) => name));
  const missing = names.filter((name) => !applied.has(name.replace(/\.sql$/, '')));
  return missing.length === 0
    ? ok('schema', `all ${names.length} migrations are applied`)
    : bad('schema', `missing: ${missing.join(', ')}`, 'restart the program: it migrates when it starts');
}

async function examineSources({ platform }: Context): Promise<Finding[]> {
  const { database, secrets } = platform;
  const firms = await database.system((tx) => tx.selectFrom('firms').select(['id', 'name']).execute());
  const opens = (sealed: Buffer | null) => {
    try {
      if (sealed) secrets.open(sealed, 'source.secret');
      return true;
    } catch {
      return false;
    }
  };
  const found = await Promise.all(
    firms.map(async (firm) => {
      const rows = await database
        .firm(firm.id)
        .read((tx) =>
          tx
            .selectFrom('sources')
            .select(['name', 'status', 'status_detail', 'unreadable_count', 'missed_count', 'secret'])
            .where('firm_id', '=', firm.id)
            .where('removed_at', 'is', null)
            .orderBy('name')
            .execute(),
        );
      return rows.map((row) =>
        judgeSource({
          firm: firm.name,
          name: row.name,
          status: row.status,
          statusDetail: row.status_detail,
          unreadable: row.unreadable_count,
          missed: row.missed_count,
          secretOpens: opens(row.secret),
        }),
      );
    }),
  );
  return found.flat();
}

async function examinePending(tx: Tx): Promise<Finding> {
  const { rows } = await sql<{ waiting: number; minutes: number | null }>`
    select count(*) as waiting, extract(epoch from now() - min(due_at)) / 60 as minutes from pending_events`.execute(
    tx,
  );
  return judgePending(rows[0]?.waiting ?? 0, Math.max(0, Number(rows[0]?.minutes ?? 0)));
}

/** By the clock: contents get the keys of the matters that hold them, and what lies in plain from earlier days is sealed. */
import { sql } from 'kysely';
import { z } from 'zod';
import { type JobKind, jobKind } from '../jobs.ts';
import type { Platform } from '../platform.ts';
import { oneAtATime, settle } from './matter-keys.ts';
import { resealContents, resealMatters } from './reseal.ts';

type Deps = Pick<Platform, 'database' | 'secrets' | 'files' | 'logger' | 'clock'>;

const atOnce = 100;
/** A firm's turn, so that the others get theirs; the next round goes on. */
const turnMs = 60_000;
/** A process of an earlier version may have stored in plain since, and a filing may have come without a new content. */
const lookAgainMs = 24 * 3_600_000;

export function sealingJob(deps: Deps): JobKind {
  return jobKind({
    name: 'platform.seal_files',
    cron: '*/2 * * * *',
    data: z.unknown(),
    async run() {
      const firms = await deps.database.system((tx) => sql<{ id: string }>`select id from firms`.execute(tx));
      for (const { id } of firms.rows) {
        await settleNew(deps, id);
        await sealOld(deps, id);
      }
    },
  });
}

/** Contents that came since, once it is known what for. */
export async function settleNew({ database, secrets }: Deps, firmId: string): Promise<void> {
  for (let done = atOnce; done === atOnce; ) {
    done = await database.firm(firmId).write(async (tx) => {
      await oneAtATime(tx, firmId);
      const { rows } = await sql<{ id: string }>`select id from content_keys
        where firm_id = ${firmId} and settle_at <= app_now() order by settle_at limit ${atOnce}`.execute(tx);
      await settle(
        tx,
        secrets,
        firmId,
        rows.map(({ id }) => id),
      );
      return rows.length;
    });
  }
}

/** Goes through the firm's files by their hashes, from where the last turn ended. */
export async function sealOld(deps: Deps, firmId: string): Promise<void> {
  const { database, clock } = deps;
  const program = database.firm(firmId);
  const until = clock.now().getTime() + turnMs;
  const round = await program.read((tx) =>
    tx.selectFrom('sealing_rounds').selectAll().where('firm_id', '=', firmId).executeTakeFirst(),
  );
  const finished = round?.finished_at?.getTime();
  if (finished !== undefined && clock.now().getTime() - finished < lookAgainMs) return;
  let after: Buffer | null = round?.after_sha256 ?? Buffer.alloc(0);
  while (after !== null && clock.now().getTime() < until) after = await sealSome(deps, firmId, after);
}

/** Answers where to go on; null at the end. */
async function sealSome(deps: Deps, firmId: string, after: Buffer): Promise<Buffer | null> {
  const { database, secrets, files, logger, clock } = deps;
  const program = database.firm(firmId);
  const { rows } = await program.read((tx) =>
    sql<{ sha256: Buffer }>`select sha256 from files where firm_id = ${firmId} and sha256 > ${after}
      order by sha256 limit ${atOnce}`.execute(tx),
  );
  for (const { sha256 } of rows)
    if ((await files.seal(firmId, sha256)) === 'damaged')
      logger.error({ firmId, sha256: sha256.toString('hex') }, 'a stored file is damaged: it was not sealed');
  const last = rows.length < atOnce ? null : (rows.at(-1)?.sha256 ?? null);
  await program.write(async (tx) => {
    await oneAtATime(tx, firmId);
    const keys = await sql<{ id: string }>`select id from content_keys where firm_id = ${firmId}
      and sha256 = any(${rows.map(({ sha256 }) => sha256)}::bytea[])`.execute(tx);
    const ids = keys.rows.map(({ id }) => id);
    await settle(tx, secrets, firmId, ids);
    await resealContents(tx, secrets, firmId, ids);
    if (last === null) await resealMatters(tx, secrets, firmId);
    await sql`insert into sealing_rounds (firm_id, after_sha256, finished_at)
      values (${firmId}, ${last ?? Buffer.alloc(0)}, ${last === null ? clock.now() : null})
      on conflict (firm_id) do update set after_sha256 = excluded.after_sha256, finished_at = excluded.finished_at`.execute(
      tx,
    );
  });
  return last;
}

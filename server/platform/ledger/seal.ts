/** Puts events on the ledger, in the transaction that works them off. */
import { sql } from 'kysely';
import type { Tx } from '../db/database.ts';
import type { Secrets } from '../secrets.ts';
import { type Block, type Head, hashBlock, headText, noHead } from './blocks.ts';
import type { Chain } from './chain.ts';

/** Events in one block of those that an older version stored. */
const backlogBlock = 1000;

/** Rows `r` of these events. The limit makes each a look-up by the key, also before PostgreSQL has counted the table. */
export function eachById({ rows }: Chain, firmId: string, ids: readonly string[]) {
  return sql`unnest(${[...ids]}::uuid[]) as wanted(id)
    cross join lateral (select * from ${sql.table(rows)} where firm_id = ${firmId} and id = wanted.id limit 1) r`;
}

export interface Sealing {
  chain: Chain;
  secrets: Secrets;
  firmId: string;
  now: Date;
}

interface Digested {
  id: string;
  digest: Buffer;
}

interface Ending {
  head: Head;
  /** See Block. */
  remark: string;
}

/**
 * Puts these stored events on the firm's chain as one block. The first time it puts what an older version stored before
 * them. A chain whose end is not as we left it is continued all the same, with a remark that every later check reports.
 */
export async function sealEvents(
  tx: Tx,
  { chain, secrets, firmId, now }: Sealing,
  eventIds: readonly string[],
): Promise<void> {
  if (eventIds.length === 0) return;
  const kept = await lockHead(tx, chain, firmId);
  const { rows } = await sql<Digested & { last: number | null }>`
    select r.id, ${chain.digest} as digest, (select max(b.number) from ${sql.table(chain.blocks)} b where b.firm_id = ${firmId}) as last
    from ${eachById(chain, firmId, eventIds)} order by r.id`.execute(tx);
  const last = rows[0]?.last ?? 0;
  const sealing = { chain, secrets, firmId, now };
  let ending = await findEnding(tx, sealing, kept, last);
  if (kept && isBacklog(kept) && last === 0)
    ending = { ...ending, head: (await sealBacklog(tx, sealing, eventIds)).head };
  const head = await appendBlock(tx, sealing, ending, rows);
  await saveHead(tx, sealing, head);
}

/** Puts what an older version stored on the chain, unless that was done; answers how many events. */
export async function sealWhatWasThere(tx: Tx, sealing: Sealing): Promise<number> {
  const { chain, firmId } = sealing;
  const kept = await lockHead(tx, chain, firmId);
  if (!kept || !isBacklog(kept)) return 0;
  const { rows } =
    await sql`select from ${sql.table(chain.blocks)} where firm_id = ${firmId} limit 1`.execute(tx);
  if (rows.length > 0) return 0;
  const { head, count } = await sealBacklog(tx, sealing, []);
  if (count > 0) await saveHead(tx, sealing, head);
  return count;
}

interface KeptHead {
  number: number;
  hash: Buffer | null;
  seal: Buffer | null;
}

/** The migration leaves such a head for firms that had events before there was a ledger. */
export function isBacklog(head: KeptHead): boolean {
  return head.number === 0 && head.seal === null;
}

/** Whether this program, with its key, left the head so. */
export function isGenuine(
  { chain, secrets, firmId }: Pick<Sealing, 'chain' | 'secrets' | 'firmId'>,
  { number, hash, seal }: KeptHead,
): boolean {
  return hash !== null && seal !== null && chain.isGenuine(secrets, seal, headText(firmId, { number, hash }));
}

async function lockHead(tx: Tx, { heads }: Chain, firmId: string): Promise<KeptHead | undefined> {
  const { rows } = await sql<KeptHead>`
    select number, hash, seal from ${sql.table(heads)} where firm_id = ${firmId} for update`.execute(tx);
  return rows[0];
}

/** Where the next block goes. Its number is free in any case: calls must be logged whatever was done to the ledger. */
async function findEnding(
  tx: Tx,
  sealing: Sealing,
  kept: KeptHead | undefined,
  last: number,
): Promise<Ending> {
  if (!kept || isBacklog(kept)) {
    if (last === 0) return { head: noHead, remark: '' };
    return { head: await readLastBlock(tx, sealing, last), remark: 'the head of the chain was gone' };
  }
  const head = { number: Math.max(kept.number, last), hash: kept.hash ?? noHead.hash };
  if (!isGenuine(sealing, kept))
    return {
      head,
      remark: 'the head of the chain was not as this program left it (or SECRET_KEY is another)',
    };
  return {
    head,
    remark: last === kept.number ? '' : `the chain ended at block ${last} and not at ${kept.number}`,
  };
}

async function readLastBlock(tx: Tx, { chain, firmId }: Sealing, number: number): Promise<Head> {
  const { rows } = await sql<{ hash: Buffer }>`
    select hash from ${sql.table(chain.blocks)} where firm_id = ${firmId} and number = ${number}`.execute(tx);
  return { number, hash: rows[0]?.hash ?? noHead.hash };
}

async function appendBlock(
  tx: Tx,
  { chain, firmId, now }: Sealing,
  { head, remark }: Ending,
  events: readonly Digested[],
): Promise<Head> {
  const block: Block = {
    number: head.number + 1,
    eventIds: events.map(({ id }) => id),
    digests: Buffer.concat(events.map(({ digest }) => digest)),
    remark,
    madeAt: now,
  };
  const hash = hashBlock(firmId, head.hash, block);
  await sql`insert into ${sql.table(chain.blocks)} (firm_id, number, event_ids, digests, remark, made_at, hash)
    values (${firmId}, ${block.number}, ${[...block.eventIds]}::uuid[], ${block.digests}, ${remark}, ${now}, ${hash})`.execute(
    tx,
  );
  return { number: block.number, hash };
}

async function saveHead(tx: Tx, { chain, secrets, firmId }: Sealing, head: Head): Promise<void> {
  const seal = chain.seal(secrets, headText(firmId, head));
  await sql`insert into ${sql.table(chain.heads)} (firm_id, number, hash, seal) values (${firmId}, ${head.number}, ${head.hash}, ${seal})
    on conflict (firm_id) do update set number = excluded.number, hash = excluded.hash, seal = excluded.seal`.execute(
    tx,
  );
}

/** All of the firm's events that wait no more, but for `besides`, in blocks from the first on. */
async function sealBacklog(
  tx: Tx,
  sealing: Sealing,
  besides: readonly string[],
): Promise<{ head: Head; count: number }> {
  const { chain, firmId } = sealing;
  const { rows: of, waiting } = chain;
  let head = noHead;
  let count = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await sql<Digested>`
      select r.id, ${chain.digest} as digest from ${sql.table(of)} r
      where r.firm_id = ${firmId} and r.id > ${after} and not r.id = any(${[...besides]}::uuid[])
        and not exists (select from ${sql.table(waiting.table)} p where p.firm_id = ${firmId} and ${sql.ref(`p.${waiting.id}`)} = r.id)
      order by r.id limit ${backlogBlock}`.execute(tx);
    const end = rows.at(-1);
    if (!end) return { head, count };
    head = await appendBlock(tx, sealing, { head, remark: '' }, rows);
    count += rows.length;
    after = end.id;
  }
}

/** Puts events on the ledger, in the transaction that works them off. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Secrets } from '../../platform/secrets.ts';
import { type Block, type Head, hashBlock, headText, noHead } from './ledger.ts';

/** Purpose under which a head is sealed. */
export const headPurpose = 'ledger.head';
/** Events in one block of those that an older version stored. */
const backlogBlock = 1000;

/**
 * What an event is, to the ledger: 32 bytes over all of its row `r`. Texts stand with their length, so that nothing can
 * move from one to the next.
 */
export const digestOfRow = sql<Buffer>`sha256(uuid_send(r.id) || uuid_send(r.source_id)
  || int8send((extract(epoch from r.received_at) * 1000000)::bigint)
  || int4send(octet_length(r.event_key)) || convert_to(r.event_key, 'UTF8')
  || int4send(octet_length(r.origin)) || convert_to(r.origin, 'UTF8')
  || int4send(octet_length(r.event_type)) || convert_to(r.event_type, 'UTF8')
  || int4send(octet_length(r.content_type)) || convert_to(r.content_type, 'UTF8')
  || sha256(r.raw_body))`;

/** Rows `r` of these events. The limit makes each a look-up by the key, also before PostgreSQL has counted the table. */
export function eachById(firmId: string, ids: readonly string[]) {
  return sql`unnest(${[...ids]}::uuid[]) as wanted(id)
    cross join lateral (select * from raw_events where firm_id = ${firmId} and id = wanted.id limit 1) r`;
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
  secrets: Secrets,
  firmId: string,
  eventIds: readonly string[],
  now: Date,
): Promise<void> {
  if (eventIds.length === 0) return;
  const kept = await lockHead(tx, firmId);
  const { rows } = await sql<Digested & { last: number | null }>`
    select r.id, ${digestOfRow} as digest, (select max(b.number) from ledger_blocks b where b.firm_id = ${firmId}) as last
    from ${eachById(firmId, eventIds)} order by r.id`.execute(tx);
  const last = rows[0]?.last ?? 0;
  let ending = await findEnding(tx, secrets, firmId, kept, last);
  if (kept && isBacklog(kept) && last === 0)
    ending = { ...ending, head: (await sealBacklog(tx, firmId, eventIds, now)).head };
  const head = await appendBlock(tx, firmId, ending, rows, now);
  await saveHead(tx, secrets, firmId, head);
}

/** Puts what an older version stored on the chain, unless that was done; answers how many events. */
export async function sealWhatWasThere(tx: Tx, secrets: Secrets, firmId: string, now: Date): Promise<number> {
  const kept = await lockHead(tx, firmId);
  if (!kept || !isBacklog(kept)) return 0;
  const { rows } = await sql`select from ledger_blocks where firm_id = ${firmId} limit 1`.execute(tx);
  if (rows.length > 0) return 0;
  const { head, count } = await sealBacklog(tx, firmId, [], now);
  if (count > 0) await saveHead(tx, secrets, firmId, head);
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
export function isGenuine(secrets: Secrets, firmId: string, { number, hash, seal }: KeptHead): boolean {
  if (!hash || !seal) return false;
  try {
    return secrets.open(seal, headPurpose) === headText(firmId, { number, hash });
  } catch {
    return false;
  }
}

async function lockHead(tx: Tx, firmId: string): Promise<KeptHead | undefined> {
  const { rows } = await sql<KeptHead>`
    select number, hash, seal from ledger_heads where firm_id = ${firmId} for update`.execute(tx);
  return rows[0];
}

/** Where the next block goes. Its number is free in any case: calls must be logged whatever was done to the ledger. */
async function findEnding(
  tx: Tx,
  secrets: Secrets,
  firmId: string,
  kept: KeptHead | undefined,
  last: number,
): Promise<Ending> {
  if (!kept || isBacklog(kept)) {
    if (last === 0) return { head: noHead, remark: '' };
    return { head: await readLastBlock(tx, firmId, last), remark: 'the head of the chain was gone' };
  }
  const head = { number: Math.max(kept.number, last), hash: kept.hash ?? noHead.hash };
  if (!isGenuine(secrets, firmId, kept))
    return {
      head,
      remark: 'the head of the chain was not as this program left it (or SECRET_KEY is another)',
    };
  return {
    head,
    remark: last === kept.number ? '' : `the chain ended at block ${last} and not at ${kept.number}`,
  };
}

async function readLastBlock(tx: Tx, firmId: string, number: number): Promise<Head> {
  const { rows } = await sql<{ hash: Buffer }>`
    select hash from ledger_blocks where firm_id = ${firmId} and number = ${number}`.execute(tx);
  return { number, hash: rows[0]?.hash ?? noHead.hash };
}

async function appendBlock(
  tx: Tx,
  firmId: string,
  { head, remark }: Ending,
  events: readonly Digested[],
  now: Date,
): Promise<Head> {
  const block: Block = {
    number: head.number + 1,
    eventIds: events.map(({ id }) => id),
    digests: Buffer.concat(events.map(({ digest }) => digest)),
    remark,
    madeAt: now,
  };
  const hash = hashBlock(firmId, head.hash, block);
  await sql`insert into ledger_blocks (firm_id, number, event_ids, digests, remark, made_at, hash)
    values (${firmId}, ${block.number}, ${[...block.eventIds]}::uuid[], ${block.digests}, ${remark}, ${now}, ${hash})`.execute(
    tx,
  );
  return { number: block.number, hash };
}

async function saveHead(tx: Tx, secrets: Secrets, firmId: string, head: Head): Promise<void> {
  const seal = secrets.seal(headText(firmId, head), headPurpose);
  await sql`insert into ledger_heads (firm_id, number, hash, seal) values (${firmId}, ${head.number}, ${head.hash}, ${seal})
    on conflict (firm_id) do update set number = excluded.number, hash = excluded.hash, seal = excluded.seal`.execute(
    tx,
  );
}

/** All of the firm's events that wait no more, but for `besides`, in blocks from the first on. */
async function sealBacklog(
  tx: Tx,
  firmId: string,
  besides: readonly string[],
  now: Date,
): Promise<{ head: Head; count: number }> {
  let head = noHead;
  let count = 0;
  let after = '00000000-0000-0000-0000-000000000000';
  for (;;) {
    const { rows } = await sql<Digested>`
      select r.id, ${digestOfRow} as digest from raw_events r
      where r.firm_id = ${firmId} and r.id > ${after} and not r.id = any(${[...besides]}::uuid[])
        and not exists (select from pending_events p where p.firm_id = ${firmId} and p.raw_event_id = r.id)
      order by r.id limit ${backlogBlock}`.execute(tx);
    const end = rows.at(-1);
    if (!end) return { head, count };
    head = await appendBlock(tx, firmId, { head, remark: '' }, rows, now);
    count += rows.length;
    after = end.id;
  }
}

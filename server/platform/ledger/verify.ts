/** Checks the whole ledger: every event against its block, every block against the chain, the chain against its head. */
import { sql } from 'kysely';
import type { Scope, Tx } from '../db/database.ts';
import type { Platform } from '../platform.ts';
import { broken, checkBlock, type Head, type KeptBlock, type LedgerBreak, noHead } from './blocks.ts';
import type { Chain } from './chain.ts';
import { eachById, isBacklog, isGenuine, type Sealing, sealWhatWasThere } from './seal.ts';

/** What was found of one firm. */
export interface LedgerCheck {
  /** Blocks and events that were checked and hold. */
  blocks: number;
  events: number;
  /** Events that are on no block yet. */
  pending: number;
  /** Put on the chain just now: what an older version of the program had stored. */
  added: number;
  /** Hex; null when nothing is on the chain. */
  head: string | null;
  broken: LedgerBreak | null;
}

type Ledgers = Pick<Platform, 'database' | 'secrets' | 'clock'>;

export interface CheckOptions {
  /** What the chain must hold still: found also when the whole database was set back. */
  anchors?: readonly Head[];
  onProgress?(progress: { blocks: number; ofBlocks: number; events: number }): void;
}

/** In pages: beside a running program, at any size, in little memory. */
export async function checkChain(
  platform: Ledgers,
  chain: Chain,
  firmId: string,
  { anchors = [], onProgress }: CheckOptions = {},
): Promise<LedgerCheck> {
  const { database, secrets, clock } = platform;
  const scope = database.firm(firmId);
  const sealing = { chain, secrets, firmId, now: clock.now() };
  const added = await scope.write((tx) => sealWhatWasThere(tx, sealing));
  const seen = { blocks: 0, events: 0 };
  const end = await scope.read((tx) => readEnd(tx, chain, firmId));
  const walked = await walk({ scope, chain, firmId, anchors, to: end.number }, (head, events) => {
    seen.blocks = head.number;
    seen.events += events;
    onProgress?.({ ...seen, ofBlocks: end.number });
  });
  const coverage = await scope.read((tx) => readCoverage(tx, chain, firmId));
  return {
    ...seen,
    added,
    pending: coverage.pending,
    head: walked.head.number > 0 ? walked.head.hash.toString('hex') : null,
    broken:
      walked.broken ??
      judgeEnd(sealing, end, walked.head) ??
      judgeAnchors(anchors, end.number) ??
      judgeCoverage(coverage, chain.noun),
  };
}

interface End {
  number: number;
  hash: Buffer | null;
  seal: Buffer | null;
  last: number;
}

async function readEnd(tx: Tx, { blocks, heads }: Chain, firmId: string): Promise<End & { known: boolean }> {
  const { rows } = await sql<{ [K in keyof End]: End[K] | null }>`
    select h.number, h.hash, h.seal, b.last
    from (select max(number) as last from ${sql.table(blocks)} where firm_id = ${firmId}) b
    left join ${sql.table(heads)} h on h.firm_id = ${firmId}`.execute(tx);
  const [row] = rows;
  return {
    known: row?.number != null,
    number: row?.number ?? 0,
    hash: row?.hash ?? null,
    seal: row?.seal ?? null,
    last: row?.last ?? 0,
  };
}

interface Walk {
  scope: Scope;
  chain: Chain;
  firmId: string;
  anchors: readonly Head[];
  to: number;
}

/** Blocks 1 to `to`, as far as they hold. */
async function walk(
  { scope, chain, firmId, anchors, to }: Walk,
  tell: (head: Head, events: number) => void,
): Promise<{ head: Head; broken: LedgerBreak | null }> {
  let head = noHead;
  while (head.number < to) {
    const { blocks, found } = await scope.read((tx) =>
      readPage(tx, chain, firmId, { after: head.number, to }),
    );
    if (blocks.length === 0)
      return {
        head,
        broken: broken('block_missing', head.number + 1, `the chain is cut short: it went on to block ${to}`),
      };
    for (const block of blocks) {
      const wrong = checkBlock(firmId, head, block, found, chain.noun);
      if (wrong) return { head, broken: wrong };
      if (anchors.some(({ number, hash }) => number === block.number && !hash.equals(block.hash)))
        return {
          head,
          broken: broken('other_than_noted', block.number, 'it is another than was noted at the time'),
        };
      head = { number: block.number, hash: block.hash };
      tell(head, block.eventIds.length);
    }
  }
  return { head, broken: null };
}

async function readPage(
  tx: Tx,
  chain: Chain,
  firmId: string,
  { after, to }: { after: number; to: number },
): Promise<{ blocks: KeptBlock[]; found: Map<string, Buffer> }> {
  const { rows } = await sql<{
    number: number;
    event_ids: string[];
    digests: Buffer;
    remark: string;
    made_at: Date;
    hash: Buffer;
  }>`select number, event_ids, digests, remark, made_at, hash from ${sql.table(chain.blocks)}
    where firm_id = ${firmId} and number > ${after} and number <= ${to} order by number limit ${chain.blocksAtOnce}`.execute(
    tx,
  );
  const ids = rows.flatMap((row) => row.event_ids);
  const events = await sql<{ id: string; digest: Buffer }>`
    select r.id, ${chain.digest} as digest from ${eachById(chain, firmId, ids)}`.execute(tx);
  return {
    blocks: rows.map((row) => ({
      number: row.number,
      eventIds: row.event_ids,
      digests: row.digests,
      remark: row.remark,
      madeAt: row.made_at,
      hash: row.hash,
    })),
    found: new Map(events.rows.map((row) => [row.id, row.digest])),
  };
}

function judgeEnd(sealing: Sealing, end: End & { known: boolean }, head: Head): LedgerBreak | null {
  if (!end.known || isBacklog(end))
    return end.last === 0 ? null : broken('head_missing', null, 'the head of the chain is gone');
  if (end.last > end.number)
    return broken('head_altered', end.number + 1, `the head of the chain says that it ends at ${end.number}`);
  if (!end.hash?.equals(head.hash))
    return broken('head_altered', end.number, 'the head of the chain is another than its last block');
  if (!isGenuine(sealing, end))
    return broken(
      'head_altered',
      end.number,
      'the seal of the head does not open: it is forged, or SECRET_KEY is another',
    );
  return null;
}

function judgeAnchors(anchors: readonly Head[], end: number): LedgerBreak | null {
  const newest = Math.max(0, ...anchors.map(({ number }) => number));
  return newest > end
    ? broken('other_than_noted', end + 1, `the chain is older than what was noted: it had ${newest}`)
    : null;
}

interface Coverage {
  events: number;
  pending: number;
  on_blocks: number;
  unsealed: string | null;
  lost: string | null;
}

/** One statement, hence one moment: what is stored is on a block or waits, and nothing is on two. */
async function readCoverage(tx: Tx, chain: Chain, firmId: string): Promise<Coverage> {
  const rowsTable = sql.table(chain.rows);
  const waiting = sql.table(chain.waiting.table);
  const blocks = sql.table(chain.blocks);
  const waitingId = sql.ref(`p.${chain.waiting.id}`);
  // Ids inside arrays cannot be estimated: hashed once, never looked for in all blocks for every event.
  await sql`set local enable_nestloop = off`.execute(tx);
  const { rows } = await sql<Coverage>`
    select (select count(*) from ${rowsTable} where firm_id = ${firmId}) as events,
      (select count(*) from ${waiting} where firm_id = ${firmId}) as pending,
      (select coalesce(sum(cardinality(event_ids)), 0)::bigint from ${blocks} where firm_id = ${firmId}) as on_blocks,
      (select min(r.id::text) from ${rowsTable} r where r.firm_id = ${firmId}
        and not exists (select from ${waiting} p where p.firm_id = ${firmId} and ${waitingId} = r.id)
        and not exists (select from ${blocks} b, unnest(b.event_ids) as e(id) where b.firm_id = ${firmId} and e.id = r.id)
      ) as unsealed,
      (select ${waitingId} from ${waiting} p where p.firm_id = ${firmId}
        and not exists (select from ${rowsTable} r where r.firm_id = ${firmId} and r.id = ${waitingId}) limit 1) as lost`.execute(
    tx,
  );
  return rows[0] ?? { events: 0, pending: 0, on_blocks: 0, unsealed: null, lost: null };
}

function judgeCoverage(found: Coverage, noun: string): LedgerBreak | null {
  if (found.unsealed !== null)
    return broken(
      'event_unsealed',
      null,
      `the ${noun} is on no block: somebody put it there, or took the block away`,
      found.unsealed,
    );
  if (found.lost !== null)
    return broken('event_missing', null, `the ${noun} waits for its block and is gone`, found.lost);
  if (found.on_blocks + found.pending !== found.events)
    return broken(
      'event_twice',
      null,
      `${found.on_blocks} are on blocks and ${found.pending} wait, but ${found.events} are stored`,
    );
  return null;
}

/** Checks the whole ledger: every event against its block, every block against the chain, the chain against its head. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Scope, Tx } from '../../platform/db/database.ts';
import type { Platform } from '../../platform/platform.ts';
import { broken, checkBlock, type Head, type KeptBlock, type LedgerBreak, noHead } from './ledger.ts';
import { digestOfRow, eachById, isBacklog, isGenuine, sealWhatWasThere } from './ledger-seal.ts';

/** What was found for one firm. As JSON it can be kept, to compare a later check against it. */
export interface FirmLedger {
  firmId: string;
  /** Blocks and events that were checked and hold. */
  blocks: number;
  events: number;
  /** Stored events that wait to be read: they are on no block yet. */
  pending: number;
  /** Put on the chain just now: what an older version of the program had stored. */
  added: number;
  /** Hex; null when nothing is on the chain. */
  head: string | null;
  broken: LedgerBreak | null;
}

/** Ends of chains as an earlier check printed them. */
export const notedHeads = z.object({
  firms: z.array(
    z.object({ firmId: z.uuid(), blocks: z.number().int().min(0), head: z.string().nullable() }),
  ),
});
export type NotedHeads = z.infer<typeof notedHeads>;

type Ledgers = Pick<Platform, 'database' | 'secrets' | 'clock'>;

export interface VerifyOptions {
  firmIds?: readonly string[] | undefined;
  /** A chain must still hold what it held then: found also when the whole database was set back. */
  noted?: NotedHeads | undefined;
  onProgress?(progress: { firmId: string; blocks: number; ofBlocks: number; events: number }): void;
}

/** Events read at once: with their digests alone, about a megabyte. */
const blocksAtOnce = 16;

/** Firm by firm, in pages: beside a running program, at any size, in little memory. */
export async function verifyLedger(platform: Ledgers, options: VerifyOptions = {}): Promise<FirmLedger[]> {
  const noted = new Map(options.noted?.firms.map((firm) => [firm.firmId, firm]));
  const known = await platform.database.system((tx) =>
    tx.selectFrom('firms').select('id').orderBy('id').execute(),
  );
  const all = new Set([...known.map(({ id }) => id), ...noted.keys()]);
  const wanted = options.firmIds ?? [...all];
  const results: FirmLedger[] = [];
  for (const firmId of wanted) {
    const then = noted.get(firmId);
    const anchor = then?.head ? { number: then.blocks, hash: Buffer.from(then.head, 'hex') } : null;
    results.push(await verifyFirm(platform, firmId, anchor, options.onProgress));
  }
  return results;
}

async function verifyFirm(
  platform: Ledgers,
  firmId: string,
  anchor: Head | null,
  onProgress: VerifyOptions['onProgress'],
): Promise<FirmLedger> {
  const scope = platform.database.firm(firmId);
  const added = await scope.write((tx) =>
    sealWhatWasThere(tx, platform.secrets, firmId, platform.clock.now()),
  );
  const result: FirmLedger = {
    firmId,
    blocks: 0,
    events: 0,
    pending: 0,
    added,
    head: null,
    broken: null,
  };
  const end = await scope.read((tx) => readEnd(tx, firmId));
  const walked = await walk(scope, firmId, end.number, anchor, (head, events) => {
    result.blocks = head.number;
    result.events += events;
    onProgress?.({ firmId, blocks: head.number, ofBlocks: end.number, events: result.events });
  });
  const coverage = await scope.read((tx) => readCoverage(tx, firmId));
  return {
    ...result,
    pending: coverage.pending,
    head: walked.head.number > 0 ? walked.head.hash.toString('hex') : null,
    broken:
      walked.broken ??
      judgeEnd(platform, firmId, end, walked.head) ??
      judgeAnchor(anchor, end.number) ??
      judgeCoverage(coverage),
  };
}

interface End {
  number: number;
  hash: Buffer | null;
  seal: Buffer | null;
  last: number;
}

async function readEnd(tx: Tx, firmId: string): Promise<End & { known: boolean }> {
  const { rows } = await sql<{ [K in keyof End]: End[K] | null }>`
    select h.number, h.hash, h.seal, b.last
    from (select max(number) as last from ledger_blocks where firm_id = ${firmId}) b
    left join ledger_heads h on h.firm_id = ${firmId}`.execute(tx);
  const [row] = rows;
  return {
    known: row?.number != null,
    number: row?.number ?? 0,
    hash: row?.hash ?? null,
    seal: row?.seal ?? null,
    last: row?.last ?? 0,
  };
}

/** Blocks 1 to `to`, as far as they hold. */
async function walk(
  scope: Scope,
  firmId: string,
  to: number,
  anchor: Head | null,
  tell: (head: Head, events: number) => void,
): Promise<{ head: Head; broken: LedgerBreak | null }> {
  let head = noHead;
  while (head.number < to) {
    const { blocks, found } = await scope.read((tx) => readPage(tx, firmId, head.number, to));
    if (blocks.length === 0)
      return {
        head,
        broken: broken('block_missing', head.number + 1, `the chain is cut short: it went on to block ${to}`),
      };
    for (const block of blocks) {
      const wrong = checkBlock(firmId, head, block, found);
      if (wrong) return { head, broken: wrong };
      if (anchor?.number === block.number && !anchor.hash.equals(block.hash))
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
  firmId: string,
  after: number,
  to: number,
): Promise<{ blocks: KeptBlock[]; found: Map<string, Buffer> }> {
  const { rows } = await sql<{
    number: number;
    event_ids: string[];
    digests: Buffer;
    remark: string;
    made_at: Date;
    hash: Buffer;
  }>`select number, event_ids, digests, remark, made_at, hash from ledger_blocks
    where firm_id = ${firmId} and number > ${after} and number <= ${to} order by number limit ${blocksAtOnce}`.execute(
    tx,
  );
  const ids = rows.flatMap((row) => row.event_ids);
  const events = await sql<{ id: string; digest: Buffer }>`
    select r.id, ${digestOfRow} as digest from ${eachById(firmId, ids)}`.execute(tx);
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

function judgeEnd(
  { secrets }: Ledgers,
  firmId: string,
  end: End & { known: boolean },
  head: Head,
): LedgerBreak | null {
  if (!end.known || isBacklog(end))
    return end.last === 0 ? null : broken('head_missing', null, 'the head of the chain is gone');
  if (end.last > end.number)
    return broken('head_altered', end.number + 1, `the head of the chain says that it ends at ${end.number}`);
  if (!end.hash?.equals(head.hash))
    return broken('head_altered', end.number, 'the head of the chain is another than its last block');
  if (!isGenuine(secrets, firmId, end))
    return broken(
      'head_altered',
      end.number,
      'the seal of the head does not open: it is forged, or SECRET_KEY is another',
    );
  return null;
}

function judgeAnchor(anchor: Head | null, end: number): LedgerBreak | null {
  return anchor && anchor.number > end
    ? broken('other_than_noted', end + 1, `the chain is older than what was noted: it had ${anchor.number}`)
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
async function readCoverage(tx: Tx, firmId: string): Promise<Coverage> {
  // Ids inside arrays cannot be estimated: hashed once, never looked for in all blocks for every event.
  await sql`set local enable_nestloop = off`.execute(tx);
  const { rows } = await sql<Coverage>`
    select (select count(*) from raw_events where firm_id = ${firmId}) as events,
      (select count(*) from pending_events where firm_id = ${firmId}) as pending,
      (select coalesce(sum(cardinality(event_ids)), 0)::bigint from ledger_blocks where firm_id = ${firmId}) as on_blocks,
      (select min(r.id::text) from raw_events r where r.firm_id = ${firmId}
        and not exists (select from pending_events p where p.firm_id = ${firmId} and p.raw_event_id = r.id)
        and not exists (select from ledger_blocks b, unnest(b.event_ids) as e(id) where b.firm_id = ${firmId} and e.id = r.id)
      ) as unsealed,
      (select p.raw_event_id from pending_events p where p.firm_id = ${firmId}
        and not exists (select from raw_events r where r.firm_id = ${firmId} and r.id = p.raw_event_id) limit 1) as lost`.execute(
    tx,
  );
  return rows[0] ?? { events: 0, pending: 0, on_blocks: 0, unsealed: null, lost: null };
}

function judgeCoverage(found: Coverage): LedgerBreak | null {
  if (found.unsealed !== null)
    return broken(
      'event_unsealed',
      null,
      'the stored event is on no block: somebody put it there, or took the block away',
      found.unsealed,
    );
  if (found.lost !== null)
    return broken('event_missing', null, 'the event waits to be read and is gone', found.lost);
  if (found.on_blocks + found.pending !== found.events)
    return broken(
      'event_twice',
      null,
      `${found.on_blocks} events are on blocks and ${found.pending} wait, but ${found.events} are stored`,
    );
  return null;
}

/** The rules of a ledger: how the blocks of a firm's events (stored webhooks, entries of the audit log) hang together, and how a break shows. */
import { createHash } from 'node:crypto';

/** One batch of events on a firm's chain. */
export interface Block {
  number: number;
  eventIds: readonly string[];
  /** What each event was when it was put on the chain: 32 bytes each, in the order of the ids. */
  digests: Buffer;
  /** Not empty: what was wrong with the chain's end when this block was put on it. */
  remark: string;
  /** To the millisecond. */
  madeAt: Date;
}

export interface KeptBlock extends Block {
  hash: Buffer;
}

/** Where a chain ends. */
export interface Head {
  number: number;
  hash: Buffer;
}

/** Before the first block. */
export const noHead: Head = { number: 0, hash: Buffer.alloc(32) };

export type BreakKind =
  | 'event_changed'
  | 'event_missing'
  | 'event_unsealed'
  | 'event_twice'
  | 'block_altered'
  | 'block_missing'
  | 'head_altered'
  | 'head_missing'
  | 'other_than_noted'
  | 'anchor_altered'
  | 'detail_emptied';

/** The first place of a firm where its ledger does not hold. */
export interface LedgerBreak {
  what: BreakKind;
  block: number | null;
  eventId: string | null;
  says: string;
}

/** sha256(previous hash ‖ firm ‖ number ‖ time ‖ remark ‖ count ‖ for each event: id, digest), numbers as 8 bytes. */
export function hashBlock(firmId: string, previous: Buffer, block: Block): Buffer {
  const remark = Buffer.from(block.remark, 'utf8');
  const hash = createHash('sha256')
    .update(previous)
    .update(bytesOf(firmId))
    .update(eightBytes(block.number))
    .update(eightBytes(block.madeAt.getTime()))
    .update(eightBytes(remark.length))
    .update(remark)
    .update(eightBytes(block.eventIds.length));
  for (const [index, id] of block.eventIds.entries())
    hash.update(bytesOf(id)).update(digestAt(block.digests, index));
  return hash.digest();
}

/** What is sealed about a head: it opens only with the key, and says the same only for this firm and this end. */
export function headText(firmId: string, { number, hash }: Head): string {
  return `${firmId} ${number} ${hash.toString('hex')}`;
}

/**
 * The first thing wrong with a block that should follow `previous`; `found`: the digests of its events as they are now;
 * `noun`: what these are called.
 */
export function checkBlock(
  firmId: string,
  previous: Head,
  block: KeptBlock,
  found: ReadonlyMap<string, Buffer>,
  noun = 'stored event',
): LedgerBreak | null {
  const expected = previous.number + 1;
  if (block.number !== expected)
    return broken('block_missing', expected, `it is missing: the next one is ${block.number}`);
  if (block.digests.length !== 32 * block.eventIds.length)
    return broken('block_altered', block.number, 'it does not hold one digest for each of its events');
  if (!hashBlock(firmId, previous.hash, block).equals(block.hash))
    return broken('block_altered', block.number, 'it was altered, or the one before it was');
  if (block.remark !== '') return broken('head_altered', block.number, `before it was made, ${block.remark}`);
  for (const [index, id] of block.eventIds.entries()) {
    const now = found.get(id);
    if (!now) return broken('event_missing', block.number, `the ${noun} is gone`, id);
    if (!now.equals(digestAt(block.digests, index)))
      return broken('event_changed', block.number, `the ${noun} was changed`, id);
  }
  return null;
}

export function broken(
  what: BreakKind,
  block: number | null,
  says: string,
  eventId: string | null = null,
): LedgerBreak {
  return { what, block, eventId, says };
}

/** "firm … block 3, event …: the stored event was changed" */
export function breakLine(firmId: string, { block, eventId, says }: LedgerBreak, noun = 'event'): string {
  const where = [
    `firm ${firmId}`,
    ...(block === null ? [] : [`block ${block}`]),
    ...(eventId === null ? [] : [`${noun} ${eventId}`]),
  ];
  return `${where.join(', ')}: ${says}`;
}

function digestAt(digests: Buffer, index: number): Buffer {
  return digests.subarray(32 * index, 32 * index + 32);
}

function bytesOf(uuid: string): Buffer {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex');
}

function eightBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64BE(BigInt(value));
  return bytes;
}

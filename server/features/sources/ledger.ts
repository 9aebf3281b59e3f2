/** The ledger of stored webhooks: every event that came in is there, and as it came. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import type { Chain } from '../../platform/ledger/chain.ts';
import { sealEvents as sealOnChain } from '../../platform/ledger/seal.ts';
import { checkChain, type LedgerCheck } from '../../platform/ledger/verify.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Secrets } from '../../platform/secrets.ts';

/** Purpose under which a head is sealed. */
export const headPurpose = 'ledger.head';

/**
 * An event is 32 bytes over all of its row. Texts stand with their length, so that nothing can move from one to the
 * next. Of a body that was purged its hash is left. */
const chain: Chain = {
  rows: 'raw_events',
  waiting: { table: 'pending_events', id: 'raw_event_id' },
  blocks: 'ledger_blocks',
  heads: 'ledger_heads',
  digest: sql<Buffer>`sha256(uuid_send(r.id) || uuid_send(r.source_id)
  || int8send((extract(epoch from r.received_at) * 1000000)::bigint)
  || int4send(octet_length(r.event_key)) || convert_to(r.event_key, 'UTF8')
  || int4send(octet_length(r.origin)) || convert_to(r.origin, 'UTF8')
  || int4send(octet_length(r.event_type)) || convert_to(r.event_type, 'UTF8')
  || int4send(octet_length(r.content_type)) || convert_to(r.content_type, 'UTF8')
  || case when r.raw_body = '' and r.body_sha256 is not null then r.body_sha256 else sha256(r.raw_body) end)`,
  noun: 'stored event',
  blocksAtOnce: 16,
  seal: (secrets, headText) => secrets.seal(headText, headPurpose),
  isGenuine(secrets, seal, headText) {
    try {
      return secrets.open(seal, headPurpose) === headText;
    } catch {
      return false;
    }
  },
};

/** Puts events on the ledger, in the transaction that works them off. */
export function sealEvents(
  tx: Tx,
  secrets: Secrets,
  firmId: string,
  eventIds: readonly string[],
  now: Date,
): Promise<void> {
  return sealOnChain(tx, { chain, secrets, firmId, now }, eventIds);
}

/** What was found for one firm. As JSON it can be kept, to compare a later check against it. */
export interface FirmLedger extends LedgerCheck {
  firmId: string;
}

/** Ends of chains as an earlier check printed them. */
export const notedHeads = z.object({
  firms: z.array(
    z.object({ firmId: z.uuid(), blocks: z.number().int().min(0), head: z.string().nullable() }),
  ),
});
export type NotedHeads = z.infer<typeof notedHeads>;

export interface VerifyOptions {
  firmIds?: readonly string[] | undefined;
  /** A chain must still hold what it held then. */
  noted?: NotedHeads | undefined;
  onProgress?(progress: { firmId: string; blocks: number; ofBlocks: number; events: number }): void;
}

/** Firm by firm. */
export async function verifyLedger(
  platform: Pick<Platform, 'database' | 'secrets' | 'clock'>,
  { firmIds, noted, onProgress }: VerifyOptions = {},
): Promise<FirmLedger[]> {
  const then = new Map(noted?.firms.map((firm) => [firm.firmId, firm]));
  const known = await platform.database.system((tx) =>
    tx.selectFrom('firms').select('id').orderBy('id').execute(),
  );
  const results: FirmLedger[] = [];
  for (const firmId of firmIds ?? new Set([...known.map(({ id }) => id), ...then.keys()])) {
    const anchor = then.get(firmId);
    const found = await checkChain(platform, chain, firmId, {
      anchors: anchor?.head ? [{ number: anchor.blocks, hash: Buffer.from(anchor.head, 'hex') }] : [],
      onProgress: (progress) => onProgress?.({ firmId, ...progress }),
    });
    results.push({ firmId, ...found });
  }
  return results;
}

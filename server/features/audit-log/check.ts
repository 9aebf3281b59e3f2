/** Checks a firm's whole audit log: every entry, the chain, its signed end, and what was noted outside the database. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { broken, type Head, type LedgerBreak } from '../../platform/ledger/blocks.ts';
import { checkChain, type LedgerCheck } from '../../platform/ledger/verify.ts';
import type { Platform } from '../../platform/platform.ts';
import { readAnchor } from './anchors.ts';
import { auditChain } from './chain.ts';
import './tables.ts';

export interface AuditCheck extends LedgerCheck {
  firmId: string;
  /** Entries whose words retention took away. */
  emptied: number;
  /** The newest end that the chain was compared with; null when none was at hand. */
  anchored: number | null;
}

/** An end of the chain that somebody kept: from a mail, or from what an earlier check printed. */
export const notedEnd = z.object({
  number: z.number().int().min(1),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
});
export type NotedEnd = z.output<typeof notedEnd>;

/** Ends of audit logs as `verify-ledger --json` printed them. */
export const notedAudits = z.object({
  firms: z.array(
    z.object({
      firmId: z.uuid(),
      audit: z.object({ blocks: z.number().int(), head: z.string().nullable() }).optional(),
    }),
  ),
});

export async function checkAuditLog(
  platform: Pick<Platform, 'database' | 'secrets' | 'clock' | 'anchorFolder'>,
  firmId: string,
  noted: readonly NotedEnd[] = [],
): Promise<AuditCheck> {
  // Before the chain: it may go on meanwhile.
  const anchor = await readAnchor(platform, firmId);
  const anchors: Head[] = noted.map(({ number, hash }) => ({ number, hash: Buffer.from(hash, 'hex') }));
  if (anchor !== null && anchor !== 'altered') anchors.push(anchor);
  const found = await checkChain(platform, auditChain, firmId, { anchors });
  const emptied = await platform.database.firm(firmId).read((tx) => readEmptied(tx, firmId));
  return {
    ...found,
    firmId,
    emptied: emptied.count,
    anchored: anchors.length > 0 ? Math.max(...anchors.map(({ number }) => number)) : null,
    broken: found.broken ?? judgeAnchor(anchor) ?? judgeEmptied(emptied),
  };
}

function judgeAnchor(anchor: Head | null | 'altered'): LedgerBreak | null {
  return anchor === 'altered'
    ? broken(
        'anchor_altered',
        null,
        'the note outside the database is not as this program left it (or SECRET_KEY is another)',
      )
    : null;
}

interface Emptied {
  count: number;
  unexplained: string | null;
}

/** An entry may lose its words, but only if another entry says so. */
async function readEmptied(tx: Tx, firmId: string): Promise<Emptied> {
  const { rows } = await sql<Emptied>`
    with told (id) as materialized (
      select jsonb_array_elements_text(detail->'entries')::uuid from audit_log
      where firm_id = ${firmId} and subject_type = 'audit_log' and action = 'audit_log.emptied')
    select count(*) as count, min(l.id::text) filter (where told.id is null) as unexplained
    from audit_log l left join (select distinct id from told) told on told.id = l.id
    where l.firm_id = ${firmId} and l.salt is null`.execute(tx);
  return rows[0] ?? { count: 0, unexplained: null };
}

function judgeEmptied({ unexplained }: Emptied): LedgerBreak | null {
  return unexplained === null
    ? null
    : broken('detail_emptied', null, 'its words were taken away, and no entry says so', unexplained);
}

/** Keeps what a check found, so that the screen can say when the log was last whole. */
export async function keepCheck(
  tx: Tx,
  { firmId, staffId, now }: { firmId: string; staffId: string | null; now: Date },
  check: AuditCheck,
): Promise<void> {
  await tx
    .insertInto('audit_checks')
    .values({
      ...{ firm_id: firmId, id: newId(), at: now, staff_id: staffId },
      ...{ blocks: check.blocks, entries: check.events, emptied: check.emptied, pending: check.pending },
      ...{ head: check.head, anchored_number: check.anchored },
      broken: sql`${check.broken === null ? null : JSON.stringify(check.broken)}::jsonb`,
    })
    .execute();
}

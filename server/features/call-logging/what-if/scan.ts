/** Stored interactions, a batch at a time, each decided again beside what stands. Reads only. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../../platform/db/database.ts';
import type { Decision } from '../decide.ts';
import { decideCase, type SettleContext } from '../decide-case.ts';
import { type Destination, destinationsFor } from '../destination.ts';
import type { LogEntryRow } from '../entries-store.ts';
import { type AssembledInteraction, type Options, staffParty } from '../interaction.ts';
import { keptOverride } from '../kept-decision.ts';
import type { InteractionsTable } from '../tables.ts';
import { type Change, compare, type EntryNow } from './compare.ts';
import type { FactsCache } from './facts-cache.ts';

/** Where a scan stands: the last row that was looked at, to the microsecond. */
export interface Reached {
  at: string;
  id: string;
}

type Entry = EntryNow & Pick<LogEntryRow, 'id' | 'override'>;

export interface StoredInteraction {
  id: string;
  sourceId: string;
  startedExactly: string;
  matterId: string | null;
  interaction: AssembledInteraction;
  entries: ReadonlyMap<string, Entry>;
}

const parties = z.array(staffParty);

interface Row
  extends Pick<
    InteractionsTable,
    | 'id'
    | 'source_id'
    | 'kind'
    | 'direction'
    | 'outcome'
    | 'started_at'
    | 'ended_at'
    | 'talk_seconds'
    | 'total_seconds'
    | 'external_e164'
    | 'external_raw'
    | 'external_name'
    | 'withheld'
    | 'matter_id'
  > {
  started_exactly: string;
  staff_parties: unknown;
}

/** The next ones, newest first, that are over and began within the period. What deciding does not read stays behind. */
export async function readStored(
  tx: Tx,
  firmId: string,
  period: { since: Date; until: Date },
  reached: Reached | null,
  limit: number,
): Promise<StoredInteraction[]> {
  const after = reached
    ? sql`and (started_at, id) < (${reached.at}::timestamptz, ${reached.id}::uuid)`
    : sql``;
  const { rows } = await sql<Row>`
    select id, source_id, kind, direction, outcome, started_at, ended_at, talk_seconds, total_seconds, external_e164,
      external_raw, external_name, withheld, matter_id, assembled->'staffParties' as staff_parties,
      to_char(started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started_exactly
    from interactions
    where firm_id = ${firmId} and started_at >= ${period.since} and started_at <= ${period.until} ${after} and ended
    order by started_at desc, id desc limit ${limit}`.execute(tx);
  const entries = await readEntries(
    tx,
    firmId,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: row.id,
    sourceId: row.source_id,
    startedExactly: row.started_exactly,
    matterId: row.matter_id,
    interaction: toInteraction(row),
    entries: entries.get(row.id) ?? nothing,
  }));
}

const nothing: ReadonlyMap<string, Entry> = new Map();

async function readEntries(
  tx: Tx,
  firmId: string,
  ids: readonly string[],
): Promise<Map<string, Map<string, Entry>>> {
  const byInteraction = new Map<string, Map<string, Entry>>();
  if (ids.length === 0) return byInteraction;
  const { rows } = await sql<Entry & { interaction_id: string; destination: string }>`
    select interaction_id, destination, id, state, reason, record_kind, matter_id, contact_id, assignee_id, override
    from log_entries where firm_id = ${firmId} and interaction_id = any(${[...ids]}::uuid[])`.execute(tx);
  for (const row of rows) {
    const known = byInteraction.get(row.interaction_id);
    if (known) known.set(row.destination, row);
    else byInteraction.set(row.interaction_id, new Map([[row.destination, row]]));
  }
  return byInteraction;
}

/** As far as deciding reads it: no journey, no files, no text. */
function toInteraction(row: Row): AssembledInteraction {
  return {
    kind: row.kind,
    direction: row.direction,
    outcome: row.outcome,
    ended: true,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    talkSeconds: row.talk_seconds,
    totalSeconds: row.total_seconds,
    externalParty: {
      e164: row.external_e164,
      raw: row.external_raw,
      name: row.external_name,
      withheld: row.withheld,
    },
    otherParties: [],
    staffParties: parties.safeParse(row.staff_parties).data ?? [],
    segments: [],
    artefacts: [],
    body: null,
    threadKey: null,
    pages: null,
  };
}

/** One interaction at one destination that would differ. */
export interface Finding {
  one: StoredInteraction;
  destination: Destination;
  entry: Entry | null;
  decision: Decision;
  change: Change;
}

export interface Hypothesis {
  /** With the options as they would be. */
  after: SettleContext;
  /** With the options as they were. */
  before: SettleContext;
  /** The one destination that it is about; `''` is everywhere. */
  only: string;
}

/** The same firm under these options. */
export function underOptions(
  context: SettleContext,
  optionsOf: (destination: string) => Options,
): SettleContext {
  return { ...context, firm: { ...context.firm, optionsOf } };
}

/** What of a batch would differ. What a person took back stays so, and is none of it. */
export function findChanges(
  hypothesis: Hypothesis,
  batch: readonly StoredInteraction[],
  facts: FactsCache,
): Finding[] {
  const { after, before, only } = hypothesis;
  return batch.flatMap((one) =>
    destinationsFor(after.firm.connected, one.interaction, one.entries).flatMap((destination) => {
      if (only !== '' && destination.id !== only) return [];
      const entry = one.entries.get(destination.id) ?? null;
      if (entry?.state === 'undone') return [];
      const override = entry === null ? null : keptOverride(entry.override);
      const subject = { ...one, parties: facts.of(one.interaction.externalParty.e164) };
      const decision = decideCase(after, subject, destination, override);
      const change = compare(entry, decision, () => decideCase(before, subject, destination, override));
      return change === null ? [] : [{ one, destination, entry, decision, change }];
    }),
  );
}

/** Entries among these whose fee is billed: they stay as they are. */
export async function listBilled(tx: Tx, firmId: string, entryIds: readonly string[]): Promise<Set<string>> {
  if (entryIds.length === 0) return new Set();
  const { rows } = await sql<{ id: string }>`
    select e.id from log_entries e, jsonb_array_elements(e.decision->'records') as r, fees f
    where e.firm_id = ${firmId} and e.id = any(${[...entryIds]}::uuid[])
      and f.firm_id = ${firmId} and f.id = (r->>'id')::uuid and f.billed_at is not null`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

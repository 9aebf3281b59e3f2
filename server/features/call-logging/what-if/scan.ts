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
  entries: Map<string, Entry>;
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
      | 'talk_seconds'
      | 'external_e164'
      | 'external_name'
      | 'withheld'
      | 'matter_id'
    >,
    Omit<Entry, 'id' | 'matter_id'> {
  started_exactly: string;
  staff_parties: unknown;
  /** Null: nothing was decided yet, and so is all else of the entry. */
  destination: string | null;
  entry_id: string;
  entry_matter_id: string | null;
}

/**
 * The next ones, newest first, that are over and began within the period. What deciding does not read stays behind. One
 * statement: an interaction has a row for each of its entries, which are looked up by key whatever PostgreSQL knows of the
 * tables' sizes.
 */
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
    select i.id, i.source_id, i.kind, i.direction, i.outcome, i.talk_seconds, i.external_e164, i.external_name, i.withheld,
      i.matter_id, i.assembled->'staffParties' as staff_parties,
      to_char(i.started_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as started_exactly,
      e.destination, e.id as entry_id, e.state, e.reason, e.record_kind, e.matter_id as entry_matter_id, e.contact_id,
      e.assignee_id, e.override
    from (
      select * from interactions
      where firm_id = ${firmId} and started_at >= ${period.since} and started_at <= ${period.until} ${after} and ended
      order by started_at desc, id desc limit ${limit}
    ) i left join lateral (
      select * from log_entries where firm_id = ${firmId} and interaction_id = i.id offset 0
    ) e on true
    order by i.started_at desc, i.id desc`.execute(tx);
  const found: StoredInteraction[] = [];
  for (const row of rows) {
    const last = found.at(-1);
    if (last?.id === row.id) last.entries.set(row.destination ?? '', toEntry(row));
    else found.push(toStored(row));
  }
  return found;
}

function toStored(row: Row): StoredInteraction {
  return {
    id: row.id,
    sourceId: row.source_id,
    startedExactly: row.started_exactly,
    matterId: row.matter_id,
    interaction: toInteraction(row),
    entries: new Map(row.destination === null ? [] : [[row.destination, toEntry(row)]]),
  };
}

function toEntry(row: Row): Entry {
  return {
    id: row.entry_id,
    state: row.state,
    reason: row.reason,
    record_kind: row.record_kind,
    matter_id: row.entry_matter_id,
    contact_id: row.contact_id,
    assignee_id: row.assignee_id,
    override: row.override,
  };
}

/** As far as deciding reads it: no journey, no files, no text. */
function toInteraction(row: Row): AssembledInteraction {
  return {
    kind: row.kind,
    direction: row.direction,
    outcome: row.outcome,
    ended: true,
    // To the millisecond, as everywhere but in the place that a scan has reached.
    startedAt: `${row.started_exactly.slice(0, 23)}Z`,
    endedAt: null,
    talkSeconds: row.talk_seconds,
    totalSeconds: row.talk_seconds,
    externalParty: {
      e164: row.external_e164,
      raw: null,
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

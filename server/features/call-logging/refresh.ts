/** Late news of a logged interaction: a recording, a transcript, the call log's exact seconds. */
import { sql } from 'kysely';
import { fenceHash, isOnlyFence, replaceFenced } from '../destinations/index.ts';
import { updateGenerated } from '../practice/index.ts';
import { decideCase, type SettleContext } from './decide-case.ts';
import type { Destination } from './destination.ts';
import { type ActivityCodeFact, ownKinds, type RecordFacts, wordsOf } from './embedded-record.ts';
import type { LogEntryRow } from './entries-store.ts';
import type { Override } from './facts.ts';
import type { PartyFacts } from './facts-store.ts';
import { findMatterFact } from './facts-store.ts';
import { type AssembledInteraction, why } from './interaction.ts';
import { decisionKey, type KeptDecision, keptDecision, keptOverride } from './kept-decision.ts';
import type { Plan } from './plan.ts';
import { spokenParagraphs } from './spoken.ts';
import { amountOf } from './time.ts';

export interface ToRefresh {
  interactionId: string;
  sourceId: string;
  interaction: AssembledInteraction;
  parties: PartyFacts;
  entry: LogEntryRow;
  destination: Destination;
  activityCode: ActivityCodeFact | null;
}

/**
 * Brings the part of the record that is ours up to date, and the minutes where they still are what we wrote. What a
 * person has changed since, or what is billed, stays as it is.
 */
export async function refreshRecord(context: SettleContext, one: ToRefresh): Promise<void> {
  const { entry } = one;
  const facts = await factsToRefresh(context, one);
  if (facts === null) return;
  const kept = keptDecision.parse(entry.decision);
  const records = await Promise.all(
    ownKinds(kept.records).map((record) => refreshOne(context, one, facts, record)),
  );
  const hash = records.find((record) => record.hash !== null)?.hash ?? entry.fence_hash;
  await keepRefreshed(context, one, facts.review, hash, {
    ...kept,
    records: records.map(({ hash: _, ...record }) => record),
  });
}

/** What a record of this entry says now: decided where it is; null when nothing is written or to be written any more. */
export async function factsToRefresh(
  context: SettleContext,
  one: ToRefresh,
): Promise<(RecordFacts & { review: string | null }) | null> {
  const { entry } = one;
  const standing = entry.state === 'logged' || (entry.state === 'pending' && entry.record_kind !== null);
  if (!standing || entry.record_kind === null) return null;
  const decision = decideCase(context, one, one.destination, await asDecided(context, entry));
  if (decision.do !== 'write') return null;
  const plan: Plan = {
    ...decision,
    matterId: entry.matter_id,
    staffId: entry.staff_id,
    assigneeId: entry.assignee_id,
  };
  const contactId = entry.contact_id;
  const contactName =
    one.parties
      .contactsOf(one.interaction.externalParty.e164, one.destination.id)
      .find((contact) => contact.contactId === contactId)?.displayName ?? why.parse(entry.why).contactName;
  return {
    firm: context.firm,
    entryId: entry.id,
    interactionId: one.interactionId,
    interaction: one.interaction,
    plan,
    contactId,
    contactName,
    reference: entry.reference,
    activityCode: one.activityCode,
    link: context.linkOf(one.interactionId),
    spoken: spokenParagraphs(one.interaction.spoken, one.destination.id),
    review: decision.review,
  };
}

/** The entry rests on the interaction as it is now. */
export async function keepRefreshed(
  { tx, firm }: SettleContext,
  { entry, interaction }: ToRefresh,
  review: string | null,
  fenceHash: string | null,
  kept: KeptDecision,
): Promise<void> {
  await tx
    .updateTable('log_entries')
    .set({
      fence_hash: fenceHash,
      // Its end was not known and is now: nobody needs to look any more.
      ...(entry.review === 'unknown_outcome' ? { review } : {}),
      decision: JSON.stringify({ ...kept, key: decisionKey(interaction) } satisfies KeptDecision),
    })
    .where('firm_id', '=', firm.firmId)
    .where('id', '=', entry.id)
    .execute();
}

type Kept = KeptDecision['records'][number];
type OwnRecord = ReturnType<typeof ownKinds>[number];

/** It was decided where the record is; what became of contacts and options since then does not count any more. */
async function asDecided({ tx, firm }: SettleContext, entry: LogEntryRow): Promise<Override> {
  const matter = entry.matter_id === null ? null : await findMatterFact(tx, firm.firmId, entry.matter_id);
  return { ...keptOverride(entry.override), approved: true, ...(matter ? { matter } : {}) };
}

/** Whether an entry's records are still what the program wrote: nobody changed, completed, moved or removed one. */
export async function isAsWritten(
  context: SettleContext,
  entry: LogEntryRow,
  records: readonly OwnRecord[],
): Promise<boolean> {
  for (const record of records) {
    const current = await readRecord(context, record);
    if (!current || !isOnlyFence(current.text) || fenceHash(current.text) !== entry.fence_hash) return false;
    if (record.kind === 'fee' && !hasOurMinutes(record, current)) return false;
    if (record.kind === 'task' && (current.status !== 'open' || current.assignee !== entry.assignee_id))
      return false;
  }
  return true;
}

function hasOurMinutes(record: Kept, current: { worked?: number; billed?: number }): boolean {
  return current.worked === record.workedMinutes && current.billed === record.billedMinutes;
}

async function refreshOne(
  context: SettleContext,
  one: ToRefresh,
  facts: RecordFacts,
  record: OwnRecord,
): Promise<OwnRecord & { hash: string | null }> {
  const { tx, firm } = context;
  const { plan } = facts;
  const current = await readRecord(context, record);
  if (!current) return { ...record, hash: null };
  const words = wordsOf(facts);
  const replaced = replaceFenced(current.text, words.description, one.entry.fence_hash ?? '');
  // Each fee is one person's time; news may change the order in which they took part.
  const minutes = plan.time.find(({ staffId }) => staffId === current.staff)?.minutes;
  const timeIsOurs = record.kind === 'fee' && hasOurMinutes(record, current);
  const time =
    timeIsOurs && minutes
      ? {
          workedMinutes: minutes.worked,
          billedMinutes: minutes.billed,
          amount: amountOf(minutes.billed, current.rate ?? 0),
        }
      : {};
  const unchanged =
    (!replaced.ok || replaced.text === current.text) &&
    (!('workedMinutes' in time) || time.workedMinutes === current.worked);
  if (unchanged) return { ...record, hash: null };
  const done = await updateGenerated(tx, firm.firmId, {
    kind: record.kind,
    id: record.id,
    ...(replaced.ok && record.kind !== 'document' ? { subject: words.subject } : {}),
    ...(replaced.ok ? { text: replaced.text } : {}),
    ...time,
  });
  if (done !== 'updated') return { ...record, hash: null };
  return {
    ...record,
    ...('workedMinutes' in time
      ? { workedMinutes: time.workedMinutes, billedMinutes: time.billedMinutes }
      : {}),
    hash: replaced.ok ? replaced.hash : null,
  };
}

const recordTables = {
  fee: {
    table: 'fees',
    text: 'description',
    extra: ', worked_minutes as worked, billed_minutes as billed, rate, staff_id as staff',
  },
  task: { table: 'tasks', text: 'description', extra: ', status, assignee_id as assignee' },
  memo: { table: 'memos', text: 'body', extra: '' },
  document: { table: 'documents', text: 'description', extra: '' },
} as const;

async function readRecord({ tx, firm }: SettleContext, record: OwnRecord) {
  const { table, text, extra } = recordTables[record.kind];
  const { rows } = await sql<{
    text: string;
    worked?: number;
    billed?: number;
    rate?: number;
    staff?: string | null;
    status?: string;
    assignee?: string | null;
  }>`
    select ${sql.ref(text)} as text ${sql.raw(extra)} from ${sql.table(table)}
    where firm_id = ${firm.firmId} and id = ${record.id} and removed_at is null`.execute(tx);
  return rows[0];
}

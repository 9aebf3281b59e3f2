/** From rows to the API's shapes. */
import { z } from 'zod';
import { formatForPeople } from '../practice/index.ts';
import { callerNameOf } from './caller-names.ts';
import type { EntryRow } from './entry-reads.ts';
import { explain } from './explain.ts';
import { type AssembledInteraction, assembledInteraction, type ExternalParty, why } from './interaction.ts';
import type { InteractionRow } from './reads.ts';
import { type interactionSummary, type logEntry, type party, recordKind } from './schema.ts';

type PartyView = z.input<typeof party>;

export function describeParty(
  external: ExternalParty,
  contact: { id: string | null; name: string | null },
  country: string,
): PartyView {
  const formattedNumber = external.e164 === null ? null : formatForPeople(external.e164, country);
  return {
    number: external.e164,
    display:
      contact.name ??
      callerNameOf(external.name) ??
      formattedNumber ??
      (external.withheld ? 'Withheld number' : (external.raw ?? 'Unknown number')),
    formattedNumber,
    raw: external.raw,
    name: external.name,
    withheld: external.withheld,
    contactId: contact.id,
    contactName: contact.name,
  };
}

const ownRecordKind = z.enum(['fee', 'memo', 'document', 'task']);

const recordPages = {
  fee: (entry: EntryRow) => `/matters/${entry.matter_id}/fees#${entry.record_id}`,
  memo: (entry: EntryRow) => `/matters/${entry.matter_id}/memos#${entry.record_id}`,
  document: (entry: EntryRow) => `/matters/${entry.matter_id}/documents#${entry.record_id}`,
  task: (entry: EntryRow) => `/tasks/${entry.record_id}`,
};

/** The page of a record of the firm's own. */
function ownPage(entry: EntryRow): string | null {
  const page = ownRecordKind.safeParse(entry.record_kind);
  return page.success && entry.record_id !== null ? recordPages[page.data](entry) : null;
}

/** `visible`: matters that this reader may see; one behind a wall is not even counted in the sentence. */
export function describeEntry(entry: EntryRow, visible: ReadonlySet<string>): z.input<typeof logEntry> {
  const kept = why.parse(entry.why);
  const facts = {
    ...kept,
    candidates: kept.candidates.filter(({ matterId }) => matterId === null || visible.has(matterId)),
  };
  const kind = entry.record_kind === null ? null : recordKind.parse(entry.record_kind);
  return {
    id: entry.id,
    interactionId: entry.interaction_id,
    destination: entry.destination,
    destinationName: entry.destination_name,
    state: entry.state,
    reason: entry.reason,
    review: entry.review,
    recordKind: kind,
    recordId: entry.record_id ?? entry.external_record_id,
    url: entry.url ?? ownPage(entry),
    failure: entry.failure,
    matterId: entry.matter_id,
    matterNumber: entry.matter_number,
    matterTitle: entry.matter_title,
    contactId: entry.contact_id,
    staffId: entry.staff_id,
    staffName: entry.staff_name,
    assigneeId: entry.assignee_id,
    assigneeName: entry.assignee_name,
    workedMinutes: entry.worked_minutes,
    billedMinutes: entry.billed_minutes,
    amount:
      entry.amount === null || entry.currency === null
        ? null
        : { amount: entry.amount, currency: entry.currency },
    billable: entry.billable,
    billed: entry.billed_at !== null,
    reference: entry.reference,
    why: {
      sentence: entry.state === 'undone' ? 'Somebody took it back.' : explain(facts),
      rule: facts.rule,
      facts,
    },
    byPerson: entry.override !== null || entry.state === 'undone',
    decidedAt: entry.decided_at.toISOString(),
    writtenAt: entry.written_at?.toISOString() ?? null,
    revision: entry.revision,
  };
}

export function describeSummary(
  row: InteractionRow,
  entries: readonly EntryRow[],
  country: string,
  visible: ReadonlySet<string>,
): z.input<typeof interactionSummary> {
  const assembled = assembledInteraction.parse(row.assembled);
  return {
    id: row.id,
    kind: row.kind,
    direction: row.direction,
    outcome: row.outcome,
    ended: row.ended,
    startedAt: row.started_at.toISOString(),
    endedAt: row.ended_at?.toISOString() ?? null,
    talkSeconds: row.talk_seconds,
    totalSeconds: row.total_seconds,
    externalParty: describeParty(
      externalOf(assembled),
      { id: row.contact_id, name: row.contact_name },
      country,
    ),
    staffName: row.staff_name ?? firstStaffName(assembled),
    staffId: row.staff_id,
    sourceId: row.source_id,
    sourceName: row.source_name,
    excerpt: assembled.body === null ? null : assembled.body.slice(0, 160),
    pages: assembled.pages,
    hasRecording: row.has_recording,
    logEntries: entries.map((entry) => describeEntry(entry, visible)),
  };
}

function externalOf(assembled: AssembledInteraction): ExternalParty {
  // Inside the firm there is no outside party: the one who was called stands for it.
  if (assembled.direction !== 'internal') return assembled.externalParty;
  const called = assembled.staffParties.at(-1);
  return {
    e164: called?.e164 ?? null,
    raw: called?.extension ?? null,
    name: called?.name ?? called?.extension ?? null,
    withheld: false,
  };
}

function firstStaffName(assembled: AssembledInteraction): string | null {
  const talked = assembled.staffParties.find(({ answered }) => answered) ?? assembled.staffParties[0];
  return talked?.name ?? null;
}

/** The embedded practice record as a destination: from a plan to fees, tasks, memos and documents. */
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { fenceHash, insertWrites, type NewWrite } from '../destinations/index.ts';
import {
  type DocumentWrite,
  type FeeWrite,
  insertDocuments,
  insertFees,
  insertMemos,
  insertTasks,
  isRecordKind,
  type MemoWrite,
  type RecordKind,
  type TaskWrite,
} from '../practice/index.ts';
import { describe } from './describe.ts';
import type { FirmFacts } from './facts-store.ts';
import type { AssembledInteraction } from './interaction.ts';
import type { KeptDecision, KeptRecord } from './kept-decision.ts';
import type { Plan, TimeShare } from './plan.ts';
import { amountOf } from './time.ts';
import { staffName } from './why.ts';

/** The activity code of calls and texts, as the firm set it. */
export interface ActivityCodeFact {
  id: string;
  /** Minor units per hour; null: the staff member's own rate. */
  rate: number | null;
}

export interface RecordFacts {
  firm: FirmFacts;
  entryId: string;
  interactionId: string;
  interaction: AssembledInteraction;
  plan: Plan;
  contactId: string | null;
  contactName: string | null;
  reference: string;
  activityCode: ActivityCodeFact | null;
  /** Page of the interaction. */
  link: string;
  /** What was said, as this destination's text tells it. */
  spoken: readonly { heading: string; text: string }[];
}

/** The rows of many plans, gathered so that each kind is one statement; and what is to be written to practice systems. */
export interface RecordBatch {
  writes: NewWrite[];
  fees: FeeWrite[];
  tasks: TaskWrite[];
  memos: MemoWrite[];
  documents: DocumentWrite[];
}

export function emptyBatch(): RecordBatch {
  return { fees: [], tasks: [], memos: [], documents: [], writes: [] };
}

export async function insertBatch(tx: Tx, firmId: string, batch: RecordBatch, now: Date): Promise<void> {
  await insertFees(tx, firmId, batch.fees);
  await insertTasks(tx, firmId, batch.tasks);
  await insertMemos(tx, firmId, batch.memos);
  await insertDocuments(tx, firmId, batch.documents);
  await insertWrites(tx, firmId, batch.writes, now);
}

export interface Written {
  records: KeptDecision['records'];
  fenceHash: string | null;
}

/** Adds a plan's record to the batch; ids are made here, so that the log entry can name them in the same transaction. */
export function addToBatch(batch: RecordBatch, facts: RecordFacts): Written {
  const { plan, contactId, entryId } = facts;
  const words = wordsOf(facts);
  const written: Written = { records: [], fenceHash: fenceHash(words.description) };
  const id = newId();
  const date = dateIn(facts.firm.timeZone, facts.interaction.startedAt);
  const activityCodeId = plan.activityCode?.place === 'field' ? (facts.activityCode?.id ?? null) : null;
  if (plan.record === 'fee' && plan.matterId !== null) {
    const shares: (TimeShare | null)[] = plan.time.length > 0 ? plan.time : [null];
    for (const [index, share] of shares.entries()) {
      const fee = feeOf(facts, plan.matterId, share, index === 0 ? id : newId(), {
        date,
        activityCodeId,
        ...words,
      });
      batch.fees.push(fee);
      written.records.push({
        kind: 'fee',
        id: fee.id,
        workedMinutes: fee.workedMinutes,
        billedMinutes: fee.billedMinutes,
      });
    }
    return written;
  }
  if (plan.record === 'task') {
    batch.tasks.push({
      id,
      matterId: plan.matterId,
      contactId,
      assigneeId: plan.assigneeId,
      subject: words.subject,
      description: words.description,
      dueOn: date,
      activityCodeId,
      logEntryId: entryId,
    });
  } else if (plan.record === 'memo' && plan.matterId !== null) {
    batch.memos.push({
      id,
      matterId: plan.matterId,
      contactId,
      staffId: plan.staffId,
      date,
      subject: words.subject,
      body: words.description,
      activityCodeId,
      logEntryId: entryId,
    });
  } else if (plan.record === 'document' && plan.matterId !== null) {
    batch.documents.push({
      id,
      matterId: plan.matterId,
      contactId,
      name: documentName(facts, date),
      description: words.description,
      logEntryId: entryId,
    });
  } else {
    throw new Error(
      `the embedded record keeps no ${plan.record}${plan.matterId === null ? ' without a matter' : ''}`,
    );
  }
  written.records.push({ kind: plan.record, id });
  return written;
}

function feeOf(
  facts: RecordFacts,
  matterId: string,
  share: TimeShare | null,
  id: string,
  common: { date: string; activityCodeId: string | null; subject: string; description: string },
): FeeWrite {
  const { firm, plan, activityCode, entryId } = facts;
  const staffId = share === null ? plan.staffId : share.staffId;
  const rate = activityCode?.rate ?? (staffId === null ? 0 : (firm.rates.get(staffId) ?? 0));
  const billedMinutes = share?.minutes?.billed ?? 0;
  return {
    id,
    matterId,
    staffId,
    ...common,
    workedMinutes: share?.minutes?.worked ?? 0,
    billedMinutes,
    rate,
    amount: amountOf(billedMinutes, rate),
    currency: firm.currency,
    billable: share === null ? plan.billable : share.billable,
    logEntryId: entryId,
  };
}

/** Subject and fenced text of a plan's record. */
export function wordsOf(facts: RecordFacts): { subject: string; description: string } {
  const { firm, plan } = facts;
  const nameOf = (id: string | null) => {
    const person = id === null ? undefined : firm.staff.find(({ staffId }) => staffId === id);
    return person ? staffName(person) : null;
  };
  return describe({
    interaction: facts.interaction,
    reference: facts.reference,
    contactName: facts.contactName,
    staffName: nameOf(plan.staffId),
    assigneeName: nameOf(plan.assigneeId),
    timeZone: firm.timeZone,
    country: firm.country,
    link: facts.link,
    activityCodeInText: plan.activityCode?.place === 'text' ? plan.activityCode.label : null,
    spoken: facts.spoken,
    documentLeftOut: plan.documentLeftOut,
  });
}

export function documentName(facts: RecordFacts, date: string): string {
  const { direction, externalParty } = facts.interaction;
  const who = facts.contactName ?? externalParty.name ?? externalParty.e164 ?? 'unknown number';
  return `Fax ${direction === 'outbound' ? 'to' : 'from'} ${who} ${date}.pdf`;
}

const formats = new Map<string, Intl.DateTimeFormat>();

/** The day of a moment in the firm's zone, YYYY-MM-DD. */
export function dateIn(timeZone: string, iso: string): string {
  let format = formats.get(timeZone);
  if (!format) {
    // en-CA writes dates as ISO does; a formatter is costly to make and cheap to use.
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
    });
    formats.set(timeZone, format);
  }
  return format.format(new Date(iso));
}

/** The embedded record keeps fees, tasks, memos and documents; no other kind was ever written for it. */
export function ownKinds(records: readonly KeptRecord[]): (KeptRecord & { kind: RecordKind })[] {
  return records.flatMap((record) => (isRecordKind(record.kind) ? [{ ...record, kind: record.kind }] : []));
}

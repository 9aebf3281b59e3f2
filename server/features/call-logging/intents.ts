/** From a plan to what is to be written to a practice system: intents, stored with the decision. Pure but for the ids. */
import type { NewWrite, PlannedRecord } from '../destinations/index.ts';
import { fenceHash } from '../destinations/index.ts';
import { dateIn, documentName, type RecordFacts, wordsOf } from './embedded-record.ts';
import type { KeptDecision } from './kept-decision.ts';
import type { Plan, TimeShare } from './plan.ts';

export interface IntentFacts extends RecordFacts {
  connectionId: string;
  /** Creates that this entry has had already: the next one's reference follows. */
  createdBefore: number;
  /** The write that makes the contact or the code there, while it is not there yet; it goes first. */
  contactWriteId: string | null;
  /** The write that takes the entry's former record out; it goes first, too. */
  afterId: string | null;
  priority: NewWrite['priority'];
  newId(): string;
}

export interface Intents {
  writes: NewWrite[];
  records: KeptDecision['records'];
  fenceHash: string | null;
}

/** The writes of one plan, each after the one before: a plan of two resumes in the middle. */
export function intentsOf(facts: IntentFacts): Intents {
  const intents: Intents = { writes: [], records: [], fenceHash: null };
  const firstId = facts.newId();
  let afterId = facts.afterId ?? facts.contactWriteId;
  for (const [index, part] of partsOf(facts.plan).entries()) {
    const number = facts.createdBefore + index + 1;
    const reference = number === 1 ? facts.reference : `${facts.reference}-${number}`;
    const id = index === 0 ? firstId : facts.newId();
    const record = recordOf({ ...facts, reference }, part, index === 0 ? null : firstId);
    intents.writes.push({
      id,
      connectionId: facts.connectionId,
      logEntryId: facts.entryId,
      contactId: null,
      matterId: facts.plan.matterId,
      action: 'create',
      reference,
      record,
      targetId: null,
      afterId,
      priority: facts.priority,
      extra: null,
    });
    intents.fenceHash ??= 'text' in record ? fenceHash(record.text) : null;
    intents.records.push({
      kind: record.record,
      id,
      ...(record.record === 'fee'
        ? { workedMinutes: record.workedMinutes, billedMinutes: record.billedMinutes }
        : {}),
    });
    afterId = id;
  }
  return intents;
}

/** The same records again, with what is known now; `parentOf` names the write of the first one. */
export function plannedRecordsOf(facts: RecordFacts, parentWriteId: string | null): LogRecord[] {
  return partsOf(facts.plan).map((part, index) => recordOf(facts, part, index === 0 ? null : parentWriteId));
}

type LogRecord = Extract<PlannedRecord, { interaction: string }>;

interface Part {
  record: LogRecord['record'];
  share: TimeShare | null;
}

/** What a plan's record consists of there: one person's time each is a record of its own. */
function partsOf(plan: Plan): Part[] {
  switch (plan.record) {
    case 'fee':
      return plan.time.length > 0
        ? plan.time.map((share) => ({ record: 'fee', share }))
        : [{ record: 'fee', share: null }];
    case 'communication_and_time_entry':
      return [
        { record: 'communication', share: null },
        ...plan.time.map((share): Part => ({ record: 'time_entry', share })),
      ];
    case 'interaction_and_time_entry':
      return [
        { record: 'interaction', share: null },
        ...plan.time.map((share): Part => ({ record: 'time_entry', share })),
      ];
    default:
      return [{ record: plan.record, share: null }];
  }
}

function recordOf(facts: RecordFacts, { record, share }: Part, parentWriteId: string | null): LogRecord {
  const { plan, firm, interaction } = facts;
  const words = wordsOf(facts);
  const date = dateIn(firm.timeZone, interaction.startedAt);
  const code = plan.activityCode?.place === 'field' ? plan.activityCode.label : null;
  const common = {
    interaction: interaction.kind,
    direction: interaction.direction,
    outcome: interaction.outcome,
    subject: words.subject,
    text: words.description,
    startedAt: interaction.startedAt,
    endedAt: interaction.endedAt,
    date,
    timeZone: firm.timeZone,
    talkSeconds: share?.talkSeconds ?? interaction.talkSeconds,
    party: {
      e164: interaction.externalParty.e164,
      name: facts.contactName ?? interaction.externalParty.name,
    },
    contactId: facts.contactId,
    matterId: plan.matterId,
    staffId: share === null ? plan.staffId : share.staffId,
  };
  switch (record) {
    case 'fee':
      return {
        ...common,
        record,
        workedMinutes: share?.minutes?.worked ?? 0,
        billedMinutes: share?.minutes?.billed ?? 0,
        billable: share?.billable ?? plan.billable,
        activityCode: code,
      };
    case 'time_entry':
      return {
        ...common,
        record,
        billable: share?.billable ?? plan.billable,
        activityCode: code,
        parentWriteId,
      };
    case 'task':
      return { ...common, record, assigneeId: plan.assigneeId ?? '', dueOn: date };
    case 'document':
    case 'attachment':
      return {
        ...common,
        record,
        file: {
          interactionId: facts.interactionId,
          name: documentName(facts, date),
        },
      };
    default:
      return { ...common, record };
  }
}

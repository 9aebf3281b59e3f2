/** A log entry made of a decision, with the records that it writes. */
import type { Tx } from '../../platform/db/database.ts';
import { ensureActivityCode } from '../practice/index.ts';
import type { Decision } from './decide.ts';
import type { SettleContext } from './decide-case.ts';
import type { Destination } from './destination.ts';
import type { ActivityCodeFact, RecordBatch } from './embedded-record.ts';
import type { EntryWrite } from './entries-store.ts';
import type { Override } from './facts.ts';
import type { PartyFacts } from './facts-store.ts';
import type { Forerunners } from './forerunners.ts';
import type { AssembledInteraction } from './interaction.ts';
import { keeperOf } from './keepers.ts';
import { decisionKey, type KeptDecision } from './kept-decision.ts';
import { defaultActivityCode, type Plan } from './plan.ts';
import { spokenParagraphs } from './spoken.ts';

export interface Making {
  entryId: string;
  reference: string;
  activityCode: ActivityCodeFact | null;
  batch: RecordBatch;
  /** What the entry kept of the decision before; null for a new one. */
  before: KeptDecision | null;
  /** What must be done at a practice system before its first record. */
  afterId: string | null;
  /** The write that makes the contact or the activity code there, while it is not there yet. */
  forerunnerOf: Forerunners;
  /** A person waits for it. */
  urgent: boolean;
}

/** Makes an entry of a decision; a written one has its records, or what is to be written, added to the batch. */
export function makeEntry(
  context: SettleContext,
  one: { interactionId: string; interaction: AssembledInteraction; parties: PartyFacts },
  destination: Destination,
  decision: Decision,
  making: Making,
  override: Override | null,
): EntryWrite {
  const plan = planOf(decision);
  const contactId = plan?.contact && 'use' in plan.contact ? plan.contact.use : decision.why.contactId;
  const contactName =
    decision.why.contactName ??
    one.parties
      .contactsOf(one.interaction.externalParty.e164, destination.id)
      .find((contact) => contact.contactId === contactId)?.displayName ??
    null;
  const createdBefore = making.before?.created ?? 0;
  const written =
    decision.do === 'write'
      ? keeperOf(destination.id).add(making.batch, {
          firm: context.firm,
          entryId: making.entryId,
          interactionId: one.interactionId,
          interaction: one.interaction,
          plan: decision,
          contactId,
          contactName,
          reference: making.reference,
          activityCode: making.activityCode,
          link: context.linkOf(one.interactionId),
          spoken: spokenParagraphs(one.interaction.spoken, destination.id),
          createdBefore,
          contactWriteId: making.forerunnerOf(destination.id, contactId),
          afterId: making.afterId,
          urgent: making.urgent,
        })
      : null;
  const state = stateOf(decision);
  const later = written !== null && destination.connection !== null;
  const kept: KeptDecision = {
    key: decisionKey(one.interaction),
    records: written?.records ?? [],
    created: createdBefore + (later ? written.records.length : 0),
    review: state.review,
    waitUntil: decision.do === 'wait' ? decision.until : null,
  };
  return {
    id: making.entryId,
    interactionId: one.interactionId,
    destination: destination.id,
    ...state,
    ...(later ? { state: 'pending', reason: 'being_written' } : {}),
    recordKind: decision.do === 'write' ? decision.record : null,
    recordId: later ? null : (written?.records[0]?.id ?? null),
    matterId: decision.do === 'write' ? decision.matterId : null,
    contactId,
    staffId: plan?.staffId ?? decision.why.staffId,
    assigneeId: plan?.assigneeId ?? null,
    reference: making.reference,
    fenceHash: written?.fenceHash ?? null,
    why: decision.why,
    decision: kept,
    override,
    previous: null,
    startedAt: one.interaction.startedAt,
    writtenAt: decision.do === 'write' && !later ? context.now : null,
  };
}

/** State, reason, and whether a person should look: several matters, unknown party, a fax that found no home, held. */
function stateOf(decision: Decision): Pick<EntryWrite, 'state' | 'reason' | 'review'> {
  switch (decision.do) {
    case 'write':
      return {
        state: 'logged',
        reason: decision.why.matterRule ?? decision.why.rule,
        review: decision.review,
      };
    case 'skip': {
      const needsPerson =
        decision.reason === 'fax_needs_matter' ||
        decision.reason === 'fax_needs_contact' ||
        decision.reason === 'no_staff';
      return { state: 'skipped', reason: decision.reason, review: needsPerson ? decision.reason : null };
    }
    case 'hold':
      return { state: 'held', reason: 'held_for_review', review: 'held' };
    case 'wait':
      return { state: 'pending', reason: decision.why.rule, review: null };
  }
}

/** The plan of a decision that writes at once; a held one writes nothing before somebody confirms it. */
export function writtenPlanOf(decision: Decision | null): Plan | null {
  return decision?.do === 'write' ? decision : null;
}

/** The plan of a decision that writes, now or when somebody confirms it. */
export function planOf(decision: Decision | null): Plan | null {
  return decision?.do === 'hold' ? decision.plan : writtenPlanOf(decision);
}

export async function loadActivityCode(tx: Tx, firmId: string): Promise<ActivityCodeFact> {
  const id = await ensureActivityCode(tx, firmId, defaultActivityCode);
  const row = await tx
    .selectFrom('activity_codes')
    .select('rate')
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .executeTakeFirstOrThrow();
  return { id, rate: row.rate };
}

/** How one log entry becomes another: decided again, taken back, or confirmed. In the caller's transaction, under the firm's lock. */
import { problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { createContactForNumber, findOrCreateCompany } from '../practice/index.ts';
import { decideCase, type SettleContext } from './decide-case.ts';
import type { Destination } from './destination.ts';
import { emptyBatch, insertBatch, type RecordBatch } from './embedded-record.ts';
import { chooseReferences, type EntryWrite, type LogEntryRow, saveEntries } from './entries-store.ts';
import type { Override } from './facts.ts';
import type { PartyFacts } from './facts-store.ts';
import { fileFaxDocuments } from './fax-documents.ts';
import { planForerunners } from './forerunners.ts';
import type { AssembledInteraction } from './interaction.ts';
import { keeperOf } from './keepers.ts';
import { type KeptDecision, keptDecision, keptOverride } from './kept-decision.ts';
import { loadActivityCode, makeEntry } from './make-entry.ts';
import { previousOf, restored, snapshotOf } from './snapshot.ts';

/** One interaction at one destination, as it stands. */
export interface Situation {
  context: SettleContext;
  destination: Destination;
  interactionId: string;
  sourceId: string;
  interaction: AssembledInteraction;
  parties: PartyFacts;
  entry: LogEntryRow | null;
  /** One person asked for this very entry; false where many are done at once: what somebody changed there stays. */
  byPerson: boolean;
}

/** Decides with a person's choice (or without one, on redo); the old record makes way for the new one. */
export async function decideAnew(situation: Situation, override: Override | null): Promise<EntryWrite> {
  const { context, destination, entry } = situation;
  const { tx, firm } = context;
  const decision = decideCase(context, situation, destination, override);
  const batch = emptyBatch();
  const entryId = entry?.id ?? newId();
  const reference =
    entry?.reference ?? (await chooseReferences(tx, firm.firmId, [entryId])).get(entryId) ?? '';
  const activityCode = await loadActivityCode(tx, firm.firmId);
  const plan = decision.do === 'write' ? decision : null;
  if (plan?.contact && 'create' in plan.contact) {
    // Only a redo comes here; the contact that this call had made before is found by its number if it is still there.
    plan.contact = { use: (await createContactForNumber(tx, firm.firmId, plan.contact)).contactId };
  }
  if (plan?.contact && 'standIn' in plan.contact)
    plan.contact = { use: await findOrCreateCompany(tx, firm.firmId, firm.name) };
  const forerunnerOf = await planForerunners(context, batch, [{ ...situation, decision }]);
  const before = entry && keptDecision.parse(entry.decision);
  // A task whose work is now done as a fee elsewhere is completed, not taken away.
  const tasks = plan !== null && plan.record !== 'task' ? 'complete' : 'remove';
  const afterId =
    entry && before && entry.state !== 'undone'
      ? await takeOut(situation, batch, entry, before, tasks)
      : null;
  const making = {
    entryId,
    reference,
    activityCode,
    batch,
    before,
    afterId,
    forerunnerOf,
    urgent: situation.byPerson,
  };
  const made = makeEntry(context, situation, destination, decision, making, override);
  return await store(situation, batch, { ...made, previous: entry ? snapshotOf(entry) : null });
}

export async function leaveAsItIs(situation: Situation): Promise<EntryWrite> {
  const { entry } = situation;
  if (!entry || entry.review === null) throw problem('wrong_state', 'There is nothing to confirm.');
  const now = snapshotOf(entry);
  return await store(situation, emptyBatch(), { ...restored(entry, now), review: null, previous: now });
}

/** Back to what it was before the last action; an automatic entry that nobody touched is taken out of the record. */
export async function undo(situation: Situation): Promise<EntryWrite> {
  const { entry, context, destination } = situation;
  if (!entry) throw problem('wrong_state', 'Nothing was done with it yet.');
  const before = previousOf(entry);
  const kept = keptDecision.parse(entry.decision);
  const batch = emptyBatch();
  if (before) {
    const stood = before.state === 'logged' || before.state === 'pending';
    // At a practice system a record that was taken out cannot come back; it is made anew where it was.
    if (destination.connection !== null && stood) {
      const again = await decideAnew(situation, keptOverride(before.override ?? null));
      return await store(situation, batch, { ...again, previous: before.previous ?? null });
    }
    const same = new Set(before.decision.records.map(({ id }) => id));
    const records = kept.records.filter(({ id }) => !same.has(id));
    await takeOut(situation, batch, entry, { ...kept, records }, 'remove');
    if (before.state !== 'undone') await keeperOf(destination.id).bringBack(context, before.decision.records);
    const back = restored(entry, before);
    return await store(situation, batch, {
      ...back,
      decision: { ...before.decision, created: kept.created },
    });
  }
  const written = entry.state === 'logged' || (entry.state === 'pending' && kept.records.length > 0);
  if (!written) throw problem('wrong_state', 'There is nothing to undo.');
  await takeOut(situation, batch, entry, kept, 'remove');
  const now = snapshotOf(entry);
  return await store(situation, batch, {
    ...restored(entry, now),
    state: 'undone',
    reason: 'undone_by_person',
    review: null,
    matterId: null,
    recordKind: null,
    recordId: null,
    writtenAt: null,
    decision: { ...now.decision, records: [] },
    previous: null,
  });
}

/** Answers what must be done at a practice system before something else takes the place. */
async function takeOut(
  { context, destination, byPerson }: Situation,
  batch: RecordBatch,
  entry: LogEntryRow,
  kept: KeptDecision,
  tasks: 'complete' | 'remove',
): Promise<string | null> {
  const taken = await keeperOf(destination.id).takeOut(context, batch, entry, kept.records, {
    tasks,
    byPerson,
  });
  if (taken.billed) throw problem('wrong_state', 'The fee is billed already; it stays where it is.');
  return taken.afterId;
}

async function store(situation: Situation, batch: RecordBatch, entry: EntryWrite): Promise<EntryWrite> {
  const { tx, firm, now } = situation.context;
  await insertBatch(tx, firm.firmId, batch, now);
  await saveEntries(tx, firm.firmId, [entry], now);
  if (entry.recordKind === 'document') await fileFaxDocuments(tx, firm.firmId, [situation.interactionId]);
  return entry;
}

/** The interaction shows the matter, contact and person of its entries: of the first that has one. */
export async function showOnInteraction(
  situations: readonly Situation[],
  done: readonly { situation: Situation; after: EntryWrite }[],
): Promise<void> {
  const [first] = situations;
  if (!first) return;
  const { tx, firm, now } = first.context;
  const shown = situations.map((situation) => {
    const after = done.find((one) => one.situation === situation)?.after;
    const { entry } = situation;
    return (
      after ?? {
        matterId: entry?.matter_id ?? null,
        contactId: entry?.contact_id ?? null,
        staffId: entry?.staff_id ?? null,
      }
    );
  });
  const firstOf = (ids: readonly (string | null)[]) => ids.find((id) => id !== null) ?? null;
  await tx
    .updateTable('interactions')
    .set({
      matter_id: firstOf(shown.map(({ matterId }) => matterId)),
      contact_id: firstOf(shown.map(({ contactId }) => contactId)),
      staff_id: firstOf(shown.map(({ staffId }) => staffId)),
      updated_at: now,
    })
    .where('firm_id', '=', firm.firmId)
    .where('id', '=', first.interactionId)
    .execute();
}

/** What a person does to a log entry: move, redo, undo, skip, approve. Each is one transaction under the firm's lock. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, Problem, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { createContactForNumber, findContactFact, findOrCreateCompany } from '../practice/index.ts';
import { decideCase, type SettleContext } from './decide-case.ts';
import { type Destination, destinationsFor } from './destination.ts';
import { emptyBatch, insertBatch, type RecordBatch } from './embedded-record.ts';
import {
  chooseReferences,
  type EntryWrite,
  type LogEntryRow,
  loadEntries,
  saveEntries,
} from './entries-store.ts';
import type { Override } from './facts.ts';
import { findMatterFact, loadFirmFacts, loadPartyFacts, type PartyFacts } from './facts-store.ts';
import { fileFaxDocuments } from './fax-documents.ts';
import { planForerunners } from './forerunners.ts';
import {
  type AssembledInteraction,
  assembledInteraction,
  type ContactFact,
  type MatterFact,
} from './interaction.ts';
import { keeperOf } from './keepers.ts';
import { type KeptDecision, keptDecision, keptOverride } from './kept-decision.ts';
import { loadActivityCode, makeEntry } from './make-entry.ts';
import { lockFirm, type PipelineDeps, settleContext } from './pipeline.ts';
import { previousOf, restored, snapshotOf } from './snapshot.ts';

export type Action = (
  | {
      do: 'refile';
      matterId?: string | undefined;
      contactId?: string | undefined;
      always: boolean;
      revision?: number | undefined;
    }
  | { do: 'redo' | 'undo' | 'skip' | 'approve' }
) & {
  /** Only there; else wherever the interaction is logged and it can be done. */
  destination?: string | undefined;
};

interface Situation {
  context: SettleContext;
  destination: Destination;
  interactionId: string;
  sourceId: string;
  interaction: AssembledInteraction;
  parties: PartyFacts;
  entry: LogEntryRow | null;
}

/**
 * Carries out one action. `tx` is the person's own transaction: whom a wall keeps from the interaction, its matter or
 * the matter that was chosen, gets "not found".
 */
export async function act(
  deps: PipelineDeps,
  tx: Tx,
  who: { firmId: string; staffId: string },
  interactionId: string,
  action: Action,
): Promise<void> {
  const { firmId, staffId } = who;
  await lockFirm(tx, firmId, true);
  const row = found(
    await tx
      .selectFrom('interactions')
      .select(['source_id', 'assembled', 'ended'])
      .where('firm_id', '=', firmId)
      .where('id', '=', interactionId)
      .executeTakeFirst(),
  );
  if (!row.ended) throw problem('wrong_state', 'It is still going on; try again when it is over.');
  const chosen = action.do === 'refile' ? await readChoice(tx, firmId, action) : null;
  await actAsProgram(tx);

  const interaction = assembledInteraction.parse(row.assembled);
  const firm = await loadFirmFacts(tx, firmId, [row.source_id], deps.practiceSystems);
  const context = settleContext(deps, tx, firm, deps.platform.clock.now());
  const number = interaction.externalParty.e164;
  const parties = await loadPartyFacts(tx, firm, number === null ? [] : [number]);
  const entries = (await loadEntries(tx, firmId, [interactionId])).get(interactionId) ?? new Map();
  const places = await placesFor(context, destinationsFor(firm.connected, interaction, entries), action);
  const base = { context, interactionId, sourceId: row.source_id, interaction, parties };
  const situations = places.map((destination): Situation => {
    const entry = entries.get(destination.id) ?? null;
    return { ...base, destination, entry };
  });
  const done = await inEachPlace(situations, action, chosen);
  await showOnInteraction(situations, done);
  for (const { situation, after } of done) {
    if (action.do === 'refile' && action.always) await addPairRule(tx, firmId, staffId, after);
    await audit(tx, {
      firmId,
      staffId,
      action: `log_entry.${pastTense[action.do]}`,
      subjectType: 'interaction',
      subjectId: interactionId,
      matterId: after.matterId,
      detail: {
        destination: situation.destination.label,
        from: describePlace(situation.entry),
        to: { state: after.state, recordKind: after.recordKind, matterId: after.matterId },
      },
      at: context.now,
    });
  }
  await appendEvents(tx, firmId, [
    { type: 'interaction.changed', subjectId: interactionId, matterId: done[0]?.after.matterId ?? null },
  ]);
}

/** Where an action takes effect: the place that was named, or every place that knows the matter that was chosen. */
async function placesFor(
  { tx, firm }: SettleContext,
  destinations: readonly Destination[],
  action: Action,
): Promise<Destination[]> {
  const named = destinations.filter(
    ({ id }) => action.destination === undefined || id === action.destination,
  );
  if (named.length === 0) throw problem('not_found', 'It is not logged there.');
  if (action.do !== 'refile' || action.matterId === undefined) return named;
  const { rows } = await sql<{ connection_id: string }>`
    select connection_id from external_links
    where firm_id = ${firm.firmId} and kind = 'matter' and local_id = ${action.matterId} and removed_at is null`.execute(
    tx,
  );
  const knows = new Set(rows.map((row) => row.connection_id));
  const knowing = named.filter(({ id, connection }) => connection === null || knows.has(id));
  if (knowing.length === 0)
    throw problem('wrong_state', `${named[0]?.label ?? 'It'} does not know this matter.`);
  return knowing;
}

/** In several places, what cannot be done in one of them does not keep it from the others. */
async function inEachPlace(
  situations: readonly Situation[],
  action: Action,
  chosen: Choice | null,
): Promise<{ situation: Situation; after: EntryWrite }[]> {
  const done: { situation: Situation; after: EntryWrite }[] = [];
  let refusal: Problem | null = null;
  for (const situation of situations) {
    const { entry } = situation;
    if (
      action.do === 'refile' &&
      action.revision !== undefined &&
      entry &&
      entry.revision !== action.revision
    )
      throw problem('conflict', 'Somebody else changed this entry; look again.');
    try {
      done.push({ situation, after: await carryOut(situation, action, chosen) });
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== 'wrong_state') throw error;
      refusal ??= error;
    }
  }
  if (done.length === 0 && refusal) throw refusal;
  return done;
}

/** The interaction shows the matter, contact and person of its entries: of the first that has one. */
async function showOnInteraction(
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

const pastTense = {
  refile: 'refiled',
  redo: 'redone',
  undo: 'undone',
  skip: 'skipped',
  approve: 'approved',
} as const;

function describePlace(entry: LogEntryRow | null) {
  return entry && { state: entry.state, recordKind: entry.record_kind, matterId: entry.matter_id };
}

interface Choice {
  matter: MatterFact | null;
  contact: ContactFact | null;
}

async function readChoice(
  tx: Tx,
  firmId: string,
  action: { matterId?: string | undefined; contactId?: string | undefined },
): Promise<Choice> {
  if (action.matterId === undefined && action.contactId === undefined)
    throw problem('invalid_input', 'Choose a matter or a contact.', {
      fields: [{ field: 'matterId', message: 'Missing' }],
    });
  return {
    matter: action.matterId === undefined ? null : found(await findMatterFact(tx, firmId, action.matterId)),
    contact:
      action.contactId === undefined ? null : found(await findContactFact(tx, firmId, action.contactId)),
  };
}

async function carryOut(situation: Situation, action: Action, chosen: Choice | null): Promise<EntryWrite> {
  switch (action.do) {
    case 'refile':
      return await decideAnew(situation, {
        matter: chosen?.matter ?? null,
        contact: chosen?.contact ?? null,
        skip: false,
        approved: true,
      });
    case 'skip':
      if (situation.entry?.state === 'skipped' && situation.entry.override !== null)
        throw problem('wrong_state', 'It is not logged already.');
      return await decideAnew(situation, { matter: null, contact: null, skip: true, approved: false });
    case 'redo':
      return await decideAnew(situation, null);
    case 'approve':
      return situation.entry?.state === 'held'
        ? await decideAnew(situation, { matter: null, contact: null, skip: false, approved: true })
        : await leaveAsItIs(situation);
    case 'undo':
      return await undo(situation);
  }
}

/** Decides with a person's choice (or without one, on redo); the old record makes way for the new one. */
async function decideAnew(situation: Situation, override: Override | null): Promise<EntryWrite> {
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
  const making = { entryId, reference, activityCode, batch, before, afterId, forerunnerOf, urgent: true };
  const made = makeEntry(context, situation, destination, decision, making, override);
  return await store(situation, batch, { ...made, previous: entry ? snapshotOf(entry) : null });
}

async function leaveAsItIs(situation: Situation): Promise<EntryWrite> {
  const { entry } = situation;
  if (!entry || entry.review === null) throw problem('wrong_state', 'There is nothing to confirm.');
  const now = snapshotOf(entry);
  return await store(situation, emptyBatch(), { ...restored(entry, now), review: null, previous: now });
}

/** Back to what it was before the last action; an automatic entry that nobody touched is taken out of the record. */
async function undo(situation: Situation): Promise<EntryWrite> {
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
  { context, destination }: Situation,
  batch: RecordBatch,
  entry: LogEntryRow,
  kept: KeptDecision,
  tasks: 'complete' | 'remove',
): Promise<string | null> {
  const taken = await keeperOf(destination.id).takeOut(context, batch, entry, kept.records, {
    tasks,
    byPerson: true,
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

async function addPairRule(tx: Tx, firmId: string, staffId: string, entry: EntryWrite): Promise<void> {
  if (entry.contactId === null || entry.matterId === null)
    throw problem('invalid_input', '“Always” needs a contact and a matter.', {
      fields: [{ field: 'always', message: 'No contact is known for this number' }],
    });
  await tx
    .insertInto('pair_rules')
    .values({
      firm_id: firmId,
      contact_id: entry.contactId,
      matter_id: entry.matterId,
      created_by_staff_id: staffId,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['firm_id', 'contact_id'])
        .doUpdateSet({ matter_id: entry.matterId ?? '', created_by_staff_id: staffId }),
    )
    .execute();
}

/** What a person does to a log entry: move, redo, undo, skip, approve. Each is one transaction under the firm's lock. */
import { audit } from '../../platform/audit.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { createContactForNumber, findContactFact } from '../practice/index.ts';
import { decideCase, type SettleContext } from './decide-case.ts';
import { emptyBatch, insertBatch } from './embedded-record.ts';
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
import {
  type AssembledInteraction,
  assembledInteraction,
  type ContactFact,
  type MatterFact,
} from './interaction.ts';
import { keptDecision } from './kept-decision.ts';
import { loadActivityCode, makeEntry } from './make-entry.ts';
import { interactionLink, lockFirm } from './pipeline.ts';
import { bringBack, previousOf, restored, retireRecords, snapshotOf } from './snapshot.ts';

export type Action =
  | {
      do: 'refile';
      matterId?: string | undefined;
      contactId?: string | undefined;
      always: boolean;
      revision?: number | undefined;
    }
  | { do: 'redo' | 'undo' | 'skip' | 'approve' };

interface Situation {
  context: SettleContext;
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
  platform: Platform,
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
  const firm = await loadFirmFacts(tx, firmId, [row.source_id]);
  const number = interaction.externalParty.e164;
  const situation: Situation = {
    context: { tx, firm, now: platform.clock.now(), linkOf: (id) => interactionLink(platform, id) },
    interactionId,
    sourceId: row.source_id,
    interaction,
    parties: await loadPartyFacts(tx, firmId, number === null ? [] : [number]),
    entry: (await loadEntries(tx, firmId, [interactionId])).get(interactionId) ?? null,
  };
  if (
    action.do === 'refile' &&
    action.revision !== undefined &&
    situation.entry &&
    situation.entry.revision !== action.revision
  )
    throw problem('conflict', 'Somebody else changed this entry; look again.');
  const after = await carryOut(situation, action, chosen);
  if (action.do === 'refile' && action.always) await addPairRule(tx, firmId, staffId, after);
  await audit(tx, {
    firmId,
    staffId,
    action: `log_entry.${pastTense[action.do]}`,
    subjectType: 'interaction',
    subjectId: interactionId,
    matterId: after.matterId,
    detail: {
      from: describePlace(situation.entry),
      to: { state: after.state, recordKind: after.recordKind, matterId: after.matterId },
    },
    at: situation.context.now,
  });
  await appendEvents(tx, firmId, [
    { type: 'interaction.changed', subjectId: interactionId, matterId: after.matterId },
  ]);
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
  const { context, entry } = situation;
  const { tx, firm } = context;
  const decision = decideCase(context, situation, override);
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
  const made = makeEntry(context, situation, decision, { entryId, reference, activityCode, batch }, override);
  const becomesTask = made.recordKind === 'task';
  if (entry && entry.state !== 'undone')
    await retireOrRefuse(
      tx,
      firm.firmId,
      entry,
      becomesTask || decision.do !== 'write' ? 'remove' : 'complete_tasks',
    );
  await insertBatch(tx, firm.firmId, batch);
  return await store(situation, { ...made, previous: entry ? snapshotOf(entry) : null });
}

async function leaveAsItIs(situation: Situation): Promise<EntryWrite> {
  const { entry } = situation;
  if (!entry || entry.review === null) throw problem('wrong_state', 'There is nothing to confirm.');
  const now = snapshotOf(entry);
  return await store(situation, { ...restored(entry, now), review: null, previous: now });
}

/** Back to what it was before the last action; an automatic entry that nobody touched is taken out of the record. */
async function undo(situation: Situation): Promise<EntryWrite> {
  const { entry, context } = situation;
  const { tx, firm } = context;
  if (!entry) throw problem('wrong_state', 'Nothing was done with it yet.');
  const before = previousOf(entry);
  const records = keptDecision.parse(entry.decision).records;
  if (before) {
    const same = new Set(before.decision.records.map(({ id }) => id));
    await retireOrRefuse(
      tx,
      firm.firmId,
      entry,
      'remove',
      records.filter(({ id }) => !same.has(id)),
    );
    if (before.state !== 'undone') await bringBack(tx, firm.firmId, before.decision.records);
    return await store(situation, restored(entry, before));
  }
  if (entry.state !== 'logged') throw problem('wrong_state', 'There is nothing to undo.');
  await retireOrRefuse(tx, firm.firmId, entry, 'remove');
  const now = snapshotOf(entry);
  return await store(situation, {
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

async function retireOrRefuse(
  tx: Tx,
  firmId: string,
  entry: LogEntryRow,
  how: 'complete_tasks' | 'remove',
  records = keptDecision.parse(entry.decision).records,
): Promise<void> {
  if ((await retireRecords(tx, firmId, records, how)) === 'billed')
    throw problem('wrong_state', 'The fee is billed already; it stays where it is.');
}

async function store(situation: Situation, entry: EntryWrite): Promise<EntryWrite> {
  const { tx, firm, now } = situation.context;
  await saveEntries(tx, firm.firmId, [entry], now);
  await tx
    .updateTable('interactions')
    .set({ matter_id: entry.matterId, contact_id: entry.contactId, staff_id: entry.staffId, updated_at: now })
    .where('firm_id', '=', firm.firmId)
    .where('id', '=', situation.interactionId)
    .execute();
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

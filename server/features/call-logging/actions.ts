/** What a person does to a log entry: move, redo, undo, skip, approve. Each is one transaction under the firm's lock. */
import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { found, Problem, problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { findContactFact } from '../practice/index.ts';
import type { SettleContext } from './decide-case.ts';
import { type Destination, destinationsFor } from './destination.ts';
import { type EntryWrite, type LogEntryRow, loadEntries } from './entries-store.ts';
import { decideAnew, leaveAsItIs, type Situation, showOnInteraction, undo } from './entry-changes.ts';
import { findMatterFact, loadFirmFacts, loadPartyFacts } from './facts-store.ts';
import { assembledInteraction, type ContactFact, type MatterFact } from './interaction.ts';
import { lockFirm, type PipelineDeps, settleContext } from './pipeline.ts';

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
  const base = { context, interactionId, sourceId: row.source_id, interaction, parties, byPerson: true };
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

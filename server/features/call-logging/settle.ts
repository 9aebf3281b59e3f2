/**
 * From observations to log entries, for a batch of one firm's interactions: assemble, match, decide, write. All in the
 * caller's transaction, under the firm's pipeline lock; the embedded record is written with the decision, and so is the
 * intent of what a practice system is to be told, so that an interaction has its records exactly once, whatever happens in
 * between.
 */
import { newId } from '../../platform/ids.ts';
import type { Observation } from '../../vendors/ports.ts';
import { listSettledFiles, loadFetchedTexts } from './artefact-reads.ts';
import { assemble } from './assemble.ts';
import { createContacts, putStandIns } from './create-contacts.ts';
import type { Decision } from './decide.ts';
import { decideCase, type SettleContext } from './decide-case.ts';
import { type Destination, destinationsFor } from './destination.ts';
import { emptyBatch, insertBatch, type RecordBatch } from './embedded-record.ts';
import { chooseReferences, type EntryWrite, type LogEntryRow, saveEntries } from './entries-store.ts';
import { loadPartyFacts, type PartyFacts } from './facts-store.ts';
import { planForerunners } from './forerunners.ts';
import type { AssembledInteraction } from './interaction.ts';
import {
  forgetInteractions,
  type InteractionWrite,
  saveArtefacts,
  saveInteractions,
} from './interactions-store.ts';
import { keeperOf } from './keepers.ts';
import { decisionKey, type KeptDecision, keptDecision, samePlace } from './kept-decision.ts';
import { loadActivityCode, type Making, makeEntry, planOf } from './make-entry.ts';
import { matchStaff } from './match.ts';
import { type KeptWords, loadSpokenWords, wordsExpected } from './spoken.ts';

/** One interaction that is to be assembled anew and, when it is over, decided. */
export interface ToSettle {
  interactionId: string;
  sourceId: string;
  observations: readonly Observation[];
  /** By destination. */
  entries: ReadonlyMap<string, LogEntryRow>;
}

/** An interaction at one destination, with its decision, on the way to being stored. */
export interface Case extends Omit<ToSettle, 'entries'> {
  destination: Destination;
  interaction: AssembledInteraction;
  parties: PartyFacts;
  filesPending: boolean;
  /** What was said, to be found by. */
  searched: string;
  entry: LogEntryRow | null;
  decision: Decision | null;
}

export interface Settled {
  interactionId: string;
  interaction: AssembledInteraction;
  matterId: string | null;
}

/**
 * Assembles and settles a batch; answers what was stored, and what is none any more: a call that turned out to be only
 * the carrier of a fax, which comes as an interaction of its own.
 */
export async function settle(
  context: SettleContext,
  toSettle: readonly ToSettle[],
): Promise<{ stored: Settled[]; gone: string[] }> {
  const { tx, firm } = context;
  const batch = emptyBatch();
  const texts = await loadFetchedTexts(tx, firm.firmId, knownOf(toSettle));
  const words = await loadSpokenWords(tx, firm.firmId, knownOf(toSettle));
  const all = toSettle.map((one) => ({
    one,
    interaction: assembleOne(context, one, texts, words.get(one.interactionId)),
  }));
  const assembled = all.flatMap(({ one, interaction }) => (interaction ? [{ ...one, interaction }] : []));
  const none = all.flatMap(({ one, interaction }) => (interaction ? [] : [one]));
  await removeGone(context, batch, none);
  const numbers = assembled.flatMap(({ interaction }) => interaction.externalParty.e164 ?? []);
  const parties = await loadPartyFacts(tx, firm, numbers);
  const settledFiles = await listSettledFiles(tx, firm.firmId, waitingOf(assembled));
  const cases = assembled.flatMap(({ entries, ...one }) => {
    const filesPending = one.interaction.artefacts.some(
      (file) =>
        file.url !== undefined &&
        file.text === undefined &&
        !settledFiles.has(`${one.interactionId} ${file.kind} ${file.id}`),
    );
    const kept = words.get(one.interactionId);
    return destinationsFor(firm.connected, one.interaction, entries).map(
      (destination): Case => ({
        ...one,
        searched: kept?.search ?? '',
        destination,
        parties,
        filesPending:
          filesPending ||
          (kept?.complete !== true && wordsExpected(firm.optionsOf(destination.id), one.interaction)),
        entry: entries.get(destination.id) ?? null,
        decision: null,
      }),
    );
  });
  for (const each of cases)
    if (isToDecide(each)) each.decision = decideCase(context, each, each.destination, null);
  await createContacts(context, cases, parties);
  await putStandIns(context, cases);
  const entries = await storeCases(context, batch, cases);
  const stored = await storeInteractions(context, cases, entries);
  return { stored, gone: none.map(({ interactionId }) => interactionId) };
}

/** Interactions that are none any more go, with what was written for them; one whose record is billed stays. */
async function removeGone(
  context: SettleContext,
  batch: RecordBatch,
  none: readonly ToSettle[],
): Promise<void> {
  const removed: string[] = [];
  for (const { interactionId, entries } of none) {
    let billed = false;
    for (const entry of entries.values()) {
      const { records } = keptDecision.parse(entry.decision);
      const how = { tasks: 'remove', byPerson: false } as const;
      const taken = await keeperOf(entry.destination).takeOut(context, batch, entry, records, how);
      billed ||= taken.billed;
    }
    if (!billed) removed.push(interactionId);
  }
  await forgetInteractions(context.tx, context.firm.firmId, removed);
}

/** Those that were settled before: only of them can something be kept beside what was observed. */
function knownOf(batch: readonly ToSettle[]): string[] {
  return batch.filter(({ entries }) => entries.size > 0).map(({ interactionId }) => interactionId);
}

/** Only a waiting entry asks whether its files are here. */
function waitingOf(batch: readonly ToSettle[]): string[] {
  return batch
    .filter(({ entries }) => [...entries.values()].some(({ state }) => state === 'pending'))
    .map(({ interactionId }) => interactionId);
}

function assembleOne(
  { firm, now }: SettleContext,
  one: ToSettle,
  texts: ReadonlyMap<string, string>,
  words: KeptWords | undefined,
): AssembledInteraction | null {
  const directory = firm.directories.get(one.sourceId) ?? new Map();
  const interaction = assemble(one.observations, {
    directory,
    ownNumbers: firm.ownNumbers,
    country: firm.country,
    now,
  });
  if (!interaction) return null;
  const mapping = firm.mappings.get(one.sourceId) ?? new Map();
  return {
    ...interaction,
    ...(words ? { spoken: words.spoken } : {}),
    artefacts: interaction.artefacts.map((file) => {
      const text = file.text ?? texts.get(`${one.interactionId} ${file.id}`);
      return file.kind === 'transcript' && text !== undefined ? { ...file, text } : file;
    }),
    staffParties: interaction.staffParties.map((party) => ({
      ...party,
      staffId: matchStaff(party, firm.staff, mapping).staff?.staffId ?? null,
    })),
  };
}

/** A decision stands until what it rested on changes; one that a person made or undid is the person's. */
function isToDecide({ interaction, entry }: Case): boolean {
  if (!interaction.ended) return false;
  if (!entry) return true;
  const kept = keptDecision.parse(entry.decision);
  // Waiting for a file or for the end, not for a practice system.
  if (entry.state === 'pending' && kept.records.length === 0) return true;
  if (entry.state === 'undone' || entry.override !== null) return false;
  return kept.key !== decisionKey(interaction);
}

/** Stores the decisions; answers the new or changed entries. */
async function storeCases(
  context: SettleContext,
  batch: RecordBatch,
  cases: readonly Case[],
): Promise<Map<Case, EntryWrite>> {
  const { tx, firm, now } = context;
  const fresh = cases
    .filter((one) => one.decision !== null && one.entry === null)
    .map((one) => ({ one, entryId: newId() }));
  const references = await chooseReferences(
    tx,
    firm.firmId,
    fresh.map(({ entryId }) => entryId),
  );
  const ids = new Map(fresh.map(({ one, entryId }) => [one, entryId]));
  const needsCode = cases.some(
    ({ destination, decision }) =>
      destination.connection === null && planOf(decision)?.activityCode?.place === 'field',
  );
  const activityCode = needsCode ? await loadActivityCode(tx, firm.firmId) : null;
  const forerunnerOf = await planForerunners(context, batch, cases);
  const entries = new Map<Case, EntryWrite>();
  for (const one of cases) {
    const entryId = one.entry?.id ?? ids.get(one) ?? '';
    const reference = one.entry?.reference ?? references.get(entryId) ?? '';
    const entry =
      one.decision &&
      (await entryOf(context, batch, one, one.decision, {
        entryId,
        reference,
        activityCode,
        forerunnerOf,
      }));
    if (entry) entries.set(one, entry);
    else if (one.entry)
      await keeperOf(one.destination.id).refresh(context, batch, { ...one, entry: one.entry, activityCode });
  }
  await insertBatch(tx, firm.firmId, batch, now);
  await saveEntries(tx, firm.firmId, [...entries.values()], now);
  return entries;
}

/** An interaction shows the contact, the person and the matter of its entries: of the first that has one. */
async function storeInteractions(
  context: SettleContext,
  cases: readonly Case[],
  entries: ReadonlyMap<Case, EntryWrite>,
): Promise<Settled[]> {
  const { tx, firm, now } = context;
  const writes: InteractionWrite[] = [];
  for (const [id, places] of Map.groupBy(cases, ({ interactionId }) => interactionId)) {
    const [one] = places;
    if (!one) continue;
    const contacts = one.parties.contactsOf(one.interaction.externalParty.e164, one.destination.id);
    const seen = places.flatMap((place) => {
      const entry = entries.get(place);
      if (entry) return [entry];
      const { entry: before } = place;
      return before
        ? [{ contactId: before.contact_id, staffId: before.staff_id, matterId: before.matter_id }]
        : [];
    });
    const onlyContact = contacts.length === 1 ? (contacts[0]?.contactId ?? null) : null;
    writes.push({
      id,
      sourceId: one.sourceId,
      interaction: one.interaction,
      contactId: seen.length > 0 ? firstOf(seen.map(({ contactId }) => contactId)) : onlyContact,
      contactName: contacts[0]?.displayName ?? null,
      searched: one.searched,
      staffId:
        firstOf(seen.map(({ staffId }) => staffId)) ??
        one.interaction.staffParties.find(({ staffId }) => staffId)?.staffId ??
        null,
      matterId: firstOf(seen.map(({ matterId }) => matterId)),
    });
  }
  await saveInteractions(tx, firm.firmId, writes, now);
  await saveArtefacts(tx, firm.firmId, writes, now);
  return writes.map(({ id, interaction, matterId }) => ({ interactionId: id, interaction, matterId }));
}

function firstOf(ids: readonly (string | null)[]): string | null {
  return ids.find((id) => id !== null) ?? null;
}

/**
 * The entry for a decision, its records added to the batch. Null when an earlier decision put the same records in the
 * same places: then only their text and minutes are brought up to date.
 */
async function entryOf(
  context: SettleContext,
  batch: RecordBatch,
  one: Case,
  decision: Decision,
  making: Pick<Making, 'entryId' | 'reference' | 'activityCode' | 'forerunnerOf'>,
): Promise<EntryWrite | null> {
  const before = one.entry && keptDecision.parse(one.entry.decision);
  let afterId: string | null = null;
  if (one.entry && before && before.records.length > 0) {
    const stays = decision.do === 'write' && samePlace(decision, placeOf(one.entry, before));
    if (stays) return null;
    const keeper = keeperOf(one.destination.id);
    // A person's already, or billed: what stands, stands.
    if (!(await keeper.isAsWritten(context, one.entry, before.records))) return null;
    const how = { tasks: 'remove', byPerson: false } as const;
    const taken = await keeper.takeOut(context, batch, one.entry, before.records, how);
    if (taken.billed) return null;
    afterId = taken.afterId;
  }
  const more = { batch, before, afterId, urgent: false };
  return makeEntry(context, one, one.destination, decision, { ...making, ...more }, null);
}

function placeOf(entry: LogEntryRow, before: KeptDecision) {
  return {
    recordKind: entry.record_kind,
    matterId: entry.matter_id,
    contactId: entry.contact_id,
    assigneeId: entry.assignee_id,
    staffId: entry.staff_id,
    records: before.records.length,
  };
}

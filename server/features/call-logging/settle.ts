/**
 * From observations to log entries, for a batch of one firm's interactions: assemble, match, decide, write. All in the
 * caller's transaction, under the firm's pipeline lock; the embedded record is written with the decision, so that an
 * interaction has its record exactly once, whatever happens in between.
 */
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import type { Observation } from '../../vendors/ports.ts';
import { createContactsForNumbers } from '../practice/index.ts';
import { assemble } from './assemble.ts';
import type { Decision } from './decide.ts';
import { decideCase, type SettleContext } from './decide-case.ts';
import { emptyBatch, insertBatch, removeRecords } from './embedded-record.ts';
import { chooseReferences, type EntryWrite, type LogEntryRow, saveEntries } from './entries-store.ts';
import { loadPartyFacts, type PartyFacts } from './facts-store.ts';
import type { AssembledInteraction, ContactFact, Why } from './interaction.ts';
import {
  forgetInteractions,
  type InteractionWrite,
  saveArtefacts,
  saveInteractions,
} from './interactions-store.ts';
import { decisionKey, type KeptDecision, keptDecision, samePlace } from './kept-decision.ts';
import { loadActivityCode, type Making, makeEntry, planOf, writtenPlanOf } from './make-entry.ts';
import { matchStaff } from './match.ts';
import { isAsWritten, refreshRecord } from './refresh.ts';

/** One interaction that is to be assembled anew and, when it is over, decided. */
export interface ToSettle {
  interactionId: string;
  sourceId: string;
  observations: readonly Observation[];
  entry: LogEntryRow | null;
}

/** An interaction with its decision, on the way to being stored. */
interface Case extends ToSettle {
  interaction: AssembledInteraction;
  parties: PartyFacts;
  filesPending: boolean;
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
  batch: readonly ToSettle[],
): Promise<{ stored: Settled[]; gone: string[] }> {
  const texts = await loadFetchedTexts(context.tx, context.firm.firmId, batch);
  const all = batch.map((one) => ({ one, interaction: assembleOne(context, one, texts) }));
  const assembled = all.flatMap(({ one, interaction }) => (interaction ? [{ ...one, interaction }] : []));
  const gone = all.flatMap(({ one, interaction }) => (interaction ? [] : [one]));
  await forgetInteractions(context.tx, context.firm.firmId, gone);
  const numbers = assembled.flatMap(({ interaction }) => interaction.externalParty.e164 ?? []);
  const parties = await loadPartyFacts(context.tx, context.firm.firmId, numbers);
  const settledFiles = await listSettledFiles(context.tx, context.firm.firmId, assembled);
  const cases = assembled.map((one): Case => {
    const filesPending = one.interaction.artefacts.some(
      (file) =>
        file.url !== undefined &&
        file.text === undefined &&
        !settledFiles.has(`${one.interactionId} ${file.kind} ${file.id}`),
    );
    return { ...one, parties, filesPending, decision: null };
  });
  for (const each of cases) if (isToDecide(each)) each.decision = decideCase(context, each, null);
  await createContacts(context, cases, parties);
  return { stored: await storeCases(context, cases), gone: gone.map(({ interactionId }) => interactionId) };
}

/** Files of waiting entries that are here, or will never come. */
async function listSettledFiles(tx: Tx, firmId: string, batch: readonly ToSettle[]): Promise<Set<string>> {
  const waiting = batch
    .filter(({ entry }) => entry?.state === 'pending')
    .map(({ interactionId }) => interactionId);
  if (waiting.length === 0) return new Set();
  const rows = await tx
    .selectFrom('artefacts')
    .select(['interaction_id', 'kind', 'provider_id'])
    .where('firm_id', '=', firmId)
    .where('interaction_id', 'in', waiting)
    .where('state', '<>', 'pending')
    .execute();
  return new Set(rows.map((row) => `${row.interaction_id} ${row.kind} ${row.provider_id}`));
}

/** Transcripts that came as files: what they say belongs to the interaction as if it had come with the event. */
async function loadFetchedTexts(
  tx: Tx,
  firmId: string,
  batch: readonly ToSettle[],
): Promise<Map<string, string>> {
  const known = batch.filter(({ entry }) => entry !== null).map(({ interactionId }) => interactionId);
  if (known.length === 0) return new Map();
  const rows = await tx
    .selectFrom('artefacts')
    .select(['interaction_id', 'provider_id', 'text'])
    .where('firm_id', '=', firmId)
    .where('interaction_id', 'in', known)
    .where('kind', '=', 'transcript')
    .where('text', 'is not', null)
    .execute();
  return new Map(rows.map((row) => [`${row.interaction_id} ${row.provider_id}`, row.text ?? '']));
}

function assembleOne(
  { firm, now }: SettleContext,
  one: ToSettle,
  texts: ReadonlyMap<string, string>,
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
  if (!entry || entry.state === 'pending') return true;
  if (entry.state === 'undone' || entry.override !== null) return false;
  return keptDecision.parse(entry.decision).key !== decisionKey(interaction);
}

/**
 * Makes the contacts that the plans want, all at once. A number that occurs twice gets one contact: the later
 * interactions are decided again and find it.
 */
async function createContacts(
  context: SettleContext,
  cases: readonly Case[],
  parties: PartyFacts,
): Promise<void> {
  const wanted = new Map<string, { e164: string; name: string }>();
  for (const { decision } of cases) {
    // A held plan writes nothing before somebody confirms it, and so makes no contact either.
    const plan = writtenPlanOf(decision);
    if (plan?.contact && 'create' in plan.contact && !wanted.has(plan.contact.e164))
      wanted.set(plan.contact.e164, plan.contact);
  }
  if (wanted.size === 0) return;
  const made = await createContactsForNumbers(context.tx, context.firm.firmId, [...wanted.values()]);
  const taken = new Set<string>();
  for (const [e164, { contactId, created }] of made) {
    parties.add(e164, {
      contactId,
      displayName: wanted.get(e164)?.name ?? e164,
      faxNumberOnly: false,
      matters: [],
    });
    // Somebody else made it in the meantime: for this batch, too, it is a contact that was found.
    if (!created) taken.add(e164);
  }
  for (const each of cases) {
    const plan = writtenPlanOf(each.decision);
    if (!plan?.contact || !('create' in plan.contact)) continue;
    const { e164, name } = plan.contact;
    const contactId = made.get(e164)?.contactId;
    if (contactId === undefined) continue;
    if (taken.has(e164)) {
      each.decision = decideCase(context, each, null);
      continue;
    }
    taken.add(e164);
    plan.contact = { use: contactId };
    if (each.decision)
      Object.assign(each.decision.why, { contactId, contactName: name } satisfies Partial<Why>);
  }
}

async function storeCases(context: SettleContext, cases: readonly Case[]): Promise<Settled[]> {
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
  const needsCode = cases.some((one) => planOf(one.decision)?.activityCode?.place === 'field');
  const activityCode = needsCode ? await loadActivityCode(tx, firm.firmId) : null;

  const batch = emptyBatch();
  const entries: EntryWrite[] = [];
  const writes: InteractionWrite[] = [];
  for (const one of cases) {
    const entryId = one.entry?.id ?? ids.get(one) ?? '';
    const reference = one.entry?.reference ?? references.get(entryId) ?? '';
    const entry =
      one.decision &&
      (await entryOf(context, one, one.decision, { entryId, reference, activityCode, batch }));
    if (entry) entries.push(entry);
    else if (one.entry) await refreshRecord(context, { ...one, entry: one.entry, activityCode });
    const seen = entry ?? one.entry;
    writes.push({
      id: one.interactionId,
      sourceId: one.sourceId,
      interaction: one.interaction,
      contactId: seen ? contactIdOf(seen) : (firstContact(one)?.contactId ?? null),
      contactName: one.parties.contactsOf(one.interaction.externalParty.e164)[0]?.displayName ?? null,
      staffId:
        entry?.staffId ??
        one.entry?.staff_id ??
        one.interaction.staffParties.find(({ staffId }) => staffId)?.staffId ??
        null,
      matterId: entry ? entry.matterId : (one.entry?.matter_id ?? null),
    });
  }
  await insertBatch(tx, firm.firmId, batch);
  await saveInteractions(tx, firm.firmId, writes, now);
  await saveArtefacts(tx, firm.firmId, writes, now);
  await saveEntries(tx, firm.firmId, entries, now);
  return writes.map(({ id, interaction, matterId }) => ({ interactionId: id, interaction, matterId }));
}

function firstContact(one: Case): ContactFact | undefined {
  const contacts = one.parties.contactsOf(one.interaction.externalParty.e164);
  return contacts.length === 1 ? contacts[0] : undefined;
}

function contactIdOf(entry: EntryWrite | LogEntryRow): string | null {
  return 'contactId' in entry ? entry.contactId : entry.contact_id;
}

/**
 * The entry for a decision, its records added to the batch. Null when an earlier decision put the same records in the
 * same places: then only their text and minutes are brought up to date.
 */
async function entryOf(
  context: SettleContext,
  one: Case,
  decision: Decision,
  making: Making,
): Promise<EntryWrite | null> {
  const before = one.entry && keptDecision.parse(one.entry.decision);
  if (one.entry && before && before.records.length > 0) {
    const stays = decision.do === 'write' && samePlace(decision, placeOf(one.entry, before));
    if (stays) return null;
    // A person's already, or billed: what stands, stands.
    if (!(await isAsWritten(context, one.entry, before.records))) return null;
    if ((await removeRecords(context.tx, context.firm.firmId, before.records)) === 'billed') return null;
  }
  return makeEntry(context, one, decision, making, null);
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

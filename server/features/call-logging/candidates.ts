/** The matters that an interaction may be meant for, as its contacts stand now: what the decision had found may be old. */
import { DateTime } from 'luxon';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { findContactFact } from '../practice/index.ts';
import { embeddedDestination } from './entries-store.ts';
import { listCandidateHints } from './entry-reads.ts';
import { loadPartyFacts } from './facts-store.ts';
import type { ContactFact, ExternalParty, InteractionKind } from './interaction.ts';
import { eligibleContacts } from './match.ts';
import { loadOptions } from './options-store.ts';
import type { candidate } from './schema.ts';
import { candidateRows } from './why.ts';

type Candidate = z.input<typeof candidate>;

export interface Asked {
  kind: InteractionKind;
  party: Pick<ExternalParty, 'e164' | 'withheld'>;
  /** The contact whom the interaction is linked to; it comes before others who hold the number. */
  contactId: string | null;
}

/**
 * For each place where it is logged: the matters of the linked contact and of all who hold the number, less what is
 * behind a wall for this reader; the one spoken about last comes first.
 */
export async function listCandidates(
  tx: Tx,
  firmId: string,
  asked: Asked,
  destinations: readonly string[],
  now: Date,
): Promise<Candidate[]> {
  const found = await findRows(tx, firmId, asked, destinations);
  const hints = await listCandidateHints(
    tx,
    firmId,
    found.flatMap(({ matterId }) => matterId ?? []),
    found.map(({ contactId }) => contactId),
  );
  const seen: { at: number; candidate: Candidate }[] = [];
  for (const one of found) {
    const matter = one.matterId === null ? null : hints.get(one.matterId);
    if (matter === undefined) continue;
    const last = matter?.last ?? null;
    seen.push({ at: last?.at.getTime() ?? 0, candidate: { ...one, hint: hintOf(last, now) } });
  }
  const isOther = ({ candidate }: (typeof seen)[number]) => Number(candidate.contactId !== asked.contactId);
  return seen.sort((a, b) => isOther(a) - isOther(b) || b.at - a.at).map(({ candidate }) => candidate);
}

async function findRows(tx: Tx, firmId: string, asked: Asked, destinations: readonly string[]) {
  const { e164, withheld } = asked.party;
  const number = withheld ? null : e164;
  const connected = destinations.filter((id) => id !== embeddedDestination).map((id) => ({ id }));
  const parties = await loadPartyFacts(tx, { firmId, connected }, number === null ? [] : [number]);
  const optionsOf = await loadOptions(tx, firmId);
  const linked = asked.contactId === null ? null : await findContactFact(tx, firmId, asked.contactId);
  const rows = destinations.flatMap((destination) => {
    const contacts = eligibleContacts(asked.kind, parties.contactsOf(number, destination));
    return withLinked(contacts, destination === embeddedDestination ? linked : null).flatMap((contact) =>
      candidateRows(contact, optionsOf(destination)),
    );
  });
  return [...new Map(rows.map((row) => [`${row.contactId} ${row.matterId}`, row])).values()];
}

/** A person may have chosen somebody who does not hold the number. */
function withLinked(contacts: ContactFact[], linked: ContactFact | null): ContactFact[] {
  const known = linked === null || contacts.some(({ contactId }) => contactId === linked.contactId);
  return known ? contacts : [linked, ...contacts];
}

const verbs: Record<string, string> = {
  call: 'spoke to them',
  sms: 'exchanged texts',
  fax: 'exchanged faxes',
};

function hintOf(last: { at: Date; kind: string; staff: string | null } | null, now: Date): string | null {
  if (!last) return null;
  const when = DateTime.fromJSDate(last.at).toRelativeCalendar({
    base: DateTime.fromJSDate(now),
    locale: 'en-GB',
  });
  return `${last.staff ?? 'Somebody'} ${verbs[last.kind] ?? 'was in touch'} on it ${when ?? 'before'}`;
}

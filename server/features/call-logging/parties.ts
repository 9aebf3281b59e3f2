/**
 * Who took part: the one external party, chosen the same way whatever the order of the events, and the people of the
 * firm with their own seconds.
 */
import type { EndPoint } from '../../vendors/ports.ts';
import { isWithheld, toE164 } from '../practice/index.ts';
import type { ExternalParty, StaffParty } from './interaction.ts';
import { type Leg, unionOf } from './legs.ts';

export interface DirectoryEntry {
  type: 'user' | 'group';
  name: string;
  email?: string | undefined;
  extension?: string | undefined;
}

/** What a source knows besides its events. */
export interface AssemblyFacts {
  /** The source's users, queues and menus by the vendor's id. */
  directory: ReadonlyMap<string, DirectoryEntry>;
  /** The firm's own numbers, E.164. */
  ownNumbers: ReadonlySet<string>;
  /** Default region for numbers without country code, ISO 3166. */
  country: string;
  now: Date;
  /** A session with no end is closed after this silence. Default: 6 hours. */
  staleAfterMs?: number;
}

/** The far side of an interaction; `external` is null when every end is the firm's own. */
export interface FarSide {
  external: ExternalParty | null;
  others: ExternalParty[];
}

/** A dialled text of so few digits is an extension and not somebody outside. */
const extensionOnly = /^\d{1,5}$/;

/** Nobody: the shape of a far end of which nothing is known. */
export const noParty: ExternalParty = { e164: null, raw: null, name: null, withheld: false };

/**
 * Sorts far ends into the external party and the others. `ends` come in the order of preference; `surelyOutside` says
 * that the vendor calls this end an outside one, so that even an unreadable number is somebody outside.
 */
export function chooseFarSide(
  ends: readonly { end: EndPoint; surelyOutside: boolean }[],
  facts: AssemblyFacts,
): FarSide {
  const byNumber = new Map<string, ExternalParty>();
  let unreadable: ExternalParty | null = null;
  for (const { end, surelyOutside } of ends) {
    const party = externalParty(end, facts.country);
    if (party.e164 !== null) {
      if (facts.ownNumbers.has(party.e164) || isInDirectory(end, facts)) continue;
      const known = byNumber.get(party.e164);
      if (known === undefined) byNumber.set(party.e164, party);
      else known.name ??= party.name;
    } else if (surelyOutside || party.withheld || !isInternalEnd(end, facts)) {
      unreadable ??= party;
    }
  }
  const [external, ...others] = byNumber.values();
  return { external: external ?? unreadable, others };
}

/** One far end, normalised. A number that is not sent at all is for the caller of this function to judge. */
export function externalParty(end: EndPoint, country: string): ExternalParty {
  const raw = end.number?.trim() || null;
  const e164 = end.withheld === true || raw === null ? null : toE164(raw, country);
  const withheld = end.withheld === true || (e164 === null && raw !== null && isWithheld(raw));
  const name = end.name?.trim() || null;
  return {
    e164,
    raw,
    name: name !== null && (withheld || isWithheld(name)) ? null : name,
    withheld,
  };
}

/**
 * The near ends of a call. When somebody answered, only those who did; a call that nobody answered has those whose
 * phones rang, and failing them the line that was called.
 */
export function staffPartiesOf(legs: readonly Leg[], facts: AssemblyFacts): StaffParty[] {
  const people = legs.filter(({ role }) => role === 'user');
  const answered = people.filter((leg) => leg.answered);
  const taking = answered.length > 0 ? answered : people;
  if (taking.length > 0) return groupByPerson(taking).map((own) => staffPartyOf(own, facts));
  const line = legs.find(({ near }) => near.number !== undefined && near.providerUserId === undefined);
  return line === undefined ? [] : [staffPartyOfEnd(line.near, facts)];
}

/** A near end without any leg: whose text or fax it is. */
export function staffPartyOfEnd(near: EndPoint, facts: AssemblyFacts): StaffParty {
  const known = facts.directory.get(near.providerUserId ?? '');
  return {
    providerUserId: near.providerUserId ?? null,
    name: known?.name || near.name || null,
    email: known?.email || near.email || null,
    extension: known?.extension || near.extension || extensionIn(near.number),
    e164: near.number === undefined ? null : toE164(near.number, facts.country),
    talkSeconds: 0,
    answered: false,
    staffId: null,
  };
}

/** Human talk of several legs, milliseconds: their own counts, but never more than the time that they cover together. */
export function talkOf(legs: readonly Leg[]): number {
  const counted = legs.reduce((sum, leg) => sum + leg.talkMilliseconds, 0);
  return legs.length === 1 ? counted : Math.min(counted, unionOf(legs.flatMap(({ talk }) => talk)));
}

/** The key by which two legs are the same person's; null when nothing identifies a person. */
export function personKey(near: EndPoint): string | null {
  if (near.providerUserId !== undefined) return `id ${near.providerUserId}`;
  if (near.email !== undefined) return `email ${near.email.toLowerCase()}`;
  if (near.extension !== undefined) return `extension ${near.extension}`;
  return near.number === undefined ? null : `number ${near.number}`;
}

function staffPartyOf(own: readonly Leg[], facts: AssemblyFacts): StaffParty {
  const near: EndPoint = {};
  for (const leg of own) Object.assign(near, leg.near);
  return {
    ...staffPartyOfEnd(near, facts),
    talkSeconds: wholeSeconds(talkOf(own)),
    answered: own.some(({ answered }) => answered),
  };
}

function groupByPerson(legs: readonly Leg[]): Leg[][] {
  if (legs.length === 1) return [[...legs]];
  return [...Map.groupBy(legs, (leg) => personKey(leg.near) ?? `leg ${leg.legId}`).values()];
}

export function wholeSeconds(milliseconds: number): number {
  return Math.max(0, Math.round(milliseconds / 1000));
}

function isInDirectory(end: EndPoint, facts: AssemblyFacts): boolean {
  return end.providerUserId !== undefined && facts.directory.has(end.providerUserId);
}

/** Somebody of the firm: named by the vendor's id, or dialled by extension. */
function isInternalEnd(end: EndPoint, facts: AssemblyFacts): boolean {
  return isInDirectory(end, facts) || end.extension !== undefined || extensionIn(end.number) !== null;
}

function extensionIn(number: string | undefined): string | null {
  return number !== undefined && extensionOnly.test(number) ? number : null;
}

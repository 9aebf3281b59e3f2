/** What deciding needs to know about the firm, loaded once for a whole batch. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { listContactsOnTheirWay } from '../destinations/index.ts';
import { findContactsByNumbers } from '../practice/index.ts';
import { type DirectoryUser, listOwnNumbers, loadDirectories } from '../sources/index.ts';
import { type Destination, loadDestinations } from './destination.ts';
import type { ContactFact, MatterFact, Options, PairRule, StaffFact } from './interaction.ts';
import { loadOptions } from './options-store.ts';
import type { DirectoryEntry } from './parties.ts';

export interface FirmFacts {
  firmId: string;
  name: string;
  country: string;
  timeZone: string;
  currency: string;
  /** E.164 numbers of the firm, its sources' users and its staff. */
  ownNumbers: Set<string>;
  staff: StaffFact[];
  /** Hourly rate in minor units by staff id. */
  rates: Map<string, number>;
  /** Source id → provider user → who that is, as assembling wants it. */
  directories: Map<string, ReadonlyMap<string, DirectoryEntry>>;
  /** Source id → provider user → staff member, as the administrator mapped them. */
  mappings: Map<string, Map<string, string>>;
  optionsOf(destination: string): Options;
  /** Connected practice systems where interactions are logged. */
  connected: Destination[];
  /** The people whom a destination knows. */
  staffOf(destination: string): StaffFact[];
}

export async function loadFirmFacts(
  tx: Tx,
  firmId: string,
  sourceIds: readonly string[],
  practiceSystems: Readonly<Record<string, PracticeSystem>>,
): Promise<FirmFacts> {
  const firm = await tx
    .selectFrom('firms')
    .select(['name', 'country', 'time_zone', 'currency'])
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  const people = await sql<{
    id: string;
    first_name: string;
    last_name: string;
    role: StaffFact['role'];
    active: boolean;
    email: string;
    extension: string | null;
    direct_numbers: string[];
    default_billable: boolean | null;
    hourly_rate: number;
  }>`select id, first_name, last_name, role, active, email, extension, direct_numbers, default_billable, hourly_rate
     from staff_members where firm_id = ${firmId}`.execute(tx);
  const directories = await loadDirectories(tx, firmId, sourceIds);
  const ownNumbers = new Set(await listOwnNumbers(tx, firmId));
  for (const person of people.rows) for (const number of person.direct_numbers) ownNumbers.add(number);
  const mappings = new Map(
    [...directories].map(([sourceId, users]) => [
      sourceId,
      new Map(
        [...users.values()].flatMap((user) =>
          user.staffId ? [[user.providerUserId, user.staffId] as const] : [],
        ),
      ),
    ]),
  );
  const connected = await loadDestinations(tx, firmId, practiceSystems);
  const staffThere = await loadLinked(
    tx,
    firmId,
    'staff',
    connected.map(({ id }) => id),
    null,
  );
  const staff = people.rows.map(
    (row): StaffFact => ({
      staffId: row.id,
      firstName: row.first_name,
      lastName: row.last_name,
      role: row.role,
      active: row.active,
      email: row.email,
      extension: row.extension,
      directNumbers: row.direct_numbers,
      defaultBillable: row.default_billable,
    }),
  );
  return {
    firmId,
    name: firm.name,
    country: firm.country,
    timeZone: firm.time_zone,
    currency: firm.currency,
    ownNumbers,
    staff,
    rates: new Map(people.rows.map((row) => [row.id, row.hourly_rate])),
    directories: new Map([...directories].map(([id, users]) => [id, toEntries(users)])),
    mappings,
    optionsOf: await loadOptions(tx, firmId),
    connected,
    staffOf(destination) {
      const there = staffThere.get(destination);
      return there ? staff.filter(({ staffId }) => there.has(staffId)) : staff;
    },
  };
}

function toEntries(users: ReadonlyMap<string, DirectoryUser>): ReadonlyMap<string, DirectoryEntry> {
  const entries = [...users].map(([id, user]): [string, DirectoryEntry] => [
    id,
    {
      type: user.type,
      name: user.name,
      email: user.email ?? undefined,
      extension: user.extension ?? undefined,
    },
  ]);
  return new Map(entries);
}

export interface PartyFacts {
  /** The contacts that hold the number and that the destination knows, with the matters that it knows. */
  contactsOf(e164: string | null, destination: string): ContactFact[];
  pairRulesOf(contacts: readonly ContactFact[]): PairRule[];
  /** A contact made by this batch: the next interaction of the same number finds it, wherever it is made. */
  add(e164: string, contact: ContactFact, destination: string): void;
}

/** Contacts and matters behind the far ends of a batch, in a few statements whatever its size. */
export async function loadPartyFacts(
  tx: Tx,
  firm: { firmId: string; connected: readonly Pick<Destination, 'id'>[] },
  e164s: readonly string[],
): Promise<PartyFacts> {
  const { firmId } = firm;
  const byNumber = new Map<string, ContactFact[]>(await findContactsByNumbers(tx, firmId, e164s));
  const contacts = [...byNumber.values()].flat();
  const rules = await loadPairRules(
    tx,
    firmId,
    contacts.map(({ contactId }) => contactId),
  );
  const connected = firm.connected.map(({ id }) => id);
  const known = await loadKnown(tx, firmId, connected, contacts);
  return {
    contactsOf(e164, destination) {
      const holders = e164 === null ? [] : (byNumber.get(e164) ?? []);
      const there = known.get(destination);
      if (!there) return holders;
      return holders.flatMap((contact) =>
        there.contacts.has(contact.contactId)
          ? [{ ...contact, matters: contact.matters.filter(({ matterId }) => there.matters.has(matterId)) }]
          : [],
      );
    },
    pairRulesOf: (found) => found.flatMap(({ contactId }) => rules.get(contactId) ?? []),
    add(e164, contact, destination) {
      const holders = byNumber.get(e164) ?? [];
      if (!holders.some(({ contactId }) => contactId === contact.contactId))
        byNumber.set(e164, [...holders, contact]);
      known.get(destination)?.contacts.add(contact.contactId);
    },
  };
}

interface Known {
  contacts: Set<string>;
  matters: Set<string>;
}

/** What each connected system knows of these contacts and their matters. The firm's own record knows everything. */
async function loadKnown(
  tx: Tx,
  firmId: string,
  connected: readonly string[],
  contacts: readonly ContactFact[],
): Promise<Map<string, Known>> {
  const contactIds = contacts.map(({ contactId }) => contactId);
  const matterIds = contacts.flatMap(({ matters }) => matters.map(({ matterId }) => matterId));
  const linkedContacts = await loadLinked(tx, firmId, 'contact', connected, contactIds);
  const linkedMatters = await loadLinked(tx, firmId, 'matter', connected, matterIds);
  for (const { connectionId, contactId } of await listContactsOnTheirWay(tx, firmId, connected, contactIds))
    linkedContacts.get(connectionId)?.add(contactId);
  return new Map(
    connected.map((id) => [
      id,
      { contacts: linkedContacts.get(id) ?? new Set(), matters: linkedMatters.get(id) ?? new Set() },
    ]),
  );
}

/** Which of our records each connection knows; of those named, or all. */
async function loadLinked(
  tx: Tx,
  firmId: string,
  kind: 'staff' | 'contact' | 'matter',
  connected: readonly string[],
  ids: readonly string[] | null,
): Promise<Map<string, Set<string>>> {
  const linked = new Map(connected.map((id) => [id, new Set<string>()]));
  if (connected.length === 0 || ids?.length === 0) return linked;
  const named = ids === null ? sql`` : sql`and local_id = any(${[...ids]}::uuid[])`;
  const { rows } = await sql<{ connection_id: string; local_id: string }>`
    select connection_id, local_id from external_links
    where firm_id = ${firmId} and kind = ${kind} and removed_at is null
      and connection_id = any(${[...connected]}::uuid[]) ${named}`.execute(tx);
  for (const row of rows) linked.get(row.connection_id)?.add(row.local_id);
  return linked;
}

async function loadPairRules(
  tx: Tx,
  firmId: string,
  contactIds: readonly string[],
): Promise<Map<string, PairRule>> {
  if (contactIds.length === 0) return new Map();
  const { rows } = await sql<{ contact_id: string } & MatterRow>`
    select p.contact_id, m.id as matter_id, m.number, m.title, m.status
    from pair_rules p join matters m on m.firm_id = ${firmId} and m.id = p.matter_id
    where p.firm_id = ${firmId} and p.contact_id = any(${[...contactIds]}::uuid[])`.execute(tx);
  return new Map(
    rows.map((row) => [
      row.contact_id,
      { contactId: row.contact_id, matterId: row.matter_id, matter: toMatterFact(row) },
    ]),
  );
}

interface MatterRow {
  matter_id: string;
  number: string;
  title: string;
  status: MatterFact['status'];
}

function toMatterFact(row: MatterRow): MatterFact {
  return { matterId: row.matter_id, number: row.number, title: row.title, status: row.status };
}

/** One matter by id, as the reader may see it; null when it is not there for them. */
export async function findMatterFact(tx: Tx, firmId: string, matterId: string): Promise<MatterFact | null> {
  const row = await tx
    .selectFrom('matters')
    .select(['id as matter_id', 'number', 'title', 'status'])
    .where('firm_id', '=', firmId)
    .where('id', '=', matterId)
    .executeTakeFirst();
  return row ? toMatterFact(row) : null;
}

/** What deciding needs to know about the firm, loaded once for a whole batch. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { findContactsByNumbers } from '../practice/index.ts';
import { type DirectoryUser, listOwnNumbers, loadDirectories } from '../sources/index.ts';
import type { ContactFact, MatterFact, Options, PairRule, StaffFact } from './interaction.ts';
import { loadOptions } from './options-store.ts';
import type { DirectoryEntry } from './parties.ts';

export interface FirmFacts {
  firmId: string;
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
}

export async function loadFirmFacts(
  tx: Tx,
  firmId: string,
  sourceIds: readonly string[],
): Promise<FirmFacts> {
  const firm = await tx
    .selectFrom('firms')
    .select(['country', 'time_zone', 'currency'])
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
  return {
    firmId,
    country: firm.country,
    timeZone: firm.time_zone,
    currency: firm.currency,
    ownNumbers,
    staff: people.rows.map((row) => ({
      staffId: row.id,
      firstName: row.first_name,
      lastName: row.last_name,
      role: row.role,
      active: row.active,
      email: row.email,
      extension: row.extension,
      directNumbers: row.direct_numbers,
      defaultBillable: row.default_billable,
    })),
    rates: new Map(people.rows.map((row) => [row.id, row.hourly_rate])),
    directories: new Map([...directories].map(([id, users]) => [id, toEntries(users)])),
    mappings,
    optionsOf: await loadOptions(tx, firmId),
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
  contactsOf(e164: string | null): ContactFact[];
  pairRulesOf(contacts: readonly ContactFact[]): PairRule[];
  /** A contact made by this batch: the next interaction of the same number finds it. */
  add(e164: string, contact: ContactFact): void;
}

/** Contacts and matters behind the far ends of a batch, in two statements whatever its size. */
export async function loadPartyFacts(tx: Tx, firmId: string, e164s: readonly string[]): Promise<PartyFacts> {
  const byNumber = new Map<string, ContactFact[]>(await findContactsByNumbers(tx, firmId, e164s));
  const contactIds = [...byNumber.values()].flat().map(({ contactId }) => contactId);
  const rules = await loadPairRules(tx, firmId, contactIds);
  return {
    contactsOf: (e164) => (e164 === null ? [] : (byNumber.get(e164) ?? [])),
    pairRulesOf: (contacts) => contacts.flatMap(({ contactId }) => rules.get(contactId) ?? []),
    add: (e164, contact) => void byNumber.set(e164, [...(byNumber.get(e164) ?? []), contact]),
  };
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

/** What call logging asks of the contacts' number index, and the contacts that it makes. Program's scope. */
import { type RawBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { preparedForFew } from '../../platform/db/prepared.ts';
import { newId } from '../../platform/ids.ts';
import { formatForPeople } from './phone-numbers.ts';
import { numberWords, searchWords } from './search-terms.ts';
import './tables.ts';

export interface MatchedMatter {
  matterId: string;
  number: string;
  title: string;
  status: 'open' | 'pending' | 'closed';
}

export interface MatchedContact {
  contactId: string;
  displayName: string;
  /** The number stands there only as a fax number. */
  faxNumberOnly: boolean;
  /** Every matter of which the contact is a party, in any role and any state. */
  matters: MatchedMatter[];
}

/**
 * The contacts (not archived) that hold each number, with their matters. Exact E.164 equality only; numbers that nobody
 * holds are absent. One statement for any number of numbers. Look-ups by key inside it instead of joins: right after a bulk
 * import, before PostgreSQL has counted the rows anew, a join is planned thirty times too slow, and every call of the
 * firm waits for this.
 */
export async function findContactsByNumbers(
  tx: Tx,
  firmId: string,
  e164s: readonly string[],
): Promise<Map<string, MatchedContact[]>> {
  const byNumber = new Map<string, MatchedContact[]>();
  if (e164s.length === 0) return byNumber;
  const wanted = [...new Set(e164s)];
  const { rows } = await preparedForFew<HolderRow>('contacts_by_number', wanted.length)`
    select n.e164, n.contact_id, n.fax_only,
      (select c.display_name from contacts c
       where c.firm_id = ${firmId} and c.id = n.contact_id and c.archived_at is null) as display_name,
      ${mattersOf(firmId, sql.ref('n.contact_id'))} as matters
    from (
      select e164, contact_id, bool_and(fax) as fax_only from contact_numbers
      where firm_id = ${firmId} and e164 = any((select ${wanted}::text[])::text[])
      group by e164, contact_id) n
    order by n.e164, n.contact_id`.execute(tx);
  for (const row of rows) {
    if (row.display_name === null) continue;
    const list = byNumber.get(row.e164) ?? [];
    list.push({
      contactId: row.contact_id,
      displayName: row.display_name,
      faxNumberOnly: row.fax_only,
      matters: seen(row.matters),
    });
    byNumber.set(row.e164, list);
  }
  return byNumber;
}

interface HolderRow {
  e164: string;
  contact_id: string;
  fax_only: boolean;
  /** null: archived. */
  display_name: string | null;
  matters: MatterColumn;
}

/** null: none; an element that is null: not there for the reader. */
type MatterColumn = (MatchedMatter | null)[] | null;

/** The matters of which a contact is a party, as one JSON column. */
function mattersOf(firmId: string, contactId: RawBuilder<unknown>): RawBuilder<MatterColumn> {
  return sql<MatterColumn>`(
    select json_agg((
      select json_build_object('matterId', m.id, 'number', m.number, 'title', m.title, 'status', m.status)
      from matters m where m.firm_id = ${firmId} and m.id = p.matter_id) order by p.matter_id)
    from (select distinct matter_id from matter_parties where firm_id = ${firmId} and contact_id = ${contactId}) p)`;
}

function seen(matters: MatterColumn): MatchedMatter[] {
  return (matters ?? []).filter((matter) => matter !== null);
}

/** One contact by id as the reader may see it, with its matters; null when it is not there for them. */
export async function findContactFact(
  tx: Tx,
  firmId: string,
  contactId: string,
): Promise<MatchedContact | null> {
  const { rows } = await sql<{ display_name: string; matters: MatterColumn }>`
    select display_name, ${mattersOf(firmId, sql.ref('c.id'))} as matters
    from contacts c where firm_id = ${firmId} and id = ${contactId} and archived_at is null`.execute(tx);
  const [row] = rows;
  if (!row) return null;
  return { contactId, displayName: row.display_name, faxNumberOnly: false, matters: seen(row.matters) };
}

/** A number for which call logging wants a contact; `name` is the caller-ID name, or empty. */
export interface NumberWithoutContact {
  e164: string;
  name: string | null;
}

/**
 * The contact that holds the number, made now if nobody does (`created`). Named by the caller's name, else by the number
 * in international format. Safe under races: a lock for each (firm, number) until the transaction ends.
 */
export async function createContactForNumber(
  tx: Tx,
  firmId: string,
  wanted: NumberWithoutContact,
): Promise<{ contactId: string; created: boolean }> {
  const made = (await createContactsForNumbers(tx, firmId, [wanted])).get(wanted.e164);
  if (!made) throw new Error('every wanted number gets a contact');
  return made;
}

interface ContactOfNumber {
  contactId: string;
  created: boolean;
  displayName: string;
}

/** The same for many numbers at once, by E.164: four statements in all. */
export async function createContactsForNumbers(
  tx: Tx,
  firmId: string,
  wanted: readonly NumberWithoutContact[],
): Promise<Map<string, ContactOfNumber>> {
  const names = new Map(wanted.map(({ e164, name }) => [e164, name]));
  const result = new Map<string, ContactOfNumber>();
  if (names.size === 0) return result;
  // Sorted, so that two transactions never wait for each other.
  const e164s = [...names.keys()].sort();
  await sql`
    select pg_advisory_xact_lock(hashtextextended('contact for ' || ${firmId}::text || ' ' || n.e164, 0))
    from unnest(${e164s}::text[]) with ordinality as n (e164, position) order by n.position`.execute(tx);
  const known = await sql<{ e164: string; contact_id: string; display_name: string }>`
    select distinct on (n.e164) n.e164, n.contact_id, c.display_name
    from contact_numbers n
    join contacts c on c.firm_id = ${firmId} and c.id = n.contact_id and c.archived_at is null
    where n.firm_id = ${firmId} and n.e164 = any(${e164s}::text[])
    order by n.e164, n.fax, n.contact_id`.execute(tx);
  for (const row of known.rows)
    result.set(row.e164, { contactId: row.contact_id, created: false, displayName: row.display_name });
  const missing = e164s.filter((e164) => !result.has(e164));
  const rows = missing.map((e164) => newContactRow(e164, names.get(e164) ?? null));
  await insertNamedNumbers(tx, firmId, rows);
  for (const { e164, id, name } of rows)
    result.set(e164, { contactId: id, created: true, displayName: name });
  return result;
}

function newContactRow(e164: string, callerName: string | null) {
  const name = (callerName ?? '').trim().replace(/\s+/g, ' ').slice(0, 200) || formatForPeople(e164, '');
  const named = /\p{L}/u.test(name);
  const space = named ? name.lastIndexOf(' ') : -1;
  return {
    id: newId(),
    numberId: newId(),
    e164,
    name,
    firstName: space > 0 ? name.slice(0, space) : '',
    lastName: space > 0 ? name.slice(space + 1) : name,
    words: [...searchWords([name]), ...numberWords([e164])],
  };
}

async function insertNamedNumbers(
  tx: Tx,
  firmId: string,
  rows: readonly ReturnType<typeof newContactRow>[],
): Promise<void> {
  if (rows.length === 0) return;
  const asJson = JSON.stringify(rows);
  await sql`
    insert into contacts (firm_id, id, kind, first_name, last_name, display_name, created_by, search)
    select ${firmId}, r."id", 'person', r."firstName", r."lastName", r."name", 'call_logging', array_to_tsvector(r."words")
    from jsonb_to_recordset(${asJson}::jsonb) as r ("id" uuid, "name" text, "firstName" text, "lastName" text,
      "words" text[])`.execute(tx);
  await sql`
    insert into contact_numbers (firm_id, id, contact_id, raw, part, e164)
    select ${firmId}, r."numberId", r."id", r."e164", r."e164", r."e164"
    from jsonb_to_recordset(${asJson}::jsonb) as r ("id" uuid, "numberId" uuid, "e164" text)`.execute(tx);
}

/** The company of exactly this name that call logging made, made now if it is missing: once, also under races. */
export async function findOrCreateCompany(tx: Tx, firmId: string, name: string): Promise<string> {
  await sql`select pg_advisory_xact_lock(hashtextextended('company ' || ${firmId}::text || ' ' || ${name}, 0))`.execute(
    tx,
  );
  const known = await tx
    .selectFrom('contacts')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('kind', '=', 'company')
    .where('company_name', '=', name)
    .where('created_by', '=', 'call_logging')
    .where('archived_at', 'is', null)
    .orderBy('id')
    .executeTakeFirst();
  if (known) return known.id;
  const id = newId();
  await sql`
    insert into contacts (firm_id, id, kind, company_name, display_name, created_by, search)
    values (${firmId}, ${id}, 'company', ${name}, ${name}, 'call_logging', array_to_tsvector(${searchWords([name])}::text[]))`.execute(
    tx,
  );
  return id;
}

/** The id of the activity code with exactly this label, made if missing: once, even when many ask at the same moment. */
export async function ensureActivityCode(tx: Tx, firmId: string, label: string): Promise<string> {
  const find = () =>
    tx
      .selectFrom('activity_codes')
      .select('id')
      .where('firm_id', '=', firmId)
      .where('label', '=', label)
      .executeTakeFirst();
  const known = await find();
  if (known) return known.id;
  await tx
    .insertInto('activity_codes')
    .values({ firm_id: firmId, id: newId(), label, rate: null, created_by: 'call_logging' })
    .onConflict((conflict) => conflict.columns(['firm_id', 'label']).doNothing())
    .execute();
  const made = await find();
  if (!made) throw new Error('the activity code was neither there nor made');
  return made.id;
}

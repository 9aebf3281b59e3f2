/**
 * Who of an enquiry is known already: contacts, matters and leads that share a name, a number, an e-mail or an address.
 * In the reader's scope: what stands behind a wall that the reader is not inside is not found, not even counted.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { firmFacts } from '../firms/index.ts';
import { findNumbers, formatForPeople, searchWords } from '../practice/index.ts';
import { namesAddress, nameWords, sameAddress, sameName } from './conflicts-decide.ts';
import { stateWords } from './decide.ts';
import { type Address, type ConflictInput, type ConflictMatch, leadState, properties } from './shapes.ts';
import './tables.ts';

/** More than anybody reads; the worst come first. */
const atMost = 60;
const candidates = 200;

interface KnownContact {
  id: string;
  name: string;
  archived: boolean;
  by: 'name' | 'number' | 'email' | 'address';
  /** "the number 020 7946 0123" */
  what: string;
}

export async function checkConflicts(
  tx: Tx,
  firmId: string,
  input: ConflictInput,
  except: { leadId: string; contactIds: readonly string[] } | null = null,
): Promise<ConflictMatch[]> {
  const named = await matchContacts(tx, firmId, input);
  const residents = await matchResidents(tx, firmId, input);
  const contacts = [...named, ...residents.filter(({ id }) => !named.some((one) => one.id === id))];
  const own = new Set(except?.contactIds);
  const onRecords = await placesOf(tx, firmId, contacts, own, except?.leadId ?? null);
  const ids = new Set([...contacts.map(({ id }) => id), ...own]);
  const byAddress = await matchAddresses(tx, firmId, input, ids, except?.leadId ?? null);
  const seen = new Set<string>();
  const worst = { conflict: 0, duplicate: 1, known: 2 };
  return [...onRecords, ...byAddress]
    .sort((a, b) => worst[a.level] - worst[b.level])
    .filter((match) => {
      const key = `${match.kind} ${match.id} ${match.contactId ?? ''}`;
      if (seen.has(key)) return false;
      seen.add(key);
      return true;
    })
    .slice(0, atMost);
}

async function matchContacts(tx: Tx, firmId: string, input: ConflictInput): Promise<KnownContact[]> {
  const { country } = await firmFacts(tx, firmId);
  const numbers = input.phones.flatMap((text) => findNumbers(text, country).found.map(({ e164 }) => e164));
  const emails = input.emails.map((email) => email.toLowerCase());
  const queries = input.names.flatMap((name) => candidateQuery(name) ?? []);
  const { rows } = await sql<{
    id: string;
    name: string;
    archived: boolean;
    number: string | null;
    email: string | null;
  }>`
    select c.id, c.display_name as name, c.archived_at is not null as archived,
      (select min(n.e164) from contact_numbers n
        where n.firm_id = ${firmId} and n.contact_id = c.id and n.e164 = any(${numbers}::text[])) as number,
      (select min(e.email) from contact_emails e
        where e.firm_id = ${firmId} and e.contact_id = c.id and e.email_key = any(${emails}::text[])) as email
    from contacts c
    where c.firm_id = ${firmId} and c.merged_into_id is null and c.id in (
      select contact_id from contact_numbers where firm_id = ${firmId} and e164 = any(${numbers}::text[])
      union select contact_id from contact_emails where firm_id = ${firmId} and email_key = any(${emails}::text[])
      union (select id from contacts where firm_id = ${firmId}
        and search @@ any(${queries}::tsquery[]) limit ${candidates}))
    order by c.display_name, c.id`.execute(tx);
  return rows.flatMap((row): KnownContact[] => {
    const { id, name, archived } = row;
    if (row.number !== null)
      return [
        { id, name, archived, by: 'number', what: `the number ${formatForPeople(row.number, country)}` },
      ];
    if (row.email !== null) return [{ id, name, archived, by: 'email', what: `the e-mail ${row.email}` }];
    return input.names.some((asked) => sameName(asked, name))
      ? [{ id, name, archived, by: 'name', what: 'the name' }]
      : [];
  });
}

/** Contacts who live, or have their office, at a property whose postcode is known. */
async function matchResidents(tx: Tx, firmId: string, input: ConflictInput): Promise<KnownContact[]> {
  const asked = askedAddresses(input);
  const queries = asked.flatMap(({ postcode }) =>
    searchWords([postcode.replaceAll(/\s/g, '')]).map((word) => `'${word}'`),
  );
  if (queries.length === 0) return [];
  const { rows } = await sql<{
    id: string;
    name: string;
    archived: boolean;
    line1: string;
    postcode: string;
  }>`
    select c.id, c.display_name as name, c.archived_at is not null as archived, a.line1, a.postcode
    from contacts c join contact_addresses a on a.firm_id = ${firmId} and a.contact_id = c.id
    where c.firm_id = ${firmId} and c.merged_into_id is null and c.search @@ any(${queries}::tsquery[])
    order by c.id limit ${candidates}`.execute(tx);
  const found = new Map<string, KnownContact>();
  for (const { id, name, archived, ...there } of rows)
    if (asked.some((one) => sameAddress(one, there)))
      found.set(id, { id, name, archived, by: 'address', what: `the address ${there.line1}` });
  return [...found.values()];
}

function askedAddresses(input: ConflictInput): Address[] {
  return Object.values(input.properties).filter(
    (one): one is Address => one !== undefined && searchWords([one.line1]).length >= 2,
  );
}

/** Finds at least whoever has two of the name's words (or its only one); who is meant is decided on the names. */
function candidateQuery(name: string): string | null {
  const words = nameWords(name).slice(0, 5);
  const [only, ...more] = words;
  if (only === undefined) return null;
  if (more.length === 0) return `'${only}'`;
  const pairs = words.flatMap((a, index) => words.slice(index + 1).map((b) => `('${a}' & '${b}')`));
  return pairs.join(' | ');
}

/** Where the contacts stand; one who stands nowhere is told as a contact. */
async function placesOf(
  tx: Tx,
  firmId: string,
  contacts: readonly KnownContact[],
  own: ReadonlySet<string>,
  exceptLead: string | null,
): Promise<ConflictMatch[]> {
  const ids = contacts.map(({ id }) => id);
  if (ids.length === 0) return [];
  const { rows } = await sql<{
    contact_id: string;
    kind: 'matter' | 'lead';
    id: string;
    number: string;
    title: string;
    state: string;
    role: string;
    ours: boolean;
  }>`
    select p.contact_id, 'matter' as kind, m.id, m.number, m.title, m.status as state, p.role, p.is_client as ours
    from matter_parties p join matters m on m.firm_id = ${firmId} and m.id = p.matter_id
    where p.firm_id = ${firmId} and p.contact_id = any(${ids}::uuid[])
    union all
    select k.contact_id, 'lead', l.id, l.number::text, l.title, l.state, '', true
    from lead_clients k join leads l on l.firm_id = ${firmId} and l.id = k.lead_id
    where k.firm_id = ${firmId} and k.contact_id = any(${ids}::uuid[]) and l.id is distinct from ${exceptLead}::uuid
    order by kind desc, id desc limit ${candidates}`.execute(tx);
  return contacts.flatMap((contact): ConflictMatch[] => {
    const places = rows.filter((row) => row.contact_id === contact.id);
    const who = own.has(contact.id) ? contact.name : `${contact.name} (${contact.what})`;
    const base = { contactId: contact.id, by: contact.by };
    if (places.length === 0) {
      if (own.has(contact.id)) return [];
      const why = `${contact.name} is in your contacts${contact.archived ? ', archived' : ''}: ${contact.what} is the same.`;
      return [
        { ...base, kind: 'contact', id: contact.id, label: contact.name, role: '', level: 'known', why },
      ];
    }
    return places.map((place): ConflictMatch => {
      const role = place.role === '' ? 'client' : place.role;
      if (place.kind === 'lead') {
        const state = leadState.parse(place.state);
        const level = ['new', 'quoted', 'chasing', 'instructed'].includes(state) ? 'duplicate' : 'known';
        const why = `${who} has asked before: lead ${place.number}, ${stateWords[state]}.`;
        return { ...base, kind: 'lead', id: place.id, label: place.title, role, level, why };
      }
      const on = `matter ${place.number} (${place.state})`;
      return {
        ...base,
        kind: 'matter',
        id: place.id,
        label: place.title,
        role,
        level: place.ours ? 'known' : 'conflict',
        why: place.ours ? `${who} is our client on ${on}.` : `${who} is ${role} on ${on}, not our client.`,
      };
    });
  });
}

/** Matters and leads about the same property. With one of the same people it is known; with others, another side. */
async function matchAddresses(
  tx: Tx,
  firmId: string,
  input: ConflictInput,
  contactIds: ReadonlySet<string>,
  exceptLead: string | null,
): Promise<ConflictMatch[]> {
  const asked = askedAddresses(input);
  if (asked.length === 0) return [];
  const queries = asked.map(({ line1 }) =>
    searchWords([line1])
      .map((word) => `'${word}'`)
      .join(' & '),
  );
  const { rows } = await sql<{
    kind: 'matter' | 'lead';
    id: string;
    number: string;
    title: string;
    text: string;
    properties: unknown;
    people: string[];
  }>`
    (select 'matter' as kind, m.id, m.number, m.title, m.title || ' ' || m.description as text, null::jsonb as properties,
      array(select p.contact_id from matter_parties p where p.firm_id = ${firmId} and p.matter_id = m.id and p.is_client) as people
    from matters m where m.firm_id = ${firmId} and m.search @@ any(${queries}::tsquery[]) order by m.id desc limit ${candidates})
    union all
    (select 'lead', l.id, l.number::text, l.title, '', l.properties,
      array(select k.contact_id from lead_clients k where k.firm_id = ${firmId} and k.lead_id = l.id)
    from leads l where l.firm_id = ${firmId} and l.search @@ any(${queries}::tsquery[])
      and l.id is distinct from ${exceptLead}::uuid order by l.id desc limit ${candidates})`.execute(tx);
  return rows.flatMap((row): ConflictMatch[] => {
    const there =
      row.kind === 'matter'
        ? []
        : Object.values(properties.parse(row.properties)).flatMap((one) => one ?? []);
    const same = asked.find((one) =>
      row.kind === 'matter' ? namesAddress(row.text, one) : there.some((other) => sameAddress(one, other)),
    );
    if (!same) return [];
    const shared = row.people.some((id) => contactIds.has(id));
    const what = `${row.kind} ${row.number}`;
    return [
      {
        kind: row.kind,
        id: row.id,
        label: row.title,
        contactId: null,
        role: '',
        by: 'address',
        level: shared ? (row.kind === 'lead' ? 'duplicate' : 'known') : 'conflict',
        why: shared
          ? `${same.line1} is the property of ${what}, for the same people.`
          : `${same.line1} is the property of ${what}, for somebody else.`,
      },
    ];
  });
}

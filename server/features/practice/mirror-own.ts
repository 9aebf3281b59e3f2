/**
 * Records of the firm's own that a practice system has as well: the same person or matter is not taken in twice. Program's
 * scope, a fixed number of statements whatever the size of the page.
 */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { addressKey, addressText, type ContactAddress } from './contact-addresses.ts';
import { displayNameOf, numberRows } from './contacts-fields.ts';
import { type Keeper, type KeptContact, plainText } from './mirror-contacts.ts';
import { fold } from './search-terms.ts';
import './tables.ts';

type TheirContact = Omit<KeptContact, 'id' | 'memberIds'> & { externalId: string };

interface OwnContact {
  id: string;
  kind: KeptContact['kind'];
  name: string;
  numbers: { e164: string | null; raw: string; label: string }[];
  emails: { email: string; label: string }[];
  addresses: ContactAddress[];
}

/** A number that more contacts share says little about who somebody is; their names are looked up instead. */
const mostHolders = 50;

/**
 * The one contact of ours that each of theirs is, by external id: not archived, in no other system, with the same name (case
 * and accents aside) and at least one number or e-mail address in common. Two that fit are none.
 */
export async function findOwnContacts(
  tx: Tx,
  { firmId, country }: Keeper,
  theirs: readonly TheirContact[],
): Promise<Map<string, OwnContact>> {
  const wanted = theirs.map((contact) => ({
    contact,
    name: nameOf(contact),
    reach: reachOf(contact, country),
  }));
  const telling = wanted.filter(({ name, reach }) => name !== '' && reach.size > 0);
  if (telling.length === 0) return new Map();
  const own = await loadCandidates(tx, firmId, telling);
  const found = new Map<string, OwnContact>();
  const taken = new Set<string>();
  for (const { contact, name, reach } of telling) {
    const fitting = own.get(fold(name))?.filter((one) => isSame(one, contact.kind, reach)) ?? [];
    const [only] = fitting;
    if (fitting.length !== 1 || only === undefined || taken.has(only.id)) continue;
    taken.add(only.id);
    found.set(contact.externalId, only);
  }
  return found;
}

function nameOf({ kind, firstName, lastName, companyName }: TheirContact): string {
  const [first, last, company] = [plainText(firstName), plainText(lastName), plainText(companyName)];
  return displayNameOf({ kind, firstName: first, lastName: last, companyName: company });
}

/** Numbers in international form and addresses in lower case. */
function reachOf({ phones, emails }: TheirContact, country: string): Set<string> {
  const told = phones.map(({ text, label }) => ({ text: plainText(text, 500), label: plainText(label) }));
  return new Set([
    ...numberRows(told, country).flatMap(({ e164 }) => e164 ?? []),
    ...emails.map(({ email }) => plainText(email).toLowerCase()).filter((email) => email !== ''),
  ]);
}

function isSame(own: OwnContact, kind: KeptContact['kind'], reach: ReadonlySet<string>): boolean {
  if ((own.kind === 'group') !== (kind === 'group')) return false;
  return (
    own.numbers.some(({ e164 }) => e164 !== null && reach.has(e164)) ||
    own.emails.some(({ email }) => reach.has(email.toLowerCase()))
  );
}

/** By folded name. Whoever shares a number, an address or the name; the rest is compared by the caller. */
async function loadCandidates(
  tx: Tx,
  firmId: string,
  telling: readonly { name: string; reach: ReadonlySet<string> }[],
): Promise<Map<string, OwnContact[]>> {
  const reach = [...new Set(telling.flatMap((one) => [...one.reach]))];
  const names = telling.map(({ name }) => name.toLowerCase());
  const { rows } = await sql<OwnContact>`
    with candidate as (
      select h.contact_id as id from unnest(${reach.filter((one) => one.startsWith('+'))}::text[]) as t (e164)
      cross join lateral (
        select n.contact_id from contact_numbers n
        where n.firm_id = ${firmId} and n.e164 = t.e164 limit ${mostHolders}) h
      union
      select h.contact_id from unnest(${reach.filter((one) => one.includes('@'))}::text[]) as t (email)
      cross join lateral (
        select e.contact_id from contact_emails e
        where e.firm_id = ${firmId} and e.email_key = t.email limit ${mostHolders}) h
      union
      select c.id from contacts c
      where c.firm_id = ${firmId} and c.sort_name = any(${names}::text[]) and c.kept_in is null)
    select c.id, c.kind, c.display_name as name,
      coalesce((select jsonb_agg(jsonb_build_object('e164', n.e164, 'raw', n.raw, 'label', n.label) order by n.position)
        from contact_numbers n where n.firm_id = ${firmId} and n.contact_id = c.id), '[]') as numbers,
      coalesce((select jsonb_agg(to_jsonb(a) order by a.position)
        from contact_addresses a where a.firm_id = ${firmId} and a.contact_id = c.id), '[]') as addresses,
      coalesce((select jsonb_agg(jsonb_build_object('email', e.email, 'label', e.label) order by e.position)
        from contact_emails e where e.firm_id = ${firmId} and e.contact_id = c.id), '[]') as emails
    from candidate k join contacts c on c.firm_id = ${firmId} and c.id = k.id
    where c.kept_in is null and c.archived_at is null
    order by c.id`.execute(tx);
  return Map.groupBy(rows, ({ name }) => fold(name));
}

/**
 * From now on the practice system tells how somebody is reached. What only stood here goes into the notes, so that nothing
 * that somebody typed is lost.
 */
export async function noteOwnReach(
  tx: Tx,
  { firmId, country, vendorLabel }: Keeper & { vendorLabel: string },
  pairs: readonly { own: OwnContact; theirs: TheirContact }[],
): Promise<void> {
  const rows = pairs.flatMap(({ own, theirs }) => {
    const lost = [...onlyHere(own, reachOf(theirs, country)), ...placesOnlyHere(own, theirs)];
    return lost.length === 0 ? [] : [{ id: own.id, line: `Not in ${vendorLabel}: ${lost.join(', ')}` }];
  });
  if (rows.length === 0) return;
  await sql`
    update contacts c set notes = case when c.notes = '' then r."line" else c.notes || E'\n' || r."line" end
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "line" text)
    where c.firm_id = ${firmId} and c.id = r."id"`.execute(tx);
}

function onlyHere({ numbers, emails }: OwnContact, reach: ReadonlySet<string>): string[] {
  const fields = [
    ...numbers
      .filter(({ e164 }) => e164 === null || !reach.has(e164))
      .map(({ raw, label }) => ({ text: raw, label })),
    ...emails
      .filter(({ email }) => !reach.has(email.toLowerCase()))
      .map(({ email, label }) => ({ text: email, label })),
  ];
  return [...new Set(fields.map(({ text, label }) => (label === '' ? text : `${text} (${label})`)))];
}

function placesOnlyHere({ addresses }: OwnContact, theirs: TheirContact): string[] {
  const known = new Set(theirs.addresses.map(addressKey));
  return addresses.filter((address) => !known.has(addressKey(address))).map(addressText);
}

/** The firm's own matters with these numbers, by number; those that a practice system keeps are not among them. */
export async function findOwnMatters(
  tx: Tx,
  firmId: string,
  numbers: readonly string[],
): Promise<Map<string, string>> {
  const wanted = [
    ...new Set(numbers.map((number) => plainText(number, 60)).filter((number) => number !== '')),
  ];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<{ id: string; number: string }>`
    select id, number from matters
    where firm_id = ${firmId} and number = any(${wanted}::text[]) and kept_in is null`.execute(tx);
  return new Map(rows.map(({ id, number }) => [number, id]));
}

import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found } from '../../platform/http/problems.ts';
import { type ContactAddress, readAddresses } from './contact-addresses.ts';
import { type NumberRow, phoneFields } from './contacts-fields.ts';
import type { Contact, ContactListItem, contactsQuery } from './contacts-schema.ts';
import { type KeptIn, type PracticeSystems, readKeptIn } from './mirror-kept.ts';
import { searchQuery } from './search-terms.ts';

type Kind = 'person' | 'company' | 'group';
const nameCursor = z.tuple([z.union([z.literal(0), z.literal(1)]), z.string(), z.uuid()]);

const listColumns = [
  'id',
  'kind',
  'display_name',
  'first_name',
  'last_name',
  'company_name',
  'notes',
  'created_by',
  'archived_at',
  'kept_in',
  'version',
  'updated_at',
] as const;

/** One page of contacts by name, those called by a bare number after all others. */
export async function listContacts(
  tx: Tx,
  firmId: string,
  query: z.output<typeof contactsQuery>,
  systems: PracticeSystems = {},
): Promise<{ items: ContactListItem[]; next: string | null }> {
  let rows = tx
    .selectFrom('contacts')
    .select([
      ...listColumns,
      sql<boolean>`bare_number`.as('bare_number'),
      sql<string>`sort_name`.as('sort_name'),
    ])
    .where('firm_id', '=', firmId)
    .orderBy(sql`bare_number`)
    .orderBy(sql`sort_name`)
    .orderBy('id')
    .limit(query.limit + 1);
  if (query.archived !== 'all')
    rows = rows.where('archived_at', query.archived === 'only' ? 'is not' : 'is', null);
  if (query.kind) rows = rows.where('kind', '=', query.kind);
  if (query.createdBy) rows = rows.where('created_by', '=', query.createdBy);
  const words = query.q === undefined ? null : searchQuery(query.q);
  if (words !== null) rows = rows.where(sql<boolean>`search @@ ${words}::tsquery`);
  if (query.after !== undefined) {
    const [bare, name, id] = decodeCursor(query.after, nameCursor);
    rows = rows.where(sql<boolean>`(bare_number, sort_name, id) > (${bare === 1}, ${name}, ${id}::uuid)`);
  }
  const page = toPage(
    await rows.execute(),
    query.limit,
    (row) => [row.bare_number ? 1 : 0, row.sort_name, row.id],
    (row) => row,
  );
  const reach = await reachOf(
    tx,
    firmId,
    page.items.map((row) => row.id),
  );
  const keptIn = await readKeptIn(tx, systems, firmId, 'contact', page.items);
  return { items: page.items.map((row) => listItem(row, reach(row.id), keptIn(row.id))), next: page.next };
}

/** One contact with everything that its page shows. Matters behind a wall are not among them. */
export async function getContact(
  tx: Tx,
  firmId: string,
  id: string,
  systems: PracticeSystems = {},
): Promise<Contact> {
  const row = found(
    await tx
      .selectFrom('contacts')
      .select([...listColumns, 'merged_into_id', 'created_at'])
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .executeTakeFirst(),
  );
  const reach = await reachOf(tx, firmId, [id]);
  const keptIn = await readKeptIn(tx, systems, firmId, 'contact', [row]);
  const related = await sql<{ relation: 'member' | 'group'; id: string; display_name: string }>`
    select 'member' as relation, c.id, c.display_name from contact_members m
    join contacts c on c.firm_id = ${firmId} and c.id = m.contact_id
    where m.firm_id = ${firmId} and m.group_id = ${id}
    union all
    select 'group', c.id, c.display_name from contact_members m
    join contacts c on c.firm_id = ${firmId} and c.id = m.group_id
    where m.firm_id = ${firmId} and m.contact_id = ${id}
    order by 3, 2`.execute(tx);
  const matters = await tx
    .selectFrom('matter_parties as p')
    .innerJoin('matters as m', (join) =>
      join.onRef('m.firm_id', '=', 'p.firm_id').onRef('m.id', '=', 'p.matter_id'),
    )
    .select(['m.id', 'm.number', 'm.title', 'm.status', 'p.role', 'p.is_client as isClient'])
    .where('p.firm_id', '=', firmId)
    .where('p.contact_id', '=', id)
    .orderBy('m.updated_at', 'desc')
    .limit(500)
    .execute();
  const named = (relation: 'member' | 'group') =>
    related.rows
      .filter((other) => other.relation === relation)
      .map((other) => ({ id: other.id, displayName: other.display_name }));
  return {
    ...listItem(row, reach(id), keptIn(id)),
    mergedIntoId: row.merged_into_id,
    members: named('member'),
    groups: named('group'),
    matters,
    createdAt: row.created_at.toISOString(),
  };
}

interface Reach {
  numbers: (NumberRow & { id: string })[];
  emails: { email: string; label: string }[];
  addresses: ContactAddress[];
}

/** Numbers, e-mails and addresses of many contacts in three statements. */
async function reachOf(tx: Tx, firmId: string, ids: readonly string[]): Promise<(id: string) => Reach> {
  const byContact = new Map<string, Reach>(ids.map((id) => [id, { numbers: [], emails: [], addresses: [] }]));
  if (ids.length > 0) {
    const numbers = await tx
      .selectFrom('contact_numbers')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('contact_id', 'in', ids)
      .orderBy('position')
      .orderBy('id')
      .execute();
    for (const number of numbers) byContact.get(number.contact_id)?.numbers.push(number);
    const emails = await tx
      .selectFrom('contact_emails')
      .select(['contact_id', 'email', 'label'])
      .where('firm_id', '=', firmId)
      .where('contact_id', 'in', ids)
      .orderBy('position')
      .orderBy('id')
      .execute();
    for (const { contact_id, email, label } of emails)
      byContact.get(contact_id)?.emails.push({ email, label });
    for (const [id, addresses] of await readAddresses(tx, firmId, ids))
      byContact.get(id)?.addresses.push(...addresses);
  }
  return (id) => byContact.get(id) ?? { numbers: [], emails: [], addresses: [] };
}

function listItem(
  row: {
    id: string;
    kind: Kind;
    display_name: string;
    first_name: string;
    last_name: string;
    company_name: string;
    notes: string;
    created_by: ContactListItem['createdBy'];
    archived_at: Date | null;
    version: number;
    updated_at: Date;
  },
  reach: Reach,
  keptIn: KeptIn,
): ContactListItem {
  return {
    id: row.id,
    kind: row.kind,
    displayName: row.display_name,
    firstName: row.first_name,
    lastName: row.last_name,
    companyName: row.company_name,
    notes: row.notes,
    phones: phoneFields(reach.numbers),
    emails: reach.emails,
    addresses: reach.addresses,
    createdBy: row.created_by,
    keptIn,
    archivedAt: row.archived_at?.toISOString() ?? null,
    version: row.version,
    updatedAt: row.updated_at.toISOString(),
  };
}

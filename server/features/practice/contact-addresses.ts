/** Postal addresses of contacts: their shape, how two are compared, and their rows. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { shortText } from './formats.ts';
import { fold } from './search-terms.ts';
import './tables.ts';

const optional = shortText.default('');
export const addressInput = z
  .object({
    label: optional,
    line1: optional,
    line2: optional,
    town: optional,
    county: optional.describe('County, state or province'),
    postcode: optional,
    country: optional.describe("In words; empty: the firm's own"),
  })
  .refine((address) => !isBlank(address), { error: 'An address needs at least one line.', path: ['line1'] });

export const contactAddress = z.object({
  label: z.string(),
  line1: z.string(),
  line2: z.string(),
  town: z.string(),
  county: z.string(),
  postcode: z.string(),
  country: z.string(),
});
export type ContactAddress = z.infer<typeof contactAddress>;

export function isBlank({ line1, line2, town, county, postcode }: Omit<ContactAddress, 'label'>): boolean {
  return [line1, line2, town, county, postcode].every((part) => part.trim() === '');
}

/** The same place is written with and without capitals, commas and spaces; the label and the country do not tell. */
export function addressKey({ line1, line2, town, county, postcode }: Omit<ContactAddress, 'label'>): string {
  return fold([line1, line2, town, county, postcode].join(' ')).replaceAll(/[^\p{L}\p{N}]+/gu, '');
}

/** "12 Mill Lane, Hove, BN3 1AA". */
export function addressText({ line1, line2, town, county, postcode, country }: ContactAddress): string {
  return [line1, line2, town, county, postcode, country].filter((part) => part !== '').join(', ');
}

/** What a contact is found by: "BN3 1AA" and "bn31aa". */
export function postcodeWords(addresses: readonly Pick<ContactAddress, 'postcode'>[]): string[] {
  return addresses.flatMap(({ postcode }) => [postcode, postcode.replaceAll(/\s+/g, '')]);
}

export async function insertAddresses(
  tx: Tx,
  firmId: string,
  contactId: string,
  addresses: readonly ContactAddress[],
  firstPosition = 0,
): Promise<void> {
  if (addresses.length === 0) return;
  await tx
    .insertInto('contact_addresses')
    .values(
      addresses.map(({ label, line1, line2, town, county, postcode, country }, index) => ({
        firm_id: firmId,
        id: newId(),
        contact_id: contactId,
        ...{ label, line1, line2, town, county, postcode, country },
        position: firstPosition + index,
      })),
    )
    .execute();
}

export async function replaceAddresses(
  tx: Tx,
  firmId: string,
  contactId: string,
  addresses: readonly ContactAddress[],
): Promise<void> {
  await tx
    .deleteFrom('contact_addresses')
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', contactId)
    .execute();
  await insertAddresses(tx, firmId, contactId, addresses);
}

/** Of many contacts in one statement, each in their order. */
export async function readAddresses(
  tx: Tx,
  firmId: string,
  contactIds: readonly string[],
): Promise<Map<string, ContactAddress[]>> {
  if (contactIds.length === 0) return new Map();
  const rows = await tx
    .selectFrom('contact_addresses')
    .select(['contact_id', 'label', 'line1', 'line2', 'town', 'county', 'postcode', 'country'])
    .where('firm_id', '=', firmId)
    .where('contact_id', 'in', contactIds)
    .orderBy('position')
    .orderBy('id')
    .execute();
  const found = new Map<string, ContactAddress[]>();
  for (const { contact_id: id, ...address } of rows) found.set(id, [...(found.get(id) ?? []), address]);
  return found;
}

/** Addresses of one contact go to another, but those that it has already. */
export async function moveAddresses(tx: Tx, firmId: string, keptId: string, otherId: string): Promise<void> {
  const all = await readAddresses(tx, firmId, [keptId, otherId]);
  const kept = all.get(keptId) ?? [];
  const known = new Set(kept.map(addressKey));
  const fresh = (all.get(otherId) ?? []).filter((address) => !known.has(addressKey(address)));
  const { rows } = await sql<{ next: number }>`
    select 1 + coalesce(max(position), -1) as next from contact_addresses
    where firm_id = ${firmId} and contact_id = ${keptId}`.execute(tx);
  await insertAddresses(tx, firmId, keptId, fresh, rows[0]?.next ?? 0);
  await replaceAddresses(tx, firmId, otherId, []);
}

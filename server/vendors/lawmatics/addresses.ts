/**
 * Addresses stand in a list of their own. Before all contacts are read, all addresses are; where a few contacts changed,
 * each one's addresses are asked for by its id.
 */
import { z } from 'zod';
import { addressOf } from '../kit/addresses.ts';
import type { PracticeApi } from '../kit/practice-api.ts';
import type { MirroredContact } from '../ports.ts';
import { readContactId } from './ids.ts';
import { readAll, readPage } from './lists.ts';
import { orNothing } from './numbers.ts';
import * as wire from './wire.ts';

const part = z.string();
const place = z.object({
  id: z.string(),
  label: part,
  line1: part,
  line2: part,
  town: part,
  county: part,
  postcode: part,
  country: part,
});
/** By our id of the contact; `id` tells an address that comes twice. */
export const addressBook = z.record(z.string(), z.array(place));
export type AddressBook = z.output<typeof addressBook>;

const list = { path: '/addresses', fields: wire.addressFields, sortBy: 'id' } as const;

/** One page of the list, added to what was found before. Addresses of firms and places of events are passed over. */
export async function collectAddresses(
  api: PracticeApi,
  page: number | null,
  before: AddressBook,
): Promise<{ addresses: AddressBook; next: number | null }> {
  const read = await orNothing(readPage(api, list, page, wire.address));
  const addresses = { ...before };
  for (const found of read?.items ?? []) {
    const owner = found.relationships.addressable;
    if (owner?.type !== 'contact' && owner?.type !== 'company') continue;
    const key = `${owner.type}/${owner.id}`;
    addresses[key] = added(addresses[key] ?? [], found);
  }
  return { addresses, next: read?.next ?? null };
}

/** All addresses of one contact or company. */
export async function addressesOf(api: PracticeApi, externalId: string): Promise<AddressBook[string]> {
  const { kind, id } = readContactId(externalId);
  const filter = { by: `${kind}_id`, on: String(id), with: '=' } as const;
  let found: AddressBook[string] = [];
  const reading = (async () => {
    for await (const each of readAll(api, { ...list, filter }, wire.address)) found = added(found, each);
  })();
  await orNothing(reading);
  return found;
}

/** In the order of their ids, so that they come the same whichever way they were read. */
export function withAddresses(contact: MirroredContact, book: AddressBook[string]): MirroredContact {
  const sorted = book.toSorted((a, b) => Number(a.id) - Number(b.id));
  return { ...contact, addresses: sorted.map(({ id: _id, ...address }) => address) };
}

function added(
  known: AddressBook[string],
  { id, attributes }: z.output<typeof wire.address>,
): AddressBook[string] {
  if (known.some((one) => one.id === id)) return known;
  const { label, street, street2, city, state, zipcode, country } = attributes;
  const read = addressOf({
    label,
    line1: street,
    line2: street2,
    town: city,
    county: state,
    postcode: zipcode,
    country,
  });
  return [...known, ...read.map((address) => ({ ...address, id }))];
}

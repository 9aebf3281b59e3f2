/** A new contact as Clio's request body. Pure. */
import type { ContactToWrite } from '../ports.ts';
import { detailsOf, nameOfClient } from './conversion-bodies.ts';
import { splitName } from './map.ts';

/** The description wants `name` of everybody, though its words ask for the parts alone. */
export function newContact(record: ContactToWrite) {
  const { type, e164, details } = record;
  const name = nameOfClient(record);
  const named = details?.firstName || details?.lastName ? details : splitName(name);
  const { firstName, lastName } = named;
  return {
    type: type === 'company' ? 'Company' : 'Person',
    name,
    ...(type === 'company' ? {} : { last_name: lastName }),
    ...(type === 'company' || firstName === '' ? {} : { first_name: firstName }),
    ...(e164 === null ? {} : { phone_numbers: [{ name: 'Other', number: e164, default_number: true }] }),
    ...detailsOf(record),
  };
}

/** Which details of a contact are to be written, given what stands there now. Pure. */
import { type CountryCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import type { ContactChange, ContactFields, MirroredContact } from '../ports.ts';

type FieldName = keyof ContactFields;
const names = ['name', 'phones', 'emails', 'address'] as const satisfies readonly FieldName[];

/** The same details of a mirrored contact; of several addresses the first. */
export function contactFieldsOf(contact: MirroredContact): ContactFields {
  const { firstName, lastName, companyName, phones, emails, addresses } = contact;
  const [first] = addresses;
  return {
    name: { firstName, lastName, companyName },
    phones: phones.map(({ text, label }) => ({ number: text, label })),
    emails: emails.map(({ email, label }) => ({ email, label })),
    address: first === undefined ? null : withoutLabel(first),
  };
}

function withoutLabel({ label: _label, ...address }: MirroredContact['addresses'][number]) {
  return address;
}

/** What still has to be written, and what somebody changed there meanwhile. */
export function sortChange(
  there: ContactFields,
  { from, to }: Pick<ContactChange, 'from' | 'to'>,
  country: string,
): { wanted: Partial<ContactFields>; left: FieldName[] } {
  const left: FieldName[] = [];
  const wanted: Partial<ContactFields> = {};
  const key = (fields: Partial<ContactFields>, name: FieldName) => contactKeyOf(fields, name, country);
  for (const name of names) {
    if (to[name] === undefined || key(there, name) === key(to, name)) continue;
    if (key(there, name) === key(from, name)) Object.assign(wanted, { [name]: to[name] });
    else left.push(name);
  }
  return { wanted, left };
}

/** Equal for what means the same: spelling of numbers, case of e-mail addresses and spaces do not count. */
export function contactKeyOf(
  fields: Readonly<Partial<ContactFields>>,
  name: FieldName,
  country: string,
): string {
  const { phones = [], emails = [], address = null } = fields;
  switch (name) {
    case 'name':
      return JSON.stringify(Object.values(fields.name ?? {}).map(plain));
    case 'phones':
      return JSON.stringify(phones.map(({ number }) => numberKey(number, country)).toSorted());
    case 'emails':
      return JSON.stringify(emails.map(({ email }) => plain(email).toLowerCase()).toSorted());
    case 'address': {
      if (address === null) return '';
      const { line1, line2, town, county, postcode, country: land } = address;
      return [line1, line2, town, county, postcode, land].map(plain).join(' ').trim().toLowerCase();
    }
  }
}

const plain = (text: string) => text.trim().replaceAll(/\s+/g, ' ');

function numberKey(text: string, country: string): string {
  const region: CountryCode | undefined = isSupportedCountry(country) ? country : undefined;
  const parsed = parsePhoneNumberFromString(text, region);
  return parsed?.isPossible() ? parsed.number : text.replaceAll(/\D/g, '') || plain(text);
}

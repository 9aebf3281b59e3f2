/** A contact of Smokeball's with some details changed, as a whole: everything else goes back as it came. Pure. */
import { z } from 'zod';
import { type ContactFields, VendorError } from '../ports.ts';
import { personName } from './bodies.ts';
import { addressBody, phoneOf } from './contact-body.ts';

type Fields = Readonly<Partial<ContactFields>>;

/** Shown, and not taken back: they are kept by Smokeball itself. */
const readOnly: ReadonlySet<string> = new Set(['voiDetails', 'poaVoiDetails', 'staff', 'directors']);

const links = z.array(z.object({ id: z.string() })).catch([]);

/** Null for trusts and groups of people. */
export function changedContactBody(
  contact: { person?: object | null | undefined; company?: object | null | undefined },
  fields: Fields,
  country: string,
): object | null {
  if (contact.person) return { person: { ...writable(contact.person), ...personFields(fields, country) } };
  if (!contact.company) return null;
  const directorIds = links.parse(Reflect.get(contact.company, 'directors')).map(({ id }) => id);
  const directed = directorIds.length > 0 ? { directorIds } : {};
  return { company: { ...writable(contact.company), ...directed, ...companyFields(fields, country) } };
}

function writable(value: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !readOnly.has(key))
      .map(([key, part]) => [key, isRecord(part) ? writable(part) : part]),
  );
}

function isRecord(value: unknown): value is object {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function personFields({ name, phones, emails, address }: Fields, country: string): object {
  return {
    // The middle name stands in our first names.
    ...(name ? { ...nameParts(name), middleName: null } : {}),
    ...(phones ? phonePlaces(phones, ['cell', 'phone', 'phone2', 'fax'], country) : {}),
    ...(emails ? { email: onlyEmail(emails) } : {}),
    ...(address === undefined ? {} : { residentialAddress: addressBody(address, country) }),
  };
}

function companyFields({ name, phones, emails, address }: Fields, country: string): object {
  return {
    ...(name ? { name: name.companyName } : {}),
    ...(phones ? phonePlaces(phones, ['phone', 'fax'], country) : {}),
    ...(emails ? { email: onlyEmail(emails) } : {}),
    ...(address === undefined ? {} : { businessAddress: addressBody(address, country) }),
  };
}

function nameParts({ firstName, lastName }: ContactFields['name']) {
  return lastName === '' ? personName(firstName) : { firstName, lastName };
}

type Place = 'cell' | 'phone' | 'phone2' | 'fax';
const placeOf: readonly (readonly [RegExp, Place])[] = [
  [/fax/i, 'fax'],
  [/mobile|cell/i, 'cell'],
  [/phone 2/i, 'phone2'],
];

/** Each number where its label says, else in the first place that is free; what is no longer named is emptied. */
function phonePlaces(
  phones: ContactFields['phones'],
  places: readonly Place[],
  country: string,
): Record<string, unknown> {
  const taken = new Map<Place, string>();
  const rest = phones.filter(({ number, label }) => {
    const place = placeOf.find(([word]) => word.test(label))?.[1];
    if (place === undefined || !places.includes(place) || taken.has(place)) return true;
    taken.set(place, number);
    return false;
  });
  for (const { number } of rest) {
    const free = (['phone', 'phone2', 'cell'] as const).find(
      (place) => places.includes(place) && !taken.has(place),
    );
    if (free === undefined) throw tooMany(`Smokeball has no room for ${phones.length} telephone numbers.`);
    taken.set(free, number);
  }
  return Object.fromEntries(
    places.map((place) => {
      const number = taken.get(place);
      return [place, number === undefined ? null : phoneOf(number, country)];
    }),
  );
}

function onlyEmail(emails: ContactFields['emails']): string | null {
  if (emails.length > 1) throw tooMany('Smokeball keeps one e-mail address of a contact.');
  return emails[0]?.email ?? null;
}

function tooMany(detail: string): VendorError {
  return new VendorError({ failure: 'rejected', detail });
}

import type { Answer } from '../../api/contract.ts';

export type Contact = Answer<'GET /api/v1/contacts/:id'>;
export type ContactListItem = Answer<'GET /api/v1/contacts'>['items'][number];
export type PhoneField = ContactListItem['phones'][number];

/** How one reaches a contact, for a row: the first readable number, else what was written, else the first e-mail. */
export function reachOf(contact: Pick<ContactListItem, 'phones' | 'emails'>): string | undefined {
  const numbers = contact.phones.flatMap(({ numbers }) => numbers);
  const readable = numbers.find(({ e164 }) => e164 !== null);
  return readable?.e164 ?? contact.emails[0]?.email ?? contact.phones[0]?.text;
}

/** As it is written on an envelope: the town with its postcode in the order of the country that it is in. */
export function addressLines(address: Contact['addresses'][number]): string[] {
  const { line1, line2, town, county, postcode, country } = address;
  const american = /^\d{5}(-\d{4})?$/.test(postcode);
  const place = american
    ? [[town, county].filter((part) => part !== '').join(', '), postcode]
        .filter((part) => part !== '')
        .join(' ')
    : '';
  const rest = american ? [place] : [town, county, postcode];
  return [line1, line2, ...rest, country].filter((line) => line !== '');
}

/** Whether nobody gave it a name yet: call logging names a new contact by its number. */
export function isNamedByNumber(
  contact: Pick<ContactListItem, 'displayName' | 'phones' | 'emails'>,
): boolean {
  const { displayName } = contact;
  return /^[+\d][\d\s().-]*$/.test(displayName) && reachOf(contact) === displayName.replaceAll(/[^+\d]/g, '');
}

/** Whether some number of the contact cannot be read or looks wrong. */
export function hasNumberProblem(contact: Pick<ContactListItem, 'phones'>): boolean {
  return contact.phones.some(({ numbers }) => numbers.some(({ problem }) => problem !== null));
}

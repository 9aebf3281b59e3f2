import type { Choice } from '../matters/choice-field.tsx';
import type { Contact } from './contact-words.ts';

/** What the form holds; `key` only tells one line from another. */
export type ContactValues = {
  kind: 'person' | 'company' | 'group';
  firstName: string;
  lastName: string;
  companyName: string;
  notes: string;
  phones: { key: string; text: string; label: string }[];
  emails: { key: string; email: string; label: string }[];
  addresses: AddressValues[];
  members: Choice[];
};

export type AddressValues = {
  key: string;
  label: string;
  line1: string;
  line2: string;
  town: string;
  county: string;
  postcode: string;
  country: string;
};

export function emptyAddress(): AddressValues {
  const parts = { label: '', line1: '', line2: '', town: '', county: '', postcode: '', country: '' };
  return { key: crypto.randomUUID(), ...parts };
}

export function emptyContact(): ContactValues {
  return {
    kind: 'person',
    firstName: '',
    lastName: '',
    companyName: '',
    notes: '',
    phones: [{ key: 'first', text: '', label: '' }],
    emails: [{ key: 'first', email: '', label: '' }],
    addresses: [],
    members: [],
  };
}

export function valuesOf(contact: Contact): ContactValues {
  return {
    kind: contact.kind,
    firstName: contact.firstName,
    lastName: contact.lastName,
    companyName: contact.companyName,
    notes: contact.notes,
    phones: contact.phones.map(({ text, label }, index) => ({ key: `kept ${index}`, text, label })),
    emails: contact.emails.map(({ email, label }, index) => ({ key: `kept ${index}`, email, label })),
    addresses: contact.addresses.map((address, index) => ({ key: `kept ${index}`, ...address })),
    members: contact.members.map(({ id, displayName }) => ({ value: id, label: displayName })),
  };
}

/** As the API takes it: lines left empty are none, and only a group has members. */
export function sentContact({ phones, emails, addresses, members, ...rest }: ContactValues) {
  return {
    ...rest,
    phones: phones.filter(({ text }) => text.trim() !== '').map(({ text, label }) => ({ text, label })),
    emails: emails
      .filter(({ email }) => email.trim() !== '')
      .map(({ email, label }) => ({ email: email.trim(), label })),
    addresses: addresses
      .map(({ key: _key, ...address }) => address)
      .filter(({ label: _label, country: _country, ...parts }) =>
        Object.values(parts).some((part) => part.trim() !== ''),
      ),
    memberIds: rest.kind === 'group' ? members.map(({ value }) => value) : [],
  };
}

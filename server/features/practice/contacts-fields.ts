/** What the store keeps besides the fields of a contact: its name for lists, its search words, its numbers. Pure. */
import { type ContactAddress, postcodeWords } from './contact-addresses.ts';
import type { PhoneField, PhoneInput } from './contacts-schema.ts';
import { findNumbers } from './phone-numbers.ts';
import { numberWords, searchWords } from './search-terms.ts';

export interface NamedContact {
  kind: 'person' | 'company' | 'group';
  firstName: string;
  lastName: string;
  companyName: string;
}

/** What lists show and sort by; empty when the contact has no name at all. */
export function displayNameOf(contact: NamedContact): string {
  const person = [contact.firstName, contact.lastName].filter((part) => part !== '').join(' ');
  return contact.kind === 'person' ? person || contact.companyName : contact.companyName || person;
}

export interface NumberRow {
  raw: string;
  part: string;
  e164: string | null;
  extension: string | null;
  label: string;
  note: string;
  fax: boolean;
  problem: 'unreadable' | 'unlikely' | null;
  position: number;
}

/** One row for each number found in each field, and one for what could not be read. */
export function numberRows(phones: readonly PhoneInput[], country: string, firstPosition = 0): NumberRow[] {
  return phones.flatMap((phone, index) => {
    const { found, unreadable } = findNumbers(phone.text, country);
    const field = {
      raw: phone.text,
      label: phone.label,
      fax: phone.fax ?? /\bfax\b|facsimile/i.test(phone.label),
      position: firstPosition + index,
    };
    const rows: NumberRow[] = found.map((number) => ({
      ...field,
      part: number.raw,
      e164: number.e164,
      extension: number.extension,
      note: number.label ?? '',
      fax: phone.fax ?? (field.fax || /\bfax\b|facsimile/i.test(number.label ?? '')),
      problem: isUnlikely(number.e164) ? 'unlikely' : null,
    }));
    if (unreadable !== null || found.length === 0) {
      const part = unreadable ?? phone.text;
      rows.push({ ...field, part, e164: null, extension: null, note: '', problem: 'unreadable' });
    }
    return rows;
  });
}

/** Typed to fill a field: seven times the same digit, or digits in a row. */
function isUnlikely(e164: string): boolean {
  return /(\d)\1{6}/.test(e164) || /12345678|23456789|98765432/.test(e164);
}

/** Rows of one field back together, in order. */
export function phoneFields(rows: readonly (NumberRow & { id: string })[]): PhoneField[] {
  const fields = new Map<number, PhoneField>();
  for (const row of rows) {
    const field = fields.get(row.position) ?? { text: row.raw, label: row.label, fax: row.fax, numbers: [] };
    field.numbers.push({
      id: row.id,
      part: row.part,
      e164: row.e164,
      extension: row.extension,
      note: row.note,
      problem: row.problem,
    });
    fields.set(row.position, field);
  }
  return [...fields.entries()].sort(([a], [b]) => a - b).map(([, field]) => field);
}

/** The lexemes by which a contact is found. */
export function contactWords(
  contact: NamedContact & { notes: string },
  emails: readonly string[],
  numbers: readonly { part: string; e164: string | null }[],
  addresses: readonly Pick<ContactAddress, 'postcode'>[],
): string[] {
  const { firstName, lastName, companyName, notes } = contact;
  const texts = [firstName, lastName, companyName, ...emails, ...postcodeWords(addresses), notes];
  return [...searchWords(texts), ...numberWords(numbers.map((number) => number.e164 ?? number.part))];
}

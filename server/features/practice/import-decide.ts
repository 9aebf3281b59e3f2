/** What a row of an import does to the record: pure rules over what is there already. */
import { displayNameOf } from './contacts-fields.ts';
import type { ContactRow, MatterRow } from './import-rows.ts';
import { fold } from './search-terms.ts';

export interface KnownContact {
  id: string;
  displayName: string;
  companyName: string;
  notes: string;
  emails: string[];
  e164s: string[];
  /** Parts of its fields that cannot be read as a number. */
  unreadable: string[];
  hasAddress: boolean;
  /** A practice system keeps it: a file adds nothing to it. */
  kept?: boolean;
}

/** The row's numbers as the index would hold them. */
export interface RowNumbers {
  e164s: string[];
  unreadable: string[];
}

export type ContactDecision =
  | { do: 'create' }
  | { do: 'nothing'; contactId: string }
  | {
      do: 'fill';
      contactId: string;
      /** Indices of the row's phones and e-mails that the contact does not have yet. */
      phones: number[];
      emails: number[];
      companyName?: string;
      notes?: string;
      /** The contact has no address yet. */
      address: boolean;
    };

export function sameName(a: string, b: string): boolean {
  return foldName(a) === foldName(b);
}

export function foldName(name: string): string {
  return fold(name).replace(/\s+/g, ' ').trim();
}

/**
 * The same contact has the same name and shares an e-mail or a number; without any on one side the name alone decides.
 * A known contact only gains what it lacks: a file never overwrites what somebody wrote.
 */
export function decideContact(
  row: ContactRow,
  numbersOf: (index: number) => RowNumbers,
  known: readonly KnownContact[],
): ContactDecision {
  const name = displayNameOf(row);
  const rowNumbers = row.phones.map((_, index) => numbersOf(index));
  const e164s = rowNumbers.flatMap((numbers) => numbers.e164s);
  const emails = row.emails.map(({ email }) => email.toLowerCase());
  const same = known.find((contact) => {
    if (!sameName(contact.displayName, name)) return false;
    const theirs = contact.emails.map((email) => email.toLowerCase());
    const shares =
      emails.some((email) => theirs.includes(email)) || e164s.some((e164) => contact.e164s.includes(e164));
    const nothingToCompare = emails.length + e164s.length === 0 || theirs.length + contact.e164s.length === 0;
    return shares || nothingToCompare;
  });
  if (!same) return { do: 'create' };
  if (same.kept === true) return { do: 'nothing', contactId: same.id };
  const theirEmails = new Set(same.emails.map((email) => email.toLowerCase()));
  const missingEmails = row.emails.flatMap(({ email }, index) =>
    theirEmails.has(email.toLowerCase()) ? [] : [index],
  );
  const missingPhones = rowNumbers.flatMap((numbers, index) =>
    numbers.e164s.some((e164) => !same.e164s.includes(e164)) ||
    (numbers.e164s.length === 0 && numbers.unreadable.some((part) => !same.unreadable.includes(part)))
      ? [index]
      : [],
  );
  const companyName = same.companyName === '' && row.companyName !== '' ? row.companyName : undefined;
  const notes = same.notes === '' && row.notes !== '' ? row.notes : undefined;
  const address = row.addresses.length > 0 && !same.hasAddress;
  if (
    missingEmails.length + missingPhones.length === 0 &&
    !address &&
    companyName === undefined &&
    notes === undefined
  )
    return { do: 'nothing', contactId: same.id };
  return {
    do: 'fill',
    contactId: same.id,
    phones: missingPhones,
    emails: missingEmails,
    address,
    ...(companyName === undefined ? {} : { companyName }),
    ...(notes === undefined ? {} : { notes }),
  };
}

export interface KnownMatter {
  id: string;
  number: string;
  title: string;
  description: string;
  typeId: string | null;
  responsibleId: string | null;
  openedOn: string | null;
  closedOn: string | null;
  clientNames: string[];
  /** A practice system keeps it: a file adds nothing to it. */
  kept?: boolean;
}

export interface MatterFills {
  description?: string;
  matterTypeId?: string;
  personResponsibleId?: string;
  closedOn?: string;
}

export type MatterDecision =
  | { do: 'create' }
  | { do: 'nothing'; matterId: string }
  | { do: 'fill'; matterId: string; patch: MatterFills };

/** By number when the file has one; else the same title for the same client. Only what is empty is filled. */
export function decideMatter(
  row: MatterRow,
  refs: { typeId: string | null; responsibleId: string | null },
  known: readonly KnownMatter[],
): MatterDecision {
  const same = known.find((matter) =>
    row.number === null
      ? sameName(matter.title, row.title) &&
        (row.client === null || matter.clientNames.some((name) => sameName(name, row.client?.name ?? '')))
      : matter.number === row.number,
  );
  if (!same) return { do: 'create' };
  if (same.kept === true) return { do: 'nothing', matterId: same.id };
  const patch: MatterFills = {
    ...(same.description === '' && row.description !== '' ? { description: row.description } : {}),
    ...(same.typeId === null && refs.typeId !== null ? { matterTypeId: refs.typeId } : {}),
    ...(same.responsibleId === null && refs.responsibleId !== null
      ? { personResponsibleId: refs.responsibleId }
      : {}),
    ...(same.closedOn === null && row.closedOn !== null ? { closedOn: row.closedOn } : {}),
  };
  if (Object.keys(patch).length === 0) return { do: 'nothing', matterId: same.id };
  return { do: 'fill', matterId: same.id, patch };
}

/** Our records as Lawmatics' request bodies. Pure. */
import { carriesReference } from '../kit/reference.ts';
import {
  type ContactToWrite,
  type DocumentToWrite,
  type InteractionToWrite,
  type TimeEntryToWrite,
  VendorError,
} from '../ports.ts';
import { idOf, readContactId } from './ids.ts';
import { splitName } from './map.ts';

const types = { call: 'Phone Call', sms: 'SMS', fax: 'Fax' } as const;
const notableTypes = { contact: 'Contact', company: 'Company' } as const;

/** An interaction has no subject: it is the first line of the body. */
export function newInteraction(record: InteractionToWrite, matterId: number) {
  return { prospect_id: matterId, ...interactionBody(record, record.subject) };
}

export function interactionBody(record: InteractionToWrite, subject: string) {
  return {
    happened_at: record.startedAt,
    interaction_type: types[record.interaction],
    body: joined({ subject, text: withReference(record) }),
  };
}

/** What stands above the first empty line, and the rest; `joined` makes the same body of them again. */
export function parted(body: string): { subject: string; text: string } {
  const [, subject, text] = /^([^\r\n]+)\r?\n\r?\n([\s\S]*)$/.exec(body) ?? [];
  return subject === undefined || text === undefined ? { subject: '', text: body } : { subject, text };
}

export function joined({ subject, text }: { subject: string; text: string }): string {
  return subject === '' ? text : `${subject}\n\n${text}`;
}

/** Where there is no matter: interactions stand on matters only. */
export function newNote(record: InteractionToWrite | DocumentToWrite) {
  if (record.contact === null) throw homeless();
  const { kind, id } = readContactId(record.contact.id);
  return { ...noteBody(record), notable_type: notableTypes[kind], notable_id: id };
}

export function noteBody(record: InteractionToWrite | DocumentToWrite) {
  return { name: record.subject, body: withReference(record) };
}

/**
 * A time entry's form. `duration` is hours: the list's sample has 0.1 for six minutes. Start and end say the same in
 * seconds, as Unix times, which both the words and the samples of the API allow.
 */
export function timeEntryForm(record: TimeEntryToWrite): FormData {
  const started = Math.floor(Date.parse(record.startedAt) / 1000);
  return form({
    ...contactableOf(record),
    description: withReference(record),
    billable: String(record.billable),
    started_at: String(started),
    completed_at: String(started + record.talkSeconds),
    duration: (record.talkSeconds / 3600).toFixed(4),
    ...(record.staff === null ? {} : { user_id: String(idOf(record.staff)) }),
  });
}

function contactableOf({ matter, contact }: TimeEntryToWrite): Record<string, string> {
  if (matter !== null) return { contactable_type: 'Matter', contactable_id: String(idOf(matter)) };
  const party = contact === null ? null : readContactId(contact.id);
  if (party?.kind !== 'contact')
    throw new VendorError({
      failure: 'rejected',
      detail: 'A time entry in Lawmatics stands on a matter or a person',
    });
  return { contactable_type: 'Contact', contactable_id: String(party.id) };
}

export function newContact(record: ContactToWrite) {
  const { firstName, lastName } = splitName(record.name);
  return {
    ...(firstName === '' ? {} : { first_name: firstName }),
    last_name: lastName,
    ...(record.e164 === null ? {} : { phone: record.e164 }),
    notes: [
      {
        name: 'Created by call logging',
        body: 'Matterline made this contact for a call or text with its number.',
      },
    ],
  };
}

/** Files stand on the firm, a matter or a person, never on a company. */
export function fileOwner({
  matter,
  contact,
}: Pick<DocumentToWrite, 'matter' | 'contact'>):
  | { type: 'matter' | 'contact'; id: number }
  | { type: 'firm'; id: null } {
  if (matter !== null) return { type: 'matter', id: idOf(matter) };
  if (contact === null) throw homeless();
  const { kind, id } = readContactId(contact.id);
  return kind === 'contact' ? { type: 'contact', id } : { type: 'firm', id: null };
}

export function fileOwnerFields(record: Pick<DocumentToWrite, 'matter' | 'contact'>): Record<string, string> {
  const { type, id } = fileOwner(record);
  return { documentable_type: type, ...(id === null ? {} : { documentable_id: String(id) }) };
}

/** A file has no text: its name carries the reference, before the ending. */
export function fileName({ file, reference }: Pick<DocumentToWrite, 'file' | 'reference'>): string {
  if (carriesReference(file.name, reference)) return file.name;
  const dot = file.name.lastIndexOf('.');
  const [stem, ending] = dot > 0 ? [file.name.slice(0, dot), file.name.slice(dot)] : [file.name, ''];
  return `${stem} (${reference})${ending}`;
}

export function form(fields: Readonly<Record<string, string>>): FormData {
  const made = new FormData();
  for (const [name, value] of Object.entries(fields)) made.set(name, value);
  return made;
}

function withReference({ text, reference }: { text: string; reference: string }): string {
  return carriesReference(text, reference) ? text : `${text}\n${reference}`.trim();
}

function homeless(): VendorError {
  return new VendorError({
    failure: 'rejected',
    detail: 'Lawmatics keeps nothing without a matter or a contact',
  });
}

/** Our records as Zoho's request bodies. Pure. */
import { DateTime } from 'luxon';
import { carriesReference } from '../kit/reference.ts';
import {
  type AttachmentToWrite,
  type CommunicationToWrite,
  type ContactToWrite,
  type ExternalRef,
  type NoteToWrite,
  VendorError,
} from '../ports.ts';
import { splitContactId, splitName } from './map.ts';

const longestSubject = 255;
const longestTitle = 120;
const longestName = 180;

type Spoken = Omit<CommunicationToWrite, 'record'>;

/** Asks for none of the firm's automations: what is logged has happened already. */
export function one(data: object) {
  return { data: [data], trigger: [] };
}

export function newCall(record: Spoken) {
  const { direction, party, staff } = record;
  const type = callType(record);
  return {
    ...callText(record),
    Call_Type: type,
    Call_Start_Time: zonedTime(record.startedAt, record.timeZone),
    Call_Duration: type === 'Missed' ? '00:00' : duration(record.talkSeconds),
    ...linksOf(record),
    ...(party.e164 === null
      ? {}
      : direction === 'inbound'
        ? { Caller_ID: party.e164 }
        : { Dialled_Number: party.e164 }),
    ...(staff === null ? {} : { Owner: { id: numeric(staff.id) } }),
  };
}

/** Subject and description: the reference stands in both, since queries see the subject only. */
export function callText({ subject, text, reference }: Pick<Spoken, 'subject' | 'text' | 'reference'>) {
  return {
    Subject: markedSubject(subject, reference),
    Description: withReference(text, reference),
  };
}

/** An answered call of no length is refused, and so is an unanswered one of ours: they count as one second. */
export function callType({
  direction,
  outcome,
  talkSeconds,
}: Pick<Spoken, 'direction' | 'outcome' | 'talkSeconds'>): 'Inbound' | 'Outbound' | 'Missed' {
  if (direction !== 'inbound') return 'Outbound';
  return talkSeconds > 0 || outcome === 'answered' ? 'Inbound' : 'Missed';
}

/** MM:SS, from an hour on HH:MM:SS; the documentation and what programs really write differ here. */
export function duration(seconds: number): string {
  const whole = Math.max(1, Math.round(seconds));
  const parts = [Math.floor(whole / 60) % 60, whole % 60];
  if (whole >= 3600) parts.unshift(Math.floor(whole / 3600));
  return parts.map((part) => String(part).padStart(2, '0')).join(':');
}

/** `yyyy-MM-ddTHH:mm:ss±HH:mm`, without fractions. */
export function zonedTime(iso: string, timeZone: string): string {
  const local = DateTime.fromISO(iso, { zone: timeZone });
  const moment = local.isValid ? local : DateTime.fromISO(iso, { zone: 'utc' });
  return moment.toFormat("yyyy-MM-dd'T'HH:mm:ssZZ");
}

/**
 * A contact is Who; everything else is What, of which there is one: the deal, else the lead or company. `$se_module` says
 * which module What is from.
 */
export function linksOf({ contact, matter }: Pick<Spoken, 'contact' | 'matter'>): {
  Who_Id?: { id: string };
  What_Id?: { id: string };
  $se_module?: string;
} {
  const who = contact === null ? null : contactOf(contact);
  const what =
    matter !== null
      ? { module: 'Deals', id: numeric(matter.id) }
      : who !== null && who.module !== 'Contacts'
        ? who
        : null;
  return {
    ...(who?.module === 'Contacts' ? { Who_Id: { id: who.id } } : {}),
    ...(what === null ? {} : { What_Id: { id: what.id }, $se_module: what.module }),
  };
}

const spoken = { call: 'Call', sms: 'SMS', fax: 'Fax' } as const;

export function noteText(record: Omit<NoteToWrite, 'record'>) {
  const way = record.direction === 'inbound' ? 'in' : 'out';
  return {
    Note_Title: `${spoken[record.interaction]} ${way}: ${record.subject}`.slice(0, longestTitle),
    Note_Content: withReference(record.text, record.reference),
  };
}

export function newNote(record: Omit<NoteToWrite, 'record'>) {
  const { module, id } = noteParent(record);
  return { data: [{ ...noteText(record), Parent_Id: { module: { api_name: module }, id } }] };
}

export interface Parent {
  module: string;
  id: string;
}

/** A text is the contact's; only without one it is the deal's. */
export function noteParent({ contact, matter }: Pick<Spoken, 'contact' | 'matter'>): Parent {
  if (contact !== null) return contactOf(contact);
  if (matter !== null) return { module: 'Deals', id: numeric(matter.id) };
  throw nowhere('a note');
}

/** A file is the deal's, else the contact's. */
export function fileParent({ contact, matter }: Pick<Spoken, 'contact' | 'matter'>): Parent {
  if (matter !== null) return { module: 'Deals', id: numeric(matter.id) };
  if (contact !== null) return contactOf(contact);
  throw nowhere('a file');
}

/** The name carries the reference: an attachment has no other text. */
export function fileName({ file, reference }: Pick<AttachmentToWrite, 'file' | 'reference'>): string {
  if (carriesReference(file.name, reference)) return file.name;
  const [, stem = file.name, extension = ''] = /^(.*?)(\.[A-Za-z0-9]{1,8})?$/s.exec(file.name) ?? [];
  return `${stem.slice(0, longestName).trim()} ${reference}${extension}`.trim();
}

/** Whoever called is a contact, also a company: only contacts can stand as Who. A last name is mandatory. */
export function newContact(record: ContactToWrite) {
  const { e164, reference } = record;
  const { firstName, lastName } = namesOf(record);
  return {
    Last_Name: lastName,
    ...(firstName === '' ? {} : { First_Name: firstName }),
    ...(e164 === null ? {} : { Phone: e164 }),
    Description: reference,
  };
}

export function namesOf({ type, name, e164 }: ContactToWrite): { firstName: string; lastName: string } {
  const { firstName, lastName } =
    type === 'company' ? { firstName: '', lastName: name.trim() } : splitName(name);
  return { firstName, lastName: lastName || (e164 ?? name) };
}

/** What stands there without our mark, as it was given to us. */
export function unmarked(subject: string, reference: string): string {
  const mark = ` [${reference}]`;
  return subject.endsWith(mark) ? subject.slice(0, -mark.length) : subject;
}

function markedSubject(subject: string, reference: string): string {
  if (carriesReference(subject, reference)) return subject.slice(0, longestSubject);
  const mark = ` [${reference}]`;
  return `${subject.slice(0, longestSubject - mark.length).trim()}${mark}`.trim();
}

function withReference(text: string, reference: string): string {
  return carriesReference(text, reference) ? text : `${text}\n${reference}`.trim();
}

function contactOf(reference: ExternalRef): Parent {
  const found = splitContactId(reference.id);
  if (found !== null) return found;
  throw new VendorError({ failure: 'rejected', detail: `“${reference.id}” is not a contact of Zoho` });
}

/** Ids are digits, and stay text: they do not fit a number. */
export function numeric(id: string): string {
  if (/^\d+$/.test(id)) return id;
  throw new VendorError({ failure: 'rejected', detail: `“${id}” is not an id of Zoho` });
}

function nowhere(what: string): VendorError {
  return new VendorError({
    failure: 'rejected',
    detail: `Zoho CRM keeps ${what} with a record: a contact, a lead, a company or a deal`,
  });
}

/** What stands in Zoho already: contacts by number, and what an earlier attempt wrote, by its reference. */
import type { PracticeApi } from '../kit/practice-api.ts';
import { carriesReference } from '../kit/reference.ts';
import type {
  AttachmentToWrite,
  CommunicationToWrite,
  ContactToWrite,
  MirroredContact,
  NoteToWrite,
  PracticeContext,
  RecordToWrite,
  Written,
} from '../ports.ts';
import { crm } from './api.ts';
import { contactId, isConverted, toContact, toLead, toWritten } from './map.ts';
import { holdsNumber, searchDigits, spellings } from './phones.ts';
import { query, quoted, seek } from './read.ts';
import { fileParent, namesOf, noteParent } from './requests.ts';
import * as wire from './wire.ts';
import { attachmentId } from './write.ts';

/** Contacts first, then leads that are still leads. The first of them that has holders of the number ends it. */
export async function findContactsByPhone(
  api: PracticeApi,
  { country }: PracticeContext,
  e164: string,
): Promise<MirroredContact[]> {
  const holds = (contact: MirroredContact) => holdsNumber(contact, e164, country);
  const contacts = (await holdersIn(api, 'Contacts', wire.contactFields, e164)).map(toContact).filter(holds);
  if (contacts.length > 0) return contacts;
  const leads = await holdersIn(api, 'Leads', wire.leadFields, e164);
  return leads
    .filter((lead) => !isConverted(lead))
    .map(toLead)
    .filter(holds);
}

/** The search is behind by a while: who was made a moment ago is seen by a query only. */
async function holdersIn(
  api: PracticeApi,
  module: 'Contacts' | 'Leads',
  fields: string,
  e164: string,
): Promise<wire.Lead[]> {
  const found: wire.Lead[] = [];
  await seek(
    api,
    {
      path: `${crm}/${module}/search`,
      query: {
        phone: searchDigits(e164),
        fields,
        converted: module === 'Leads' ? 'false' : undefined,
      },
    },
    wire.lead,
    (item) => {
      found.push(item);
      return false;
    },
  );
  if (found.length > 0) return found;
  const values = spellings(e164).map(quoted).join(', ');
  const where = `Phone in (${values}) or Mobile in (${values})`;
  return query(api, `select ${fields} from ${module} where ${where} order by id asc limit 200`, wire.lead);
}

export async function findByReference(api: PracticeApi, record: RecordToWrite): Promise<Written | null> {
  switch (record.record) {
    case 'communication':
      return findCall(api, record);
    case 'note':
      return findNote(api, record);
    case 'attachment':
      return findAttachment(api, record);
    case 'contact':
      return findContact(api, record);
    default:
      return null;
  }
}

async function findCall(api: PracticeApi, { reference }: CommunicationToWrite): Promise<Written | null> {
  const like = quoted(`%${reference}%`);
  const calls = await query(
    api,
    `select id, Subject, Modified_Time from Calls where Subject like ${like} order by id asc limit 200`,
    wire.call.pick({ id: true, Subject: true, Modified_Time: true }),
  );
  const found = calls.find(({ Subject }) => carriesReference(Subject, reference));
  return found === undefined ? null : toWritten(found.id, found.Modified_Time);
}

async function findNote(api: PracticeApi, record: NoteToWrite): Promise<Written | null> {
  const { module, id } = noteParent(record);
  const found = await seek(
    api,
    { path: `${crm}/${module}/${id}/Notes`, query: { fields: wire.noteFields } },
    wire.note,
    ({ Note_Content: text }) => carriesReference(text, record.reference),
  );
  return found === null ? null : toWritten(found.id, found.Modified_Time);
}

async function findAttachment(api: PracticeApi, record: AttachmentToWrite): Promise<Written | null> {
  const parent = fileParent(record);
  const found = await seek(
    api,
    { path: `${crm}/${parent.module}/${parent.id}/Attachments`, query: { fields: wire.attachmentFields } },
    wire.attachment,
    ({ File_Name: name }) => carriesReference(name, record.reference),
  );
  return found === null ? null : toWritten(attachmentId(parent, found.id), found.Modified_Time);
}

/** Queries cannot look into descriptions: the number finds, the reference in the description tells, else the name. */
async function findContact(api: PracticeApi, record: ContactToWrite): Promise<Written | null> {
  const { e164, reference } = record;
  const { firstName, lastName } = namesOf(record);
  const where = e164 === null ? `Last_Name = ${quoted(lastName)}` : `Phone = ${quoted(e164)}`;
  const holders = await query(
    api,
    `select id, First_Name, Last_Name, Description, Modified_Time from Contacts where ${where} order by id asc limit 200`,
    wire.contact,
  );
  const found =
    holders.find(({ Description }) => carriesReference(Description, reference)) ??
    holders.find((each) => each.First_Name === firstName && each.Last_Name === lastName);
  return found === undefined ? null : toWritten(contactId('Contacts', found.id), found.Modified_Time);
}

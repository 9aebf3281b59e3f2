/** Our records as Clio's request bodies. Pure. */

import { carriesReference } from '../kit/reference.ts';
import {
  type CommunicationToWrite,
  type DocumentToWrite,
  type ExternalRef,
  type MatterDocumentToWrite,
  type TimeEntryToWrite,
  VendorError,
} from '../ports.ts';

/** External properties by which our records are found again; Clio keeps at most five with a record. */
export const properties = {
  reference: 'matterline_reference',
  kind: 'matterline_kind',
  /** On the communication that ties a document on a matter to its contact. */
  documentLine: 'matterline_document',
  folder: 'matterline_folder',
} as const;

interface Participant {
  id: number;
  type: 'User' | 'Contact';
}

/** Who spoke to whom. There is no field for the direction: sender and receiver tell it. */
export function participantsOf(record: Pick<CommunicationToWrite, 'direction' | 'contact' | 'staff'>): {
  senders: Participant[];
  receivers: Participant[];
} {
  const contact = record.contact === null ? [] : [{ ...idOf(record.contact), type: 'Contact' as const }];
  const staff = record.staff === null ? [] : [{ ...idOf(record.staff), type: 'User' as const }];
  return record.direction === 'inbound'
    ? { senders: contact, receivers: staff }
    : { senders: staff, receivers: contact };
}

type Spoken = Omit<CommunicationToWrite, 'record'>;

/** Clio has phone and e-mail only: texts and faxes are phone communications whose subject says what they are. */
export function communicationBody(record: Spoken) {
  return {
    subject: subjectOf(record),
    body: withReference(record.text, record.reference),
    received_at: record.startedAt,
    ...(record.matter === null ? {} : { matter: idOf(record.matter) }),
  };
}

export function newCommunication(record: Spoken, property: string) {
  const { senders, receivers } = participantsOf(record);
  return {
    type: 'PhoneCommunication',
    ...communicationBody(record),
    ...(senders.length === 0 ? {} : { senders }),
    ...(receivers.length === 0 ? {} : { receivers }),
    external_properties: [
      { name: property, value: record.reference },
      { name: properties.kind, value: record.interaction },
    ],
  };
}

/** `quantity` is exact seconds since 4.0.4; Clio rounds by the firm's billing settings. */
export function timeEntryBody(record: TimeEntryToWrite, activityDescriptionId: string | null) {
  return {
    date: record.date,
    quantity: record.talkSeconds,
    note: withReference(record.text, record.reference),
    non_billable: !record.billable,
    ...(record.matter === null ? {} : { matter: idOf(record.matter) }),
    ...(record.staff === null ? {} : { user: idOf(record.staff) }),
    ...(record.parentId === null ? {} : { communication: { id: number(record.parentId) } }),
    ...(activityDescriptionId === null
      ? {}
      : { activity_description: { id: number(activityDescriptionId) } }),
  };
}

export type DocumentParent = { id: number; type: 'Matter' | 'Contact' | 'Folder' };

/** A fax, or a file of a conversion, which has a matter and no contact. */
export type AnyDocument = DocumentToWrite | MatterDocumentToWrite;

export function newDocument(record: AnyDocument, parent: DocumentParent, communicationId: string | null) {
  return {
    name: record.file.name,
    filename: record.file.name,
    content_type: record.file.contentType,
    parent,
    ...(record.record === 'document' ? { received_at: record.startedAt } : {}),
    ...(communicationId === null ? {} : { communication_id: number(communicationId) }),
    external_properties: [
      { name: properties.reference, value: record.reference },
      { name: properties.kind, value: record.record === 'document' ? record.interaction : record.record },
    ],
  };
}

/** A reference as Clio writes associations. */
export function idOf(reference: ExternalRef): { id: number } {
  return { id: number(reference.id) };
}

/** Ids are numbers in requests; ours are text. */
export function number(id: string): number {
  const value = Number(id);
  if (Number.isSafeInteger(value) && value > 0) return value;
  throw new VendorError({ failure: 'rejected', detail: `“${id}” is not an id of Clio` });
}

const tells = { call: /\bcall|voicemail|phone/i, sms: /\btext|\bsms\b|\bmms\b/i, fax: /\bfax/i } as const;
const words = { call: 'Call', sms: 'Text message', fax: 'Fax' } as const;

function subjectOf({ subject, interaction }: Pick<Spoken, 'subject' | 'interaction'>): string {
  return tells[interaction].test(subject) ? subject : `${words[interaction]}: ${subject}`;
}

function withReference(text: string, reference: string): string {
  return carriesReference(text, reference) ? text : `${text}\n${reference}`.trim();
}

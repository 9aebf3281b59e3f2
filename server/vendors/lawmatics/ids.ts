/** Our ids: several kinds of theirs stand behind one of ours, told apart in the id ("contact/161257", "note/109"). */
import { type ExternalRef, VendorError } from '../ports.ts';

export type ContactKind = 'contact' | 'company';

export interface Party {
  kind: ContactKind;
  id: number;
}

export function contactId(kind: ContactKind, id: string): string {
  return `${kind}/${id}`;
}

export function readContactId(externalId: string): Party {
  const { kind, id } = split(externalId);
  if (kind === 'contact' || kind === 'company') return { kind, id };
  throw foreign(externalId);
}

export type InteractionKind = 'interaction' | 'note';

/** An interaction stands on a matter; without one it is a note on the contact. */
export function readInteractionId(externalId: string): { kind: InteractionKind; id: number } {
  const { kind, id } = split(externalId);
  if (kind === 'interaction' || kind === 'note') return { kind, id };
  throw foreign(externalId);
}

/** Ids are numbers in requests; ours are text. */
export function idOf(reference: ExternalRef): number {
  return number(reference.id);
}

export function number(id: string): number {
  const value = Number(id);
  if (/^\d+$/.test(id) && Number.isSafeInteger(value)) return value;
  throw foreign(id);
}

function split(externalId: string): { kind: string; id: number } {
  const [kind = '', id = ''] = externalId.split('/');
  return { kind, id: number(id) };
}

function foreign(id: string): VendorError {
  return new VendorError({ failure: 'rejected', detail: `“${id}” is not an id of Lawmatics` });
}

/** A fax for a company lies with the firm, and a note on the company tells of it: "48/note/12". */
export function documentId(fileId: string, noteId: string | null): string {
  return noteId === null ? fileId : `${fileId}/${noteId}`;
}

export function readDocumentId(externalId: string): { fileId: number; noteId: number | null } {
  const [fileId = '', kind, noteId] = externalId.split('/');
  if (kind !== undefined && kind !== 'note') throw foreign(externalId);
  return { fileId: number(fileId), noteId: noteId === undefined ? null : number(noteId) };
}

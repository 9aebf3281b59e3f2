import { type RecordToWrite, VendorError } from '../ports.ts';
import { matterIdOf } from './bodies.ts';

/**
 * Fees, costs, memos, files and layouts are reached through their matter only, so their external id is "matter/record": a record stays
 * reachable when our side has meanwhile moved the interaction to another matter.
 */
export function externalIdOf(record: RecordToWrite, id: string): string {
  return underMatter(record) ? `${demandMatter(record)}/${id}` : id;
}

/** The address of a record that exists. */
export function pathOf(record: RecordToWrite, externalId: string): string {
  const [first = '', second = ''] = externalId.split('/').map(encodeURIComponent);
  const folder = foldersOnMatter[record.record];
  return folder === undefined ? `${listPathOf(record)}/${first}` : `/matters/${first}/${folder}/${second}`;
}

/** Where records of the kind are listed and added. */
export function listPathOf(record: RecordToWrite): string {
  const folder = foldersOnMatter[record.record];
  if (folder !== undefined) return `/matters/${encodeURIComponent(demandMatter(record))}/${folder}`;
  const path = paths[record.record];
  if (path === undefined) throw notWritten(record);
  return path;
}

type ByKind = Readonly<Partial<Record<RecordToWrite['record'], string>>>;

const foldersOnMatter: ByKind = {
  fee: 'fees',
  fixed_fee: 'fees',
  cost_recovery: 'expenses',
  memo: 'memos',
  matter_memo: 'memos',
  document: 'documents/files',
  matter_document: 'documents/files',
  layout: 'layouts',
};
const paths: ByKind = {
  task: '/tasks',
  contact: '/contacts',
  activity_code: '/activitycodes',
  matter: '/matters',
};

function underMatter({ record }: RecordToWrite): boolean {
  return foldersOnMatter[record] !== undefined;
}

function demandMatter(record: RecordToWrite): string {
  const id = matterIdOf(record);
  if (id !== null) return id;
  throw new VendorError({
    failure: 'rejected',
    detail: `Smokeball keeps a ${record.record} on a matter only.`,
  });
}

export function notWritten({ record }: RecordToWrite): VendorError {
  return new VendorError({ failure: 'rejected', detail: `Smokeball has no ${record} of this kind.` });
}

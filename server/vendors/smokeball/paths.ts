import { type RecordToWrite, VendorError } from '../ports.ts';
import { matterIdOf } from './bodies.ts';

/**
 * Fees, memos and files are reached through their matter only, so their external id is "matter/record": a record stays
 * reachable when our side has meanwhile moved the interaction to another matter.
 */
export function externalIdOf(record: RecordToWrite, id: string): string {
  return underMatter(record) ? `${demandMatter(record)}/${id}` : id;
}

/** The address of a record that exists. */
export function pathOf(record: RecordToWrite, externalId: string): string {
  const [first = '', second = ''] = externalId.split('/').map(encodeURIComponent);
  switch (record.record) {
    case 'fee':
      return `/matters/${first}/fees/${second}`;
    case 'memo':
      return `/matters/${first}/memos/${second}`;
    case 'document':
      return `/matters/${first}/documents/files/${second}`;
    case 'task':
      return `/tasks/${first}`;
    case 'contact':
      return `/contacts/${first}`;
    case 'activity_code':
      return `/activitycodes/${first}`;
    default:
      throw notWritten(record);
  }
}

/** Where records of the kind are listed and added. */
export function listPathOf(record: RecordToWrite): string {
  switch (record.record) {
    case 'fee':
      return `/matters/${encodeURIComponent(demandMatter(record))}/fees`;
    case 'memo':
      return `/matters/${encodeURIComponent(demandMatter(record))}/memos`;
    case 'document':
      return `/matters/${encodeURIComponent(demandMatter(record))}/documents/files`;
    case 'task':
      return '/tasks';
    case 'contact':
      return '/contacts';
    case 'activity_code':
      return '/activitycodes';
    default:
      throw notWritten(record);
  }
}

function underMatter({ record }: RecordToWrite): boolean {
  return record === 'fee' || record === 'memo' || record === 'document';
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

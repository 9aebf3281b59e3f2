/** A lead that became a matter, and what goes on it, with the other side's ids. */
import type { Tx } from '../../platform/db/database.ts';
import type { FileStore } from '../../platform/file-store.ts';
import type { ExternalRef } from '../../vendors/ports.ts';
import type { Planned, PlannedRecord } from './planned-record.ts';
import { findRefs, listBeingMade, refKey, type WantedRef } from './refs.ts';
import { never, type ResolvedRecord } from './resolved.ts';
import { openStored } from './stored-file.ts';

const kinds = ['matter', 'fixed_fee', 'cost_recovery', 'matter_memo', 'matter_document', 'layout'] as const;
type OfMatter = Planned<(typeof kinds)[number]>;

export function isOfMatter(planned: PlannedRecord): planned is OfMatter {
  return kinds.some((kind) => kind === planned.record);
}

interface Where {
  firmId: string;
  connectionId: string;
  reference: string;
}

export async function resolveOfMatter(
  tx: Tx,
  write: Where,
  planned: OfMatter,
  files: FileStore,
): Promise<ResolvedRecord> {
  if (planned.record === 'matter') return await resolveMatter(tx, write, planned);
  const { matterId, ...rest } = planned;
  const staffId = 'staffId' in planned ? planned.staffId : null;
  const refs = await findRefs(tx, write.firmId, write.connectionId, [
    { kind: 'matter', localId: matterId },
    ...(staffId === null ? [] : [{ kind: 'staff' as const, localId: staffId }]),
  ]);
  const matter = refs.get(refKey({ kind: 'matter', localId: matterId }));
  if (matter === undefined) return await missing(tx, write, [matterId], 'The matter');
  const common = { ...rest, reference: write.reference, matter };
  if (common.record === 'layout') return { ready: true, record: common };
  if (common.record === 'matter_document') {
    const { sha256, ...file } = common.file;
    const open = () => openStored(files, write.firmId, sha256);
    return { ready: true, record: { ...common, file: { ...file, open } } };
  }
  const { staffId: _id, ...record } = common;
  const staff = staffId === null ? null : (refs.get(refKey({ kind: 'staff', localId: staffId })) ?? null);
  return { ready: true, record: { ...record, staff } };
}

/** Contacts that are to be made there are waited for; whoever is not known there otherwise is no client of a matter. */
async function resolveMatter(tx: Tx, write: Where, planned: Planned<'matter'>): Promise<ResolvedRecord> {
  const { matterId: _id, matterTypeId, contactIds, staffId, referrerContactId, ...rest } = planned;
  const one = (kind: WantedRef['kind'], localId: string | null): WantedRef[] =>
    localId === null ? [] : [{ kind, localId }];
  const refs = await findRefs(tx, write.firmId, write.connectionId, [
    ...contactIds.flatMap((contactId) => one('contact', contactId)),
    ...one('contact', referrerContactId),
    ...one('matter_type', matterTypeId),
    ...one('staff', staffId),
  ]);
  const refOf = (kind: WantedRef['kind'], localId: string | null): ExternalRef | null =>
    localId === null ? null : (refs.get(refKey({ kind, localId })) ?? null);
  const people = [...contactIds, ...(referrerContactId === null ? [] : [referrerContactId])];
  const unknown = people.filter((contactId) => refOf('contact', contactId) === null);
  if (unknown.length > 0) return await missing(tx, write, unknown, 'A contact of the matter');
  if (matterTypeId !== null && refOf('matter_type', matterTypeId) === null)
    return never('The matter type is not known there.');
  return {
    ready: true,
    record: {
      ...rest,
      reference: write.reference,
      matterType: refOf('matter_type', matterTypeId),
      clients: contactIds.flatMap((contactId) => refOf('contact', contactId) ?? []),
      personResponsible: refOf('staff', staffId),
      referrer: refOf('contact', referrerContactId),
    },
  };
}

async function missing(
  tx: Tx,
  { firmId, connectionId }: Where,
  localIds: readonly string[],
  what: string,
): Promise<ResolvedRecord> {
  const coming = await listBeingMade(tx, firmId, connectionId, localIds);
  return localIds.every((id) => coming.has(id))
    ? { ready: false, coming: true, detail: `${what} is not there yet.` }
    : never(`${what} is not there.`);
}

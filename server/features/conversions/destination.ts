/** Where a lead's matter may be kept: in the firm's own record, or in a connected system that takes matters. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { findExternalIds } from '../mirror/index.ts';

export type PracticeSystems = Readonly<Record<string, PracticeSystem>>;

export interface Place {
  /** The connection's id. */
  id: string;
  /** "Smokeball". */
  label: string;
  vendor: PracticeSystem;
}

/** Connected systems that take matters, those where calls are logged first. */
export async function listPlaces(tx: Tx, firmId: string, systems: PracticeSystems): Promise<Place[]> {
  const { rows } = await sql<{ id: string; vendor: string }>`
    select id, vendor from connections
    where firm_id = ${firmId} and status not in ('waiting', 'connecting', 'disconnected')
    order by logs_since is null, created_at, id`.execute(tx);
  return rows.flatMap(({ id, vendor: kind }) => {
    const vendor = systems[kind];
    return vendor?.writes.includes('matter') ? [{ id, label: vendor.label, vendor }] : [];
  });
}

/** `wanted` undefined: the first there is, as an offer to send it; null: the firm's own record. */
export async function choosePlace(
  tx: Tx,
  firmId: string,
  systems: PracticeSystems,
  wanted: string | null | undefined,
): Promise<Place | null> {
  if (wanted === null) return null;
  const places = await listPlaces(tx, firmId, systems);
  return wanted === undefined ? (places[0] ?? null) : found(places.find(({ id }) => id === wanted));
}

/** A kind of matter that the system does not know would stop the conversion half-way: better now, in words. */
export async function checkMatterType(
  tx: Tx,
  firmId: string,
  { id, label, vendor }: Place,
  matterTypeId: string | null,
): Promise<void> {
  if (matterTypeId === null) {
    if (vendor.matterNeedsType) throw badType(`${label} wants a matter type for every matter: choose one.`);
    return;
  }
  const links = await findExternalIds(tx, firmId, { kind: 'matter_type', localId: matterTypeId });
  if (links.some(({ connectionId }) => connectionId === id)) return;
  throw badType(`${label} does not know this matter type: choose one of its own.`);
}

function badType(message: string) {
  return problem('invalid_input', message, { fields: [{ field: 'matterTypeId', message }] });
}

/** Which of our records is which of theirs, and what is still open of a record. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { MirrorItem, MirrorKind } from '../../vendors/ports.ts';
import { absorbContact, type Keeper } from '../practice/index.ts';
import type { LinkKind } from './tables.ts';
import './tables.ts';

/** Whose records are taken in, and how. */
export interface MirrorContext extends Keeper {
  /** "Smokeball": stands in names that clash. */
  vendorLabel: string;
  /** The whole pass under way, which notes what it saw. */
  sweep?: number | undefined;
}

export interface Link {
  externalId: string;
  localId: string;
  version: string | null;
  /** Hex. */
  contentHash: string | null;
  removed: boolean;
  seenSweep: number;
  /** When it last changed there, as far as was told. */
  updatedThereAt: Date | null;
}

export async function loadLinks(
  tx: Tx,
  { firmId, connectionId }: MirrorContext,
  kind: LinkKind,
  externalIds: readonly string[],
): Promise<Map<string, Link>> {
  if (externalIds.length === 0) return new Map();
  const { rows } = await sql<Link>`
    select external_id as "externalId", local_id as "localId", version, encode(content_hash, 'hex') as "contentHash",
      removed_at is not null as removed, seen_sweep as "seenSweep", updated_there_at as "updatedThereAt"
    from external_links
    where firm_id = ${firmId} and connection_id = ${connectionId} and kind = ${kind}
      and external_id = any(${[...externalIds]}::text[])`.execute(tx);
  return new Map(rows.map((row) => [row.externalId, row]));
}

export interface Ref {
  kind: LinkKind;
  externalId: string;
}

export const refKey = ({ kind, externalId }: Ref): string => `${kind} ${externalId}`;

/** Our ids of what records name, gone or not, by `refKey`; what is not known yet is absent. One statement. */
export async function resolveRefs(
  tx: Tx,
  { firmId, connectionId }: Pick<MirrorContext, 'firmId' | 'connectionId'>,
  refs: readonly Ref[],
): Promise<Map<string, string>> {
  const wanted = [...new Map(refs.map((ref) => [refKey(ref), ref])).values()];
  if (wanted.length === 0) return new Map();
  const { rows } = await sql<Ref & { localId: string }>`
    select l.kind, l.external_id as "externalId", l.local_id as "localId"
    from jsonb_to_recordset(${JSON.stringify(wanted)}::jsonb) as r ("kind" text, "externalId" text)
    join external_links l on l.firm_id = ${firmId} and l.connection_id = ${connectionId} and l.kind = r."kind"
      and l.external_id = r."externalId"`.execute(tx);
  return new Map(rows.map((row) => [refKey(row), row.localId]));
}

export interface LinkToSave {
  externalId: string;
  localId: string;
  version: string | null;
  contentHash: string | null;
  extra: Readonly<Record<string, string>>;
  updatedThereAt: string | null;
  parties: readonly { contactId: string; role: string; isClient: boolean }[] | null;
  /** The record itself while it names something unknown. */
  pending: MirrorItem | null;
}

/** New and changed links; each is there (again) from now on. */
export async function saveLinks(
  tx: Tx,
  { firmId, connectionId, now, sweep }: MirrorContext,
  kind: LinkKind,
  links: readonly LinkToSave[],
): Promise<void> {
  if (links.length === 0) return;
  await sql`
    insert into external_links as l (firm_id, connection_id, kind, external_id, local_id, version, content_hash, extra,
      updated_there_at, seen_sweep, parties, pending, created_at, updated_at)
    select ${firmId}, ${connectionId}, ${kind}, r."externalId", r."localId", r."version", decode(r."contentHash", 'hex'),
      r."extra", r."updatedThereAt", ${sweep ?? 0}, nullif(r."parties", 'null'), nullif(r."pending", 'null'), ${now}, ${now}
    from jsonb_to_recordset(${storable(links)}::jsonb) as r ("externalId" text, "localId" uuid, "version" text,
      "contentHash" text, "extra" jsonb, "updatedThereAt" timestamptz, "parties" jsonb, "pending" jsonb)
    on conflict (firm_id, connection_id, kind, external_id) do update set local_id = excluded.local_id,
      version = excluded.version, content_hash = excluded.content_hash, extra = excluded.extra,
      updated_there_at = excluded.updated_there_at, seen_sweep = greatest(l.seen_sweep, excluded.seen_sweep),
      removed_at = null, parties = excluded.parties, pending = excluded.pending, updated_at = excluded.updated_at`.execute(
    tx,
  );
}

/** JSON that PostgreSQL takes: without NUL and half surrogate pairs in any text. */
function storable(value: unknown): string {
  return JSON.stringify(value, (_key, part: unknown) =>
    typeof part === 'string' ? part.replaceAll('\0', '').toWellFormed() : part,
  );
}

/** Unchanged records cost a write only when the version moved on or a whole pass has to note that it saw them. */
export async function touchLinks(
  tx: Tx,
  { firmId, connectionId, sweep }: MirrorContext,
  kind: LinkKind,
  seen: readonly { link: Link; version: string | null }[],
): Promise<void> {
  const stale = seen.filter(
    ({ link, version }) => link.version !== version || (sweep !== undefined && link.seenSweep < sweep),
  );
  if (stale.length === 0) return;
  const rows = stale.map(({ link, version }) => ({ externalId: link.externalId, version }));
  await sql`
    update external_links l set version = r."version", seen_sweep = greatest(l.seen_sweep, ${sweep ?? 0})
    from jsonb_to_recordset(${storable(rows)}::jsonb) as r ("externalId" text, "version" text)
    where l.firm_id = ${firmId} and l.connection_id = ${connectionId} and l.kind = ${kind}
      and l.external_id = r."externalId"`.execute(tx);
}

/** Gone there: known here, no longer resolved for writing. Should they come back, they are read anew. Answers our ids. */
export async function markRemoved(
  tx: Tx,
  { firmId, connectionId, now }: MirrorContext,
  kind: LinkKind,
  externalIds: readonly string[],
): Promise<string[]> {
  if (externalIds.length === 0) return [];
  const { rows } = await sql<{ localId: string }>`
    update external_links set removed_at = ${now}, content_hash = null, pending = null, updated_at = ${now}
    where firm_id = ${firmId} and connection_id = ${connectionId} and kind = ${kind}
      and external_id = any(${[...externalIds]}::text[]) and removed_at is null
    returning local_id as "localId"`.execute(tx);
  return rows.map(({ localId }) => localId);
}

/** What a record still waits for, anew. */
export async function saveGaps(
  tx: Tx,
  { firmId, connectionId }: MirrorContext,
  kind: MirrorKind,
  records: readonly { externalId: string; missing: readonly Ref[] }[],
): Promise<void> {
  if (records.length === 0) return;
  await sql`
    delete from mirror_gaps
    where firm_id = ${firmId} and connection_id = ${connectionId} and kind = ${kind}
      and external_id = any(${records.map(({ externalId }) => externalId)}::text[])`.execute(tx);
  const rows = records.flatMap(({ externalId, missing }) =>
    missing.map((ref) => ({ externalId, missingKind: ref.kind, missingId: ref.externalId })),
  );
  if (rows.length === 0) return;
  await sql`
    insert into mirror_gaps (firm_id, connection_id, missing_kind, missing_id, kind, external_id)
    select ${firmId}, ${connectionId}, r."missingKind", r."missingId", ${kind}, r."externalId"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("missingKind" text, "missingId" text, "externalId" text)
    on conflict do nothing`.execute(tx);
}

/** Records that waited for one of these and can be taken in again, as they were told last. */
export async function takeWaiting(
  tx: Tx,
  { firmId, connectionId }: MirrorContext,
  known: readonly Ref[],
): Promise<MirrorItem[]> {
  if (known.length === 0) return [];
  const { rows } = await sql<{ pending: MirrorItem }>`
    with waiting as (
      delete from mirror_gaps g
      using jsonb_to_recordset(${JSON.stringify(known)}::jsonb) as r ("kind" text, "externalId" text)
      where g.firm_id = ${firmId} and g.connection_id = ${connectionId} and g.missing_kind = r."kind"
        and g.missing_id = r."externalId"
      returning g.kind, g.external_id)
    select l.pending from (select distinct kind, external_id from waiting) w
    join external_links l on l.firm_id = ${firmId} and l.connection_id = ${connectionId} and l.kind = w.kind
      and l.external_id = w.external_id
    where l.pending is not null and l.removed_at is null`.execute(tx);
  return rows.map(({ pending }) => pending);
}

export interface RecordLink {
  firmId: string;
  connectionId: string;
  kind: LinkKind;
  externalId: string;
  localId: string;
  version: string | null;
  extra?: Readonly<Record<string, string>> | undefined;
  now: Date;
}

/**
 * Our record is this one of theirs: it was made there for us, or found there. From now on the connection keeps it, unless
 * another one does. When the mirror took theirs in under another id meanwhile, that contact is merged into ours. Their
 * content comes with the next look at it.
 */
export async function linkRecord(tx: Tx, link: RecordLink): Promise<void> {
  const { firmId, connectionId, kind, externalId, localId, now } = link;
  const { rows } = await sql<{ localId: string }>`
    select local_id as "localId" from external_links
    where firm_id = ${firmId} and connection_id = ${connectionId} and kind = ${kind} and external_id = ${externalId}
    for update`.execute(tx);
  const other = rows[0]?.localId;
  if (other !== undefined && other !== localId && kind === 'contact') {
    await sql`
      update external_links l set parties = replace(l.parties::text, ${other}, ${localId})::jsonb
      where l.firm_id = ${firmId} and l.kind in ('matter', 'party') and l.local_id in (
        select matter_id from matter_parties where firm_id = ${firmId} and contact_id = ${other})`.execute(
      tx,
    );
    await absorbContact(tx, { firmId, connectionId, country: '', now }, { keptId: localId, otherId: other });
  }
  await sql`
    insert into external_links (firm_id, connection_id, kind, external_id, local_id, version, extra, created_at, updated_at)
    values (${firmId}, ${connectionId}, ${kind}, ${externalId}, ${localId}, ${link.version},
      ${JSON.stringify(link.extra ?? {})}::jsonb, ${now}, ${now})
    on conflict (firm_id, connection_id, kind, external_id) do update set local_id = excluded.local_id,
      version = excluded.version, extra = external_links.extra || excluded.extra, removed_at = null,
      content_hash = null, updated_at = excluded.updated_at`.execute(tx);
  if (kind === 'contact' || kind === 'matter')
    await sql`
      update ${sql.table(kind === 'contact' ? 'contacts' : 'matters')} set kept_in = ${connectionId}
      where firm_id = ${firmId} and id = ${localId} and kept_in is null`.execute(tx);
}

/** Our id of one of their records, gone or not; null when it is not known. */
export async function findLocalId(
  tx: Tx,
  { firmId, connectionId }: Pick<MirrorContext, 'firmId' | 'connectionId'>,
  ref: Ref,
): Promise<string | null> {
  return (await resolveRefs(tx, { firmId, connectionId }, [ref])).get(refKey(ref)) ?? null;
}

/** Their ids of one of our records, one for each connection where it is there. */
export async function findExternalIds(
  tx: Tx,
  firmId: string,
  { kind, localId }: { kind: LinkKind; localId: string },
): Promise<{ connectionId: string; externalId: string; version: string | null }[]> {
  const { rows } = await sql<{ connectionId: string; externalId: string; version: string | null }>`
    select connection_id as "connectionId", external_id as "externalId", version from external_links
    where firm_id = ${firmId} and kind = ${kind} and local_id = ${localId} and removed_at is null
    order by connection_id, created_at, external_id`.execute(tx);
  return rows;
}

/** The next look at it takes it in, whether it changed there or not: ours may differ from what was told last. */
export async function forgetContent(
  tx: Tx,
  firmId: string,
  { kind, localId }: { kind: LinkKind; localId: string },
): Promise<void> {
  await sql`
    update external_links set content_hash = null
    where firm_id = ${firmId} and kind = ${kind} and local_id = ${localId}`.execute(tx);
}

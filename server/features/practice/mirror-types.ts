/** Matter types, stages and activity codes as a practice system keeps them. Program's scope. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { newId } from '../../platform/ids.ts';
import { type Keeper, plainText } from './mirror-contacts.ts';
import './tables.ts';

type NamedKeeper = Keeper & { vendorLabel: string };

/** One transaction of the firm at a time: names are unique, and two connections may bring the same one. */
export async function lockNames(tx: Tx, firmId: string): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('mirrored names of ' || ${firmId}::text, 0))`.execute(
    tx,
  );
}

/**
 * Matter types by their external ids; answers our ids. One of the firm's own of the same name that no matter uses is taken
 * over; one in use stays the firm's, and the new one says in its name where it comes from.
 */
export async function writeKeptTypes(
  tx: Tx,
  keeper: NamedKeeper,
  types: readonly { externalId: string; localId: string | null; name: string }[],
): Promise<Map<string, string>> {
  if (types.length === 0) return new Map();
  const { firmId, connectionId, vendorLabel } = keeper;
  await lockNames(tx, firmId);
  const { rows: known } = await sql<{ id: string; name: string; ours: boolean }>`
    select t.id, lower(t.name) as name, t.kept_in is null and not exists (
      select 1 from matters m where m.firm_id = ${firmId} and m.matter_type_id = t.id) as ours
    from matter_types t where t.firm_id = ${firmId}`.execute(tx);
  const holders = new Map(known.map((row) => [row.name, row.id]));
  const free = new Set(known.filter(({ ours }) => ours).map(({ id }) => id));
  const rows = types.map(({ externalId, localId, name: told }) => {
    const name = plainText(told) || vendorLabel;
    const holder = holders.get(name.toLowerCase());
    const id = localId ?? (holder !== undefined && free.has(holder) ? holder : newId());
    free.delete(id);
    const chosen = firstFree(name, vendorLabel, (one) => (holders.get(one.toLowerCase()) ?? id) === id);
    holders.set(chosen.toLowerCase(), id);
    return { externalId, id, name: chosen };
  });
  await sql`
    insert into matter_types as t (firm_id, id, name, kept_in)
    select ${firmId}, r."id", r."name", ${connectionId}::uuid
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "name" text)
    on conflict (firm_id, id) do update set name = excluded.name, kept_in = excluded.kept_in,
      stage_set_id = case when t.kept_in is null then null else t.stage_set_id end
    where t.kept_in is null or t.kept_in = excluded.kept_in`.execute(tx);
  return new Map(rows.map(({ externalId, id }) => [externalId, id]));
}

function firstFree(name: string, label: string, isFree: (name: string) => boolean): string {
  if (isFree(name)) return name;
  for (let nth = 1; ; nth += 1) {
    const candidate = `${name} (${label}${nth === 1 ? '' : ` ${nth}`})`;
    if (isFree(candidate)) return candidate;
  }
}

export interface KeptStage {
  id: string;
  name: string;
  position: number;
  set: { id: string; name: string };
  /** Ids of ours of the types whose matters go through the set. */
  matterTypeIds: readonly string[];
}

export async function writeKeptStages(
  tx: Tx,
  { firmId, connectionId }: Keeper,
  stages: readonly KeptStage[],
): Promise<void> {
  if (stages.length === 0) return;
  const sets = new Map(
    stages.map(({ set }) => [set.id, { id: set.id, name: plainText(set.name) || 'Stages' }]),
  );
  await sql`
    insert into stage_sets as s (firm_id, id, name, kept_in)
    select ${firmId}, r."id", r."name", ${connectionId}::uuid
    from jsonb_to_recordset(${JSON.stringify([...sets.values()])}::jsonb) as r ("id" uuid, "name" text)
    on conflict (firm_id, id) do update set name = excluded.name where s.name <> excluded.name`.execute(tx);
  const rows = stages.map(({ id, name, position, set }) => ({
    id,
    name: plainText(name) || 'Stage',
    position: Math.trunc(position),
    setId: set.id,
  }));
  await sql`
    insert into stages (firm_id, id, stage_set_id, name, position)
    select ${firmId}, r."id", r."setId", r."name", r."position"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "setId" uuid, "name" text, "position" integer)
    on conflict (firm_id, id) do update set stage_set_id = excluded.stage_set_id, name = excluded.name,
      position = excluded.position`.execute(tx);
  const uses = stages.flatMap(({ set, matterTypeIds }) =>
    matterTypeIds.map((typeId) => ({ typeId, setId: set.id })),
  );
  await sql`
    update matter_types t set stage_set_id = r."setId"
    from jsonb_to_recordset(${JSON.stringify(uses)}::jsonb) as r ("typeId" uuid, "setId" uuid)
    where t.firm_id = ${firmId} and t.id = r."typeId" and t.kept_in = ${connectionId}
      and t.stage_set_id is distinct from r."setId"`.execute(tx);
}

/** Gone there: removed here as far as no matter has them, walled matters counted. */
export async function removeKeptTypes(
  tx: Tx,
  { firmId, connectionId }: Keeper,
  ids: readonly string[],
): Promise<void> {
  await sql`
    delete from matter_types t
    where t.firm_id = ${firmId} and t.id = any(${ids}::uuid[]) and t.kept_in = ${connectionId}
      and not exists (select 1 from matters m where m.firm_id = ${firmId} and m.matter_type_id = t.id)`.execute(
    tx,
  );
}

export async function removeKeptStages(tx: Tx, { firmId }: Keeper, ids: readonly string[]): Promise<void> {
  await sql`
    delete from stages s
    where s.firm_id = ${firmId} and s.id = any(${ids}::uuid[])
      and not exists (select 1 from matters m where m.firm_id = ${firmId} and m.stage_id = s.id)`.execute(tx);
}

export interface KeptActivityCode {
  externalId: string;
  localId: string | null;
  label: string;
  description: string;
  /** Minor units an hour. */
  rate: number | null;
  billable: boolean;
}

/** Activity codes by their external ids; answers our ids. A code of the firm's own with the same label stays as it is. */
export async function writeKeptCodes(
  tx: Tx,
  { firmId, connectionId }: Keeper,
  codes: readonly KeptActivityCode[],
): Promise<Map<string, string>> {
  if (codes.length === 0) return new Map();
  await lockNames(tx, firmId);
  const told = codes.map((code) => ({
    ...code,
    label: plainText(code.label) || plainText(code.description) || code.externalId,
    description: plainText(code.description, 2000),
  }));
  const { rows: known } = await sql<{ id: string; label: string; kept: boolean }>`
    select id, label, kept_in is not distinct from ${connectionId}::uuid as kept from activity_codes
    where firm_id = ${firmId} and (label = any(${told.map(({ label }) => label)}::text[])
      or id = any(${told.flatMap(({ localId }) => localId ?? [])}::uuid[]))`.execute(tx);
  const holders = new Map(known.map(({ label, id }) => [label, id]));
  const labels = new Map(known.map(({ label, id }) => [id, label]));
  const kept = new Set(known.flatMap((one) => (one.kept ? [one.id] : [])));
  const rows = told.map(({ localId, ...code }) => {
    const holder = holders.get(code.label);
    // A code of the firm's own is the same one by its label: with another label there, it is another code.
    const same = localId !== null && (kept.has(localId) || labels.get(localId) === code.label);
    const id = (same ? localId : holder) ?? newId();
    // A label that another code has by now: ours keeps the one that it had.
    const label = holder === undefined || holder === id ? code.label : (labels.get(id) ?? code.label);
    holders.set(label, id);
    return { ...code, id, label };
  });
  const once = [...new Map(rows.map((row) => [row.id, row])).values()];
  await sql`
    insert into activity_codes as c (firm_id, id, label, description, rate, billable, created_by, kept_in)
    select ${firmId}, r."id", r."label", r."description", r."rate", r."billable", 'sync', ${connectionId}::uuid
    from jsonb_to_recordset(${JSON.stringify(once)}::jsonb) as r ("id" uuid, "label" text, "description" text,
      "rate" bigint, "billable" boolean)
    on conflict (firm_id, id) do update set label = excluded.label, description = excluded.description,
      rate = excluded.rate, billable = excluded.billable, active = true
    where c.kept_in = excluded.kept_in`.execute(tx);
  return new Map(rows.map(({ externalId, id }) => [externalId, id]));
}

export async function retireKeptCodes(
  tx: Tx,
  { firmId, connectionId }: Keeper,
  ids: readonly string[],
): Promise<void> {
  await sql`
    update activity_codes set active = false
    where firm_id = ${firmId} and id = any(${ids}::uuid[]) and kept_in = ${connectionId}`.execute(tx);
}

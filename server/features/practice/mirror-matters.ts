/** Matters as a practice system keeps them, and who is on them. Many at once; program's scope, so that no wall hides one. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { type Keeper, plainText } from './mirror-contacts.ts';
import { searchWords } from './search-terms.ts';
import './tables.ts';

export interface KeptMatter {
  id: string;
  /** As it is there; a clash with another system's number gets a suffix. */
  number: string;
  title: string;
  description: string;
  matterTypeId: string | null;
  stageId: string | null;
  status: 'open' | 'pending' | 'closed';
  personResponsibleId: string | null;
  /** YYYY-MM-DD. */
  openedOn: string | null;
  closedOn: string | null;
  /** For the order of lists: when it changed there. */
  updatedAt: Date | null;
}

/**
 * Makes these matters or brings them to what is told. Who may see a matter is decided here and never touched. Answers the
 * ids of those written: a matter that another connection keeps stays as it is.
 */
export async function writeKeptMatters(
  tx: Tx,
  keeper: Keeper & { vendorLabel: string },
  matters: readonly KeptMatter[],
): Promise<string[]> {
  if (matters.length === 0) return [];
  const { firmId, connectionId, now, vendorLabel } = keeper;
  const numbers = await freeNumbers(tx, firmId, vendorLabel, matters);
  const rows = matters.map((matter) => {
    const number = numbers.get(matter.id) ?? '';
    return {
      ...matter,
      number,
      title: plainText(matter.title) || number,
      description: plainText(matter.description, 20_000),
      openedOn: realDay(matter.openedOn),
      closedOn: realDay(matter.closedOn),
      updatedAt: (matter.updatedAt ?? now).toISOString(),
    };
  });
  const written = await sql<{ id: string }>`
    insert into matters as m (firm_id, id, number, title, description, matter_type_id, stage_id, status,
      person_responsible_id, opened_on, closed_on, kept_in, created_at, updated_at)
    select ${firmId}, r."id", r."number", r."title", r."description",
      (select t.id from matter_types t where t.firm_id = ${firmId} and t.id = r."matterTypeId"),
      (select s.id from stages s where s.firm_id = ${firmId} and s.id = r."stageId"), r."status",
      (select p.id from staff_members p where p.firm_id = ${firmId} and p.id = r."personResponsibleId"), r."openedOn", r."closedOn", ${connectionId}::uuid, ${now}, r."updatedAt"
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r ("id" uuid, "number" text, "title" text,
      "description" text, "matterTypeId" uuid, "stageId" uuid, "status" text, "personResponsibleId" uuid,
      "openedOn" date, "closedOn" date, "updatedAt" timestamptz)
    on conflict (firm_id, id) do update set number = excluded.number, title = excluded.title,
      description = excluded.description, matter_type_id = excluded.matter_type_id, stage_id = excluded.stage_id,
      status = excluded.status, person_responsible_id = excluded.person_responsible_id, opened_on = excluded.opened_on,
      closed_on = excluded.closed_on, kept_in = excluded.kept_in, version = m.version + 1, updated_at = ${now}
    where m.kept_in is null or m.kept_in = excluded.kept_in
    returning id`.execute(tx);
  const ids = written.rows.map(({ id }) => id);
  await learnStageSets(tx, keeper, ids);
  return ids;
}

/** Where the vendor does not say which stages a type has, its matters tell. */
async function learnStageSets(
  tx: Tx,
  { firmId, connectionId }: Keeper,
  matterIds: readonly string[],
): Promise<void> {
  await sql`
    update matter_types t set stage_set_id = s.stage_set_id
    from matters m join stages s on s.firm_id = ${firmId} and s.id = m.stage_id
    where m.firm_id = ${firmId} and m.id = any(${matterIds}::uuid[]) and t.firm_id = ${firmId}
      and t.id = m.matter_type_id and t.kept_in = ${connectionId} and t.stage_set_id is null`.execute(tx);
}

/** "00002", else "00002 (Clio)", else "00002 (Clio 2)", …: the first that no other matter of the firm has. */
async function freeNumbers(
  tx: Tx,
  firmId: string,
  label: string,
  matters: readonly KeptMatter[],
): Promise<Map<string, string>> {
  const choices = matters.map(({ id, number: told }) => {
    const number = plainText(told, 60) || `${label} ${id.slice(-8)}`;
    return {
      id,
      numbers: [
        number,
        `${number} (${label})`,
        `${number} (${label} 2)`,
        `${number} (${label} ${id.slice(-8)})`,
      ],
    };
  });
  const { rows } = await sql<{ id: string; number: string }>`
    select m.id, m.number from matters m
    where m.firm_id = ${firmId} and m.number = any(${choices.flatMap(({ numbers }) => numbers)}::text[])`.execute(
    tx,
  );
  const holders = new Map(rows.map((row) => [row.number, row.id]));
  const free = new Map<string, string>();
  for (const { id, numbers } of choices) {
    const number = numbers.find((one) => (holders.get(one) ?? id) === id) ?? `${label} ${id}`;
    holders.set(number, id);
    free.set(id, number);
  }
  return free;
}

export interface KeptParty {
  matterId: string;
  contactId: string;
  role: string;
  isClient: boolean;
}

/**
 * These people, and nobody else, are on these matters; their search words follow. Answers the contacts of the matters,
 * before and after.
 */
export async function replaceKeptParties(
  tx: Tx,
  { firmId }: Pick<Keeper, 'firmId'>,
  matterIds: readonly string[],
  parties: readonly KeptParty[],
): Promise<string[]> {
  if (matterIds.length === 0) return [];
  const wanted = JSON.stringify(
    parties.map((party) => ({ ...party, role: plainText(party.role) || 'Party' })),
  );
  const asRows = sql`jsonb_to_recordset(${wanted}::jsonb) as r ("matterId" uuid, "contactId" uuid, "role" text, "isClient" boolean)`;
  const gone = await sql<{ contact_id: string }>`
    delete from matter_parties p
    where p.firm_id = ${firmId} and p.matter_id = any(${matterIds}::uuid[]) and not exists (
      select 1 from ${asRows} where r."matterId" = p.matter_id and r."contactId" = p.contact_id and r."role" = p.role)
    returning p.contact_id`.execute(tx);
  await sql`
    insert into matter_parties as p (firm_id, matter_id, contact_id, role, is_client)
    select distinct on (r."matterId", r."contactId", r."role") ${firmId}::uuid, r."matterId", r."contactId", r."role",
      r."isClient"
    from ${asRows} order by r."matterId", r."contactId", r."role", r."isClient" desc
    on conflict (firm_id, matter_id, contact_id, role) do update set is_client = excluded.is_client
    where p.is_client <> excluded.is_client`.execute(tx);
  await refreshMatterWords(tx, firmId, matterIds);
  return [
    ...new Set([...gone.rows.map((row) => row.contact_id), ...parties.map(({ contactId }) => contactId)]),
  ];
}

async function refreshMatterWords(tx: Tx, firmId: string, ids: readonly string[]): Promise<void> {
  const { rows } = await sql<{ id: string; texts: string[] }>`
    select m.id, array[m.number, m.title, m.description] || array(
      select c.display_name from matter_parties p
      join contacts c on c.firm_id = ${firmId} and c.id = p.contact_id
      where p.firm_id = ${firmId} and p.matter_id = m.id) as texts
    from matters m where m.firm_id = ${firmId} and m.id = any(${ids}::uuid[])`.execute(tx);
  const words = rows.map(({ id, texts }) => ({ id, words: searchWords(texts) }));
  await sql`
    update matters m set search = array_to_tsvector(r."words")
    from jsonb_to_recordset(${JSON.stringify(words)}::jsonb) as r ("id" uuid, "words" text[])
    where m.firm_id = ${firmId} and m.id = r."id"`.execute(tx);
}

/** Gone there: closed here, and no longer matched to new calls; what hangs on them stays. */
export async function closeKeptMatters(
  tx: Tx,
  { firmId, connectionId, now }: Keeper,
  ids: readonly string[],
): Promise<string[]> {
  if (ids.length === 0) return [];
  const { rows } = await sql<{ id: string }>`
    update matters set status = 'closed', closed_on = coalesce(closed_on, ${now.toISOString().slice(0, 10)}::date),
      version = version + 1, updated_at = ${now}
    where firm_id = ${firmId} and id = any(${ids}::uuid[]) and kept_in = ${connectionId} and status <> 'closed'
    returning id`.execute(tx);
  return rows.map(({ id }) => id);
}

/** The contacts that are on these matters. */
export async function contactsOnMatters(
  tx: Tx,
  firmId: string,
  matterIds: readonly string[],
): Promise<string[]> {
  const { rows } = await sql<{ contact_id: string }>`
    select distinct contact_id from matter_parties
    where firm_id = ${firmId} and matter_id = any(${matterIds}::uuid[])`.execute(tx);
  return rows.map((row) => row.contact_id);
}

function realDay(day: string | null): string | null {
  return day !== null && /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(Date.parse(day)) ? day : null;
}

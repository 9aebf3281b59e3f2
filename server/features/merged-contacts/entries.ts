/**
 * What waits for a decision: every access of a contact that was merged into another one, by whomever and whenever. Nothing has to be
 * noted for that, so nothing can be missed. Program's scope, but for `seenBy`.
 */
import { sql } from 'kysely';
import { actAgainAs, actAsProgram, type Tx } from '../../platform/db/database.ts';
import { seesEverything } from './decide.ts';

export interface Entry {
  /** The contact that was merged away. */
  contactId: string;
  name: string;
  intoId: string;
  intoName: string;
  /** The access of the contact that goes on; null: it has none. */
  keptId: string | null;
  keptEmail: string | null;
  keptActive: boolean | null;
  keptVersion: number | null;
  otherId: string;
  otherEmail: string;
  otherVersion: number;
  /** Which accesses and mailboxes there are. */
  standing: string;
  decidedId: string | null;
  /** Nobody decided, or something is another than it was then. */
  open: boolean;
  apartBy: string | null;
  apartAt: Date | null;
}

export interface EntriesQuery {
  state: 'open' | 'apart' | 'any';
  contactId?: string | undefined;
  id?: string | undefined;
  after: string | null;
  limit: number;
}

async function selectEntries(tx: Tx, firmId: string, query: EntriesQuery): Promise<Entry[]> {
  const { contactId = null, id = null, after } = query;
  const { rows } = await sql<Entry>`
    select e.*, d.id as "decidedId", d.decision is distinct from 'apart' or d.standing <> e.standing as open,
      case when d.decision = 'apart' then d.by end as "apartBy", case when d.decision = 'apart' then d.decided_at end as "apartAt"
    from (
      select c.id as "contactId", c.display_name as name, r.id as "intoId", r.display_name as "intoName",
        k.id as "keptId", k.email as "keptEmail", k.active as "keptActive", k.version as "keptVersion",
        o.id as "otherId", o.email as "otherEmail", o.version as "otherVersion",
        concat_ws(' ', r.id, o.id, lower(o.email), k.id, lower(k.email), k.active) as standing
      from portal_users o
      join contacts c on c.firm_id = ${firmId} and c.id = o.contact_id and c.merged_into_id is not null
      join contacts r on r.firm_id = ${firmId} and r.id = merged_root(${firmId}, c.id)
      left join portal_users k on k.firm_id = ${firmId} and k.contact_id = r.id and k.replaced_by_id is null
      where o.firm_id = ${firmId} and o.active and o.replaced_by_id is null
        and (${id}::uuid is null or c.id = ${id}::uuid)
        and (${contactId}::uuid is null or c.id = ${contactId}::uuid or r.id = ${contactId}::uuid)
        and (${after}::uuid is null or c.id < ${after}::uuid)) e
    left join lateral (select m.id, m.decision, m.standing, m.decided_at, concat_ws(' ', s.first_name, s.last_name) as by
      from merged_contact_decisions m
      join staff_members s on s.firm_id = ${firmId} and s.id = m.decided_by_staff_id
      where m.firm_id = ${firmId} and m.contact_id = e."contactId" order by m.id desc limit 1) d on true
    where ${query.state} = 'any' or (d.decision is distinct from 'apart' or d.standing <> e.standing) = (${query.state} = 'open')
    order by e."contactId" desc limit ${query.limit}`.execute(tx);
  return rows;
}

/** What one must see to learn of an entry: every conversation, matter and appointment of the two, those that ended too. */
async function concernedBy(
  tx: Tx,
  firmId: string,
  entries: readonly Entry[],
): Promise<Map<string, Set<string>>> {
  const pairs = entries.flatMap(({ contactId, intoId, keptId, otherId }) => [
    { entry: contactId, person: otherId, contact: contactId },
    { entry: contactId, person: keptId, contact: intoId },
  ]);
  const { rows } = await sql<{ entry: string; id: string }>`
    with pairs as (select * from jsonb_to_recordset(${JSON.stringify(pairs)}::jsonb) as p (entry uuid, person uuid, contact uuid)),
    stays as (select p.entry, c.id, c.matter_id from pairs p
      join participants s on s.firm_id = ${firmId} and s.portal_user_id = p.person
      join conversations c on c.firm_id = ${firmId} and c.id = s.conversation_id)
    select entry, id from stays
    union select entry, matter_id from stays where matter_id is not null
    union select p.entry, a.matter_id from pairs p join event_attendees a on a.firm_id = ${firmId} and a.contact_id = p.contact
    union select p.entry, t.matter_id from pairs p join to_dos t on t.firm_id = ${firmId} and t.portal_user_id = p.person
    union select p.entry, t.conversation_id from pairs p join to_dos t on t.firm_id = ${firmId} and t.portal_user_id = p.person
      where t.conversation_id is not null`.execute(tx);
  const concerned = new Map<string, Set<string>>(entries.map(({ contactId }) => [contactId, new Set()]));
  for (const { entry, id } of rows) concerned.get(entry)?.add(id);
  return concerned;
}

/** Of these ids, those that exist for this member of staff: the walls of conversations and matters decide (T1). */
async function seenBy(
  tx: Tx,
  firmId: string,
  staffId: string,
  ids: ReadonlySet<string>,
): Promise<Set<string>> {
  await actAgainAs(tx, staffId);
  const wanted = [...ids];
  const { rows } = await sql<{ id: string }>`
    select c.id from conversations c where c.firm_id = ${firmId} and c.id = any(${wanted}::uuid[])
    union all select m.id from matters m where m.firm_id = ${firmId} and m.id = any(${wanted}::uuid[])`.execute(
    tx,
  );
  await actAsProgram(tx);
  return new Set(rows.map(({ id }) => id));
}

const batch = 100;

/** Those of which this member of staff sees everything, newest contact first; as many as asked for. Goes on as the program. */
export async function findEntries(
  tx: Tx,
  { firmId, staffId }: { firmId: string; staffId: string },
  query: EntriesQuery,
): Promise<Entry[]> {
  await actAsProgram(tx);
  const found: Entry[] = [];
  let { after } = query;
  while (found.length < query.limit) {
    const entries = await selectEntries(tx, firmId, { ...query, after, limit: batch });
    const concerned = await concernedBy(tx, firmId, entries);
    const all = new Set([...concerned.values()].flatMap((ids) => [...ids]));
    const seen = await seenBy(tx, firmId, staffId, all);
    found.push(
      ...entries.filter(({ contactId }) => seesEverything(concerned.get(contactId) ?? new Set(), seen)),
    );
    if (entries.length < batch) break;
    after = entries.at(-1)?.contactId ?? null;
  }
  return found.slice(0, query.limit);
}

/** The matters that somebody outside the firm has to do with: found with their own eyes, described by the program. */
import { sql } from 'kysely';
import { z } from 'zod';
import { actAsProgram, type Tx } from '../../platform/db/database.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { findMatterProgressForClient } from '../key-stages/index.ts';
import type { PortalMatter } from './schema.ts';

interface Reached {
  id: string;
  current: boolean;
  /** They write about it, or did. */
  written: boolean;
}

interface Named {
  id: string;
  title: string;
  isClient: boolean;
}

export async function listPortalMatters(
  tx: Tx,
  { firmId, portalUserId }: { firmId: string; portalUserId: string },
  query: { limit: number; after?: string | undefined },
  now: Date,
): Promise<{ items: PortalMatter[]; next: string | null }> {
  const [after] = query.after === undefined ? [] : decodeCursor(query.after, z.tuple([z.uuid()]));
  const reached = await reachedMatters(tx, firmId, now);
  await actAsProgram(tx);
  const currentOf = new Map(reached.map(({ id, current }) => [id, current]));
  const rows = await nameMatters(tx, { firmId, portalUserId }, reached, {
    limit: query.limit + 1,
    after: after ?? null,
  });
  const page = toPage(
    rows,
    query.limit,
    ({ id }) => [id],
    (row) => row,
  );
  const items: PortalMatter[] = [];
  for (const { id, title, isClient } of page.items) {
    const current = currentOf.get(id) ?? false;
    // How a case goes on is for its client, as long as they are one.
    const tracks = isClient && current ? await findMatterProgressForClient(tx, firmId, id) : [];
    items.push({ id, title, current, tracks });
  }
  return { items, next: page.next };
}

/** By their own walls: what they write about, attend, or have to do. */
async function reachedMatters(tx: Tx, firmId: string, now: Date): Promise<Reached[]> {
  const { rows } = await sql<Reached>`
    select id, bool_or(current) as current, bool_or(written) as written from (
      select c.matter_id as id, true as written, c.state <> 'ended' and exists (select 1 from participants p
          where p.firm_id = ${firmId} and p.conversation_id = c.id and p.left_at is null) as current
      from conversations c where c.firm_id = ${firmId}
        and c.id in (select p.conversation_id from participants p where p.firm_id = ${firmId})
      union all
      select e.matter_id, false, e.state = 'planned' and e.ends_at >= ${now} from matter_events e
      where e.firm_id = ${firmId} and e.id in (select a.event_id from event_attendees a where a.firm_id = ${firmId})
      union all
      select t.matter_id, false, t.state = 'open' from to_dos t where t.firm_id = ${firmId}
    ) r where id is not null group by id`.execute(tx);
  return rows;
}

/**
 * Titles of those that they write about or are a party of: whoever only attends an appointment, such as a witness, does not
 * learn what it is for.
 */
async function nameMatters(
  tx: Tx,
  { firmId, portalUserId }: { firmId: string; portalUserId: string },
  reached: readonly Reached[],
  { limit, after }: { limit: number; after: string | null },
): Promise<Named[]> {
  const ids = reached.map(({ id }) => id);
  const written = reached.flatMap((one) => (one.written ? one.id : []));
  const { rows } = await sql<Named>`
    select m.id, m.title, coalesce(p.is_client, false) as "isClient" from matters m
    left join lateral (select bool_or(p.is_client) as is_client from matter_parties p
      join portal_users u on u.firm_id = ${firmId} and u.id = ${portalUserId} and u.contact_id = p.contact_id
      where p.firm_id = ${firmId} and p.matter_id = m.id) p on true
    where m.firm_id = ${firmId} and m.id = any(${ids}::uuid[])
      and (p.is_client is not null or m.id = any(${written}::uuid[]))
      and (${after}::uuid is null or m.id < ${after}::uuid)
    order by m.id desc limit ${limit}`.execute(tx);
  return rows;
}

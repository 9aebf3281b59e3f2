/** Which of our staff each of their people is. */
import { sql } from 'kysely';
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { connectionPerson } from './shapes.ts';
import { changed } from './store.ts';

export type Person = z.input<typeof connectionPerson>;

/** Their people as they were told last; `suggested` has the same e-mail address and is somebody else. */
export async function listPeople(tx: Tx, firmId: string, connectionId: string): Promise<Person[]> {
  const { rows } = await sql<{
    external_id: string;
    name: string;
    email: string | null;
    staff_id: string;
    suggested: string | null;
  }>`
    select l.external_id, coalesce(nullif(l.extra ->> 'name', ''), trim(s.first_name || ' ' || s.last_name)) as name,
      coalesce(nullif(l.extra ->> 'email', ''), nullif(s.email, '')) as email, l.local_id as staff_id,
      (select o.id from staff_members o where o.firm_id = l.firm_id and o.active and o.email <> ''
         and lower(o.email) = lower(l.extra ->> 'email') and o.id <> l.local_id order by o.id limit 1) as suggested
    from external_links l join staff_members s on s.firm_id = l.firm_id and s.id = l.local_id
    where l.firm_id = ${firmId} and l.connection_id = ${connectionId} and l.kind = 'staff' and l.removed_at is null
    order by 2, 1`.execute(tx);
  return rows.map((row) => ({
    externalId: row.external_id,
    name: row.name,
    email: row.email,
    staffId: row.staff_id,
    suggestedStaffId: row.suggested,
  }));
}

export async function mapPerson(
  tx: Tx,
  who: { firmId: string; staffId: string },
  connectionId: string,
  change: { externalId: string; staffId: string },
  now: Date,
): Promise<Person> {
  const { firmId } = who;
  const known =
    await sql`select 1 from staff_members where firm_id = ${firmId} and id = ${change.staffId}`.execute(tx);
  if (known.rows.length === 0)
    throw problem('invalid_input', 'That is not one of the firm’s staff.', {
      fields: [{ field: 'staffId', message: 'Not one of the firm’s staff' }],
    });
  // What they are called there stays with the link when it leads to somebody else.
  const mapped = await sql<{
    before: string;
  }>`update external_links l set local_id = ${change.staffId}, updated_at = ${now},
      extra = jsonb_build_object('name', trim(s.first_name || ' ' || s.last_name), 'email', s.email) || l.extra
    from staff_members s
    where l.firm_id = ${firmId} and l.connection_id = ${connectionId} and l.kind = 'staff'
      and l.external_id = ${change.externalId} and s.firm_id = l.firm_id and s.id = l.local_id
    returning s.id as before`.execute(tx);
  const { before } = found(mapped.rows[0]);
  // Whom only this connection brought, and who is nobody there any more, need not be chosen by mistake.
  await sql`update staff_members s set active = false, updated_at = ${now}
    where firm_id = ${firmId} and id = ${before} and id <> ${change.staffId} and kept_in = ${connectionId}
      and not exists (select 1 from memberships m where m.firm_id = s.firm_id and m.staff_id = s.id)
      and not exists (select 1 from external_links l where l.firm_id = s.firm_id and l.kind = 'staff' and l.local_id = s.id)`.execute(
    tx,
  );
  await sql`update staff_members set active = true, updated_at = ${now}
    where firm_id = ${firmId} and id = ${change.staffId} and kept_in = ${connectionId} and not active`.execute(
    tx,
  );
  await audit(tx, {
    ...who,
    action: 'connection.person_mapped',
    subjectType: 'connection',
    subjectId: connectionId,
    detail: change,
    at: now,
  });
  await changed(tx, firmId, connectionId);
  return found(
    (await listPeople(tx, firmId, connectionId)).find((one) => one.externalId === change.externalId),
  );
}

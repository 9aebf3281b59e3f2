import { type RawBuilder, sql } from 'kysely';
import type { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { found } from '../../platform/http/problems.ts';
import { asSystem, needsConfirming } from '../portal-sign-in/index.ts';
import type { portalUser } from './schema.ts';

type View = z.input<typeof portalUser>;

export interface PortalUserRow {
  id: string;
  contactId: string;
  name: string;
  email: string;
  number: string | null;
  active: boolean;
  bouncedAt: Date | null;
  emailChangedAt: Date | null;
  confirmedAt: Date | null;
  invitedAt: Date | null;
  lastSignedInAt: Date | null;
  createdAt: Date;
  version: number;
}

async function select(tx: Tx, firmId: string, rest: RawBuilder<unknown>): Promise<PortalUserRow[]> {
  const { rows } = await sql<PortalUserRow>`
    select u.id, u.contact_id as "contactId", c.display_name as name, u.email, u.number, u.active, u.bounced_at as "bouncedAt",
      greatest(u.email_changed_at, l.reset_at) as "emailChangedAt", l.confirmed_at as "confirmedAt", i.sent_at as "invitedAt",
      l.last_signed_in_at as "lastSignedInAt", u.created_at as "createdAt", u.version
    from portal_users u join contacts c on c.firm_id = ${firmId} and c.id = u.contact_id
    left join lateral (select case when bool_and(l.confirmed_at is not null) then min(l.confirmed_at) end as confirmed_at, max(l.reset_at) as reset_at, max(l.last_signed_in_at) as last_signed_in_at
      from portal_logins l where l.firm_id = ${firmId} and l.portal_user_id = u.id) l on true
    left join lateral (select i.sent_at from portal_invitations i where i.firm_id = ${firmId} and i.portal_user_id = u.id
      order by i.id desc limit 1) i on true
    where u.firm_id = ${firmId} ${rest}`.execute(tx);
  return rows;
}

export async function getPortalUser(tx: Tx, firmId: string, id: string): Promise<PortalUserRow> {
  const [row] = await select(tx, firmId, sql`and u.id = ${id}`);
  return found(row);
}

/** Newest first; ids are made in the order of time. One row more than asked for. */
export async function listPortalUsers(
  tx: Tx,
  firmId: string,
  query: {
    limit: number;
    after: string | null;
    contactId?: string | undefined;
    q?: string | undefined;
    active?: boolean | undefined;
  },
): Promise<PortalUserRow[]> {
  const { contactId = null, q, active = null, after, limit } = query;
  const words = q ? `%${q.toLowerCase().replaceAll(/[\\%_]/g, (sign) => `\\${sign}`)}%` : null;
  return await select(
    tx,
    firmId,
    sql`and (${contactId}::uuid is null or u.contact_id = ${contactId}::uuid)
      and (${active}::boolean is null or u.active = ${active}::boolean)
      and (${words}::text is null or lower(c.display_name) like ${words} or lower(u.email) like ${words} or u.number like ${words})
      and (${after}::uuid is null or u.id < ${after}::uuid)
      order by u.id desc limit ${limit + 1}`,
  );
}

/** With what only the sign-in knows. */
export async function viewPortalUsers(
  tx: Tx,
  firmId: string,
  rows: readonly PortalUserRow[],
): Promise<View[]> {
  const ids = rows.map(({ id }) => id);
  const secured = await asSystem(tx, () =>
    sql<{ id: string }>`select l.portal_user_id as id from portal_logins l
      where l.firm_id = ${firmId} and l.portal_user_id = any(${ids}::uuid[])
        and (exists (select 1 from portal_passkeys k where k.account_id = l.account_id)
          or exists (select 1 from portal_authenticators t where t.account_id = l.account_id and t.confirmed_at is not null))`.execute(
      tx,
    ),
  );
  const withFactor = new Set(secured.rows.map(({ id }) => id));
  return rows.map(({ bouncedAt, emailChangedAt, confirmedAt, ...row }) => ({
    ...row,
    bounced: bouncedAt !== null,
    secondFactor: withFactor.has(row.id),
    // A number alone lets nobody set up a second factor later on.
    mustConfirm:
      needsConfirming({ emailChangedAt, confirmedAt }) || (row.number !== null && !withFactor.has(row.id)),
    invitedAt: row.invitedAt?.toISOString() ?? null,
    lastSignedInAt: row.lastSignedInAt?.toISOString() ?? null,
    createdAt: row.createdAt.toISOString(),
  }));
}

export async function viewPortalUser(tx: Tx, firmId: string, id: string): Promise<View> {
  const [view] = await viewPortalUsers(tx, firmId, [await getPortalUser(tx, firmId, id)]);
  return found(view);
}

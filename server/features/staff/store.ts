import { type ExpressionBuilder, sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import type { Tables } from '../../platform/db/tables.ts';
import { newFirmSecret } from '../../platform/firm-secret.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { invitationDays } from './decide.ts';
import type { StaffChange, StaffMember } from './schema.ts';
import type { StaffMembersTable } from './tables.ts';

const signInState = (eb: ExpressionBuilder<Tables & { s: StaffMembersTable }, 's'>) =>
  eb
    .case()
    .when(
      eb.exists(
        eb
          .selectFrom('memberships as m')
          .select('m.user_id')
          .whereRef('m.firm_id', '=', 's.firm_id')
          .whereRef('m.staff_id', '=', 's.id'),
      ),
    )
    .then(sql<'active'>`'active'`)
    .when(
      eb.exists(
        eb
          .selectFrom('invitations as i')
          .select('i.id')
          .whereRef('i.firm_id', '=', 's.firm_id')
          .whereRef('i.staff_id', '=', 's.id')
          .where('i.accepted_at', 'is', null)
          .where('i.revoked_at', 'is', null)
          .where('i.expires_at', '>', sql<Date>`now()`),
      ),
    )
    .then(sql<'invited'>`'invited'`)
    .else(sql<'none'>`'none'`)
    .end()
    .as('sign_in');

export function staffQuery(tx: Tx, firmId: string) {
  return tx
    .selectFrom('staff_members as s')
    .innerJoin('firms as f', 'f.id', 's.firm_id')
    .selectAll('s')
    .select(['f.currency', signInState])
    .where('s.firm_id', '=', firmId);
}

type StaffRow = StaffMembersTable & { currency: string; sign_in: StaffMember['signIn'] };

export function toStaffMember(row: StaffRow): StaffMember {
  return {
    id: row.id,
    firstName: row.first_name,
    lastName: row.last_name,
    email: row.email,
    role: row.role,
    extension: row.extension,
    directNumbers: row.direct_numbers,
    defaultBillable: row.default_billable,
    hourlyRate: { amount: row.hourly_rate, currency: row.currency },
    active: row.active,
    signIn: row.sign_in,
  };
}

export async function findStaff(tx: Tx, firmId: string, id: string): Promise<StaffMember | null> {
  const row = await staffQuery(tx, firmId).where('s.id', '=', id).executeTakeFirst();
  return row ? toStaffMember(row) : null;
}

export async function getStaff(tx: Tx, firmId: string, id: string): Promise<StaffMember> {
  return found(await findStaff(tx, firmId, id));
}

/** By last name, first name, id. */
export async function listStaff(
  tx: Tx,
  firmId: string,
  page: {
    limit: number;
    after: readonly [lastName: string, firstName: string, id: string] | null;
    active?: boolean | undefined;
  },
): Promise<StaffRow[]> {
  let query = staffQuery(tx, firmId);
  if (page.active !== undefined) query = query.where('s.active', '=', page.active);
  if (page.after) {
    const [last, first, id] = page.after;
    query = query.where(sql<boolean>`(s.last_name, s.first_name, s.id) > (${last}, ${first}, ${id}::uuid)`);
  }
  return await query
    .orderBy('s.last_name')
    .orderBy('s.first_name')
    .orderBy('s.id')
    .limit(page.limit + 1)
    .execute();
}

/** The active owners, held until the end of the transaction: two owners cannot demote each other at one moment. */
export async function lockActiveOwners(tx: Tx, firmId: string): Promise<number> {
  const owners = await tx
    .selectFrom('staff_members')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('role', '=', 'owner')
    .where('active', '=', true)
    .orderBy('id')
    .forUpdate()
    .execute();
  return owners.length;
}

type StaffFields = Omit<StaffChange, 'hourlyRate'> & { hourlyRate?: number | undefined };

function toColumns(fields: StaffFields) {
  const columns = {
    first_name: fields.firstName,
    last_name: fields.lastName,
    email: fields.email,
    role: fields.role,
    extension: fields.extension,
    direct_numbers: fields.directNumbers,
    default_billable: fields.defaultBillable,
    hourly_rate: fields.hourlyRate,
    active: fields.active,
  };
  return columns;
}

export async function insertStaff(
  tx: Tx,
  firmId: string,
  fields: StaffFields & Required<Pick<StaffChange, 'firstName' | 'lastName' | 'email' | 'role'>>,
  now: Date,
): Promise<string> {
  const id = newId();
  await refuseKnownEmail(() =>
    tx
      .insertInto('staff_members')
      .values({
        firm_id: firmId,
        id,
        first_name: fields.firstName ?? '',
        last_name: fields.lastName ?? '',
        email: fields.email ?? '',
        role: fields.role ?? 'member',
        extension: fields.extension ?? null,
        direct_numbers: fields.directNumbers ?? [],
        default_billable: fields.defaultBillable ?? null,
        hourly_rate: fields.hourlyRate ?? 0,
        active: true,
        created_at: now,
        updated_at: now,
      })
      .execute(),
  );
  return id;
}

export async function updateStaff(
  tx: Tx,
  firmId: string,
  id: string,
  fields: StaffFields,
  now: Date,
): Promise<void> {
  await refuseKnownEmail(() =>
    tx
      .updateTable('staff_members')
      .set({ ...toColumns(fields), updated_at: now })
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .execute(),
  );
}

async function refuseKnownEmail(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    const taken =
      error instanceof Error && 'constraint' in error && error.constraint === 'staff_members_email';
    throw taken
      ? problem('already_exists', 'Another staff member of the firm has this e-mail address.', {
          fields: [{ field: 'email', message: 'Already used in this firm' }],
        })
      : error;
  }
}

/** A new invitation; earlier ones of the same staff member end. */
export async function insertInvitation(
  tx: Tx,
  firmId: string,
  staffId: string,
  now: Date,
): Promise<{ id: string; token: string; expiresAt: Date }> {
  await revokeInvitations(tx, firmId, staffId, now);
  const { token, hash } = newFirmSecret(firmId);
  const id = newId();
  const expiresAt = new Date(now.getTime() + invitationDays * 86_400_000);
  await tx
    .insertInto('invitations')
    .values({
      firm_id: firmId,
      id,
      staff_id: staffId,
      token_hash: hash,
      expires_at: expiresAt,
      accepted_at: null,
      revoked_at: null,
      created_at: now,
    })
    .execute();
  return { id, token, expiresAt };
}

/** Ends the open invitations of a staff member; how many there were. */
export async function revokeInvitations(tx: Tx, firmId: string, staffId: string, now: Date): Promise<number> {
  const result = await tx
    .updateTable('invitations')
    .set({ revoked_at: now })
    .where('firm_id', '=', firmId)
    .where('staff_id', '=', staffId)
    .where('accepted_at', 'is', null)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return Number(result.numUpdatedRows);
}

export async function findInvitation(tx: Tx, firmId: string, hash: Buffer) {
  return await tx
    .selectFrom('invitations as i')
    .innerJoin('staff_members as s', (join) =>
      join.onRef('s.firm_id', '=', 'i.firm_id').onRef('s.id', '=', 'i.staff_id'),
    )
    .innerJoin('firms as f', 'f.id', 'i.firm_id')
    .select([
      'i.id',
      'i.staff_id',
      'i.expires_at',
      'i.accepted_at',
      'i.revoked_at',
      's.email',
      's.first_name',
      's.last_name',
      's.active',
      'f.name as firm_name',
    ])
    .where('i.firm_id', '=', firmId)
    .where('i.token_hash', '=', hash)
    .executeTakeFirst();
}

export async function findStaffByIdOrEmail(
  tx: Tx,
  firmId: string,
  idOrEmail: string,
): Promise<StaffMember | null> {
  // Several people may have no address.
  if (idOrEmail === '') return null;
  const row = await staffQuery(tx, firmId)
    .where((eb) =>
      eb.or([
        eb(sql<string>`s.id::text`, '=', idOrEmail),
        eb(sql<string>`lower(s.email)`, '=', idOrEmail.toLowerCase()),
      ]),
    )
    .executeTakeFirst();
  return row ? toStaffMember(row) : null;
}

/** Branches of referrers and the people who work there. */
import { sql } from 'kysely';
import { type Actor, checkVersion, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { createContact } from '../practice/index.ts';
import { lockReferrer } from './store.ts';
import './tables.ts';

interface BranchInput {
  name: string;
  phone: string;
  email: string;
}

export async function addBranch(
  tx: Tx,
  actor: Actor,
  referrerId: string,
  { name, phone, email }: BranchInput,
): Promise<string> {
  const { firmId, now } = actor;
  await lockReferrer(tx, firmId, referrerId);
  await branchMustBeFree(tx, firmId, referrerId, name, null);
  const id = newId();
  await tx
    .insertInto('referrer_branches')
    .values({
      ...{ firm_id: firmId, id, referrer_id: referrerId, name, phone, email },
      ...{ archived_at: null, created_at: now },
    })
    .execute();
  await recordChange(tx, actor, { action: 'referrer.branch_added', id: referrerId, detail: { name } });
  return id;
}

type Changes<Fields> = { [Name in keyof Fields]?: Fields[Name] | undefined } & {
  archived?: boolean | undefined;
};

export async function changeBranch(
  tx: Tx,
  actor: Actor,
  { referrerId, branchId }: { referrerId: string; branchId: string },
  patch: Changes<BranchInput>,
  expected: number | null,
): Promise<void> {
  const { firmId } = actor;
  await lockReferrer(tx, firmId, referrerId);
  const row = found(
    await tx
      .selectFrom('referrer_branches')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('referrer_id', '=', referrerId)
      .where('id', '=', branchId)
      .executeTakeFirst(),
  );
  checkVersion(row.version, expected);
  const name = patch.name ?? row.name;
  const archived = patch.archived ?? row.archived_at !== null;
  if (!archived) await branchMustBeFree(tx, firmId, referrerId, name, branchId);
  await tx
    .updateTable('referrer_branches')
    .set({
      name,
      phone: patch.phone ?? row.phone,
      email: patch.email ?? row.email,
      archived_at: archived ? (row.archived_at ?? actor.now) : null,
      version: row.version + 1,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', branchId)
    .execute();
  await recordChange(tx, actor, { action: 'referrer.branch_changed', id: referrerId, detail: { name } });
}

async function branchMustBeFree(
  tx: Tx,
  firmId: string,
  referrerId: string,
  name: string,
  ownId: string | null,
): Promise<void> {
  const { rows } = await sql`
    select 1 from referrer_branches where firm_id = ${firmId} and referrer_id = ${referrerId}
      and lower(name) = lower(${name}) and archived_at is null and id is distinct from ${ownId}::uuid`.execute(
    tx,
  );
  if (rows.length > 0) throw problem('already_exists', `There is a branch called ${name} already.`);
}

interface UserInput {
  firstName: string;
  lastName: string;
  email: string;
  phone: string;
  branchId: string | null;
}

/** Makes a person of a referrer, and their contact unless one is chosen. Answers the id. */
export async function addUser(
  tx: Tx,
  actor: Actor,
  referrerId: string,
  input: UserInput & { contactId?: string | undefined },
): Promise<string> {
  const { firmId, now } = actor;
  const { firstName, lastName, email, phone, branchId } = input;
  const referrer = await lockReferrer(tx, firmId, referrerId);
  await checkUser(tx, firmId, referrerId, input, null);
  if (input.contactId !== undefined) await mustBePerson(tx, firmId, input.contactId);
  const contactId =
    input.contactId ??
    (await createContact(tx, actor, {
      kind: 'person',
      firstName,
      lastName: lastName === '' && firstName === '' ? email : lastName,
      companyName: referrer.name,
      notes: '',
      phones: phone === '' ? [] : [{ text: phone, label: 'Work' }],
      emails: [{ email, label: 'Work' }],
      memberIds: [],
    }));
  const id = newId();
  await tx
    .insertInto('referrer_users')
    .values({
      ...{ firm_id: firmId, id, referrer_id: referrerId, branch_id: branchId, contact_id: contactId },
      ...{ first_name: firstName, last_name: lastName, email, phone, archived_at: null, created_at: now },
    })
    .execute();
  await recordChange(tx, actor, { action: 'referrer.user_added', id: referrerId, detail: { email } });
  return id;
}

export async function changeUser(
  tx: Tx,
  actor: Actor,
  { referrerId, userId }: { referrerId: string; userId: string },
  patch: Changes<UserInput>,
  expected: number | null,
): Promise<void> {
  const { firmId } = actor;
  await lockReferrer(tx, firmId, referrerId);
  const row = found(
    await tx
      .selectFrom('referrer_users')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('referrer_id', '=', referrerId)
      .where('id', '=', userId)
      .executeTakeFirst(),
  );
  checkVersion(row.version, expected);
  const archived = patch.archived ?? row.archived_at !== null;
  const email = patch.email ?? row.email;
  const branchId = patch.branchId === undefined ? row.branch_id : patch.branchId;
  if (!archived) await checkUser(tx, firmId, referrerId, { email, branchId }, userId);
  await tx
    .updateTable('referrer_users')
    .set({
      first_name: patch.firstName ?? row.first_name,
      last_name: patch.lastName ?? row.last_name,
      email,
      phone: patch.phone ?? row.phone,
      branch_id: branchId,
      archived_at: archived ? (row.archived_at ?? actor.now) : null,
      version: row.version + 1,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', userId)
    .execute();
  await recordChange(tx, actor, { action: 'referrer.user_changed', id: referrerId, detail: { email } });
}

/** One address belongs to one person of one referrer: it is what they sign in with. */
async function checkUser(
  tx: Tx,
  firmId: string,
  referrerId: string,
  { email, branchId }: Pick<UserInput, 'email' | 'branchId'>,
  ownId: string | null,
): Promise<void> {
  const { rows } = await sql<{ taken: boolean; branch: boolean }>`
    select exists (select 1 from referrer_users where firm_id = ${firmId} and lower(email) = lower(${email})
        and archived_at is null and id is distinct from ${ownId}::uuid) as taken,
      ${branchId}::uuid is null or exists (select 1 from referrer_branches where firm_id = ${firmId}
        and referrer_id = ${referrerId} and id = ${branchId}::uuid and archived_at is null) as branch`.execute(
    tx,
  );
  if (rows[0]?.taken === true) throw problem('already_exists', `Somebody with ${email} is there already.`);
  if (rows[0]?.branch !== true) {
    const message = 'There is no such branch.';
    throw problem('invalid_input', message, { fields: [{ field: 'branchId', message }] });
  }
}

async function mustBePerson(tx: Tx, firmId: string, contactId: string): Promise<void> {
  const { rows } = await sql`
    select 1 from contacts
    where firm_id = ${firmId} and id = ${contactId} and kind = 'person' and archived_at is null`.execute(tx);
  if (rows.length > 0) return;
  const message = 'There is no such person among the contacts.';
  throw problem('invalid_input', message, { fields: [{ field: 'contactId', message }] });
}

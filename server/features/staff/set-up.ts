import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import type { Feature } from '../../platform/feature.ts';
import { readFirmSecret } from '../../platform/firm-secret.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { anyFirmExists, type Firm, findFirm, insertFirm, type NewFirmInput } from '../firms/index.ts';
import { invitationState } from './decide.ts';
import { actAsFirm, asSystem, findLogin, insertLogin, insertMembership } from './logins.ts';
import type { NewOwner, NewStaff } from './schema.ts';
import type { SignIn } from './sign-in.ts';
import { readStaffFields } from './staff-fields.ts';
import { findInvitation, insertStaff } from './store.ts';

export type FirmSeeds = readonly NonNullable<Feature['onFirmCreated']>[];

type Starter = { platform: Platform; signIn: SignIn; seeds: FirmSeeds };

const setUpLock = 7021203;

/**
 * Makes a firm, its owner with a login, and the first rows of every feature, in one transaction. With `onlyIfFirst` it
 * is refused (wrong_state) as soon as any firm exists, however many try at the same moment.
 */
export async function createFirm(
  { platform, signIn, seeds }: Starter,
  input: { firm: NewFirmInput; owner: NewOwner },
  options: { onlyIfFirst?: boolean } = {},
): Promise<{ firm: Firm; staffId: string; userId: string }> {
  const now = platform.clock.now();
  const passwordHash = await signIn.hashPassword(input.owner.password);
  return await platform.database.system(async (tx) => {
    if (options.onlyIfFirst) {
      await sql`select pg_advisory_xact_lock(${setUpLock})`.execute(tx);
      if (await anyFirmExists(tx)) throw problem('wrong_state', 'This program is set up already: sign in.');
    }
    const firm = await insertFirm(tx, input.firm, now);
    const { owner } = input;
    const name = `${owner.firstName} ${owner.lastName}`;
    if (await findLogin(tx, owner.email))
      throw problem('already_exists', 'Somebody signs in with this e-mail address already.');
    const userId = await insertLogin(tx, { email: owner.email, name, passwordHash });
    await actAsFirm(tx, firm.id);
    const { password: _, ...person } = owner;
    const staffId = await insertStaff(tx, firm.id, { ...person, role: 'owner' }, now);
    await asSystem(tx, () => insertMembership(tx, { userId, firmId: firm.id, staffId }));
    for (const seed of seeds) await seed(tx, firm);
    await audit(tx, {
      firmId: firm.id,
      staffId,
      action: 'firm.created',
      subjectType: 'firm',
      subjectId: firm.id,
      at: now,
    });
    return { firm, staffId, userId };
  });
}

/**
 * Adds a staff member. With a password the person can sign in at once (for the command line and the demo); a login that
 * exists keeps its own password.
 */
export async function createStaff(
  { platform, signIn }: Pick<Starter, 'platform' | 'signIn'>,
  firmId: string,
  input: NewStaff & { password?: string | undefined },
  byStaffId: string | null = null,
): Promise<{ id: string; email: string }> {
  const now = platform.clock.now();
  const { password, ...person } = input;
  const passwordHash = password === undefined ? null : await signIn.hashPassword(password);
  return await platform.database.firm(firmId).write(async (tx) => {
    const firm = found(await findFirm(tx, firmId));
    const id = await insertStaff(tx, firmId, readStaffFields(person, firm), now);
    if (passwordHash !== null) {
      await asSystem(tx, async () => {
        const { email } = input;
        const known = await findLogin(tx, email);
        const userId = known?.id ?? (await insertLogin(tx, { email, name: nameOf(input), passwordHash }));
        await insertMembership(tx, { userId, firmId, staffId: id });
      });
    }
    await audit(tx, {
      firmId,
      staffId: byStaffId,
      action: 'staff.created',
      subjectType: 'staff',
      subjectId: id,
      detail: { email: input.email, role: input.role },
      at: now,
    });
    return { id, email: input.email };
  });
}

/** What an invitation link invites to; not_found for a link that is wrong, used, revoked or too old. */
export async function readInvitation(platform: Platform, token: string) {
  const secret = found(readFirmSecret(token));
  const row = await platform.database
    .firm(secret.firmId)
    .read((tx) => findInvitation(tx, secret.firmId, secret.hash));
  if (!row?.active || invitationState(row, platform.clock.now()) !== 'open') throw problem('not_found');
  return { ...row, firmId: secret.firmId };
}

/**
 * The invited person joins. Somebody who signs in here already (for another firm) proves it with that password, which
 * stays; a new login gets the password given. Returns the new login's id, or null when the login existed.
 */
export async function acceptInvitation(
  { platform, signIn }: Pick<Starter, 'platform' | 'signIn'>,
  token: string,
  input: { firstName: string; lastName: string; password: string },
): Promise<{ newLoginId: string | null }> {
  const invited = await readInvitation(platform, token);
  const now = platform.clock.now();
  const known = await platform.database.system((tx) => findLogin(tx, invited.email));
  if (known && !(await signIn.checkPassword(known.id, input.password)))
    throw problem('forbidden', 'You sign in here already: give the password that you use.');
  const passwordHash = known ? '' : await signIn.hashPassword(input.password);
  return await platform.database.firm(invited.firmId).write(async (tx) => {
    const taken = await tx
      .updateTable('invitations')
      .set({ accepted_at: now })
      .where('firm_id', '=', invited.firmId)
      .where('id', '=', invited.id)
      .where('accepted_at', 'is', null)
      .where('revoked_at', 'is', null)
      .executeTakeFirst();
    if (taken.numUpdatedRows === 0n) throw problem('not_found');
    await tx
      .updateTable('staff_members')
      .set({ first_name: input.firstName, last_name: input.lastName, updated_at: now })
      .where('firm_id', '=', invited.firmId)
      .where('id', '=', invited.staff_id)
      .execute();
    const userId = await asSystem(tx, async () => {
      // A login that was made in this very moment was not proven here.
      if (!known && (await findLogin(tx, invited.email))) throw problem('conflict');
      const { email, firmId, staff_id: staffId } = invited;
      const id = known?.id ?? (await insertLogin(tx, { email, name: nameOf(input), passwordHash }));
      await insertMembership(tx, { userId: id, firmId, staffId });
      return id;
    });
    await audit(tx, {
      firmId: invited.firmId,
      staffId: invited.staff_id,
      action: 'invitation.accepted',
      subjectType: 'staff',
      subjectId: invited.staff_id,
      at: now,
    });
    return { newLoginId: known ? null : userId };
  });
}

function nameOf(person: { firstName: string; lastName: string }): string {
  return `${person.firstName} ${person.lastName}`;
}

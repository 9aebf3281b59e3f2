import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { decodeCursor, toPage } from '../../platform/http/paging.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { findFirm } from '../firms/index.ts';
import { handOverMatters, mattersSeenByAlone } from '../practice/index.ts';
import { decideLeaving, decideStaffChange, refusals, seenBy } from './decide.ts';
import { asSystem, endSessionsOf, moveLogin } from './logins.ts';
import { mailInvitation, mailLoginMoved } from './mails.ts';
import { type StaffMember, staffRoutes } from './schema.ts';
import { readStaffFields } from './staff-fields.ts';
import {
  findStaff,
  getStaff,
  insertInvitation,
  insertStaff,
  listStaff,
  lockActiveOwners,
  revokeInvitations,
  toStaffMember,
  updateStaff,
} from './store.ts';
import { revokeTokensOf } from './tokens.ts';

const cursor = z.tuple([z.string(), z.string(), z.uuid()]);

export function createStaffRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  const mailKept = platform.smtpUrl === null;

  function record(tx: Tx, by: Principal, action: string, staffId: string, detail = {}): Promise<void> {
    const { firmId } = by;
    const at = clock.now();
    return audit(tx, {
      firmId,
      staffId: by.staffId,
      action,
      subjectType: 'staff',
      subjectId: staffId,
      detail,
      at,
    });
  }

  async function invite(tx: Tx, by: Principal, staff: StaffMember) {
    const { firmId } = by;
    if (staff.signIn === 'active') throw problem('wrong_state', 'This person signs in already.');
    if (!staff.active) throw problem('wrong_state', 'Activate this person first.');
    // Practice systems bring people without one.
    if (staff.email === '') throw problem('wrong_state', 'Give this person an e-mail address first.');
    const made = await insertInvitation(tx, firmId, staff.id, clock.now());
    const { name: firmName } = found(await findFirm(tx, firmId));
    const { email, firstName } = staff;
    await mailInvitation(tx, platform, { firmId, firmName, email, firstName, token: made.token });
    await record(tx, by, 'invitation.sent', staff.id, { email });
    return { id: made.id, staffId: staff.id, email, expiresAt: made.expiresAt.toISOString(), mailKept };
  }

  /** Throws when the caller may not change this staff member so. */
  async function check(
    tx: Tx,
    by: Principal,
    target: StaffMember,
    change: Parameters<typeof decideStaffChange>[0]['change'],
  ) {
    const activeOwners = await lockActiveOwners(tx, by.firmId);
    const decision = decideStaffChange({ actorRole: by.role, target, change, activeOwners });
    if (decision.kind === 'refused') throw refused(decision.reason);
  }

  /** No restricted matter is left that nobody can open. */
  async function handOver(tx: Tx, by: Principal, leaving: string, to: string | undefined): Promise<void> {
    const { firmId, staffId, role } = by;
    const matterIds = await mattersSeenByAlone(tx, firmId, leaving);
    const successor = to === undefined ? null : await findStaff(tx, firmId, to);
    const decision = decideLeaving({
      actorRole: role,
      mattersAlone: matterIds.length,
      successor,
      leaving,
    });
    if (decision.kind === 'refused')
      throw problem('wrong_state', decision.detail, {
        fields: decision.ask ? [{ field: 'handRestrictedMattersTo', message: decision.detail }] : [],
      });
    if (successor && matterIds.length > 0)
      await handOverMatters(tx, { firmId, staffId, now: clock.now() }, { matterIds, to: successor.id });
  }

  /** The login follows the e-mail address; it is this firm's to change only when no other firm signs in with it. */
  async function moveAddress(tx: Tx, firmId: string, staff: StaffMember, email: string): Promise<void> {
    // An invitation that is on its way to the old address must not let its reader in.
    await revokeInvitations(tx, firmId, staff.id, clock.now());
    const login = await asSystem(tx, () => moveLogin(tx, { firmId, staffId: staff.id, email }));
    if (login.kind === 'shared' || login.kind === 'taken') throw refused(login.kind, 'email');
    if (login.kind === 'none' || login.from === email) return;
    const { name: firmName } = found(await findFirm(tx, firmId));
    const { firstName } = staff;
    await mailLoginMoved(tx, platform, { firmId, firmName, firstName, from: login.from, to: email });
  }

  return [
    handle(staffRoutes.listStaff, async ({ query, principal, scope }) => {
      const after = query.after === undefined ? null : decodeCursor(query.after, cursor);
      const { limit, active } = query;
      const rows = await scope.read((tx) => listStaff(tx, principal.firmId, { limit, after, active }));
      return toPage(
        rows,
        limit,
        (row) => [row.last_name, row.first_name, row.id],
        (row) => seenBy(principal, toStaffMember(row)),
      );
    }),
    handle(staffRoutes.getStaff, ({ params, principal, scope }) =>
      scope.read(async (tx) => seenBy(principal, await getStaff(tx, principal.firmId, params.id))),
    ),
    handle(staffRoutes.createStaff, async ({ body, principal, scope }) => {
      const { firmId } = principal;
      const { invite: wanted, ...input } = body;
      return await scope.write(async (tx) => {
        const nobody = { role: 'member', active: true } as const;
        const decision = decideStaffChange({
          actorRole: principal.role,
          target: nobody,
          change: input,
          activeOwners: 1,
        });
        if (decision.kind === 'refused') throw refused(decision.reason);
        const fields = readStaffFields(input, found(await findFirm(tx, firmId)));
        const id = await insertStaff(tx, firmId, fields, clock.now());
        await record(tx, principal, 'staff.created', id, { email: input.email, role: input.role });
        if (wanted) await invite(tx, principal, await getStaff(tx, firmId, id));
        await appendEvents(tx, firmId, [{ type: 'staff.changed', subjectId: id }]);
        return await getStaff(tx, firmId, id);
      });
    }),
    handle(staffRoutes.updateStaff, async ({ params: { id }, body: sent, principal, scope }) => {
      const { firmId } = principal;
      const { handRestrictedMattersTo, ...body } = sent;
      return await scope.write(async (tx) => {
        const target = await getStaff(tx, firmId, id);
        await check(tx, principal, target, body);
        const fields = readStaffFields(body, found(await findFirm(tx, firmId)));
        await updateStaff(tx, firmId, id, fields, clock.now());
        if (body.active === false) {
          if (target.active) await handOver(tx, principal, id, handRestrictedMattersTo);
          await revokeTokensOf(tx, firmId, id, clock.now());
          await revokeInvitations(tx, firmId, id, clock.now());
          await asSystem(tx, () => endSessionsOf(tx, firmId, id));
        }
        if (body.email !== undefined && body.email !== target.email)
          await moveAddress(tx, firmId, target, body.email);
        await record(tx, principal, 'staff.changed', id, body);
        await appendEvents(tx, firmId, [{ type: 'staff.changed', subjectId: id }]);
        return await getStaff(tx, firmId, id);
      });
    }),
    handle(staffRoutes.listInvitations, async ({ principal: { firmId }, scope }) => {
      const rows = await scope.read((tx) =>
        tx
          .selectFrom('invitations as i')
          .innerJoin('staff_members as s', (join) =>
            join.onRef('s.firm_id', '=', 'i.firm_id').onRef('s.id', '=', 'i.staff_id'),
          )
          .select(['i.id', 'i.staff_id', 'i.expires_at', 's.email'])
          .where('i.firm_id', '=', firmId)
          .where('i.accepted_at', 'is', null)
          .where('i.revoked_at', 'is', null)
          .where('i.expires_at', '>', clock.now())
          .orderBy('i.id', 'desc')
          .execute(),
      );
      const items = rows.map((row) => ({
        id: row.id,
        staffId: row.staff_id,
        email: row.email,
        expiresAt: row.expires_at.toISOString(),
        mailKept,
      }));
      return { items, next: null };
    }),
    handle(staffRoutes.invite, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        const staff = await getStaff(tx, principal.firmId, params.id);
        await check(tx, principal, staff, {});
        const made = await invite(tx, principal, staff);
        await appendEvents(tx, principal.firmId, [{ type: 'staff.changed', subjectId: staff.id }]);
        return made;
      }),
    ),
    handle(staffRoutes.revokeInvitation, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        const { firmId } = principal;
        const staff = await getStaff(tx, firmId, params.id);
        await check(tx, principal, staff, {});
        if ((await revokeInvitations(tx, firmId, staff.id, clock.now())) === 0) throw problem('not_found');
        await record(tx, principal, 'invitation.revoked', staff.id);
        await appendEvents(tx, firmId, [{ type: 'staff.changed', subjectId: staff.id }]);
      }),
    ),
  ];
}

function refused(reason: keyof typeof refusals, field?: string) {
  const { code, detail } = refusals[reason];
  return problem(code, detail, field === undefined ? {} : { fields: [{ field, message: detail }] });
}

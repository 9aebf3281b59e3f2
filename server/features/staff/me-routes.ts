import { sql } from 'kysely';
import { audit } from '../../platform/audit.ts';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { Platform } from '../../platform/platform.ts';
import { findFirm } from '../firms/index.ts';
import { firmsOfLogin } from './logins.ts';
import { staffRoutes } from './schema.ts';
import type { SignIn } from './sign-in.ts';
import type { SignInLimits } from './sign-in-routes.ts';
import { getStaff, updateStaff } from './store.ts';

/** Routes about the caller's own login. */
export function createMeRoutes(platform: Platform, signIn: SignIn, limits: SignInLimits): BoundRoute[] {
  const { database, clock } = platform;

  async function loginOf(firmId: string, staffId: string): Promise<string | null> {
    const row = await database.system((tx) =>
      tx
        .selectFrom('memberships')
        .select('user_id')
        .where('firm_id', '=', firmId)
        .where('staff_id', '=', staffId)
        .executeTakeFirst(),
    );
    return row?.user_id ?? null;
  }

  async function isProven(
    userId: string,
    cookie: string,
    given: { password: string } | { code: string },
  ): Promise<boolean> {
    if ('password' in given) return await signIn.checkPassword(userId, given.password);
    // For a login without an authenticator app a first code would set one up.
    const { rows } = await database.system((tx) =>
      sql<{
        on: boolean | null;
      }>`select "twoFactorEnabled" as on from auth_user where id = ${userId}`.execute(tx),
    );
    return rows[0]?.on === true && (await signIn.checkCode(cookie, given.code));
  }

  return [
    handle(staffRoutes.me, async ({ principal, scope, request, reply }) => {
      const { firmId, staffId } = principal;
      const { firm, staff } = await scope.read(async (tx) => ({
        firm: found(await findFirm(tx, firmId)),
        staff: await getStaff(tx, firmId, staffId),
      }));
      // A token is of one firm; only a person at the keyboard has others to go to.
      const userId = principal.via === 'session' ? await loginOf(firmId, staffId) : null;
      const firms = userId === null ? [firm] : await database.system((tx) => firmsOfLogin(tx, userId));
      if (principal.via === 'session') {
        const cookies = await signIn.refresh(request.headers.cookie ?? '');
        if (cookies.length > 0) reply.header('set-cookie', cookies);
      }
      const { id, firstName, lastName, role, email } = staff;
      return {
        firm,
        staff: { id, firstName, lastName, role, email },
        firms: firms.map((other) => ({ id: other.id, name: other.name })),
      };
    }),
    handle(staffRoutes.updateMe, ({ body, principal: { firmId, staffId }, scope }) =>
      scope.write(async (tx) => {
        const at = clock.now();
        await updateStaff(tx, firmId, staffId, body, at);
        await audit(tx, {
          firmId,
          staffId,
          action: 'staff.changed',
          subjectType: 'staff',
          subjectId: staffId,
          detail: body,
          at,
        });
        await appendEvents(tx, firmId, [{ type: 'staff.changed', subjectId: staffId }]);
        return await getStaff(tx, firmId, staffId);
      }),
    ),
    handle(staffRoutes.chooseFirm, async ({ body, principal, request }) => {
      const session = signIn.readCookie(request.headers.cookie);
      if (principal.via !== 'session' || session === null)
        throw problem('wrong_state', 'A token belongs to one firm.');
      const userId = found(await loginOf(principal.firmId, principal.staffId));
      await database.system(async (tx) => {
        const firms = await firmsOfLogin(tx, userId);
        found(firms.find(({ id }) => id === body.firmId));
        await tx
          .updateTable('auth_session')
          .set({ activeFirmId: body.firmId })
          .where('token', '=', session)
          .execute();
      });
    }),
    handle(staffRoutes.listSessions, async ({ principal, request }) => {
      const userId = await loginOf(principal.firmId, principal.staffId);
      const current = signIn.readCookie(request.headers.cookie);
      const rows = await database.system((tx) =>
        tx
          .selectFrom('auth_session')
          .selectAll()
          .where('userId', '=', userId ?? '')
          .where('expiresAt', '>', clock.now())
          .orderBy('createdAt', 'desc')
          .execute(),
      );
      const items = rows.map((row) => ({
        id: row.id,
        createdAt: row.createdAt.toISOString(),
        lastSeenAt: row.updatedAt.toISOString(),
        expiresAt: row.expiresAt.toISOString(),
        ipAddress: row.ipAddress,
        userAgent: row.userAgent,
        current: row.token === current,
      }));
      return { items, next: null };
    }),
    handle(staffRoutes.endSession, async ({ params, principal, scope }) => {
      const { firmId, staffId } = principal;
      const userId = found(await loginOf(firmId, staffId));
      await database.system(async (tx) => {
        const ended = await tx
          .deleteFrom('auth_session')
          .where('id', '=', params.id)
          .where('userId', '=', userId)
          .executeTakeFirst();
        if (ended.numDeletedRows === 0n) throw problem('not_found');
      });
      await scope.write((tx) =>
        audit(tx, {
          firmId,
          staffId,
          action: 'session.ended',
          subjectType: 'staff',
          subjectId: staffId,
          at: clock.now(),
        }),
      );
    }),
    handle(staffRoutes.prove, async ({ body, principal, scope, request }) => {
      const { firmId, staffId } = principal;
      const cookie = request.headers.cookie ?? '';
      const session = signIn.readCookie(cookie);
      if (principal.via !== 'session' || session === null)
        throw problem('wrong_state', 'A token cannot prove who holds it.');
      const userId = found(await loginOf(firmId, staffId));
      await limits.guess.address.take(request.ip);
      await limits.guess.account.take(`prove ${userId}`);
      if (!(await isProven(userId, cookie, body)))
        throw problem('invalid_input', 'That is not right.', {
          fields: [
            'code' in body
              ? { field: 'code', message: 'The code is not right' }
              : { field: 'password', message: 'The password is not right' },
          ],
        });
      await limits.guess.account.forget(`prove ${userId}`);
      const at = clock.now();
      await database.system((tx) =>
        sql`update auth_session set "provenAt" = ${at} where token = ${session}`.execute(tx),
      );
      await scope.write((tx) =>
        audit(tx, {
          ...{ firmId, staffId, action: 'session.proven', subjectType: 'staff', subjectId: staffId, at },
        }),
      );
    }),
    handle(staffRoutes.signOut, async ({ request, reply }) => {
      const session = signIn.readCookie(request.headers.cookie);
      if (session !== null)
        await database.system((tx) => sql`delete from auth_session where token = ${session}`.execute(tx));
      reply.header('set-cookie', signIn.clearedCookie);
    }),
  ];
}

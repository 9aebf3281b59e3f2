import type { FastifyRequest } from 'fastify';
import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { anyFirmExists } from '../firms/index.ts';
import { staffRoutes } from './schema.ts';
import { acceptInvitation, createFirm, type FirmSeeds, readInvitation } from './set-up.ts';
import type { SignIn } from './sign-in.ts';
import type { SignInLimits } from './sign-in-routes.ts';

/** Routes that need no sign-in: first run and invitations. */
export function createSetUpRoutes(
  platform: Platform,
  signIn: SignIn,
  seeds: FirmSeeds,
  limits: SignInLimits,
): BoundRoute[] {
  const { database } = platform;
  const isSetUp = () => database.system((tx) => anyFirmExists(tx));
  return [
    handle(staffRoutes.readSetUp, async () => ({ needed: !(await isSetUp()) })),
    handle(staffRoutes.setUp, async ({ body, request, reply }) => {
      // Asked before the costly password hash; asked again, behind a lock, when the firm is made.
      if (await isSetUp()) throw problem('wrong_state', 'This program is set up already: sign in.');
      const made = await createFirm({ platform, signIn, seeds }, body, { onlyIfFirst: true });
      reply.header('set-cookie', await signIn.startSession(made.userId, comingFrom(request)));
      return { firm: made.firm };
    }),
    handle(staffRoutes.readInvitation, async ({ params, request }) => {
      await limits.guess.address.take(request.ip);
      const invited = await readInvitation(platform, params.token);
      return {
        firmName: invited.firm_name,
        email: invited.email,
        firstName: invited.first_name,
        lastName: invited.last_name,
      };
    }),
    handle(staffRoutes.acceptInvitation, async ({ params, body, request, reply }) => {
      await limits.guess.address.take(request.ip);
      const { email } = await readInvitation(platform, params.token);
      await limits.guess.account.take(email);
      const { newLoginId } = await acceptInvitation({ platform, signIn }, params.token, body);
      if (newLoginId !== null)
        reply.header('set-cookie', await signIn.startSession(newLoginId, comingFrom(request)));
      return { signedIn: newLoginId !== null };
    }),
  ];
}

function comingFrom(request: FastifyRequest) {
  return { address: request.ip, userAgent: request.headers['user-agent']?.slice(0, 300) };
}

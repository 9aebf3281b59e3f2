/** How people outside the firm sign in to its portal. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createDoor, createPortalLimits } from './door.ts';
import { createFactorRoutes } from './factor-routes.ts';
import { portalSignInCleanupJob } from './jobs.ts';
import { createSessionRoutes } from './session-routes.ts';
import { createSignInRoutes } from './sign-in-routes.ts';

export { attachLogin, listReadySeats, moveLogin } from './accounts.ts';
export { createPortalAuthenticator } from './authenticate.ts';
export { makeConfirmationCode } from './confirmations.ts';
export { sessionCookie } from './cookie.ts';
export { needsConfirming } from './decide.ts';
export { hasSecondFactor } from './factor-of.ts';
export { endWaysIn, joinLogins } from './join-logins.ts';
export { createPortalRealm } from './realm.ts';
export { asSystem } from './roles.ts';
export { portalSignInRoutes } from './schema.ts';
export { portalSessionStands } from './session-stands.ts';
export { endSessions, type ListedSession, listSessions, startPortalSession } from './sessions.ts';
export { requireProofForFiles, requireSecondFactor } from './step-up.ts';
export { lastFactorProof, takeFactorsAway } from './take-factors-away.ts';

export function createPortalSignInFeature(platform: Platform): Feature {
  const door = createDoor(platform);
  const limits = createPortalLimits(platform);
  return {
    routes: [
      ...createSignInRoutes(platform, door, limits),
      ...createSessionRoutes(platform, door, limits),
      ...createFactorRoutes(platform, door, limits),
    ],
    jobs: [portalSignInCleanupJob(platform)],
  };
}

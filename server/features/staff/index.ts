/** Staff of a firm, how they sign in, and what they may do. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { signInCleanupJob } from './jobs.ts';
import { createMeRoutes } from './me-routes.ts';
import { createRecordRoutes } from './record-routes.ts';
import { createStaffRoutes } from './routes.ts';
import type { FirmSeeds } from './set-up.ts';
import { createSetUpRoutes } from './set-up-routes.ts';
import type { SignIn } from './sign-in.ts';
import { createSignInLimits, mountSignIn } from './sign-in-routes.ts';

export { createAuthenticator } from './authenticate.ts';
export { createStaffRealm } from './realm.ts';
export { newOwner, newStaff, type Role, role, type StaffMember, staffMember, staffRoutes } from './schema.ts';
export { createFirm, createStaff, type FirmSeeds } from './set-up.ts';
export { createSignIn, type SignIn } from './sign-in.ts';
export { signInStands } from './sign-in-stands.ts';
export { findStaff, findStaffByIdOrEmail } from './store.ts';
export { insertToken } from './tokens.ts';

/** `seeds` are the other features' first rows of a new firm; read when one is made. */
export function createStaffFeature(platform: Platform, signIn: SignIn, seeds: FirmSeeds): Feature {
  const limits = createSignInLimits(platform);
  return {
    routes: [
      ...createSetUpRoutes(platform, signIn, seeds, limits),
      ...createMeRoutes(platform, signIn, limits),
      ...createStaffRoutes(platform),
      ...createRecordRoutes(platform),
    ],
    jobs: [signInCleanupJob(platform)],
    extend: async (app) => mountSignIn(app, platform, signIn, limits),
  };
}

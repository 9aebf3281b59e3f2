/** The portal of referrers' people: their own sign-in, their own referrals. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createReferrerPortalRoutes } from './routes.ts';

export { referrerPortalRoutes } from './schema.ts';

export function createReferrerPortalFeature(platform: Platform): Feature {
  return { routes: createReferrerPortalRoutes(platform) };
}

/** People outside the firm who come to its portal, as the firm looks after them. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createPortalUserRoutes } from './routes.ts';

export { type FoundPortalUser, findOrCreatePortalUser } from './find-or-create.ts';
export { getPortalUser, listPortalUsers, type PortalUserRow } from './reads.ts';
export { portalUserRoutes } from './schema.ts';

export function createPortalUsersFeature(platform: Platform): Feature {
  return { routes: createPortalUserRoutes(platform) };
}

/** What people outside the firm see first in its portal. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createPortalHomeRoutes } from './routes.ts';

export { portalHomeRoutes } from './schema.ts';

export function createPortalHomeFeature(platform: Platform): Feature {
  return { routes: createPortalHomeRoutes(platform) };
}

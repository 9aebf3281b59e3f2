/** A new beginning for clients who lost every second factor. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createPortalResetRoutes } from './routes.ts';

export { portalResetRoutes } from './schema.ts';

export function createPortalResetsFeature(platform: Platform): Feature {
  return { routes: createPortalResetRoutes(platform) };
}

/** Contacts that were merged while both had a way into the portal. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createMergedContactRoutes } from './routes.ts';

export { mergedContactRoutes } from './schema.ts';

export function createMergedContactsFeature(platform: Platform): Feature {
  return { routes: createMergedContactRoutes(platform) };
}

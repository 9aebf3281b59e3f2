/** Purges: matters whose time is over go, when two people said so. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createPurgeRoutes } from './routes.ts';
import { purgeJob } from './run.ts';

export type { FirmRefusal } from './firm-decide.ts';
export { cancelFirmDeletion, confirmFirmDeletion, requestFirmDeletion } from './firm-deletion.ts';
export { purgeRound } from './run.ts';
export { purgeRoutes } from './schema.ts';

export function createPurgeFeature(platform: Platform): Feature {
  return { routes: createPurgeRoutes(platform), jobs: [purgeJob(platform)] };
}

/** Retention: how long what came to nothing is kept, and what the firm holds about a person. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { removeFileJob } from './files.ts';
import { retentionJob } from './round.ts';
import { createRetentionRoutes } from './routes.ts';

export { retentionRound } from './round.ts';
export { retentionRoutes } from './schema.ts';

export function createRetentionFeature(platform: Platform): Feature {
  return {
    routes: createRetentionRoutes(platform),
    jobs: [retentionJob(platform), removeFileJob(platform)],
  };
}

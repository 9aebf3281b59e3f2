/** Retention: how long what came to nothing is kept, and what the firm holds about a person. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { personExportJob } from './exports.ts';
import { removeFileJob } from './files.ts';
import { createPersonRoutes } from './person-routes.ts';
import { retentionJob } from './round.ts';
import { createRetentionRoutes } from './routes.ts';

export { emptyEnquiry } from './anonymise.ts';
export { dropFiles } from './files.ts';
export { decideMatter, type MatterDecision } from './matter-decide.ts';
export { listDueMatters } from './matter-policy.ts';
export { personParts } from './person-parts.ts';
export { retentionRound } from './round.ts';
export { retentionRoutes } from './schema.ts';
export { clearAuditWhere } from './traces.ts';

export function createRetentionFeature(platform: Platform): Feature {
  return {
    routes: [...createRetentionRoutes(platform), ...createPersonRoutes(platform)],
    jobs: [retentionJob(platform), removeFileJob(platform), personExportJob(platform)],
  };
}

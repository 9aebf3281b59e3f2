/** The audit log: who did what, on a chain that shows when somebody changed it. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { nightlyJob } from './nightly.ts';
import { createAuditLogRoutes } from './routes.ts';
import { sealRound } from './seal-round.ts';

export { type AuditCheck, checkAuditLog, type NotedEnd, notedAudits } from './check.ts';
export { auditLogRoutes } from './schema.ts';
export { sealAll } from './seal-round.ts';

/** How long an entry may stay without its place on the chain. */
const restMs = 700;

export function createAuditLogFeature(platform: Platform): Feature {
  return {
    routes: createAuditLogRoutes(platform),
    jobs: [nightlyJob(platform)],
    work: () =>
      startWorkLoop({
        name: 'audit log',
        restMs,
        logger: platform.logger,
        round: () => sealRound(platform),
      }),
  };
}

/** Key stages: a firm's milestones, and how far each case is. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import type { PracticeSystems } from './case-facts.ts';
import { followRound } from './follow.ts';
import { createKeyStageRoutes } from './routes.ts';
import { seedKeyStages } from './seeds.ts';

export { type FollowDeps, followRound } from './follow.ts';
export { type StageTrigger, stageTriggers } from './kinds.ts';
export { reachByTrigger } from './progress.ts';
export { listPublicStages } from './public-stages.ts';
export { keyStageRoutes } from './schema.ts';
export { type KeyStage, type OutsideTrack, outsideTrack } from './shapes.ts';
export {
  findMatterProgressForClient,
  findProgressForClient,
  findProgressForReferrer,
} from './views.ts';

/** Whoever moves a matter looks at its case next. */
const restMs = 2000;

/** `practiceSystems`: what may keep the firm's matters, for their names. */
export function createKeyStagesFeature(platform: Platform, practiceSystems: PracticeSystems = {}): Feature {
  return {
    routes: createKeyStageRoutes(platform, practiceSystems),
    onFirmCreated: seedKeyStages,
    work: () =>
      startWorkLoop({
        name: 'key stages follow',
        restMs,
        logger: platform.logger,
        round: () => followRound({ ...platform, practiceSystems }),
      }),
  };
}

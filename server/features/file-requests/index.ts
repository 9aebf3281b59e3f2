/** Files that people outside the firm are asked for, slot by slot. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { type ContentScan, lookAgainJob } from '../files/index.ts';
import { lookAtRequestsAgain } from './look-again.ts';
import { fileRequestsRound } from './round.ts';
import { createFileRequestRoutes } from './routes.ts';

export { fileRequestListener } from './listener.ts';
export { lookAtRequestsAgain } from './look-again.ts';
export { fileRequestsRound } from './round.ts';
export { fileRequestRoutes, portalFileRequestRoutes } from './schema.ts';
export { requestFileSource } from './source.ts';

const restMs = 5_000;

/** `contents`: what looks again into files that came. */
export function createFileRequestsFeature(platform: Platform, contents: ContentScan): Feature {
  const deps = { ...platform, contents };
  return {
    routes: createFileRequestRoutes(platform),
    jobs: [
      lookAgainJob(deps, 'file-requests.rescan', (firmId, engine) =>
        lookAtRequestsAgain(deps, firmId, engine),
      ),
    ],
    work: () =>
      startWorkLoop({
        name: 'requests for files',
        restMs,
        logger: platform.logger,
        round: () => fileRequestsRound(platform),
      }),
  };
}

/** Finding messages and files, and reading what is in files so that they are found. Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { readRound } from './read-round.ts';
import { createSearchRoutes } from './routes.ts';

export { searchOnce } from './describe.ts';
export { type Reader, selectKeys } from './find.ts';
export { readRound } from './read-round.ts';
export { portalSearchRoutes, searchRoutes, staffSearchQuery } from './schema.ts';

/** How soon after it was sent a file is found. */
const restMs = 1000;

export function createSearchFeature(platform: Platform): Feature {
  return {
    routes: createSearchRoutes(),
    work: () =>
      startWorkLoop({
        name: 'files are read for the search',
        restMs,
        logger: platform.logger,
        round: () => readRound(platform),
      }),
  };
}

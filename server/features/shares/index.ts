/** Documents and folders of a matter that people outside the firm see as they are now. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import type { ContentScan } from '../files/index.ts';
import { sharesRound } from './round.ts';
import { createShareRoutes } from './routes.ts';
import { shareRescanJob, shareScanRound } from './scans.ts';

export { sharesRound } from './round.ts';
export { shareScanRound } from './scans.ts';
export { portalShareRoutes, shareRoutes } from './schema.ts';
export { shareSource } from './source.ts';

/** How soon screens and the scanner hear of a change of a document. */
const restMs = 1_000;

/** `contents`: what looks into files before they are handed out. */
export function createSharesFeature(platform: Platform, contents: ContentScan): Feature {
  const deps = { ...platform, contents };
  return {
    routes: createShareRoutes(platform),
    jobs: [shareRescanJob(deps)],
    work() {
      const { logger } = platform;
      // A large file on its way through the scanner keeps no news waiting.
      const news = startWorkLoop({ name: 'shares', restMs, logger, round: () => sharesRound(platform) });
      const scans = startWorkLoop({
        name: 'scans of shares',
        restMs,
        logger,
        round: () => shareScanRound(deps),
      });
      return { stop: async () => void (await Promise.all([news.stop(), scans.stop()])) };
    },
  };
}

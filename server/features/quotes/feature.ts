/** Quotes put together: routes, and the loop that closes what ran out unanswered. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { createRateBooks } from '../rates/index.ts';
import { expiryRound } from './expire.ts';
import { createQuoteRoutes } from './routes.ts';

/** A quote ends with a day of its firm; nobody waits for the minute. */
const restMs = 60_000;

export function createQuotesFeature(platform: Platform): Feature {
  return {
    routes: createQuoteRoutes(platform, createRateBooks(platform.database)),
    work: () =>
      startWorkLoop({
        name: 'quotes expire',
        restMs,
        logger: platform.logger,
        round: () => expiryRound(platform),
      }),
  };
}

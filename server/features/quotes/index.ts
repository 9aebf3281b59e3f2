/** Quotes: their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateBooks } from '../rates/index.ts';
import { createQuoteRoutes } from './routes.ts';

export { quotePageRoutes, quoteRoutes } from './schema.ts';

export function createQuotesFeature(platform: Platform): Feature {
  return { routes: createQuoteRoutes(platform, createRateBooks(platform.database)) };
}

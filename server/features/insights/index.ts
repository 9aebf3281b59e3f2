/** Insights: what became of enquiries and quotes, and how long cases take. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createInsightRoutes } from './routes.ts';

export { insightRoutes } from './schema.ts';

export function createInsightsFeature(platform: Platform): Feature {
  return { routes: createInsightRoutes(platform) };
}

import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRatesRoutes } from './routes.ts';
import { createRateBooks } from './store.ts';

export function createRatesFeature(platform: Platform): Feature {
  return { routes: createRatesRoutes(platform, createRateBooks(platform.database)) };
}

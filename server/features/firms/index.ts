/** Firms: the tenants. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createFirmRoutes } from './routes.ts';

export { type FirmFacts, firmFacts, inFirmCurrency, todayIn } from './facts.ts';
export { country, currencyOf, type Firm, firm, firmRoutes, type NewFirmInput, newFirm } from './schema.ts';
export { anyFirmExists, findFirm, insertFirm, listFirms } from './store.ts';

export function createFirmsFeature(platform: Platform): Feature {
  return { routes: createFirmRoutes(platform) };
}

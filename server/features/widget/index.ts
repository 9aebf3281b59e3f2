/** Forms and prices on the firm's website: their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateBooks } from '../rates/index.ts';
import { addWidgetPages } from './pages.ts';
import { createPublicRoutes } from './public-routes.ts';
import { createWidgetRoutes } from './routes.ts';

export { configuration } from './public-shapes.ts';
export { publicWidgetRoutes, widgetRoutes } from './schema.ts';
export { widget } from './shapes.ts';

/** The script as `npm run build` leaves it. */
const builtScript = new URL('../../../dist/widget/widget.js', import.meta.url);

export function createWidgetFeature(platform: Platform, script: URL = builtScript): Feature {
  const books = createRateBooks(platform.database);
  return {
    routes: [...createWidgetRoutes(platform), ...createPublicRoutes(platform, books)],
    extend: (app) => addWidgetPages(app, { platform, script }),
  };
}

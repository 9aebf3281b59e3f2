/** The words of what goes to people outside the firm by itself. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createTemplateRoutes } from './routes.ts';

export type { TemplateKind, ValuesOf, Words } from './catalogue/index.ts';
export { templateRoutes } from './schema.ts';
export { matterInNotices, wordsFor } from './store.ts';
export { defaultWords, render } from './words.ts';

export function createTemplatesFeature(platform: Platform): Feature {
  return { routes: createTemplateRoutes(platform) };
}

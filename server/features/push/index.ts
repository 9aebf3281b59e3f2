/** Being told of messages on one's own device (web push). Its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { pushRound } from './fire.ts';
import { createPushRoutes } from './routes.ts';

export { pushRound } from './fire.ts';
export { portalPushRoutes, pushRoutes } from './schema.ts';
export { createPushListener } from './timers.ts';

/** How late a push may be. */
const restMs = 1000;

export function createPushFeature(platform: Platform): Feature {
  return {
    routes: createPushRoutes(platform),
    work: () =>
      startWorkLoop({ name: 'pushes', restMs, logger: platform.logger, round: () => pushRound(platform) }),
  };
}

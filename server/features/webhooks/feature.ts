/** Outgoing webhooks put together: routes, the follower of the event log, the lanes that deliver, the nightly cleanup. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop, type WorkLoop } from '../../platform/work-loop.ts';
import { feedRound } from './feed.ts';
import { webhookCleanupJob } from './jobs.ts';
import { createLanes, type LaneDeps } from './lanes.ts';
import { createWebhookRoutes } from './routes.ts';

/** How long each loop rests when nobody wakes it; one query each finds that there is nothing to do. */
const restMs = 500;

export function createWebhooksFeature(
  platform: Platform,
  more: Pick<LaneDeps, 'timeoutMs' | 'lanes'> = {},
): Feature {
  let deliver: WorkLoop | undefined;
  return {
    routes: createWebhookRoutes(platform, () => deliver?.wake()),
    jobs: [webhookCleanupJob(platform)],
    work() {
      const lanes = createLanes({ platform, ...more }, () => deliver?.wake());
      const { logger } = platform;
      deliver = startWorkLoop({ name: 'webhook lanes', restMs, round: lanes.round, logger });
      const follow = startWorkLoop({
        name: 'webhook feed',
        restMs,
        logger,
        async round() {
          const more = await feedRound(platform);
          deliver?.wake();
          return more;
        },
      });
      return {
        async stop() {
          await follow.stop();
          await deliver?.stop();
          await lanes.stop();
        },
      };
    },
  };
}

/** Notices: people outside the firm hear by mail of messages that they have not looked at. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop } from '../../platform/work-loop.ts';
import { noticeRound } from './fire.ts';
import { createNoticeRoutes } from './routes.ts';

export { createBounceConsumer } from './bounces.ts';
export { noticeRound } from './fire.ts';
export { remindOutside } from './remind.ts';
export { noticeRoutes } from './schema.ts';
export {
  createNoticeListener,
  fileWithdrawn,
  type MailSender,
  tellFileWithdrawn,
  tellOfNote,
} from './timers.ts';

/** How late a mail may be. */
const restMs = 1000;

export function createNoticesFeature(platform: Platform): Feature {
  return {
    routes: createNoticeRoutes(platform),
    work: () =>
      startWorkLoop({
        name: 'notices',
        restMs,
        logger: platform.logger,
        round: () => noticeRound(platform),
      }),
  };
}

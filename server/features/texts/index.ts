/** Texts (SMS) between the firm and people outside it. Their public face. */
import type { Feature } from '../../platform/feature.ts';
import { startWorkLoop, type WorkLoop } from '../../platform/work-loop.ts';
import { registerTextHooks } from './hooks.ts';
import { registerTextLinks } from './links.ts';
import { textsRound } from './round.ts';
import { createTextRoutes } from './routes.ts';
import type { TextsDeps } from './settings-store.ts';

export { numberFacts } from './number-kind.ts';
export { stopEveryNumber } from './one-person.ts';
export type { LostFile, PostedMessage, TextInbox, TextMedia, TextWish } from './ports.ts';
export { queueProgramText, refusalOfNotice, secretMark } from './program.ts';
export { createTextListener, postedListener, type TextOutcome } from './queue.ts';
export { textsRound } from './round.ts';
export { portalTextRoutes, textRoutes } from './schema.ts';
export type { TextsDeps } from './settings-store.ts';
export { checkSignInNumber } from './sign-in-number.ts';

import './tables.ts';

/** Whoever posts a message, and every webhook, brings work that is looked for at once or within this time. */
const restMs = 2_000;

export function createTextsFeature(deps: TextsDeps): Feature {
  let loop: WorkLoop | undefined;
  const wake = () => loop?.wake();
  return {
    routes: createTextRoutes(deps, wake),
    async receive(app) {
      await registerTextHooks(app, { ...deps, onWork: wake });
      await registerTextLinks(app, deps.platform);
    },
    work() {
      loop = startWorkLoop({
        name: 'texts',
        restMs,
        logger: deps.platform.logger,
        round: () => textsRound(deps),
      });
      return loop;
    },
  };
}

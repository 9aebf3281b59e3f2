/** Client onboarding and searches at an outside service (eCOS). Their public face. */
import type { Feature } from '../../platform/feature.ts';
import { startWorkLoop, type WorkLoop } from '../../platform/work-loop.ts';
import { registerOnboardingHooks } from './hooks.ts';
import { onboardingRound } from './round.ts';
import { createOnboardingRoutes } from './routes.ts';
import type { OnboardingDeps } from './settings-store.ts';

export { forgetMatterWorkspaces, forgetWorkspaces } from './forget.ts';
export { onboardingRound } from './round.ts';
export { onboardingRoutes } from './schema.ts';
export type { OnboardingDeps } from './settings-store.ts';

import './tables.ts';

/** Whoever presses a button or sends a webhook wakes it; the rest is polled. */
const restMs = 3_000;

export function createOnboardingFeature(deps: OnboardingDeps): Feature {
  let loop: WorkLoop | undefined;
  const wake = () => loop?.wake();
  return {
    routes: createOnboardingRoutes(deps, wake),
    receive: (app) => registerOnboardingHooks(app, { ...deps, onEvent: wake }),
    work() {
      loop = startWorkLoop({
        name: 'onboarding',
        restMs,
        logger: deps.platform.logger,
        round: () => onboardingRound(deps),
      });
      return loop;
    },
  };
}

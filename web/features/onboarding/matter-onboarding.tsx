import type { ReactNode } from 'react';
import { useMatterId } from '../matters/matter-queries.ts';
import { OnboardingView } from './onboarding-view.tsx';

/** The matter's tab that bears the provider's name. */
export function MatterOnboarding(): ReactNode {
  return <OnboardingView of={{ matterId: useMatterId() }} />;
}

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

// Forms and pickers are written in the words of matters.
const words = ['onboarding', 'matters', 'leads'] as const;

export const onboardingRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.onboarding,
    component: screen(() => import('./waiting-page.tsx'), 'WaitingPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.leadOnboarding,
    component: screen(() => import('./lead-onboarding.tsx'), 'LeadOnboarding', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.onboardingSettings,
    component: screen(() => import('./settings-page.tsx'), 'OnboardingSettingsPage', [
      'onboarding',
      'settings',
      'matters',
    ]),
  }),
] as const;

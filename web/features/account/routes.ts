import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const accountRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.account,
    component: screen(() => import('./account.tsx'), 'Account', ['account', 'settings', 'entry', 'push']),
  }),
] as const;

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const retentionRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.retention,
    component: screen(() => import('./retention-page.tsx'), 'RetentionPage', [
      'retention',
      'settings',
      'hand-over',
    ]),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.purges,
    component: screen(() => import('./purges-page.tsx'), 'PurgesPage', [
      'purges',
      'retention',
      'settings',
      'matters',
    ]),
  }),
] as const;

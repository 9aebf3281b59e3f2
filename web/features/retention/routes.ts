import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const retentionRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.retention,
    component: screen(() => import('./retention-page.tsx'), 'RetentionPage', ['retention', 'settings']),
  }),
] as const;

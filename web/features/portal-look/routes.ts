import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const portalLookRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.portalLook,
    component: screen(() => import('./look-page.tsx'), 'LookPage', ['portal-look', 'settings']),
  }),
] as const;

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const homeRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.home,
    component: screen(() => import('./home.tsx'), 'Home', ['home']),
  }),
] as const;

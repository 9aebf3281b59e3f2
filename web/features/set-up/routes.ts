import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { onlyIn } from '../../shell/guards.ts';
import { rootRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const setUpRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: paths.setUp,
    beforeLoad: onlyIn('set-up'),
    component: screen(() => import('./set-up.tsx'), 'SetUp', ['entry']),
  }),
] as const;

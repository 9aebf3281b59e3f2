import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { rootRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

/** For people of referrers: they are no staff, and see nothing of the app but these two pages. */
export const referrerPortalRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: paths.referrerLink,
    component: screen(() => import('./link-page.tsx'), 'LinkPage', ['referrer-portal']),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: paths.referrerPortal,
    component: screen(() => import('./portal-page.tsx'), 'PortalPage', [
      'referrer-portal',
      'fee-scales',
      'matters',
    ]),
  }),
] as const;

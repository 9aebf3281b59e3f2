import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { rootRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

/** For whoever holds the link, signed in or not. */
export const quotePageRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: paths.quotePage,
    component: screen(() => import('./quote-page-screen.tsx'), 'QuotePageScreen'),
  }),
] as const;

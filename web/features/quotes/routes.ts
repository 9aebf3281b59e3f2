import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

const words = ['quotes', 'fee-scales'] as const;

export const quoteRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.newQuote,
    validateSearch: searchOf('quote'),
    component: screen(() => import('./new-quote-page.tsx'), 'NewQuotePage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.quote,
    component: screen(() => import('./quote-page.tsx'), 'QuotePage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.quoteVersion,
    validateSearch: searchOf('compare'),
    component: screen(() => import('./version-page.tsx'), 'VersionPage', words),
  }),
] as const;

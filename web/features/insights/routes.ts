import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';
import { askedNames, behindNames, pageNames } from './names.ts';

const words = ['insights', 'leads'] as const;

export const insightsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.insights,
    validateSearch: searchOf(...askedNames, ...pageNames),
    component: screen(() => import('./insights.tsx'), 'Insights', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.insightsRows,
    validateSearch: searchOf(...askedNames, ...pageNames, ...behindNames),
    component: screen(() => import('./rows-page.tsx'), 'RowsPage', words),
  }),
] as const;

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

const words = ['sources', 'settings', 'activity'] as const;

export const sourcesRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.sources,
    component: screen(() => import('./sources-page.tsx'), 'SourcesPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.newSource,
    validateSearch: searchOf('kind'),
    component: screen(() => import('./new-source.tsx'), 'NewSourcePage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.anySystem,
    validateSearch: searchOf('source'),
    component: screen(() => import('./any-system.tsx'), 'AnySystemPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.source,
    validateSearch: searchOf('tab', 'events'),
    component: screen(() => import('./source-page.tsx'), 'SourcePage', [...words, 'backfill', 'daily-proof']),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.sourceDays,
    validateSearch: searchOf('day', 'became'),
    component: screen(() => import('../daily-proof/days-page.tsx'), 'SourceDaysPage', [
      ...words,
      'daily-proof',
    ]),
  }),
] as const;

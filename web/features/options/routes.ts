import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

export const optionsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.callLogging,
    validateSearch: searchOf('for'),
    component: screen(() => import('./options-page.tsx'), 'OptionsPage', ['options', 'activity', 'settings']),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.whatIf,
    validateSearch: searchOf('run', 'kind', 'for'),
    component: screen(() => import('../what-if/what-if-page.tsx'), 'WhatIfPage', [
      'what-if',
      'options',
      'activity',
      'settings',
    ]),
  }),
] as const;

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

export const reviewRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.review,
    validateSearch: searchOf('at', 'view'),
    component: screen(() => import('./review.tsx'), 'Review', [
      'review',
      'activity',
      'options',
      'retro-link',
    ]),
  }),
] as const;

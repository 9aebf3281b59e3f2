import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { activitySearch } from './filters.ts';

/** The list stays while one row after another is opened beside it, so the interaction is a child without a screen. */
const list = createRoute({
  getParentRoute: () => appRoute,
  path: paths.activity,
  validateSearch: activitySearch,
  component: screen(() => import('./activity.tsx'), 'Activity', ['activity']),
});

export const activityRoutes = [
  list.addChildren([createRoute({ getParentRoute: () => list, path: '$id' })]),
] as const;

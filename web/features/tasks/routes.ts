import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';
import { taskFilterNames } from './task-filters.ts';

/** The list stays while one task after another is opened beside it. */
const list = createRoute({
  getParentRoute: () => appRoute,
  path: paths.tasks,
  validateSearch: searchOf(...taskFilterNames),
  component: screen(() => import('./tasks.tsx'), 'Tasks', [
    'tasks',
    'matters',
    'contacts',
    'activity',
    'options',
  ]),
});

export const taskRoutes = [
  list.addChildren([
    createRoute({ getParentRoute: () => list, path: '/' }),
    createRoute({ getParentRoute: () => list, path: '$id' }),
  ]),
] as const;

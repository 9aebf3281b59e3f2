import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

/** The list stays while one referrer after another is opened beside it. */
const list = createRoute({
  getParentRoute: () => appRoute,
  path: paths.referrers,
  validateSearch: searchOf('q', 'archived', 'new', 'edit', 'from', 'to', 'by'),
  component: screen(() => import('./referrers.tsx'), 'Referrers', [
    'referrers',
    'matters',
    'contacts',
    'fee-scales',
  ]),
});

export const referrersRoutes = [
  list.addChildren([
    createRoute({ getParentRoute: () => list, path: '/' }),
    createRoute({ getParentRoute: () => list, path: '$id' }),
  ]),
] as const;

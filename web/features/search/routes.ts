import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

/** `in`: `mine`; left out: all that one may see. A conversation or matter is narrower than either. */
const searchAddress = searchOf(
  'q',
  'in',
  'conversation',
  'matter',
  'from',
  'since',
  'until',
  'has',
  'type',
  'unread',
);

export const searchRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.search,
    validateSearch: searchAddress,
    component: screen(() => import('./search-page.tsx'), 'SearchPage', ['search', 'conversations']),
  }),
] as const;

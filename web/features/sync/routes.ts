import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

export const syncRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.differences,
    validateSearch: searchOf('at', 'view'),
    component: screen(() => import('./differences-page.tsx'), 'DifferencesPage', ['sync']),
  }),
] as const;

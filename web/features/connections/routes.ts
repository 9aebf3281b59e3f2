import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

const words = ['connections', 'settings', 'sync'] as const;

export const connectionsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.connections,
    component: screen(() => import('./connections-page.tsx'), 'ConnectionsPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.newConnection,
    validateSearch: searchOf('vendor'),
    component: screen(() => import('./new-connection.tsx'), 'NewConnectionPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.connectionAuthorised,
    component: screen(() => import('./authorised-page.tsx'), 'AuthorisedPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.connection,
    validateSearch: searchOf('tab', 'writes'),
    component: screen(() => import('./connection-page.tsx'), 'ConnectionPage', words),
  }),
] as const;

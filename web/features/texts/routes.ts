import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const textsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.texts,
    // Forms and pickers are written in the words of matters and contacts.
    component: screen(() => import('./texts-page.tsx'), 'TextsPage', ['texts', 'matters', 'contacts']),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.textSettings,
    component: screen(() => import('./settings-page.tsx'), 'TextSettingsPage', ['texts', 'settings']),
  }),
] as const;

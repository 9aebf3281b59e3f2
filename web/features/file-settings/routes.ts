import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const fileSettingsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.fileSettings,
    component: screen(() => import('./files-page.tsx'), 'FilesPage', [
      'file-settings',
      'settings',
      'sharing',
      'matters',
    ]),
  }),
] as const;

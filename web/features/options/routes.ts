import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const optionsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.callLogging,
    component: screen(() => import('./options-page.tsx'), 'OptionsPage', ['options', 'activity', 'settings']),
  }),
] as const;

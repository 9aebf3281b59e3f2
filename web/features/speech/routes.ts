import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const speechRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.speech,
    component: screen(() => import('./speech-page.tsx'), 'SpeechPage', ['speech', 'options', 'settings']),
  }),
] as const;

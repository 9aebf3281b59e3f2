import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const mailInRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.mailIn,
    component: screen(() => import('./mail-in-page.tsx'), 'MailInPage', ['mail-in', 'settings']),
  }),
] as const;

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { rootRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const invitationRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: paths.invitation,
    component: screen(() => import('./invitation.tsx'), 'Invitation', ['entry']),
  }),
] as const;

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { conversationsSearch } from './filters.ts';

/** Its dialogs are the frame of the matters' forms, and pick matters; its composer takes files, and sends texts. */
const words = ['conversations', 'matters', 'uploads', 'texts', 'sharing'] as const;

/** The list stays while one thread after another is opened beside it, so the thread is a child without a screen. */
const list = createRoute({
  getParentRoute: () => appRoute,
  path: paths.conversations,
  validateSearch: conversationsSearch,
  component: screen(() => import('./conversations.tsx'), 'Conversations', words),
});

export const conversationsRoutes = [
  list.addChildren([createRoute({ getParentRoute: () => list, path: '$id' })]),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.portalSettings,
    component: screen(() => import('./portal-page.tsx'), 'PortalPage', [...words, 'settings']),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.breakGlass,
    component: screen(() => import('./break-glass-page.tsx'), 'BreakGlassPage', [...words, 'settings']),
  }),
] as const;

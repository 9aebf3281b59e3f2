import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

const words = ['webhooks', 'settings'] as const;

export const webhooksRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.webhooks,
    component: screen(() => import('./webhooks-page.tsx'), 'WebhooksPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.webhook,
    validateSearch: searchOf('state', 'selected'),
    component: screen(() => import('./webhook-page.tsx'), 'WebhookPage', words),
  }),
] as const;

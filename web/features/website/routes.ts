import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

const words = ['website', 'settings'] as const;

export const websiteRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.website,
    component: screen(() => import('./website-page.tsx'), 'WebsitePage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.widget,
    component: screen(() => import('./widget-page.tsx'), 'WidgetPage', [...words, 'fee-scales']),
  }),
] as const;

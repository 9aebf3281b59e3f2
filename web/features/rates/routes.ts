import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const ratesRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.rates,
    component: screen(() => import('./rates-page.tsx'), 'RatesPage', ['rates', 'settings']),
  }),
] as const;

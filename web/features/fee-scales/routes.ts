import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

const words = ['fee-scales', 'settings'] as const;

export const feeScalesRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.feeScales,
    validateSearch: searchOf('archived'),
    component: screen(() => import('./scales-page.tsx'), 'FeeScalesPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.feeScale,
    component: screen(() => import('./scale-page.tsx'), 'FeeScalePage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.feeScaleDraft,
    validateSearch: searchOf('line'),
    component: screen(() => import('./draft-page.tsx'), 'DraftPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.feeScaleTry,
    component: screen(() => import('./try-page.tsx'), 'FeeScaleTryPage', [
      'fee-scales',
      'quotes',
      'settings',
    ]),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.feeScaleVersion,
    validateSearch: searchOf('line'),
    component: screen(() => import('./version-page.tsx'), 'FeeScaleVersionPage', words),
  }),
] as const;

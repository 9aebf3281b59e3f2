import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

// Conditions are written with the fields and words of fee scales, forms with those of matters.
const words = ['key-stages', 'settings', 'fee-scales', 'matters'] as const;

export const keyStageRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.keyStages,
    validateSearch: searchOf('side'),
    component: screen(() => import('./stages-page.tsx'), 'KeyStagesPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.keyStage,
    component: screen(() => import('./stage-page.tsx'), 'KeyStagePage', words),
  }),
] as const;

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

const words = ['imports', 'matters'] as const;

const imports = createRoute({
  getParentRoute: () => appRoute,
  path: paths.imports,
  validateSearch: searchOf('kind'),
  component: screen(() => import('./imports.tsx'), 'Imports', words),
});

export const importRoutes = [
  imports,
  createRoute({
    getParentRoute: () => appRoute,
    path: `${paths.imports}/$id`,
    component: screen(() => import('./import-page.tsx'), 'ImportPage', words),
  }),
] as const;

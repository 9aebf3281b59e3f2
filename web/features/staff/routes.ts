import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

export const staffRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.settingsStaff,
    validateSearch: searchOf('show', 'selected'),
    component: screen(() => import('./staff-page.tsx'), 'StaffPage', ['staff', 'settings', 'entry']),
  }),
] as const;

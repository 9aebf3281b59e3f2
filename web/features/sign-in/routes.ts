import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { onlyIn } from '../../shell/guards.ts';
import { rootRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

export const signInRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: paths.signIn,
    beforeLoad: onlyIn('sign-in'),
    validateSearch: searchOf('from', 'done'),
    component: screen(() => import('./sign-in.tsx'), 'SignIn', ['entry']),
  }),
  createRoute({
    getParentRoute: () => rootRoute,
    path: paths.resetPassword,
    validateSearch: searchOf('token'),
    component: screen(() => import('./reset-password.tsx'), 'ResetPassword', ['entry']),
  }),
] as const;

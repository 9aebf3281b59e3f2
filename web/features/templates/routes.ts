import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';

export const templatesRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.messageTemplates,
    component: screen(() => import('./templates-page.tsx'), 'TemplatesPage', ['templates', 'settings']),
  }),
] as const;

import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';

export const settingsRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.settings,
    component: screen(() => import('./settings.tsx'), 'Settings', ['settings']),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.settingsFirm,
    component: screen(() => import('./firm-page.tsx'), 'FirmPage', ['settings', 'entry']),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.settingsTokens,
    component: screen(() => import('./tokens-page.tsx'), 'TokensPage', ['settings']),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.settingsOutbox,
    validateSearch: searchOf('selected'),
    component: screen(() => import('./outbox-page.tsx'), 'OutboxPage', ['settings']),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.settingsAudit,
    validateSearch: searchOf('staff', 'subject', 'matter', 'from', 'to', 'selected'),
    component: screen(() => import('./audit-page.tsx'), 'AuditPage', ['settings']),
  }),
] as const;

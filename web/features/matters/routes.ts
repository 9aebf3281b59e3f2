import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';
import { matterFilterNames } from './matter-filters.ts';

const words = ['matters', 'contacts', 'tasks', 'activity', 'options', 'sync', 'texts'] as const;

const list = createRoute({
  getParentRoute: () => appRoute,
  path: paths.matters,
  validateSearch: searchOf(...matterFilterNames, 'selected', 'new'),
  component: screen(() => import('./matters.tsx'), 'Matters', words),
});

const matter = createRoute({
  getParentRoute: () => appRoute,
  path: paths.matter,
  component: screen(() => import('./matter.tsx'), 'Matter', words),
});

const removed = searchOf('removed');

/** The tabs of a matter; each is an address, and `#<id>` names a record on it. */
export const matterRoutes = [
  list,
  matter.addChildren([
    createRoute({
      getParentRoute: () => matter,
      path: '/',
      component: screen(() => import('./overview.tsx'), 'Overview', ['to-dos']),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'completion',
      component: screen(() => import('../completion/completion.tsx'), 'Completion', ['completion']),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'fees',
      validateSearch: removed,
      component: screen(() => import('./fees.tsx'), 'Fees'),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'costs',
      validateSearch: removed,
      component: screen(() => import('./costs.tsx'), 'Costs'),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'tasks',
      validateSearch: searchOf('status'),
      component: screen(() => import('./matter-tasks.tsx'), 'MatterTasks'),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'memos',
      validateSearch: removed,
      component: screen(() => import('./memos.tsx'), 'Memos'),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'documents',
      validateSearch: searchOf('folder', 'removed'),
      component: screen(() => import('./documents.tsx'), 'Documents'),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'calendar',
      validateSearch: searchOf('view', 'month', 'day'),
      component: screen(() => import('../calendar/calendar.tsx'), 'CalendarTab', ['calendar']),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'calls',
      component: screen(() => import('./calls.tsx'), 'Calls'),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'conversations',
      validateSearch: searchOf('state'),
      component: screen(() => import('../conversations/matter-conversations.tsx'), 'MatterConversations', [
        'conversations',
      ]),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'sharing',
      validateSearch: searchOf('new', 'conversation'),
      component: screen(() => import('../sharing/sharing.tsx'), 'Sharing', ['sharing']),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'onboarding',
      component: screen(() => import('../onboarding/matter-onboarding.tsx'), 'MatterOnboarding', [
        'onboarding',
      ]),
    }),
    createRoute({
      getParentRoute: () => matter,
      path: 'history',
      component: screen(() => import('./history.tsx'), 'History'),
    }),
  ]),
] as const;

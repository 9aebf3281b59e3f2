import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute, rootRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';
import { leadFilterNames } from './lead-filters.ts';

// A lead's page shows forms and calls in the words of matters, contacts and activity.
const words = [
  'leads',
  'matters',
  'contacts',
  'activity',
  'quotes',
  'referrers',
  'conversions',
  'onboarding',
  'retention',
] as const;
const settingsWords = ['leads', 'matters', 'settings'] as const;

export const leadRoutes = [
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.leads,
    validateSearch: searchOf(...leadFilterNames, 'view', 'selected', 'new'),
    component: screen(() => import('./leads.tsx'), 'Leads', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.lead,
    validateSearch: searchOf('edit'),
    component: screen(() => import('./lead-page.tsx'), 'LeadPage', words),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.lostReasons,
    component: screen(() => import('./lost-reasons-page.tsx'), 'LostReasonsPage', settingsWords),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.chaseSequences,
    validateSearch: searchOf('edit'),
    component: screen(() => import('./sequences-page.tsx'), 'SequencesPage', settingsWords),
  }),
] as const;

/** Where the link at the foot of a reminder leads, for whoever has it. */
export const reminderRoutes = [
  createRoute({
    getParentRoute: () => rootRoute,
    path: paths.reminders,
    component: screen(() => import('./reminders.tsx'), 'Reminders', ['leads', 'entry']),
  }),
] as const;

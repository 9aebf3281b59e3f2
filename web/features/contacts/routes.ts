import { createRoute } from '@tanstack/react-router';
import { paths } from '../../paths.ts';
import { appRoute } from '../../shell/root-route.tsx';
import { screen } from '../../shell/screen.ts';
import { searchOf } from '../../ui/search-state.ts';
import { contactFilterNames } from './contact-filters.ts';

const words = [
  'contacts',
  'matters',
  'activity',
  'options',
  'retro-link',
  'retention',
  'sync',
  'portal-users',
  // It asks for a proof with the words of that screen.
  'completion',
  'texts',
] as const;

/** The list stays while one contact after another is opened beside it. */
const list = createRoute({
  getParentRoute: () => appRoute,
  path: paths.contacts,
  validateSearch: searchOf(...contactFilterNames, 'new', 'edit', 'show'),
  component: screen(() => import('./contacts.tsx'), 'Contacts', words),
});

export const contactRoutes = [
  list.addChildren([
    createRoute({ getParentRoute: () => list, path: '/' }),
    createRoute({ getParentRoute: () => list, path: '$id' }),
  ]),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.contactDuplicates,
    validateSearch: searchOf('pair', 'merged', 'id', 'apart'),
    component: screen(() => import('./duplicates.tsx'), 'Duplicates', [
      ...words,
      'merged-contacts',
      'conversations',
    ]),
  }),
  createRoute({
    getParentRoute: () => appRoute,
    path: paths.contactNumbers,
    validateSearch: searchOf('selected'),
    component: screen(() => import('./number-quality.tsx'), 'NumberQuality', words),
  }),
] as const;

import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter } from '@tanstack/react-router';
import { accountRoutes } from './features/account/routes.ts';
import { activityRoutes } from './features/activity/routes.ts';
import { connectionsRoutes } from './features/connections/routes.ts';
import { contactRoutes } from './features/contacts/routes.ts';
import { conversationsRoutes } from './features/conversations/routes.ts';
import { feeScalesRoutes } from './features/fee-scales/routes.ts';
import { fileSettingsRoutes } from './features/file-settings/routes.ts';
import { homeRoutes } from './features/home/routes.ts';
import { importRoutes } from './features/imports/routes.ts';
import { insightsRoutes } from './features/insights/routes.ts';
import { invitationRoutes } from './features/invitation/routes.ts';
import { keyStageRoutes } from './features/key-stages/routes.ts';
import { leadRoutes, reminderRoutes } from './features/leads/routes.ts';
import { mailInRoutes } from './features/mail-in/routes.ts';
import { matterRoutes } from './features/matters/routes.ts';
import { onboardingRoutes } from './features/onboarding/routes.ts';
import { optionsRoutes } from './features/options/routes.ts';
import { portalLookRoutes } from './features/portal-look/routes.ts';
import { quotePageRoutes } from './features/quote-page/routes.ts';
import { quoteRoutes } from './features/quotes/routes.ts';
import { ratesRoutes } from './features/rates/routes.ts';
import { referrerPortalRoutes } from './features/referrer-portal/routes.ts';
import { referrersRoutes } from './features/referrers/routes.ts';
import { retentionRoutes } from './features/retention/routes.ts';
import { reviewRoutes } from './features/review/routes.ts';
import { searchRoutes } from './features/search/routes.ts';
import { setUpRoutes } from './features/set-up/routes.ts';
import { settingsRoutes } from './features/settings/routes.ts';
import { signInRoutes } from './features/sign-in/routes.ts';
import { sourcesRoutes } from './features/sources/routes.ts';
import { speechRoutes } from './features/speech/routes.ts';
import { staffRoutes } from './features/staff/routes.ts';
import { syncRoutes } from './features/sync/routes.ts';
import { taskRoutes } from './features/tasks/routes.ts';
import { templatesRoutes } from './features/templates/routes.ts';
import { textsRoutes } from './features/texts/routes.ts';
import { webhooksRoutes } from './features/webhooks/routes.ts';
import { websiteRoutes } from './features/website/routes.ts';
import { paths } from './paths.ts';
import { appRoute, nowhereRoute, rootRoute } from './shell/root-route.tsx';
import { screen } from './shell/screen.ts';

/** Every screen of a signed-in member of staff: one line a feature. */
const appRoutes = appRoute.addChildren([
  ...homeRoutes,
  ...settingsRoutes,
  ...staffRoutes,
  ...accountRoutes,
  ...activityRoutes,
  ...reviewRoutes,
  ...conversationsRoutes,
  ...searchRoutes,
  ...syncRoutes,
  ...sourcesRoutes,
  ...connectionsRoutes,
  ...optionsRoutes,
  ...matterRoutes,
  ...contactRoutes,
  ...taskRoutes,
  ...importRoutes,
  ...webhooksRoutes,
  ...websiteRoutes,
  ...speechRoutes,
  ...ratesRoutes,
  ...referrersRoutes,
  ...leadRoutes,
  ...quoteRoutes,
  ...feeScalesRoutes,
  ...keyStageRoutes,
  ...insightsRoutes,
  ...onboardingRoutes,
  ...fileSettingsRoutes,
  ...retentionRoutes,
  ...textsRoutes,
  ...portalLookRoutes,
  ...templatesRoutes,
  ...mailInRoutes,
  nowhereRoute,
]);

/** Screens before one is in (each with `beforeLoad: onlyIn('sign-in' | 'set-up')`): one line a feature. */
const entryRoutes = [
  ...setUpRoutes,
  ...signInRoutes,
  ...invitationRoutes,
  ...quotePageRoutes,
  ...referrerPortalRoutes,
  ...reminderRoutes,
] as const;

/** All components with believable data; the built product has none of it. */
const galleryRoutes =
  import.meta.env.MODE === 'production'
    ? ([] as const)
    : ([
        createRoute({
          getParentRoute: () => rootRoute,
          path: paths.gallery,
          component: screen(() => import('./ui/gallery.tsx'), 'Gallery'),
        }),
      ] as const);

const routeTree = rootRoute.addChildren([appRoutes, ...entryRoutes, ...galleryRoutes]);

/** Search parameters are plain text: `?state=failed&q=07700`, never JSON. */
function parseSearch(search: string): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(search));
}

function stringifySearch(search: Record<string, unknown>): string {
  const pairs = Object.entries(search).flatMap(([name, value]) =>
    value === undefined || value === '' ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`;
}

export function createAppRouter(queryClient: QueryClient) {
  return createRouter({
    routeTree,
    context: { queryClient },
    parseSearch,
    stringifySearch,
    defaultPreload: 'intent',
    defaultPreloadStaleTime: 0,
    defaultPendingMs: 400,
    scrollRestoration: true,
    // The page scrolls inside the frame, not the window.
    scrollToTopSelectors: ['#content'],
  });
}

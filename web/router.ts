import type { QueryClient } from '@tanstack/react-query';
import { createRoute, createRouter } from '@tanstack/react-router';
import { homeRoutes } from './features/home/routes.ts';
import { paths } from './paths.ts';
import { appRoute, rootRoute } from './shell/root-route.tsx';
import { screen } from './shell/screen.ts';

/** Every screen of a signed-in member of staff: one line a feature. */
const appRoutes = appRoute.addChildren([...homeRoutes]);

/** Screens before one is in (each with `beforeLoad: onlyIn('sign-in' | 'set-up')`): one line a feature. */
const entryRoutes = [] as const;

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
  });
}

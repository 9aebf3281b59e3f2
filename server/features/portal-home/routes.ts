import { type BoundRoute, handle } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import { listPortalMatters } from './matters.ts';
import { portalHomeRoutes as routes } from './schema.ts';
import { countWaiting } from './waiting.ts';

export function createPortalHomeRoutes(platform: Platform): BoundRoute[] {
  return [
    handle(routes.listMatters, ({ query, principal, scope }) =>
      scope.read((tx) => listPortalMatters(tx, principal, query, platform.clock.now())),
    ),
    handle(routes.waiting, ({ principal }) => countWaiting(platform, principal)),
  ];
}

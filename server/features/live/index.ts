/** What changed, told to open screens as it happens: its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Realm } from '../../platform/http/realm.ts';
import type { Platform } from '../../platform/platform.ts';
import { createOpenStreams } from './open-streams.ts';
import { createLiveRoutes } from './routes.ts';
import type { RealmName } from './stream.ts';

export { liveRoutes } from './schema.ts';

export interface LiveFeature extends Feature {
  /** How many streams are open in this process. */
  count(realm: RealmName): number;
  stop(): void;
}

export function createLiveFeature(
  { database, live, logger }: Platform,
  realms: Record<RealmName, Realm>,
  heartbeatMs = 20_000,
): LiveFeature {
  const streams = createOpenStreams({ database, live, logger, realms, heartbeatMs });
  return { routes: createLiveRoutes(streams, realms), count: streams.count, stop: streams.stop };
}

/** Two-way sync with the practice system that keeps a record: its public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop, type WorkLoop } from '../../platform/work-loop.ts';
import { followRound } from './follow.ts';
import { createSyncRoutes } from './routes.ts';
import type { PracticeSystems } from './settings.ts';
import { resyncRound, sheetRound } from './worker.ts';

export { followRound, type SyncDeps } from './follow.ts';
export { noteLayoutHints } from './hints.ts';
export { syncRoutes } from './schema.ts';
export { reviewSuggestions, suggestChange } from './suggestions.ts';
export { resyncRound, sheetRound, type WorkDeps } from './worker.ts';

const restMs = { follow: 2_000, sheets: 3_000, resyncs: 1_000 } as const;

export function createSyncFeature(platform: Platform, practiceSystems: PracticeSystems): Feature {
  const deps = { platform, practiceSystems };
  const rounds = {
    follow: () => followRound(deps),
    sheets: () => sheetRound(deps),
    resyncs: () => resyncRound(deps),
  };
  const loops: WorkLoop[] = [];
  return {
    routes: createSyncRoutes(platform, practiceSystems, () => {
      for (const loop of loops) loop.wake();
    }),
    work() {
      for (const name of ['follow', 'sheets', 'resyncs'] as const)
        loops.push(
          startWorkLoop({
            name: `sync.${name}`,
            restMs: restMs[name],
            round: rounds[name],
            logger: platform.logger,
          }),
        );
      return { stop: async () => void (await Promise.all(loops.map((loop) => loop.stop()))) };
    },
  };
}

/** Connections put together: routes, webhooks and the loops that keep them alive. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop, type WorkLoop } from '../../platform/work-loop.ts';
import type { PracticeSystem } from '../../vendors/ports.ts';
import { canaryRound, checkRound } from './canary-round.ts';
import { type ConnectionDeps, connectRound } from './connect.ts';
import { farewellRound } from './farewell.ts';
import { registerConnectionHooks } from './hooks.ts';
import type { ConnectionNeighbours } from './neighbours.ts';
import { createConnectionRoutes } from './routes.ts';
import { subscriptionRound } from './subscription-round.ts';
import { tokenRound } from './token-round.ts';

/** How long each loop rests when nobody wakes it. */
const rests = {
  connect: 1_000,
  webhooks: 5_000,
  tokens: 30_000,
  mirror: 2_000,
  hints: 1_000,
  canary: 10_000,
  checks: 1_000,
} as const;

export function createConnectionsFeature(
  platform: Platform,
  vendors: Readonly<Record<string, PracticeSystem>>,
  neighbours: ConnectionNeighbours,
): Feature {
  const deps: ConnectionDeps = { platform, vendors, neighbours };
  const loops: Partial<Record<keyof typeof rests, WorkLoop>> = {};
  const start = (name: keyof typeof rests, round: () => Promise<boolean>) => {
    loops[name] = startWorkLoop({
      name: `connections.${name}`,
      restMs: rests[name],
      round,
      logger: platform.logger,
    });
  };
  function wake(): void {
    loops.connect?.wake();
    loops.webhooks?.wake();
    loops.checks?.wake();
  }
  return {
    routes: createConnectionRoutes({ ...deps, wake }),
    receive: (app) => registerConnectionHooks(app, { ...deps, onHints: () => loops.hints?.wake() }),
    work() {
      start('connect', async () => {
        const letIn = await connectRound(deps);
        if (letIn) {
          loops.mirror?.wake();
          loops.webhooks?.wake();
        }
        return false;
      });
      start('mirror', () => neighbours.mirror.round(platform));
      start('hints', () => neighbours.mirror.hintRound(platform));
      start('webhooks', async () => {
        await farewellRound(deps);
        return await subscriptionRound(deps);
      });
      start('tokens', () => tokenRound(deps));
      start('canary', () => canaryRound(deps));
      start('checks', () => checkRound(deps));
      return { stop: async () => void (await Promise.all(Object.values(loops).map((loop) => loop.stop()))) };
    },
  };
}

/** Call logging put together with the sources that feed it: routes, webhooks and the loops of a worker. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { startWorkLoop, type WorkLoop } from '../../platform/work-loop.ts';
import type { PhoneSystem, PracticeSystem } from '../../vendors/ports.ts';
import { writeRound } from '../destinations/index.ts';
import {
  backfillRound,
  catchUpRound,
  createIntake,
  createSourceRoutes,
  registerHooks,
} from '../sources/index.ts';
import { fetchArtefacts } from './artefact-fetch.ts';
import { createArtefactRoutes } from './artefact-routes.ts';
import { proofRound } from './daily-proof/round.ts';
import { createDailyProofRoutes } from './daily-proof/routes.ts';
import { createWriter } from './follow-writes.ts';
import { createOptionsRoutes } from './options-routes.ts';
import { pipelineRound } from './pipeline.ts';
import { closeSilentSessions, settleDue } from './reconcile.ts';
import { createRedoRoutes } from './redos/routes.ts';
import { redoRound } from './redos/run.ts';
import { createRetroLinkRoutes } from './retro-link/routes.ts';
import { createCallLoggingRoutes } from './routes.ts';
import { createWhatIfRoutes } from './what-if/routes.ts';
import { whatIfRound } from './what-if/run.ts';

/** How long each loop rests when nobody wakes it. Another process's webhooks are found within the pipeline's rest. */
const rests = {
  pipeline: 200,
  files: 2_000,
  catchUp: 2_000,
  backfill: 1_000,
  writes: 500,
  reconcile: 60_000,
  whatIf: 1_000,
  redo: 1_000,
  proof: 30_000,
} as const;

export function createCallLoggingFeature(
  platform: Platform,
  vendors: Readonly<Record<string, PhoneSystem>>,
  practiceSystems: Readonly<Record<string, PracticeSystem>>,
): Feature {
  const loops: Partial<Record<keyof typeof rests, WorkLoop>> = {};
  const intake = createIntake(platform.database, { onStored: () => loops.pipeline?.wake() });
  const pipeline = { platform, vendors, practiceSystems };
  const sources = { platform, vendors, intake };
  const writer = createWriter(pipeline);
  const start = (name: keyof typeof rests, round: () => Promise<boolean>) => {
    loops[name] = startWorkLoop({ name, restMs: rests[name], round, logger: platform.logger });
  };
  return {
    routes: [
      ...createCallLoggingRoutes(pipeline),
      ...createArtefactRoutes(platform, () => loops.files?.wake()),
      ...createOptionsRoutes(platform),
      ...createWhatIfRoutes(platform, {
        whatIf: () => loops.whatIf?.wake(),
        redo: () => loops.redo?.wake(),
      }),
      ...createRedoRoutes(platform, () => loops.redo?.wake()),
      ...createRetroLinkRoutes(pipeline, () => loops.redo?.wake()),
      ...createDailyProofRoutes(pipeline, () => loops.proof?.wake()),
      ...createSourceRoutes({
        ...sources,
        wakeCatchUp: () => loops.catchUp?.wake(),
        wakeBackfill: () => loops.backfill?.wake(),
      }),
    ],
    receive: (app) => registerHooks(app, sources),
    async extend(app) {
      app.addHook('onClose', () => intake.close());
    },
    work() {
      start('pipeline', () => pipelineRound(pipeline));
      start('files', () => fetchArtefacts(pipeline));
      start('catchUp', () => catchUpRound(sources));
      start('backfill', () => backfillRound(sources));
      start('writes', () => writeRound(writer));
      start('whatIf', () => whatIfRound(pipeline));
      start('redo', () => redoRound(pipeline));
      start('proof', () => proofRound(pipeline));
      start('reconcile', async () => (await closeSilentSessions(pipeline)) || (await settleDue(pipeline)));
      return { stop: async () => void (await Promise.all(Object.values(loops).map((loop) => loop.stop()))) };
    },
  };
}

/** Transcription and summaries put together: routes, and the lanes that send. */
import type { Feature } from '../../platform/feature.ts';
import { startWorkLoop, type WorkLoop } from '../../platform/work-loop.ts';
import { createSpeechLanes } from './lanes.ts';
import { createSpeechRoutes } from './routes.ts';
import type { SpeechDeps } from './send.ts';

/** Nobody waits for it: recordings come minutes after a call. */
const restMs = 3_000;

export function createSpeechFeature(deps: SpeechDeps): Feature {
  let loop: WorkLoop | undefined;
  const wake = () => loop?.wake();
  return {
    routes: createSpeechRoutes(deps, wake),
    work() {
      const lanes = createSpeechLanes(deps, wake);
      loop = startWorkLoop({ name: 'speech', restMs, round: lanes.round, logger: deps.platform.logger });
      return {
        async stop() {
          await loop?.stop();
          await lanes.stop();
        },
      };
    },
  };
}

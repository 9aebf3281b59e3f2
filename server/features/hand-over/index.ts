/** Hand-over packs: what belongs to a matter, a conversation or a person, as one file that anybody can verify. Public face. */
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { makePackJob } from './make-job.ts';
import { createHandOverRoutes } from './routes.ts';
import { sweepJob } from './sweep.ts';

export { createTimes, escaped, pageEnd, pageHead } from './html.ts';
export { handOverRoutes, portalHandOverRoutes } from './schema.ts';
export { createSigner } from './signature.ts';
export { type Verified, verifyPack } from './verify.ts';

export function createHandOverFeature(platform: Platform): Feature {
  return {
    routes: createHandOverRoutes(platform),
    jobs: [makePackJob(platform), sweepJob(platform)],
  };
}

/** Files of conversations: uploads, scans, attachments, and how they are handed out. Their public face. */
import type { FastifyInstance } from 'fastify';
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { createClamd, type Scanner } from './clamd.ts';
import { createHolders } from './holders.ts';
import { inspectJob } from './inspect.ts';
import { createPreviews } from './previews.ts';
import { createFileRoutes, createPortalFileRoutes } from './routes.ts';
import { addFilesOrigin } from './serve.ts';
import { tusAbilities } from './tus.ts';
import { type FileListener, rescanJob, sweepJob } from './upkeep.ts';

export { attachDocument, attachUploads, refuseTooMany } from './attach.ts';
export { countAttachments, type ListedFile, listAttachments } from './files-store.ts';
export { fileRoutes, portalFileRoutes } from './schema.ts';
export type { FileListener } from './upkeep.ts';

/** Depth and number of files as ClamAV is set up unless somebody changed it. */
const usualEngine = { maxFiles: 10_000, maxDepth: 17 };

/** `listeners` are told when a file that was sent is withdrawn because it is infected. */
export function createFilesFeature(platform: Platform, listeners: readonly FileListener[] = []): Feature {
  const { clamd, database } = platform;
  const scanner: Scanner | null =
    clamd &&
    createClamd(clamd.url, {
      ...usualEngine,
      maxFileBytes: clamd.maxFileBytes,
      maxScanBytes: clamd.maxScanBytes,
    });
  const creations = createRateLimit(database.pool, { name: 'upload_creation', tries: 600, seconds: 3600 });
  const deps = { ...platform, scanner, listeners, creations, holders: createHolders(platform) };
  return {
    routes: [...createFileRoutes(deps), ...createPortalFileRoutes(deps)],
    jobs: [inspectJob(deps), sweepJob(deps), rescanJob(deps)],
    extend: addTus,
    serve: (app) => addFilesOrigin(app, { ...deps, previews: createPreviews(platform) }),
  };
}

/** What tus needs beside the declared routes: bodies that are not read before the handler does, and OPTIONS. */
async function addTus(app: FastifyInstance): Promise<void> {
  app.addContentTypeParser('application/offset+octet-stream', (_request, _body, done) =>
    done(null, undefined),
  );
  for (const path of ['/api/v1/uploads', '/portal/api/uploads'])
    app.options(path, { schema: { hide: true } }, (_request, reply) =>
      reply.code(204).headers(tusAbilities).send(),
    );
}

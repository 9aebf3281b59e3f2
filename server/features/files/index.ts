/** Files of conversations: uploads, scans, attachments, and how they are handed out. Their public face. */
import type { FastifyInstance } from 'fastify';
import type { Feature } from '../../platform/feature.ts';
import type { Platform } from '../../platform/platform.ts';
import { createRateLimit } from '../../platform/rate-limits.ts';
import { createClamd, type Scanner } from './clamd.ts';
import { createContentScan } from './content-scan.ts';
import { createHolders } from './holders.ts';
import { inspectJob } from './inspect.ts';
import { type ComingFile, type KeptFile, keepWithMessage } from './keep.ts';
import type { FileListener } from './listeners.ts';
import { createPreviews } from './previews.ts';
import { createFileRoutes, createPortalFileRoutes } from './routes.ts';
import { addFilesOrigin } from './serve.ts';
import { attachmentSource, type FileSource } from './sources.ts';
import { tusAbilities } from './tus.ts';
import { rescanJob, sweepJob } from './upkeep.ts';

export { attachDocument, attachUploads, refuseTooMany, type TakenUpload, takeUploads } from './attach.ts';
export { type ContentScan, lookAgainJob } from './content-scan.ts';
export { type Delivery, decideDelivery } from './decide.ts';
export {
  countAttachments,
  deliveryOf,
  type FileDetail,
  type FileRow,
  type ListedFile,
  listAttachments,
  listFileRows,
  listMessageFiles,
  listReads,
  toFile,
} from './files-store.ts';
export { decideGiven, type GivenFile, uploadGiven } from './given.ts';
export type { ComingFile, KeptFile } from './keep.ts';
export { type LevelAtFault, levelsAtFault, maxFilesOnLevel } from './limits.ts';
export type { FileListener, OpenedFile, WithdrawnFile } from './listeners.ts';
export { purgeUpload } from './purge.ts';
export { decideRescan } from './scan-decide.ts';
export { fileRoutes, portalFileRoutes } from './schema.ts';
export { readSettings as readFileSettings } from './settings-store.ts';
export { file as fileShape, reads as readsShape } from './shapes.ts';
export type { FileSource } from './sources.ts';
export type { LocationResult, Verdict } from './states.ts';
export type { UploadRow } from './uploads-store.ts';

/** Depth and number of files as ClamAV is set up unless somebody changed it. */
const usualEngine = { maxFiles: 10_000, maxDepth: 17 };

function scannerOf({ clamd }: Pick<Platform, 'clamd'>): Scanner | null {
  return (
    clamd &&
    createClamd(clamd.url, {
      ...usualEngine,
      maxFileBytes: clamd.maxFileBytes,
      maxScanBytes: clamd.maxScanBytes,
    })
  );
}

/** For whoever brings files that came by another way than an upload; see `keepWithMessage`. */
export function createFileKeeper(platform: Platform): (file: ComingFile) => Promise<KeptFile> {
  const deps = { ...platform, scanner: scannerOf(platform) };
  return (file) => keepWithMessage(deps, file);
}

/** What looks into files that are handed out through here and were never uploaded. */
export const contentScan = (platform: Platform) => createContentScan(platform, scannerOf(platform));

/**
 * `listeners` are told when a file that was sent is opened or withdrawn. `sources`: what else hands out files through here
 * than messages.
 */
export function createFilesFeature(
  platform: Platform,
  listeners: readonly FileListener[] = [],
  sources: readonly FileSource[] = [],
): Feature {
  const { database } = platform;
  const scanner = scannerOf(platform);
  const creations = createRateLimit(database.pool, { name: 'upload_creation', tries: 600, seconds: 3600 });
  const deps = {
    ...platform,
    scanner,
    listeners,
    creations,
    holders: createHolders(platform),
    sources: [attachmentSource, ...sources],
  };
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

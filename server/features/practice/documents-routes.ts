import { Readable } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import { actorOf, expectedVersion } from '../../platform/change.ts';
import type { Scope } from '../../platform/db/database.ts';
import { TooLarge } from '../../platform/file-store.ts';
import { type BoundRoute, handle, type Principal } from '../../platform/http/contract.ts';
import { contentHeaders, rangeOf } from '../../platform/http/file-content.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { documentRoutes as routes } from './documents-api.ts';
import { type contentQuery, maxUploadBytes } from './documents-schema.ts';
import {
  addVersion,
  createDocument,
  findContent,
  getDocument,
  listDocuments,
  updateDocument,
} from './documents-store.ts';
import { createFolder, listFolders, removeFolder, updateFolder } from './folders-store.ts';
import { removeFromRecord, restoreToRecord } from './matter-records.ts';
import { mustSeeMatter } from './matters-store.ts';

export function bindDocumentRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(routes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listDocuments(tx, principal.firmId, query)),
    ),
    handle(routes.listOfMatter, ({ params, query, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await listDocuments(tx, principal.firmId, { ...query, matterId: params.matterId });
      }),
    ),
    handle(routes.upload, async ({ params, query, principal, scope, request }) => {
      // Nothing is stored for a matter that the caller cannot see.
      await scope.read((tx) => mustSeeMatter(tx, principal.firmId, params.matterId));
      const file = await storeBody(platform, principal.firmId, request);
      return await scope.write(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await createDocument(tx, actorOf(principal, clock), params.matterId, query, file);
      });
    }),
    handle(routes.addVersion, async ({ params, query, principal, scope, request }) => {
      await scope.read((tx) => getDocument(tx, principal.firmId, params.id));
      const file = await storeBody(platform, principal.firmId, request);
      return await scope.write((tx) => addVersion(tx, actorOf(principal, clock), params.id, query, file));
    }),
    handle(routes.get, ({ params, principal, scope }) =>
      scope.read((tx) => getDocument(tx, principal.firmId, params.id)),
    ),
    handle(routes.content, ({ params, query, principal, scope, request, reply }) =>
      sendContent(platform, { id: params.id, query }, { principal, scope }, request, reply),
    ),
    handle(routes.update, ({ params, body, principal, scope, request }) =>
      scope.write((tx) => {
        const expected = expectedVersion(request.headers, body.version);
        return updateDocument(tx, actorOf(principal, clock), params.id, body, expected);
      }),
    ),
    handle(routes.remove, ({ params, principal, scope }) =>
      scope.write((tx) => removeFromRecord(tx, actorOf(principal, clock), 'document', params.id)),
    ),
    handle(routes.restore, ({ params, principal, scope }) =>
      scope.write(async (tx) => {
        await restoreToRecord(tx, actorOf(principal, clock), 'document', params.id);
        return await getDocument(tx, principal.firmId, params.id);
      }),
    ),
    handle(routes.folders, ({ params, principal, scope }) =>
      scope.read(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return { items: await listFolders(tx, principal.firmId, params.matterId), next: null };
      }),
    ),
    handle(routes.createFolder, ({ params, body, principal, scope }) =>
      scope.write(async (tx) => {
        await mustSeeMatter(tx, principal.firmId, params.matterId);
        return await createFolder(tx, actorOf(principal, clock), params.matterId, body);
      }),
    ),
    handle(routes.updateFolder, ({ params, body, principal, scope }) =>
      scope.write((tx) => updateFolder(tx, actorOf(principal, clock), params.id, body)),
    ),
    handle(routes.removeFolder, ({ params, principal, scope }) =>
      scope.write((tx) => removeFolder(tx, actorOf(principal, clock), params.id)),
    ),
  ];
}

/** Keeps the body's bytes in the file store; a file that no record names in the end is only an unused file. */
async function storeBody({ files }: Platform, firmId: string, request: FastifyRequest) {
  const bytes = request.body;
  if (!Buffer.isBuffer(bytes))
    throw problem('unsupported_type', 'Send the bytes of the file as application/octet-stream.');
  return await files.put(firmId, Readable.from([bytes]), maxUploadBytes).catch((error: unknown) => {
    throw error instanceof TooLarge ? problem('too_large') : error;
  });
}

async function sendContent(
  { clock, files }: Platform,
  wanted: { id: string; query: z.output<typeof contentQuery> },
  caller: { principal: Principal; scope: Scope },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { firmId } = caller.principal;
  const find = () => caller.scope.read((tx) => findContent(tx, firmId, wanted.id, wanted.query.version));
  const file = await find();
  reply.headers(contentHeaders(file, wanted.query.download === '1'));
  if (request.headers['if-none-match'] === reply.getHeader('etag')) return await reply.code(304).send();
  const range = rangeOf(request.headers.range, file.sizeBytes);
  if (range === 'none')
    return await reply.code(416).header('content-range', `bytes */${file.sizeBytes}`).send();
  // A player asks for many ranges of one file; the first tells who read it.
  if (range === 'whole' || range.start === 0) {
    const actor = actorOf(caller.principal, clock);
    await caller.scope.write((tx) =>
      audit(tx, {
        firmId,
        staffId: actor.staffId,
        action: 'document.read',
        subjectType: 'document',
        subjectId: wanted.id,
        matterId: file.matterId,
        detail: { version: file.number },
        at: actor.now,
      }),
    );
  }
  if (range === 'whole') {
    const all = found(await files.get(firmId, file.sha256));
    return await reply.header('content-length', file.sizeBytes).send(all);
  }
  const part = found(await files.get(firmId, file.sha256, range));
  return await reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`)
    .header('content-length', range.end - range.start + 1)
    .send(part);
}

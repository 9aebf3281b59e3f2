/** Hands files out, on their own origin. Each request is authorised anew, and each second of a long one, too. */
import { Readable, Transform } from 'node:stream';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { audit } from '../../platform/audit.ts';
import { dispositionOf, rangeOf } from '../../platform/http/file-content.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { deliveryOf, type FileRow, isDrawn } from './files-store.ts';
import { holderOf, type Link, readLink } from './links.ts';
import type { FileListener } from './listeners.ts';
import { actorOfPerson, eyesOf, type Person } from './person.ts';
import type { Previews } from './previews.ts';
import { readSettings } from './settings-store.ts';
import { type FileSource, findInSources } from './sources.ts';

export type ServeDeps = Pick<Platform, 'database' | 'clock' | 'files' | 'secrets' | 'filesUrl' | 'logger'> & {
  previews: Previews;
  listeners: readonly FileListener[];
  sources: readonly FileSource[];
};

/** A transfer that goes on after its reader lost the right ends within a second. */
const lookAgainMs = 750;

export async function addFilesOrigin(app: FastifyInstance, deps: ServeDeps): Promise<void> {
  app.get<{ Params: { token: string } }>('/f/:token', async (request, reply) => {
    const link = found(readLink(deps, request.params.token));
    const { person, file } = found(await mayRead(deps, link));
    return link.what === 'page'
      ? await sendPage(deps, { link, person, file }, reply)
      : await sendFile(deps, { link, person, file }, request, reply);
  });
}

interface Allowed {
  person: Person;
  file: FileRow;
}

/** The session, the walls, the stay, the second factor, the scan's verdict and whether it was withdrawn: all as of now. */
async function mayRead(deps: ServeDeps, link: Link): Promise<Allowed | null> {
  const person = await holderOf(deps, link);
  if (!person) return null;
  const found = await eyesOf(deps.database, person).read((tx) =>
    findInSources(deps.sources, tx, link.firmId, link.fileId),
  );
  if (!found) return null;
  const file = found.row;
  const policy = await deps.database.firm(link.firmId).read((tx) => readSettings(tx, link.firmId));
  const delivery = deliveryOf(file, policy);
  if (delivery !== 'deliver' && delivery !== 'warn') return null;
  if (link.what === 'page' && !isDrawn(file)) return null;
  return { person, file };
}

/** T10: an attachment whatever it is; the type that was found in its bytes; nothing runs. */
export function fileHeaders(file: Pick<FileRow, 'name' | 'contentType' | 'sha256'>): Record<string, string> {
  return {
    'content-type': file.contentType,
    'content-disposition': dispositionOf(file.name, 'attachment'),
    'x-content-type-options': 'nosniff',
    'content-security-policy': "default-src 'none'; sandbox",
    'cache-control': 'private, no-store',
    'accept-ranges': 'bytes',
    etag: `"${file.sha256.toString('hex')}"`,
  };
}

async function sendFile(
  deps: ServeDeps,
  { link, person, file }: Allowed & { link: Link },
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { firmId } = link;
  reply.headers(fileHeaders(file));
  // A range of another content than the reader began with would make a broken file.
  const ifRange = request.headers['if-range'];
  const wanted =
    ifRange === undefined || ifRange === reply.getHeader('etag') ? request.headers.range : undefined;
  const range = rangeOf(wanted, file.sizeBytes);
  if (range === 'none')
    return await reply.code(416).header('content-range', `bytes */${file.sizeBytes}`).send();
  const isHead = request.method === 'HEAD';
  if (!isHead && (range === 'whole' || range.start === 0)) await noteRead(deps, { link, person, file });
  if (range === 'whole') {
    reply.header('content-length', file.sizeBytes);
    // A stream, or the length would be told as that of nothing.
    if (isHead) return await reply.send(Readable.from([]));
    return await reply.send(watched(deps, link, found(await deps.files.get(firmId, file.sha256))));
  }
  reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`)
    .header('content-length', range.end - range.start + 1);
  if (isHead) return await reply.send(Readable.from([]));
  return await reply.send(watched(deps, link, found(await deps.files.get(firmId, file.sha256, range))));
}

async function sendPage(
  deps: ServeDeps,
  { link, person, file }: Allowed & { link: Link },
  reply: FastifyReply,
): Promise<FastifyReply> {
  const picture = await deps.previews.page(link.firmId, file, link.page);
  if (picture.kind === 'none') throw problem('not_found');
  await noteRead(deps, { link, person, file });
  return await reply
    .header('content-type', 'image/webp')
    .header('content-length', picture.sizeBytes)
    // Drawn here: pixels and nothing else, so the app's pages may show it.
    .header('cross-origin-resource-policy', 'cross-origin')
    .send(found(await deps.files.get(link.firmId, picture.sha256)));
}

async function noteRead(
  { database, clock, listeners }: ServeDeps,
  { link, person, file }: Allowed & { link: Link },
): Promise<void> {
  const { firmId, fileId } = link;
  const { now, ...who } = actorOfPerson(person, clock);
  const detail = {
    what: link.what,
    ...(link.what === 'page' ? { page: link.page } : {}),
    ...(file.version === undefined ? {} : { version: file.version }),
  };
  await database.firm(firmId).write(async (tx) => {
    await audit(tx, {
      ...who,
      action: 'file.read',
      subjectType: 'file',
      subjectId: fileId,
      detail,
      at: now,
    });
    const by = person.staffId === null ? { portalUserId: person.portalUserId } : { staffId: person.staffId };
    for (const listener of listeners)
      await listener.opened?.(tx, {
        ...{ firmId, fileId, by, at: now },
        ...{ conversationId: file.conversationId, seq: file.seq },
      });
  });
}

/** Breaks off when whoever reads may not any more. */
function watched(deps: ServeDeps, link: Link, content: Readable): Readable {
  const through = new Transform({ transform: (piece, _encoding, done) => done(null, piece) });
  const timer = setInterval(() => {
    mayRead(deps, link).then(
      (still) => still ?? through.destroy(new Error('the right to read ended')),
      (error: unknown) => deps.logger.warn({ err: error }, 'could not look again who reads a file'),
    );
  }, lookAgainMs);
  through.once('close', () => {
    clearInterval(timer);
    content.destroy();
  });
  content.once('error', (error) => through.destroy(error));
  return content.pipe(through);
}

/** Gives a pack out: whole or by ranges, so that a broken transfer goes on; and looks again while it runs. */
import { type Readable, Transform } from 'node:stream';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { recordChange } from '../../platform/change.ts';
import { contentHeaders, rangeOf } from '../../platform/http/file-content.ts';
import { found, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { type HandOver, mayStillRead } from './rights.ts';
import { actorOfPack } from './store.ts';

type Deps = Pick<Platform, 'database' | 'clock' | 'files' | 'logger'>;

const lookAgainMs = 400;

export async function sendPack(
  deps: Deps,
  row: HandOver,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const { firm_id: firmId, sha256, size_bytes: sizeBytes } = row;
  if (row.state !== 'ready' || sha256 === null || sizeBytes === null || row.expires_at <= deps.clock.now())
    throw problem('wrong_state', 'This file is not there any more, or not yet.');
  if (!(await mayStillRead(deps.database, row)))
    throw problem('wrong_state', 'What you may see has changed since: ask for a new file.');
  const fileName = `Hand-over ${row.created_at.toISOString().slice(0, 10)}.zip`;
  reply.headers(contentHeaders({ contentType: 'application/zip', fileName, sha256 }, true));
  // A range of another file than the reader began with would make a broken one.
  const ifRange = request.headers['if-range'];
  const wanted =
    ifRange === undefined || ifRange === reply.getHeader('etag') ? request.headers.range : undefined;
  const range = rangeOf(wanted, sizeBytes);
  if (range === 'none') return await reply.code(416).header('content-range', `bytes */${sizeBytes}`).send();
  if (range === 'whole' || range.start === 0) await noteDownload(deps, row);
  if (range === 'whole') {
    reply.header('content-length', sizeBytes);
    return await reply.send(watched(deps, row, found(await deps.files.get(firmId, sha256))));
  }
  reply
    .code(206)
    .header('content-range', `bytes ${range.start}-${range.end}/${sizeBytes}`)
    .header('content-length', range.end - range.start + 1);
  return await reply.send(watched(deps, row, found(await deps.files.get(firmId, sha256, range))));
}

async function noteDownload({ database, clock }: Deps, row: HandOver): Promise<void> {
  const actor = actorOfPack(row, clock.now());
  await database.firm(row.firm_id).write((tx) =>
    recordChange(tx, actor, {
      ...{ action: 'hand_over.downloaded', id: row.id, matterId: row.matter_id },
      forPortalUserId: row.portal_user_id,
      detail: { sha256: row.sha256?.toString('hex') },
    }),
  );
}

/** Breaks off when whoever reads may not any more. */
function watched({ database, logger }: Deps, row: HandOver, content: Readable): Readable {
  const through = new Transform({ transform: (piece, _encoding, done) => done(null, piece) });
  const timer = setInterval(() => {
    mayStillRead(database, row).then(
      (still) => still || through.destroy(new Error('the right to read ended')),
      (error: unknown) => logger.warn({ err: error }, 'could not look again who reads a pack'),
    );
  }, lookAgainMs);
  through.once('close', () => {
    clearInterval(timer);
    content.destroy();
  });
  content.once('error', (error) => through.destroy(error));
  return content.pipe(through);
}

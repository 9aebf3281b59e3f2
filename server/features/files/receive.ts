/** The bytes of an upload as they come: authorised, from the durable offset on, never more than declared. */
import type { Hash } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { PassThrough } from 'node:stream';
import { found, problem } from '../../platform/http/problems.ts';
import { TooMuch } from '../../platform/part-store.ts';
import type { Platform } from '../../platform/platform.ts';
import type { Holders, Holding } from './holders.ts';
import { enqueueInspection } from './inspect-job.ts';
import { eyesOf, findPlace, type Person } from './person.ts';
import { purgeUpload } from './purge.ts';
import type { PartHeaders } from './tus.ts';
import { findUpload, noteReceived, type UploadRow } from './uploads-store.ts';

type Deps = Pick<Platform, 'database' | 'clock' | 'files' | 'jobs' | 'logger'>;

/**
 * The upload, for whoever may still send it. When the conversation is not there any more for this person the data is
 * purged, and the answer is the same as for an upload that never was.
 */
export async function mustStillMay(deps: Deps, person: Person, id: string): Promise<UploadRow> {
  const program = deps.database.firm(person.firmId);
  const upload = found(await program.read((tx) => findUpload(tx, person, id)));
  const place = await eyesOf(deps.database, person).read((tx) =>
    findPlace(tx, person, upload.conversation_id),
  );
  if (place === null) {
    await purgeUpload(deps, upload, 'rights_ended');
    throw problem('not_found');
  }
  if (place.locked) throw problem('step_up_needed', 'This conversation asks for a second factor.');
  if (upload.state === 'expired' || isOver(upload, deps.clock.now()))
    throw problem('gone', 'This upload was left alone for too long. Send the file again.');
  return upload;
}

const isOver = (upload: UploadRow, now: Date) =>
  upload.expires_at <= now && (upload.state === 'created' || upload.state === 'receiving');

const lookAgainMs = 500;

export interface Received {
  /** Everything before it is on the disk. */
  offset: number;
  expiresAt: Date;
}

/** Takes one PATCH. */
export async function receivePart(
  deps: Deps,
  holders: Holders,
  person: Person,
  part: { id: string; headers: PartHeaders; request: IncomingMessage },
): Promise<Received> {
  const { id, headers } = part;
  mustFit(await mustStillMay(deps, person, id), headers);
  const holding = await holders.hold(person.firmId, id);
  try {
    // Whoever had it before may have gone on in the meantime.
    const upload = found(await deps.database.firm(person.firmId).read((tx) => findUpload(tx, person, id)));
    mustFit(upload, headers);
    return await write(deps, person, { ...part, upload, holding });
  } finally {
    await holding.release();
  }
}

function mustFit(upload: UploadRow, { offset, length }: PartHeaders): void {
  if (upload.state !== 'created' && upload.state !== 'receiving')
    throw problem('wrong_state', 'All of it is here.');
  if (offset !== upload.received_bytes)
    throw problem('conflict', `The next byte is number ${upload.received_bytes}.`, {
      headers: { 'upload-offset': String(upload.received_bytes) },
    });
  if (length !== null && offset + length > upload.size_bytes) throw tooLong(upload);
}

const tooLong = ({ size_bytes }: UploadRow) =>
  problem(
    'too_large',
    `The upload was declared with ${size_bytes} bytes; more were sent. They are not kept.`,
  );

async function write(
  deps: Deps,
  person: Person,
  {
    upload,
    holding,
    request,
    headers,
  }: { upload: UploadRow; holding: Holding; request: IncomingMessage; headers: PartHeaders },
): Promise<Received> {
  const { files, logger } = deps;
  const { checksum } = headers;
  const came = untilTakenOver(request, holding.signal);
  const content = checksum ? summed(came, checksum.hash) : came;
  const received = { offset: upload.received_bytes, expiresAt: upload.expires_at };
  const incoming = {
    offset: upload.received_bytes,
    maxBytes: upload.size_bytes - upload.received_bytes,
    signal: holding.signal,
    asOne: checksum !== null,
    content,
  };
  let looked = performance.now();
  const durable = async (offset: number) => {
    if (checksum && !checksum.hash.digest().equals(checksum.expected)) throw problem('checksum_mismatch');
    // Whoever loses the right in the middle of a long part loses it within a second.
    if (performance.now() - looked > lookAgainMs) {
      await mustStillMay(deps, person, upload.id);
      looked = performance.now();
    }
    received.expiresAt = await keepOffset(deps, person, { upload, token: holding.token, offset });
    received.offset = offset;
  };
  try {
    await files.parts.append(person.firmId, upload.id, incoming, durable);
  } catch (error) {
    if (error instanceof TooMuch) throw tooLong(upload);
    if (isCode(error, 'ENOSPC')) {
      logger.error({ err: error }, 'no room for uploads');
      throw problem('unavailable', 'There is no room on the disk. What came before is kept.');
    }
    if (!holding.signal.aborted)
      throw request.destroyed && !request.complete ? problem('bad_request', 'The sender went away.') : error;
  }
  if (holding.signal.aborted) throw problem('overtaken');
  return received;
}

async function* summed(content: AsyncIterable<Uint8Array>, hash: Hash): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    hash.update(piece);
    yield piece;
  }
}

const isCode = (error: unknown, code: string) =>
  typeof error === 'object' && error !== null && 'code' in error && error.code === code;

/** Another request may have taken over. */
async function keepOffset(
  deps: Deps,
  person: Person,
  { upload, token, offset }: { upload: UploadRow; token: string; offset: number },
): Promise<Date> {
  const { database, clock } = deps;
  const expiresAt = await database.firm(person.firmId).write(async (tx) => {
    const kept = await noteReceived(tx, upload, token, { offset, now: clock.now() });
    if (kept && offset === upload.size_bytes) await enqueueInspection(tx, deps, upload);
    return kept;
  });
  if (expiresAt === null) throw problem('overtaken');
  return expiresAt;
}

/** The request's bytes until it ends, breaks off or is taken over; then the request itself can still be answered. */
function untilTakenOver(request: IncomingMessage, signal: AbortSignal): PassThrough {
  // Piece by piece: as mere bytes, what waits would be joined in one copy more.
  const content = new PassThrough({ readableObjectMode: true });
  const stop = () => {
    request.unpipe(content);
    content.destroy();
  };
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  request.once('error', (error) => content.destroy(error));
  request.once('close', () => {
    if (!request.complete)
      content.destroy(Object.assign(new Error('the sender went away'), { code: 'ECONNRESET' }));
  });
  content.once('close', () => signal.removeEventListener('abort', stop));
  request.pipe(content);
  return content;
}

/** So much of a refused request is read and thrown away, so that its sender gets to read the answer. */
const drainBytes = 16 * 1024 ** 2;
const drainMs = 10_000;

export function passOver(request: IncomingMessage): void {
  if (request.complete || request.destroyed) return;
  let bytes = 0;
  const timer = setTimeout(() => request.destroy(), drainMs);
  timer.unref();
  request.once('close', () => clearTimeout(timer));
  request.once('end', () => clearTimeout(timer));
  request.on('data', (piece: Buffer) => {
    bytes += piece.length;
    if (bytes > drainBytes) request.destroy();
  });
}

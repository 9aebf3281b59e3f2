/** tus 1.0 over our own contract, for both realms. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { found, Problem, problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import type { RateLimit } from '../../platform/rate-limits.ts';
import type { Holders } from './holders.ts';
import type { Person } from './person.ts';
import { purgeUpload } from './purge.ts';
import { mustStillMay, passOver, receivePart } from './receive.ts';
import { readSettings } from './settings-store.ts';
import { mustSpeakTus, readCreation, readPart, tusHeaders } from './tus.ts';
import { createUpload } from './upload-acts.ts';
import { toUpload } from './upload-views.ts';
import { findUpload } from './uploads-store.ts';

export type TusDeps = Pick<Platform, 'database' | 'clock' | 'files' | 'jobs' | 'logger'> & {
  holders: Holders;
  creations: RateLimit;
};

interface Exchange {
  request: FastifyRequest;
  reply: FastifyReply;
}

export async function answerCreation(deps: TusDeps, person: Person, { request, reply }: Exchange) {
  reply.headers(tusHeaders);
  mustSpeakTus(request.headers);
  await deps.creations.take(person.staffId ?? person.portalUserId);
  const row = await createUpload(deps, person, readCreation(request.headers));
  const path = new URL(request.url, 'http://localhost').pathname.replace(/\/$/, '');
  return await reply
    .code(201)
    .header('location', `${path}/${row.id}`)
    .header('upload-expires', row.expires_at.toUTCString())
    .send();
}

export async function answerPart(deps: TusDeps, person: Person, id: string, { request, reply }: Exchange) {
  reply.headers(tusHeaders);
  try {
    mustSpeakTus(request.headers);
    const headers = readPart(request.headers);
    const { offset, expiresAt } = await receivePart(deps, deps.holders, person, {
      id,
      headers,
      request: request.raw,
    });
    return await reply
      .code(204)
      .header('upload-offset', offset)
      .header('upload-expires', expiresAt.toUTCString())
      .send();
  } catch (error) {
    // Else the sender would find a broken connection instead of the answer.
    passOver(request.raw);
    if (request.raw.destroyed && error instanceof Problem)
      request.log.info({ code: error.code }, 'a part broke off');
    throw error;
  }
}

/** HEAD as tus wants it; GET tells the whole state. */
export async function answerUpload(deps: TusDeps, person: Person, id: string, { request, reply }: Exchange) {
  if (request.method !== 'HEAD') return await reply.send(await viewOf(deps, person, id));
  reply.headers(tusHeaders);
  mustSpeakTus(request.headers);
  const upload = await mustStillMay(deps, person, id);
  return await reply
    .code(200)
    .header('upload-offset', upload.received_bytes)
    .header('upload-length', upload.size_bytes)
    .header('upload-expires', upload.expires_at.toUTCString())
    .send();
}

async function viewOf(deps: TusDeps, person: Person, id: string) {
  await mustStillMay(deps, person, id);
  return await deps.database.firm(person.firmId).read(async (tx) => {
    const policy = await readSettings(tx, person.firmId);
    return toUpload(found(await findUpload(tx, person, id)), policy);
  });
}

/** Whatever its state: nothing is a dead end. What was sent with a message is withdrawn there instead. */
export async function removeOwnUpload(deps: TusDeps, person: Person, id: string): Promise<void> {
  const upload = found(await deps.database.firm(person.firmId).read((tx) => findUpload(tx, person, id)));
  if (upload.state === 'attached') throw problem('wrong_state', 'It was sent; withdraw it in its message.');
  const receiving = upload.state === 'created' || upload.state === 'receiving';
  const holding = receiving ? await deps.holders.hold(person.firmId, id) : null;
  try {
    await purgeUpload(deps, upload, 'removed');
  } finally {
    await holding?.release();
  }
}

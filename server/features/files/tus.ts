/** What tus 1.0 says in headers (https://tus.io/protocols/resumable-upload): creation, expiration, checksum, termination. */
import { createHash, type Hash } from 'node:crypto';
import { z } from 'zod';
import { type Problem, problem } from '../../platform/http/problems.ts';
import { maxFileBytes } from './limits.ts';
import type { NewUpload } from './uploads-store.ts';

type Headers = Record<string, string | string[] | undefined>;

export const tusVersion = '1.0.0';
const algorithms = ['sha1', 'sha256', 'sha512', 'md5'] as const;

export const tusAbilities = {
  'tus-resumable': tusVersion,
  'tus-version': tusVersion,
  'tus-extension': 'creation,expiration,checksum,termination',
  'tus-max-size': String(maxFileBytes),
  'tus-checksum-algorithm': algorithms.join(','),
};

/** On every answer. What an upload is changes with each part. */
export const tusHeaders = { 'tus-resumable': tusVersion, 'cache-control': 'no-store' };

const one = (headers: Headers, name: string): string | undefined => {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
};

const refused = (detail: string): Problem => problem('invalid_input', detail);

export function mustSpeakTus(headers: Headers): void {
  if (one(headers, 'tus-resumable') === tusVersion) return;
  throw problem('overtaken', `Say "Tus-Resumable: ${tusVersion}"; this server speaks no other version.`, {
    headers: { ...tusHeaders, 'tus-version': tusVersion },
  });
}

function wholeNumber(headers: Headers, name: string): number | null {
  const text = one(headers, name);
  return text !== undefined && /^\d{1,15}$/.test(text) ? Number(text) : null;
}

const metadata = z.object({
  conversationId: z.uuid(),
  filename: z.string().min(1),
  filetype: z.string().default(''),
  stripLocation: z.enum(['0', '1', '']).default('0'),
  forId: z.uuid().optional(),
});

/** A name of any letters; only what no file system and no database holds is taken out of it. */
function nameOf(text: string): string {
  const clean = text.toWellFormed().replaceAll('\0', '');
  return [...clean].slice(0, 255).join('');
}

/** Of `Upload-Length` and `Upload-Metadata` (`filename`, `filetype`, `conversationId`, `stripLocation`, `forId`). */
export function readCreation(headers: Headers): NewUpload {
  const sizeBytes = wholeNumber(headers, 'upload-length');
  if (sizeBytes === null)
    throw refused('Upload-Length tells how many bytes will come; it cannot be told later.');
  const given = metadata.safeParse(readMetadata(one(headers, 'upload-metadata') ?? ''));
  if (!given.success) {
    const field = String(given.error.issues[0]?.path[0] ?? 'conversationId');
    throw problem('invalid_input', `Upload-Metadata lacks a ${field} that can be used.`, {
      fields: [{ field, message: given.error.issues[0]?.message ?? '' }],
    });
  }
  const { conversationId, filename, filetype, stripLocation, forId = null } = given.data;
  const name = nameOf(filename);
  if (name === '') throw refused('The file has no name.');
  return {
    conversationId,
    name,
    declaredType: filetype.replaceAll('\0', '').slice(0, 200),
    sizeBytes,
    stripLocation: stripLocation === '1',
    forId,
  };
}

/** `filename dGV4dA==,filetype dGV4dA==` */
function readMetadata(text: string): Record<string, string> {
  const pairs = text
    .split(',')
    .map((pair) => pair.trim().split(' '))
    .filter(([key]) => key !== '');
  return Object.fromEntries(
    pairs.map(([key = '', value = '']) => [key, Buffer.from(value, 'base64').toString('utf8')]),
  );
}

export interface PartHeaders {
  offset: number;
  /** Bytes to come; null: as many as come. */
  length: number | null;
  checksum: { hash: Hash; expected: Buffer } | null;
}

export function readPart(headers: Headers): PartHeaders {
  if (one(headers, 'content-type') !== 'application/offset+octet-stream')
    throw problem('unsupported_type', 'Send the bytes as application/offset+octet-stream.');
  const offset = wholeNumber(headers, 'upload-offset');
  if (offset === null) throw refused('Upload-Offset tells where these bytes go.');
  return { offset, length: wholeNumber(headers, 'content-length'), checksum: readChecksum(headers) };
}

function readChecksum(headers: Headers): PartHeaders['checksum'] {
  const text = one(headers, 'upload-checksum');
  if (text === undefined) return null;
  const [name = '', sum = ''] = text.trim().split(' ');
  const algorithm = algorithms.find((known) => known === name.toLowerCase());
  if (!algorithm || sum === '')
    throw problem('bad_request', `Upload-Checksum takes ${algorithms.join(', ')}, then the sum in base64.`);
  return { hash: createHash(algorithm), expected: Buffer.from(sum, 'base64') };
}

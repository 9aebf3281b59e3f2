/** A document goes there in two steps: its entry on the matter, then its bytes to the address that the answer names. */
import { vendorFetch } from '../kit/http.ts';
import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type DocumentToWrite,
  type FileToWrite,
  type MatterDocumentToWrite,
  type PracticeContext,
  VendorError,
  type WriteProgress,
  type Written,
} from '../ports.ts';
import { fileBody } from './bodies.ts';
import { externalIdOf, listPathOf, pathOf } from './paths.ts';
import * as wire from './wire.ts';

interface FileParts {
  api: PracticeApi;
  context: PracticeContext;
}

/** How long an entry that was accepted may still be invisible. */
export const visibleWithinSeconds = 120;

/** The entry's id is saved before the bytes are sent: a repeat gives the same entry its bytes. */
export async function writeDocument(
  parts: FileParts,
  record: DocumentToWrite | MatterDocumentToWrite,
  progress: WriteProgress,
): Promise<Written> {
  const begun = progress.saved?.file;
  const path = begun === undefined ? null : pathOf(record, begun);
  const known = path === null ? null : await parts.api.find({ path: `${path}/upload` }, wire.uploadInfo);
  if (begun !== undefined && known !== null) {
    await upload(parts.context, known.uploadUrl, record.file);
    return { externalId: begun, version: null, there: false };
  }
  const begunAt = Date.parse(progress.saved?.fileAt ?? '');
  if (parts.context.now().getTime() - begunAt < visibleWithinSeconds * 1000)
    throw new VendorError({
      failure: 'unavailable',
      detail: 'The file’s entry was accepted and is not there yet.',
    });
  const json = fileBody(record);
  const made = await parts.api.call({ method: 'POST', path: listPathOf(record), json }, wire.uploadInfo);
  const externalId = externalIdOf(record, made.fileId);
  const fileAt = parts.context.now().toISOString();
  await progress.save({ ...progress.saved, file: externalId, fileAt });
  await upload(parts.context, made.uploadUrl, record.file);
  return { externalId, version: null, there: false };
}

/** A new version of a file that is there. */
export async function replaceFile(
  parts: FileParts,
  record: Pick<DocumentToWrite, 'file'>,
  path: string,
): Promise<void> {
  const { uploadUrl } = await parts.api.call({ path: `${path}/upload` }, wire.uploadInfo);
  await upload(parts.context, uploadUrl, record.file);
}

/**
 * The address is signed for an empty content type and for nobody's credentials. A refusal there says that the address is
 * too old, not that our token is: the next attempt asks for a new one.
 */
async function upload(context: PracticeContext, uploadUrl: string, file: FileToWrite): Promise<void> {
  const body = await new Response(await file.open()).bytes();
  const response = await vendorFetch(context, {
    url: uploadUrl,
    method: 'PUT',
    headers: { 'content-type': '' },
    body,
    redirect: 'manual',
    timeoutMilliseconds: 120_000,
    absentStatuses: [400, 401, 403, 404, 410],
  });
  await response.body?.cancel();
  if (response.ok) return;
  throw new VendorError({
    failure: 'unavailable',
    detail: `The file store answered ${response.status}; the file is sent again to a new address.`,
  });
}

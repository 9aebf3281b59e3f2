/** Pictures and files of texts: fetched, kept by the firm, and only then deleted at the provider. */
import { Readable } from 'node:stream';
import { type Selectable, sql } from 'kysely';
import { TooLarge } from '../../platform/file-store.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { VendorError } from '../../vendors/ports.ts';
import type { FirmWork } from './send.ts';
import type { TextMediaTable } from './tables.ts';

/** Twilio takes 5 MB a message; other networks a little more. */
export const maxMediaBytes = 25 * 1024 * 1024;
const atOnce = 10;
const minute = 60_000;

interface DueFile extends Selectable<TextMediaTable> {
  conversation_id: string;
  seq: number;
  portal_user_id: string;
  provider_id: string;
}

/** Files of texts that have a place. Without somebody who keeps them they stay at the provider. True when there may be more. */
export async function moveMedia(work: FirmWork): Promise<boolean> {
  const { deps, settings } = work;
  const { database, clock } = deps.platform;
  if (deps.media === null) return false;
  const firmId = settings.firm_id;
  const { rows } = await database.firm(firmId).write((tx) =>
    sql<DueFile>`
      with due as (
        select f.id, i.conversation_id, i.seq, i.portal_user_id, i.provider_id from text_media f
        join text_inbound i on i.firm_id = ${firmId} and i.id = f.inbound_id and i.state = 'filed' and i.seq is not null
        where f.firm_id = ${firmId} and f.state in ('waiting', 'kept') and f.due_at <= ${clock.now()}
        order by f.due_at, f.id limit ${atOnce} for update of f skip locked)
      update text_media m set due_at = ${later(clock.now(), 5)}, attempts = m.attempts + 1
      from due where m.firm_id = ${firmId} and m.id = due.id
      returning m.*, due.conversation_id, due.seq, due.portal_user_id, due.provider_id`.execute(tx),
  );
  for (const file of rows) await moveFile(work, file);
  return rows.length === atOnce;
}

async function moveFile(work: FirmWork, file: DueFile): Promise<void> {
  try {
    if (file.state === 'waiting') await keepFile(work, file);
    await work.client.deleteMedia(file.url);
    await note(work, file, { state: 'done', detail: '' });
  } catch (error) {
    await noteFailure(work, file, error);
  }
}

async function keepFile(work: FirmWork, file: DueFile): Promise<void> {
  const { deps, client, settings } = work;
  if (deps.media === null) return;
  const { contentType, body } = await client.fetchMedia(file.url);
  const { fileId, sizeBytes } = await deps.media.keep({
    firmId: settings.firm_id,
    conversationId: file.conversation_id,
    seq: file.seq,
    portalUserId: file.portal_user_id,
    key: `${file.provider_id}/${file.position}`,
    fileName: fileNameOf(file, contentType),
    contentType,
    content: Readable.from(body),
    maxBytes: maxMediaBytes,
  });
  await note(work, file, { state: 'kept', file_id: fileId, size_bytes: sizeBytes, detail: '' });
}

async function noteFailure(work: FirmWork, file: DueFile, error: unknown): Promise<void> {
  if (error instanceof TooLarge) {
    // It stays at the provider, where a person may still fetch it.
    await note(work, file, { state: 'too_large', detail: error.message });
    return;
  }
  if (error instanceof VendorError && error.problem.failure === 'not_found') {
    await note(work, file, {
      state: file.state === 'waiting' ? 'gone' : 'done',
      detail: error.problem.detail,
    });
    return;
  }
  const { clock, logger } = work.deps.platform;
  const detail = error instanceof VendorError ? error.problem.detail : 'It could not be kept here.';
  if (!(error instanceof VendorError)) logger.error({ err: error }, 'a file of a text could not be kept');
  const due = later(clock.now(), Math.min(2 ** file.attempts, 24 * 60));
  await note(work, file, { due_at: due, detail });
}

async function note(
  { deps, settings }: FirmWork,
  file: DueFile,
  values: Partial<Selectable<TextMediaTable>>,
): Promise<void> {
  const { media, platform } = deps;
  const firmId = settings.firm_id;
  await platform.database.firm(firmId).write(async (tx) => {
    await tx
      .updateTable('text_media')
      .set({ ...values, ...(values.detail ? { detail: values.detail.slice(0, 500) } : {}) })
      .where('firm_id', '=', firmId)
      .where('id', '=', file.id)
      .execute();
    const { state: why } = values;
    const { conversation_id: conversationId, portal_user_id: portalUserId } = file;
    if (why === 'too_large' || why === 'gone')
      await media?.lost(tx, { firmId, conversationId, portalUserId, why, at: platform.clock.now() });
    if (why !== undefined)
      await appendEvents(tx, firmId, [{ type: 'text_inbound.changed', subjectId: file.inbound_id }]);
  });
}

const endings: ReadonlyMap<string, string> = new Map(
  Object.entries<string>({
    'image/jpeg': 'jpg',
    'image/png': 'png',
    'image/gif': 'gif',
    'image/webp': 'webp',
    'image/heic': 'heic',
    'video/mp4': 'mp4',
    'video/3gpp': '3gp',
    'audio/mpeg': 'mp3',
    'audio/amr': 'amr',
    'application/pdf': 'pdf',
    'text/vcard': 'vcf',
    'text/x-vcard': 'vcf',
  }),
);

/** The provider tells no name. */
function fileNameOf({ position }: DueFile, contentType: string): string {
  const ending = endings.get(contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '') ?? 'bin';
  return `text-${position + 1}.${ending}`;
}

function later(now: Date, minutes: number): Date {
  return new Date(now.getTime() + minutes * minute);
}

/** Recordings, voicemails, pictures and fax documents: fetched after the interaction is stored, kept, and filed. */
import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import type { Selectable } from 'kysely';
import { sql } from 'kysely';
import { eachAtOnce } from '../../platform/at-once.ts';
import { TooLarge } from '../../platform/file-store.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { fetchPublic, RefusedAddress } from '../../platform/public-fetch.ts';
import {
  type Artefact,
  artefact as artefactShape,
  type PhoneSystem,
  VendorError,
} from '../../vendors/ports.ts';
import { withVendorClient } from '../sources/index.ts';
import { type FetchFailure, nextFetch } from './artefact-retry.ts';
import { fileFaxDocuments } from './fax-documents.ts';
import { guardedFetch, RefusedFile } from './guarded-fetch.ts';
import type { PipelineDeps } from './pipeline.ts';
import { resettle } from './reconcile.ts';
import type { ArtefactsTable } from './tables.ts';

/** A long recording, or a fax of many pages; more is refused and said so. */
const maxBytes = 200 * 1024 * 1024;
/** While a worker fetches it; a crashed worker's file is taken up again after this. */
const leaseSeconds = 300;
const eachRound = 20;
/** A phone system that hangs must not stop the others' files. Each takes up to two connections to the database. */
const atOnce = 3;
const longestTextBytes = 1024 * 1024;

type Row = Selectable<ArtefactsTable> & { source_id: string; source_kind: string };

/** One round: fetches the files that are due. True when there may be more. */
export async function fetchArtefacts(deps: PipelineDeps): Promise<boolean> {
  const due = await deps.platform.database.system((tx) =>
    tx
      .selectFrom('artefacts')
      .select(['firm_id', 'id'])
      .where('state', '=', 'pending')
      .where('due_at', '<=', deps.platform.clock.now())
      .orderBy('due_at')
      .limit(eachRound)
      .execute(),
  );
  await eachAtOnce(due, atOnce, ({ firm_id, id }) => fetchOne(deps, firm_id, id));
  return due.length === eachRound;
}

async function fetchOne(deps: PipelineDeps, firmId: string, id: string): Promise<void> {
  const row = await lease(deps, firmId, id);
  if (!row) return;
  try {
    const content = await download(deps, row);
    if (content === null) return await fail(deps, row, { failure: 'no_access' });
    const stored = await deps.platform.files.put(firmId, content.body, maxBytes);
    await keep(deps, row, { ...stored, contentType: content.contentType });
  } catch (error) {
    await fail(deps, row, failureOf(deps, error));
  }
}

/** Takes the file for this worker; null when another one has it. */
async function lease({ platform }: PipelineDeps, firmId: string, id: string): Promise<Row | null> {
  const now = platform.clock.now();
  const rows = await platform.database.firm(firmId).write((tx) =>
    sql<Row>`
      update artefacts a set due_at = ${new Date(now.getTime() + leaseSeconds * 1000)}, attempts = attempts + 1
      from interactions i join sources s on s.firm_id = ${firmId} and s.id = i.source_id
      where a.firm_id = ${firmId} and a.id = ${id} and a.state = 'pending' and a.due_at <= ${now}
        and i.firm_id = ${firmId} and i.id = a.interaction_id
      returning a.*, i.source_id, s.kind as source_kind`.execute(tx),
  );
  return rows.rows[0] ?? null;
}

async function download(
  deps: PipelineDeps,
  row: Row,
): Promise<{ contentType: string; body: Readable } | null> {
  const vendor: PhoneSystem | undefined = deps.vendors[row.source_kind];
  if (!vendor?.abilities.media) return null;
  const file: Artefact = artefactShape.parse({
    kind: row.kind,
    id: row.provider_id,
    url: row.url ?? undefined,
    contentType: row.content_type ?? undefined,
  });
  // A vendor without an API of its own names addresses that anybody can read.
  if (vendor.client && vendor.defaults.apiUrl !== '') {
    return await withVendorClient(
      deps.platform,
      vendor,
      { firm_id: row.firm_id, id: row.source_id },
      async (client) => {
        if (!client.fetchArtefact) return null;
        const { contentType, body } = await client.fetchArtefact(file);
        return { contentType, body: Readable.from(body) };
      },
      { fetchFor: (apiUrl) => guardedFetch(deps.platform, apiUrl) },
    );
  }
  if (row.url === null) return null;
  const answer = await fetchPublic(row.url, {
    allowLoopback: deps.platform.allowLoopback,
    timeoutMs: 30_000,
  });
  if (answer.status !== 200) {
    answer.body.resume();
    throw new VendorError(
      answer.status === 404
        ? { failure: 'not_found', detail: 'the file is not there' }
        : { failure: 'unavailable', detail: `it answered ${answer.status}` },
    );
  }
  return answer;
}

async function keep(
  deps: PipelineDeps,
  row: Row,
  file: { sha256: Buffer; sizeBytes: number; contentType: string },
): Promise<void> {
  const { platform } = deps;
  const text = row.kind === 'transcript' ? await readText(deps, row.firm_id, file) : null;
  /** A plan waited for this file, or its text belongs into the record. */
  const changesEntry = await platform.database.firm(row.firm_id).write(async (tx) => {
    await sql`insert into files (firm_id, sha256, size_bytes, content_type) values (${row.firm_id}, ${file.sha256}, ${file.sizeBytes}, ${file.contentType}) on conflict do nothing`.execute(
      tx,
    );
    await tx
      .updateTable('artefacts')
      .set({
        state: 'stored',
        sha256: file.sha256,
        size_bytes: file.sizeBytes,
        content_type: file.contentType,
        error: null,
        ...(text === null ? {} : { text }),
      })
      .where('firm_id', '=', row.firm_id)
      .where('id', '=', row.id)
      .execute();
    if (row.kind === 'fax_document') await fileFaxDocuments(tx, row.firm_id, [row.interaction_id]);
    const interaction = await tx
      .selectFrom('interactions')
      .select('matter_id')
      .where('firm_id', '=', row.firm_id)
      .where('id', '=', row.interaction_id)
      .executeTakeFirst();
    const waiting = await tx
      .selectFrom('log_entries')
      .select('id')
      .where('firm_id', '=', row.firm_id)
      .where('interaction_id', '=', row.interaction_id)
      .where('state', '=', 'pending')
      .executeTakeFirst();
    await appendEvents(tx, row.firm_id, [
      {
        type: 'interaction.changed',
        subjectId: row.interaction_id,
        matterId: interaction?.matter_id ?? null,
      },
    ]);
    return waiting !== undefined || text !== null;
  });
  if (changesEntry) await resettle(deps, row.firm_id, [row.interaction_id]);
}

/** A transcript that came as a file is shown like one that came as text. */
async function readText(
  { platform }: PipelineDeps,
  firmId: string,
  file: { sha256: Buffer; sizeBytes: number; contentType: string },
): Promise<string | null> {
  if (!/^text\/plain\b/.test(file.contentType) || file.sizeBytes > longestTextBytes) return null;
  const content = await platform.files.get(firmId, file.sha256);
  // PostgreSQL takes no NUL in text.
  return content && (await buffer(content)).toString('utf8').replaceAll('\u0000', '');
}

function failureOf({ platform }: PipelineDeps, error: unknown): FetchFailure {
  if (error instanceof RefusedFile) return { failure: 'refused', detail: error.why };
  if (error instanceof VendorError) return error.problem;
  if (error instanceof TooLarge || error instanceof RefusedAddress)
    return { failure: 'refused', detail: error.message };
  platform.logger.warn({ err: error }, 'fetching a file failed');
  return { failure: 'unavailable', detail: 'it could not be fetched' };
}

async function fail({ platform }: PipelineDeps, row: Row, failure: FetchFailure): Promise<void> {
  const next = nextFetch(failure, row.attempts, platform.clock.now());
  await platform.database
    .firm(row.firm_id)
    .write((tx) =>
      tx
        .updateTable('artefacts')
        .set({ state: next.state, due_at: next.at, error: next.detail })
        .where('firm_id', '=', row.firm_id)
        .where('id', '=', row.id)
        .execute(),
    );
}

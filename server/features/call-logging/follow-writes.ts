/** What becomes of a log entry as its records are written to a practice system, and of the contacts made there for it. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/database.ts';
import { appendEvents } from '../../platform/live-events.ts';
import type { MirroredContact, PracticeSystem, Written } from '../../vendors/ports.ts';
import { findConnection } from '../connections/index.ts';
import {
  type FindFile,
  listEntryWrites,
  openStored,
  parsePlanned,
  type WorkerDeps,
  type WriteRow,
} from '../destinations/index.ts';
import { applyMirrored, linkRecord } from '../mirror/index.ts';
import { ensureActivityCode } from '../practice/index.ts';
import { why } from './interaction.ts';
import { keptDecision } from './kept-decision.ts';
import type { PipelineDeps } from './pipeline.ts';
import { resettle } from './reconcile.ts';

export function createWriter(deps: PipelineDeps): WorkerDeps {
  const { platform, practiceSystems } = deps;
  return {
    platform,
    vendors: practiceSystems,
    findFile: findFaxFile(deps),
    async onSettled(tx, write) {
      if (write.record_kind === 'activity_code' && write.state === 'done') await linkCode(deps, tx, write);
      if (write.log_entry_id !== null) await followEntry(deps, tx, write.firm_id, write.log_entry_id);
    },
    onContactMade: (tx, write, made) => linkContact(deps, tx, write, made),
    onMatterMade: (tx, write, made) => linkMatter(deps, tx, write, made),
    onContactFound: (write, found) => adoptContact(deps, write, found),
  };
}

/** The entry stands as its writes do: written, failed with the vendor's words, or still on its way. */
async function followEntry(deps: PipelineDeps, tx: Tx, firmId: string, entryId: string): Promise<void> {
  const entry = await tx
    .selectFrom('log_entries as e')
    .innerJoin('connections as c', (on) =>
      on.onRef('c.firm_id', '=', 'e.firm_id').on(sql<boolean>`c.id::text = e.destination`),
    )
    .selectAll('e')
    .select(['c.vendor', 'c.region', 'c.api_url'])
    .where('e.firm_id', '=', firmId)
    .where('e.id', '=', entryId)
    .forUpdate('e')
    .executeTakeFirst();
  // An entry that another one absorbed leaves its removals behind.
  if (!entry) return;
  const kept = keptDecision.parse(entry.decision);
  const writes = await listEntryWrites(tx, firmId, [entryId]);
  const current = new Set(kept.records.map(({ id }) => id));
  const creates = writes.filter(({ id }) => current.has(id));
  const retires = writes.filter(({ action }) => action === 'retire');
  const failed = [...retires, ...creates].filter(({ state }) => state === 'failed');
  const done = [...retires, ...creates].every(({ state }) => state === 'done' || state === 'cancelled');
  const [main] = creates;
  const facts = why.parse(entry.why);
  const before = { state: entry.state, url: entry.url };
  const after =
    failed.length > 0
      ? { state: 'failed' as const, reason: failed[0]?.failure ?? 'rejected', review: 'failed' }
      : !done
        ? null
        : main === undefined
          ? { state: entry.state, reason: entry.reason, review: kept.review }
          : { state: 'logged' as const, reason: facts.matterRule ?? facts.rule, review: kept.review };
  const vendor = deps.practiceSystems[entry.vendor];
  const url = main?.external_id && vendor ? urlOf(vendor, entry, main) : null;
  await tx
    .updateTable('log_entries')
    .set({
      ...(after ?? {}),
      external_record_id: main?.external_id ?? null,
      url,
      written_at: after?.state === 'logged' ? (main?.done_at ?? deps.platform.clock.now()) : null,
    })
    .where('firm_id', '=', firmId)
    .where('id', '=', entryId)
    .execute();
  if (after?.state !== before.state || url !== before.url)
    await appendEvents(tx, firmId, [
      { type: 'interaction.changed', subjectId: entry.interaction_id, matterId: entry.matter_id },
    ]);
}

function urlOf(
  vendor: PracticeSystem,
  { region, api_url }: { region: string; api_url: string | null },
  main: WriteRow,
): string | null {
  const apiUrl = api_url ?? (vendor.regions.find(({ id }) => id === region) ?? vendor.regions[0]).apiUrl;
  return vendor.urlOf(parsePlanned(main.record).record, main.external_id ?? '', { apiUrl });
}

async function linkCode({ platform }: PipelineDeps, tx: Tx, write: WriteRow): Promise<void> {
  const record = parsePlanned(write.record);
  if (record.record !== 'activity_code' || write.external_id === null) return;
  await linkRecord(tx, {
    firmId: write.firm_id,
    connectionId: write.connection_id,
    kind: 'activity_code',
    externalId: write.external_id,
    localId: await ensureActivityCode(tx, write.firm_id, record.label),
    version: write.version,
    now: platform.clock.now(),
  });
}

async function linkContact(
  { platform }: PipelineDeps,
  tx: Tx,
  write: WriteRow,
  made: Written,
): Promise<void> {
  if (write.contact_id === null) return;
  await linkRecord(tx, {
    firmId: write.firm_id,
    connectionId: write.connection_id,
    kind: 'contact',
    externalId: made.externalId,
    localId: write.contact_id,
    version: made.version,
    extra: made.extra,
    now: platform.clock.now(),
  });
}

async function linkMatter({ platform }: PipelineDeps, tx: Tx, write: WriteRow, made: Written): Promise<void> {
  const record = parsePlanned(write.record);
  if (record.record !== 'matter') return;
  await linkRecord(tx, {
    firmId: write.firm_id,
    connectionId: write.connection_id,
    kind: 'matter',
    externalId: made.externalId,
    localId: record.matterId,
    version: made.version,
    extra: made.extra,
    now: platform.clock.now(),
  });
}

/**
 * The practice system has the number already: ours turns out to be theirs, and further holders of the number are taken in,
 * too. What was to be written for it is decided again, as it may have matters.
 */
async function adoptContact(
  deps: PipelineDeps,
  write: WriteRow,
  found: readonly MirroredContact[],
): Promise<void> {
  const { platform, practiceSystems } = deps;
  const { firm_id: firmId, connection_id: connectionId, contact_id: contactId } = write;
  const [first] = found;
  if (first === undefined || contactId === null) return;
  const interactions = await platform.database.firm(firmId).write(async (tx) => {
    const connection = await findConnection(tx, firmId, connectionId);
    const firm = await tx
      .selectFrom('firms')
      .select('country')
      .where('id', '=', firmId)
      .executeTakeFirstOrThrow();
    const vendorLabel = practiceSystems[connection?.vendor ?? '']?.label ?? '';
    await applyMirrored(
      tx,
      { firmId, connectionId, vendorLabel, country: firm.country, now: platform.clock.now() },
      found,
      new Map([[first.externalId, contactId]]),
    );
    // Another key means: decide again.
    const { rows } = await sql<{ interaction_id: string }>`
      update log_entries set decision = jsonb_set(decision, '{key}', '"contact_found"')
      where firm_id = ${firmId} and id in (
        select log_entry_id from destination_writes
        where firm_id = ${firmId} and after_id = ${write.id} and state = 'waiting')
      returning interaction_id`.execute(tx);
    return rows.map((row) => row.interaction_id);
  });
  if (interactions.length > 0) await resettle(deps, firmId, [...new Set(interactions)]);
}

/** The pages of a fax, as soon as they are stored. */
function findFaxFile({ platform }: PipelineDeps): FindFile {
  return async (tx, firmId, interactionId) => {
    const rows = await tx
      .selectFrom('artefacts')
      .select(['state', 'sha256', 'size_bytes', 'content_type'])
      .where('firm_id', '=', firmId)
      .where('interaction_id', '=', interactionId)
      .where('kind', '=', 'fax_document')
      .orderBy('id')
      .execute();
    const stored = rows.find(({ state, sha256 }) => state === 'stored' && sha256 !== null);
    if (!stored?.sha256) return { file: null, coming: rows.some(({ state }) => state === 'pending') };
    const { sha256 } = stored;
    return {
      file: {
        contentType: stored.content_type ?? 'application/pdf',
        sizeBytes: stored.size_bytes ?? 0,
        open: () => openStored(platform.files, firmId, sha256.toString('hex')),
      },
    };
  };
}

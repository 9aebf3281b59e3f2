/** "Export this person's data": asked for, made in the background, fetched by whoever asked, gone after a week. */
import { Readable } from 'node:stream';
import { sql } from 'kysely';
import { z } from 'zod';
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Scope, Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { newId } from '../../platform/ids.ts';
import { type JobKind, jobKind } from '../../platform/jobs.ts';
import type { Platform } from '../../platform/platform.ts';
import { getContact } from '../practice/index.ts';
import { pageSize, personParts } from './person-parts.ts';
import './tables.ts';

const jobName = 'retention.person_export';
const keepDays = 7;
/** More than a person's whole life with a firm; a file that would be larger is a fault. */
const maxBytes = 1024 * 1024 * 1024;

/** Asks for it; while one of the same person is being made for the same asker, that one is the answer. */
export async function askForExport(
  tx: Tx,
  { jobs }: Pick<Platform, 'jobs'>,
  actor: Actor & { staffId: string },
  contactId: string,
): Promise<string> {
  const { firmId, staffId, now } = actor;
  await getContact(tx, firmId, contactId);
  // Two presses of the same button come one after the other.
  await sql`select 1 from contacts where firm_id = ${firmId} and id = ${contactId} for update`.execute(tx);
  const running = await tx
    .selectFrom('person_exports')
    .select('id')
    .where('firm_id', '=', firmId)
    .where('contact_id', '=', contactId)
    .where('asked_by_staff_id', '=', staffId)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst();
  if (running) return running.id;
  const id = newId();
  await tx
    .insertInto('person_exports')
    .values({
      ...{ firm_id: firmId, id, contact_id: contactId, asked_by_staff_id: staffId },
      parts: personParts.length + 1,
      ...{ sha256: null, size_bytes: null, error: null, ready_at: null },
      created_at: now,
      expires_at: new Date(now.getTime() + keepDays * 86_400_000),
    })
    .execute();
  await jobs.enqueue(tx, jobName, { firmId, id });
  await recordChange(tx, actor, { action: 'contact.data_exported', id: contactId, detail: { exportId: id } });
  return id;
}

/** Of the asker alone: for everybody else it does not exist. */
export async function getExport(tx: Tx, firmId: string, staffId: string, id: string) {
  return found(
    await tx
      .selectFrom('person_exports')
      .selectAll()
      .where('firm_id', '=', firmId)
      .where('id', '=', id)
      .where('asked_by_staff_id', '=', staffId)
      .executeTakeFirst(),
  );
}

/** The file, while it may be read: a matter that the asker does not see any more closes it. In the asker's scope. Audited. */
export async function openExport(
  tx: Tx,
  actor: Actor & { staffId: string },
  id: string,
): Promise<{ sha256: Buffer; fileName: string }> {
  const { firmId, staffId, now } = actor;
  const row = await getExport(tx, firmId, staffId, id);
  if (row.state !== 'ready' || row.sha256 === null || row.expires_at <= now)
    throw problem('wrong_state', 'This file is not there any more, or not yet.');
  const { rows } = await sql<{ seen: number }>`
    select count(*)::int as seen from matters where firm_id = ${firmId} and id = any(${row.matter_ids}::uuid[])`.execute(
    tx,
  );
  if (rows[0]?.seen !== row.matter_ids.length)
    throw problem('wrong_state', 'What you may see has changed since: ask for a new file.');
  await recordChange(tx, actor, {
    action: 'contact.export_downloaded',
    id: row.contact_id,
    detail: { exportId: id },
  });
  return { sha256: row.sha256, fileName: `Personal data ${row.created_at.toISOString().slice(0, 10)}.json` };
}

export function personExportJob(platform: Platform): JobKind {
  const { database, clock, files } = platform;
  return jobKind({
    name: jobName,
    data: z.object({ firmId: z.uuid(), id: z.uuid() }),
    retryLimit: 2,
    async run({ firmId, id }) {
      const program = database.firm(firmId);
      const task = await program.read((tx) =>
        tx
          .selectFrom('person_exports')
          .selectAll()
          .where('firm_id', '=', firmId)
          .where('id', '=', id)
          .executeTakeFirst(),
      );
      if (!task || task.state === 'ready' || task.state === 'gone') return;
      const { contact_id: contactId, asked_by_staff_id: staffId } = task;
      const set = (values: Progress) => program.write((tx) => setProgress(tx, firmId, id, values));
      const matters = new Set<string>();
      try {
        const asker = database.firm(firmId, staffId);
        const content = Readable.from(
          contentOf(asker, { firmId, contactId, at: clock.now() }, matters, (done) =>
            set({ state: 'running', done }),
          ),
        );
        const { sha256, sizeBytes } = await files.put(firmId, content, maxBytes);
        await program.write(async (tx) => {
          const ready = { sha256, size_bytes: sizeBytes, ready_at: clock.now(), matter_ids: [...matters] };
          await setProgress(tx, firmId, id, { state: 'ready', done: task.parts, ...ready });
          const actor = { firmId, staffId, now: clock.now() };
          await recordChange(tx, actor, { action: 'person_export.made', id });
        });
      } catch (error) {
        await set({ state: 'failed', error: 'It could not be made. Please ask again.' });
        throw error;
      }
    },
  });
}

interface Progress {
  state: 'running' | 'ready' | 'failed';
  done?: number;
  error?: string;
  sha256?: Buffer;
  size_bytes?: number;
  ready_at?: Date;
  matter_ids?: string[];
}

async function setProgress(tx: Tx, firmId: string, id: string, values: Progress): Promise<void> {
  await tx
    .updateTable('person_exports')
    .set({ error: null, ...values })
    .where('firm_id', '=', firmId)
    .where('id', '=', id)
    .execute();
}

/** The file piece by piece: a firm's oldest client does not fit into memory. `matters` gathers what it tells of. */
async function* contentOf(
  scope: Scope,
  of: { firmId: string; contactId: string; at: Date },
  matters: Set<string>,
  onPart: (done: number) => Promise<void>,
): AsyncGenerator<string> {
  const { firmId, contactId, at } = of;
  const person = await scope.read((tx) => getContact(tx, firmId, contactId));
  for (const { id } of person.matters) matters.add(id);
  const head = { madeAt: at.toISOString(), person };
  yield JSON.stringify(head, null, 2).replace(/\n\}$/, '');
  let done = 1;
  await onPart(done);
  for (const part of personParts) {
    yield `,\n  ${JSON.stringify(part.name)}: [`;
    let after = '00000000-0000-0000-0000-000000000000';
    let first = true;
    for (;;) {
      const from = after;
      const rows = await scope.read((tx) => part.read(tx, firmId, contactId, from));
      for (const row of rows) {
        if (row.matter_id) matters.add(row.matter_id);
        yield `${first ? '' : ','}\n    ${JSON.stringify(row)}`;
        first = false;
        after = row.id;
      }
      if (rows.length < pageSize) break;
    }
    yield first ? ']' : '\n  ]';
    done += 1;
    await onPart(done);
  }
  yield '\n}\n';
}

/** Files whose week is over; called once a night. */
export async function dropOldExports(
  { database, clock, files }: Pick<Platform, 'database' | 'clock' | 'files'>,
  firmId: string,
): Promise<void> {
  const rows = await database
    .firm(firmId)
    .write((tx) =>
      tx
        .updateTable('person_exports as e')
        .set({ state: 'gone' })
        .where('e.firm_id', '=', firmId)
        .where('e.expires_at', '<=', clock.now())
        .where('e.sha256', 'is not', null)
        .returning(['e.id', 'e.sha256'])
        .execute(),
    );
  // The hash is forgotten after the bytes: a crash between the two leaves no file that nobody knows of.
  for (const { id, sha256 } of rows) {
    if (sha256) await files.remove(firmId, sha256);
    await database
      .firm(firmId)
      .write((tx) =>
        tx
          .updateTable('person_exports')
          .set({ sha256: null })
          .where('firm_id', '=', firmId)
          .where('id', '=', id)
          .execute(),
      );
  }
}

/** Changing options: what a person sends, checked against the firm, and kept. */
import { sql } from 'kysely';
import { z } from 'zod';
import { audit } from '../../platform/audit.ts';
import type { Tx } from '../../platform/db/database.ts';
import { problem } from '../../platform/http/problems.ts';
import { appendEvents } from '../../platform/live-events.ts';
import { toE164 } from '../practice/index.ts';
import { embeddedDestination } from './entries-store.ts';
import type { Options } from './interaction.ts';
import { optionsOverride } from './options-store.ts';

export type OptionChanges = { [K in keyof Options]?: Options[K] | undefined };

/** The changes as they are kept; refuses what names nobody of the firm, no number, or needs what is not there. */
export async function checkedChanges(
  tx: Tx,
  firmId: string,
  destination: string,
  body: OptionChanges,
): Promise<OptionChanges> {
  await checkDestination(tx, firmId, destination);
  const changes: OptionChanges = optionsOverride.parse(body);
  if (changes.blockList) changes.blockList = await normaliseBlockList(tx, firmId, changes.blockList);
  await checkStaff(tx, firmId, changes);
  await refuseWithoutService(tx, firmId, changes);
  return changes;
}

export async function saveOptions(
  tx: Tx,
  who: { firmId: string; staffId: string },
  destination: string,
  changes: OptionChanges,
  now: Date,
): Promise<void> {
  const { firmId, staffId } = who;
  await sql`insert into call_logging_options (firm_id, destination, options, updated_at)
    values (${firmId}, ${destination}, ${JSON.stringify(changes)}::jsonb, ${now})
    on conflict (firm_id, destination) do update set options = call_logging_options.options || excluded.options, updated_at = excluded.updated_at`.execute(
    tx,
  );
  await audit(tx, {
    firmId,
    staffId,
    action: 'options.changed',
    subjectType: 'options',
    subjectId: null,
    detail: { destination, changes },
    at: now,
  });
  await appendEvents(tx, firmId, [{ type: 'options.changed', subjectId: firmId }]);
}

/** The firm's own options (''), those of its own record, or those of one of its connections. */
export async function checkDestination(tx: Tx, firmId: string, destination: string): Promise<void> {
  if (destination === '' || destination === embeddedDestination) return;
  const known = z.uuid().safeParse(destination).success
    ? await tx
        .selectFrom('connections')
        .select('id')
        .where('firm_id', '=', firmId)
        .where('id', '=', destination)
        .executeTakeFirst()
    : undefined;
  if (!known) throw problem('not_found', 'There is no such destination.');
}

async function normaliseBlockList(tx: Tx, firmId: string, numbers: readonly string[]): Promise<string[]> {
  const firm = await tx
    .selectFrom('firms')
    .select('country')
    .where('id', '=', firmId)
    .executeTakeFirstOrThrow();
  return numbers.map((text, index) => {
    const number = toE164(text, firm.country);
    if (number === null)
      throw problem('invalid_input', `“${text}” cannot be read as a phone number.`, {
        fields: [{ field: `blockList.${index}`, message: 'Not a phone number' }],
      });
    return number;
  });
}

/** Both need a speech service, and the firm's word on consent: nothing that was said leaves the firm without. */
async function refuseWithoutService(
  tx: Tx,
  firmId: string,
  changes: { transcription?: boolean | undefined; summary?: boolean | undefined },
): Promise<void> {
  const wanted = (['transcription', 'summary'] as const).filter((field) => changes[field] === true);
  if (wanted.length === 0) return;
  const service = await tx
    .selectFrom('speech_settings')
    .select(['base_url', 'transcription_model', 'summary_model', 'consent'])
    .where('firm_id', '=', firmId)
    .executeTakeFirst();
  for (const field of wanted) {
    const model = field === 'transcription' ? service?.transcription_model : service?.summary_model;
    const missing = !service?.base_url || !model;
    if (missing || service.consent.trim() === '')
      throw problem(
        'invalid_input',
        missing
          ? 'No speech service is connected. Enter one under Settings, Transcription.'
          : 'Say first how callers are told, under Settings, Transcription.',
        {
          fields: [
            { field, message: missing ? 'Needs a connected speech service' : 'Needs the consent policy' },
          ],
        },
      );
  }
}

async function checkStaff(
  tx: Tx,
  firmId: string,
  changes: { [K in keyof Options]?: Options[K] | undefined },
): Promise<void> {
  const named = changes.defaultTaskAssignee?.rule === 'staff' ? [changes.defaultTaskAssignee.staffId] : [];
  const ids = [...named, ...(Array.isArray(changes.seats) ? changes.seats : [])];
  if (ids.length === 0) return;
  const { rows } = await sql<{
    id: string;
  }>`select id::text from staff_members where firm_id = ${firmId} and id::text = any(${ids}::text[])`.execute(
    tx,
  );
  const known = new Set(rows.map((row) => row.id));
  if (ids.some((id) => !known.has(id)))
    throw problem('invalid_input', 'One of them is not on the firm’s staff.', {
      fields: [{ field: named.length > 0 ? 'defaultTaskAssignee' : 'seats', message: 'Not on the staff' }],
    });
}

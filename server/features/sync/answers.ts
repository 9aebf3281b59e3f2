/** A person decides a difference: ours goes there, or theirs stands. */
import { type Actor, recordChange } from '../../platform/change.ts';
import type { Tx } from '../../platform/db/database.ts';
import { found, problem } from '../../platform/http/problems.ts';
import { cancelWaiting } from '../destinations/index.ts';
import { openLayoutFields, readLayout, writeLayoutFields } from '../practice/index.ts';
import { closeDifferences, type DifferenceRow, listOpen, lockDifference } from './differences-store.ts';
import { fieldLabel } from './labels.ts';
import { mustBeOn } from './settings.ts';
import { lockSheet, readTexts, saveSheet, wakeSheet } from './sheets-store.ts';
import { sendSuggestions } from './suggestions.ts';
import { fromText, toText } from './texts.ts';

export type Answer = 'ours' | 'theirs';

/** `not_found` for one that the asker does not see; `wrong_state` when it is decided already. Answers the record's rows. */
export async function answerDifference(
  tx: Tx,
  actor: Actor & { staffId: string },
  id: string,
  answer: Answer,
): Promise<void> {
  const { firmId } = actor;
  const row = found(await lockDifference(tx, firmId, id));
  if (row.state === 'closed') throw problem('wrong_state', 'Somebody decided this already.');
  if (row.state === 'sending') throw problem('wrong_state', 'It is on its way; wait for what comes of it.');
  if (row.contact_id !== null) await answerContact(tx, actor, row, row.contact_id, answer);
  else if (row.matter_id !== null) await answerSheet(tx, actor, row, row.matter_id, answer);
  const record = row.contact_id === null ? 'matter' : 'contact';
  await recordChange(tx, actor, {
    action: `${record}.difference_answered`,
    id: row.contact_id ?? row.matter_id ?? '',
    matterId: row.matter_id,
    detail: { field: row.field, name: fieldLabel(row), answer, ours: row.ours, theirs: row.theirs },
  });
}

async function answerContact(
  tx: Tx,
  actor: Actor,
  row: DifferenceRow,
  contactId: string,
  answer: Answer,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  if (answer === 'ours') {
    await mustBeOn(tx, firmId, row.connection_id);
    await sendSuggestions(tx, actor, contactId, row.connection_id, [row]);
  } else await closeDifferences(tx, firmId, [row.id], { answer, by: staffId, now });
}

/** Both sides agree on theirs as what was seen: then ours is the only change, or there is none. */
async function answerSheet(
  tx: Tx,
  actor: Actor,
  row: DifferenceRow,
  matterId: string,
  answer: Answer,
): Promise<void> {
  const { firmId, staffId, now } = actor;
  const which = { firmId, connectionId: row.connection_id, matterId };
  const sheet = found(await lockSheet(tx, which));
  const field = found(openLayoutFields('completion_details').find(({ key }) => key === row.field));
  const theirs = typeof row.theirs === 'string' ? row.theirs : null;
  const stands =
    (await readLayout(tx, firmId, matterId, 'completion_details')).fields[field.key]?.value ?? null;
  // What was written since the question was asked is not what was answered about.
  if (toText(field, stands) !== (typeof row.ours === 'string' ? row.ours : null))
    throw problem('conflict', 'It was changed here meanwhile; look again.');
  if (answer === 'theirs') {
    const read = fromText(field, theirs);
    if (!read.ok)
      throw problem(
        'wrong_state',
        `“${theirs}” does not fit ${field.label}. Correct it there, or keep yours.`,
      );
    await writeLayoutFields(tx, actor, matterId, 'completion_details', { [field.key]: read.value }, 'sync');
  }
  const base = { ...readTexts(sheet.base), [field.key]: theirs };
  await closeDifferences(tx, firmId, [row.id], { answer, by: staffId, now });
  const left = await listOpen(tx, firmId, { matterId });
  const state = left.length > 0 ? 'differs' : 'waiting';
  await saveSheet(tx, which, { state, detail: null, dueAt: now, base }, sheet.looked_at ?? now);
  await wakeSheet(tx, which, now);
}

/** A form that was stopped, or whose change was refused, is tried again. */
export async function goOn(tx: Tx, actor: Actor, matterId: string): Promise<void> {
  const { firmId, now } = actor;
  const before = await tx
    .selectFrom('sync_sheets')
    .select('write_id')
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .execute();
  await cancelWaiting(
    tx,
    firmId,
    before.flatMap(({ write_id: id }) => id ?? []),
  );
  const rows = await tx
    .updateTable('sync_sheets')
    .set({ state: 'waiting', detail: null, due_at: now, sends: [], sent: null, write_id: null })
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .returning('matter_id')
    .execute();
  if (rows.length === 0) throw problem('not_found');
  await recordChange(tx, actor, { action: 'matter.sync_resumed', id: matterId, matterId });
}

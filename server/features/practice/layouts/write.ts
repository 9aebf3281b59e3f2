/** Writing fields of layouts, so that two people meet only in the same one. */
import { sql } from 'kysely';
import { type Actor, recordChange } from '../../../platform/change.ts';
import type { Tx } from '../../../platform/db/database.ts';
import { type FieldError, problem } from '../../../platform/http/problems.ts';
import { mustSeeMatter } from '../matters-store.ts';
import { type Clash, conflictOf } from './conflict.ts';
import { fieldOf, type LayoutName, type LayoutOrigin, type LayoutValues } from './design.ts';
import { type LayoutState, readWholeLayout } from './read.ts';
import './tables.ts';
import { type FieldWrite, traceOf } from './trace.ts';
import { readValue } from './values.ts';

export interface Written {
  /** Keys of fields that have another value now. */
  changed: string[];
  /** Keys of fields that a quote left as they are, because a person wrote them. */
  kept: string[];
}

/**
 * Writes fields from elsewhere, each read by its own rules; a value that is impossible ends it with the field's name and
 * changes nothing. `quote` fills only what no person has written, so a repeated conversion undoes nobody's work. `sync`
 * writes what it is told: the merge is done before. Bank accounts come by neither way. Audited.
 * `expected`: versions by key; another one there ends it with `conflict`.
 */
export async function writeLayoutFields(
  tx: Tx,
  actor: Actor,
  matterId: string,
  layout: LayoutName,
  values: LayoutValues,
  origin: LayoutOrigin,
  expected: Readonly<Record<string, number>> = {},
): Promise<Written> {
  const errors: FieldError[] = [];
  const writes = Object.entries(values).flatMap(([key, given]): FieldWrite[] => {
    const field = fieldOf(layout, key);
    const read =
      !field || field.computed || field.bank
        ? { ok: false as const, message: 'This field is not written from here' }
        : readValue(field, given);
    if (field && read.ok) return [{ field, value: read.value, expected: expected[key] ?? null }];
    errors.push({ field: key, message: read.ok ? '' : read.message });
    return [];
  });
  refuseImpossible(errors);
  return await storeFields(tx, actor, { matterId, layout, origin, writes });
}

export function refuseImpossible(errors: readonly FieldError[]): void {
  const [first] = errors;
  if (first) throw problem('invalid_input', `${first.field}: ${first.message}.`, { fields: [...errors] });
}

export async function storeFields(
  tx: Tx,
  actor: Actor,
  what: { matterId: string; layout: LayoutName; origin: LayoutOrigin; writes: readonly FieldWrite[] },
): Promise<Written> {
  const { matterId, layout, origin, writes } = what;
  const { firmId } = actor;
  await mustSeeMatter(tx, firmId, matterId);
  await lockLayout(tx, actor, matterId, layout);
  const before = await readWholeLayout(tx, firmId, matterId, layout);
  const kept = writes.filter(
    ({ field }) => origin === 'quote' && (before.fields[field.key]?.origin ?? 'quote') !== 'quote',
  );
  const wanted = writes.filter((write) => !kept.includes(write));
  await checkContacts(tx, firmId, wanted);
  const changes = wanted.filter((write) => isNew(write, before));
  const clashes = clashesOf(changes, before);
  if (clashes.length > 0) throw await conflictOf(tx, firmId, clashes);
  for (const write of changes) await storeField(tx, actor, { matterId, layout, origin, write });
  const confirmed =
    origin === 'staff' ? await confirm(tx, actor, { matterId, layout, before, wanted, changes }) : [];
  if (changes.length > 0 || confirmed.length > 0) {
    await countOn(tx, actor, matterId, layout);
    await recordChange(tx, actor, {
      action: 'matter.layout_changed',
      id: matterId,
      matterId,
      detail: traceOf({ layout, origin, before, changes, confirmed }),
    });
  }
  return { changed: changes.map(({ field }) => field.key), kept: kept.map(({ field }) => field.key) };
}

/** One writer of a layout at a time; of a matter that has none yet, too. */
async function lockLayout(
  tx: Tx,
  { firmId, now }: Actor,
  matterId: string,
  layout: LayoutName,
): Promise<void> {
  await tx
    .insertInto('matter_layouts')
    .values({ firm_id: firmId, matter_id: matterId, layout, version: 0, created_at: now, updated_at: now })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  await sql`
    select 1 from matter_layouts
    where firm_id = ${firmId} and matter_id = ${matterId} and layout = ${layout} for update`.execute(tx);
}

/** Whether it would change anything. A new account always does: what is sealed is not compared. */
function isNew(write: FieldWrite, before: LayoutState): boolean {
  const there = before.fields[write.field.key];
  if ('account' in write) return write.account !== null || (there?.ending ?? null) !== null;
  return (there?.value ?? null) !== write.value;
}

/** The same field, changed since the writer saw it, to something else than what is written now. */
function clashesOf(changes: readonly FieldWrite[], before: LayoutState): Clash[] {
  return changes
    .map((write) => ({ write, there: before.fields[write.field.key] }))
    .filter(({ write, there }) => write.expected !== null && write.expected !== (there?.version ?? 0));
}

async function checkContacts(tx: Tx, firmId: string, writes: readonly FieldWrite[]): Promise<void> {
  const wanted = writes.flatMap((write) =>
    write.field.kind === 'contact' && 'value' in write && typeof write.value === 'string'
      ? [{ key: write.field.key, id: write.value }]
      : [],
  );
  if (wanted.length === 0) return;
  const { rows } = await sql<{ id: string }>`
    select id from contacts where firm_id = ${firmId} and id = any(${wanted.map(({ id }) => id)}::uuid[])`.execute(
    tx,
  );
  const known = new Set(rows.map(({ id }) => id));
  refuseImpossible(
    wanted
      .filter(({ id }) => !known.has(id))
      .map(({ key }) => ({ field: key, message: 'There is no such contact' })),
  );
}

async function storeField(
  tx: Tx,
  actor: Actor,
  what: { matterId: string; layout: LayoutName; origin: LayoutOrigin; write: FieldWrite },
): Promise<void> {
  const { matterId, layout, origin, write } = what;
  const account = 'account' in write ? write.account : null;
  const value = 'value' in write ? write.value : null;
  const isContact = write.field.kind === 'contact';
  const byPerson = origin === 'staff';
  const row = {
    value: isContact || value === null ? null : JSON.stringify(value),
    contact_id: isContact && typeof value === 'string' ? value : null,
    sealed: account?.sealed ?? null,
    ending: account?.ending ?? null,
    origin,
    changed_at: actor.now,
    changed_by_staff_id: actor.staffId,
    confirmed_at: byPerson ? actor.now : null,
    confirmed_by_staff_id: byPerson ? actor.staffId : null,
  };
  await tx
    .insertInto('matter_layout_fields')
    .values({
      firm_id: actor.firmId,
      matter_id: matterId,
      layout,
      field: write.field.key,
      version: 1,
      ...row,
    })
    .onConflict((conflict) =>
      conflict
        .columns(['firm_id', 'matter_id', 'layout', 'field'])
        .doUpdateSet({ ...row, version: sql<number>`matter_layout_fields.version + 1` }),
    )
    .execute();
}

/** A person who writes what stands there already says that it is right. */
async function confirm(
  tx: Tx,
  actor: Actor,
  what: {
    matterId: string;
    layout: LayoutName;
    before: LayoutState;
    wanted: readonly FieldWrite[];
    changes: readonly FieldWrite[];
  },
): Promise<string[]> {
  const { matterId, layout, before, wanted, changes } = what;
  const keys = wanted
    .filter((write) => !changes.includes(write) && before.fields[write.field.key]?.confirmedAt === null)
    .map(({ field }) => field.key);
  if (keys.length === 0) return [];
  await sql`
    update matter_layout_fields set confirmed_at = ${actor.now}, confirmed_by_staff_id = ${actor.staffId}
    where firm_id = ${actor.firmId} and matter_id = ${matterId} and layout = ${layout}
      and field = any(${keys}::text[])`.execute(tx);
  return keys;
}

async function countOn(tx: Tx, { firmId, now }: Actor, matterId: string, layout: LayoutName): Promise<void> {
  await sql`
    update matter_layouts set version = version + 1, updated_at = ${now}
    where firm_id = ${firmId} and matter_id = ${matterId} and layout = ${layout}`.execute(tx);
}

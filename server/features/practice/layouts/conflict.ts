/** Two people wrote the same field: who, and both values, in words. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/db/database.ts';
import { type Problem, problem } from '../../../platform/http/problems.ts';
import { firmFacts } from '../../firms/index.ts';
import type { LayoutValue } from './design.ts';
import type { StoredField } from './read.ts';
import type { FieldWrite } from './trace.ts';
import { maskedAccount, valueText, type Words } from './values.ts';

export interface Clash {
  write: FieldWrite;
  /** Undefined: never written, though the writer saw something. */
  there: StoredField | undefined;
}

/** The problem `conflict` that names each field with what was saved meanwhile and what was to be saved. */
export async function conflictOf(tx: Tx, firmId: string, clashes: readonly Clash[]): Promise<Problem> {
  const { currency, country } = await firmFacts(tx, firmId);
  const names = await namesOf(tx, firmId, clashes);
  const words = { currency, locale: `en-${country}` };
  const fields = clashes.map(({ write, there }) => {
    const who = there && names.get(there.changedByStaffId ?? '');
    const theirs = write.field.bank
      ? maskedAccount(there?.ending ?? null) || 'nothing'
      : said(write, there?.value ?? null, names, words);
    const yours =
      'account' in write
        ? write.account === null
          ? 'nothing'
          : maskedAccount(write.account.ending)
        : said(write, write.value, names, words);
    return {
      field: write.field.key,
      message: `Saved meanwhile${who === undefined ? '' : ` by ${who}`}: ${theirs}. Yours: ${yours}.`,
    };
  });
  const labels = clashes.map(({ write }) => write.field.label).join(', ');
  return problem('conflict', `Somebody else changed ${labels} meanwhile. Nothing of yours was saved.`, {
    fields,
  });
}

function said(
  { field }: FieldWrite,
  value: LayoutValue,
  names: ReadonlyMap<string, string>,
  words: Words,
): string {
  if (field.kind === 'contact' && typeof value === 'string') return names.get(value) ?? 'a contact';
  const text = valueText(field, value, words);
  return text.length > 200 ? `${text.slice(0, 200)}…` : text;
}

/** Of the people who wrote and the contacts that were written. */
async function namesOf(tx: Tx, firmId: string, clashes: readonly Clash[]): Promise<Map<string, string>> {
  const staff = clashes.flatMap(({ there }) => there?.changedByStaffId ?? []);
  const contacts = clashes
    .filter(({ write }) => write.field.kind === 'contact')
    .flatMap(({ write, there }) => ['value' in write ? write.value : null, there?.value ?? null])
    .filter((value) => typeof value === 'string');
  return await readNames(tx, firmId, staff, contacts);
}

/** By id: staff as "Tessa Reid", contacts as they are shown. */
export async function readNames(
  tx: Tx,
  firmId: string,
  staffIds: readonly string[],
  contactIds: readonly string[],
): Promise<Map<string, string>> {
  if (staffIds.length + contactIds.length === 0) return new Map();
  const { rows } = await sql<{ id: string; name: string }>`
    select id, first_name || ' ' || last_name as name from staff_members
    where firm_id = ${firmId} and id = any(${[...staffIds]}::uuid[])
    union all
    select id, display_name from contacts where firm_id = ${firmId} and id = any(${[...contactIds]}::uuid[])`.execute(
    tx,
  );
  return new Map(rows.map(({ id, name }) => [id, name]));
}

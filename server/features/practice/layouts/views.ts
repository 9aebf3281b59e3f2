/** Layouts as the API shows them. */
import { sql } from 'kysely';
import { DateTime } from 'luxon';
import type { Tx } from '../../../platform/db/database.ts';
import { found } from '../../../platform/http/problems.ts';
import { type FirmFacts, firmFacts } from '../../firms/index.ts';
import type { RateBookVersion } from '../../rates/index.ts';
import { type KeptIn, type PracticeSystems, readKeptIn } from '../mirror-kept.ts';
import { completionChecks } from './completion-checks.ts';
import { completionFigures, type Figure } from './completion-figures.ts';
import { expectedTax } from './completion-tax.ts';
import { readNames } from './conflict.ts';
import { fieldOf, type LayoutField, type LayoutValue, layoutDesigns, openFields } from './design.ts';
import { type LayoutState, readLayout, readWholeLayout, type StoredField, valuesOf } from './read.ts';
import type { CompletionDetails } from './schema.ts';
import { sideOf } from './side.ts';
import { maskedAccount } from './values.ts';

type FieldView = CompletionDetails['fields'][number];

export interface ViewFacts {
  systems: PracticeSystems;
  rates: RateBookVersion;
  now: Date;
}

/** Not found when the caller may not see the matter. */
export async function viewCompletionDetails(
  tx: Tx,
  firmId: string,
  matterId: string,
  { systems, rates, now }: ViewFacts,
): Promise<CompletionDetails> {
  const { typeName, keptIn } = await readMatter(tx, firmId, matterId, systems);
  const firm = await firmFacts(tx, firmId);
  const state = await readWholeLayout(tx, firmId, matterId, 'completion_details');
  const names = await namesIn(tx, firmId, state);
  const values = valuesOf(state);
  const { side, from } = sideOf(values, typeName);
  const words = { currency: firm.currency, locale: `en-${firm.country}` };
  const clock = DateTime.fromJSDate(now, { zone: firm.timeZone }).toFormat("yyyy-MM-dd'T'HH:mm");
  const tax = expectedTax(values, rates, clock.slice(0, 10));
  const design = layoutDesigns.completion_details;
  return {
    matterId,
    layout: 'completion_details',
    label: design.label,
    side,
    sideFrom: from,
    groups: [...design.groups],
    fields: design.fields
      .filter(({ computed }) => !computed)
      .map((field) => fieldView(field, state.fields[field.key], names, firm)),
    figures: side === null ? [] : completionFigures(values, side, words).map((one) => figureView(one, firm)),
    checks: side === null ? [] : completionChecks({ values, side, tax, now: clock, words }),
    keptIn,
    version: state.version,
    updatedAt: state.updatedAt?.toISOString() ?? null,
  };
}

async function readMatter(
  tx: Tx,
  firmId: string,
  id: string,
  systems: PracticeSystems,
): Promise<{ typeName: string | null; keptIn: KeptIn }> {
  const { rows } = await sql<{ id: string; type_name: string | null; kept_in: string | null }>`
    select m.id, t.name as type_name, m.kept_in from matters m
    left join matter_types t on t.firm_id = ${firmId} and t.id = m.matter_type_id
    where m.firm_id = ${firmId} and m.id = ${id}`.execute(tx);
  const row = found(rows[0]);
  const keptIn = await readKeptIn(tx, systems, firmId, 'matter', [row]);
  return { typeName: row.type_name, keptIn: keptIn(id) };
}

async function namesIn(tx: Tx, firmId: string, state: LayoutState): Promise<Map<string, string>> {
  const all = Object.entries(state.fields);
  const staff = all.flatMap(([, field]) =>
    [field.changedByStaffId, field.confirmedByStaffId].filter((id) => id !== null),
  );
  const isContact = (key: string) =>
    openFields('completion_details').some((field) => field.key === key && field.kind === 'contact');
  const contacts = all.flatMap(([key, { value }]) =>
    isContact(key) && typeof value === 'string' ? [value] : [],
  );
  return await readNames(tx, firmId, [...new Set(staff)], contacts);
}

function fieldView(
  { key, label, group, kind, sides, hint, choices = [], bank }: LayoutField,
  stored: StoredField | undefined,
  names: ReadonlyMap<string, string>,
  firm: FirmFacts,
): FieldView {
  const value = bank ? null : (stored?.value ?? null);
  const person = (staffId: string | null) => ({ staffId, name: staffId && (names.get(staffId) ?? null) });
  return {
    key,
    label,
    group,
    kind,
    sides: [...sides],
    hint: hint ?? null,
    choices: [...choices],
    bank: bank === true,
    value: shown(kind, value, firm),
    masked: bank && stored?.ending ? maskedAccount(stored.ending) : null,
    contactName: kind === 'contact' && typeof value === 'string' ? (names.get(value) ?? null) : null,
    version: stored?.version ?? 0,
    origin: stored?.origin ?? null,
    changedAt: stored?.changedAt.toISOString() ?? null,
    changedBy: stored ? person(stored.changedByStaffId) : null,
    confirmedAt: stored?.confirmedAt?.toISOString() ?? null,
    confirmedBy: stored?.confirmedAt ? person(stored.confirmedByStaffId) : null,
  };
}

function shown(kind: LayoutField['kind'], value: LayoutValue, { currency }: FirmFacts): FieldView['value'] {
  return kind === 'money' && typeof value === 'number' ? { amount: value, currency } : value;
}

function figureView(
  { amount, parts, ...rest }: Figure,
  { currency }: FirmFacts,
): CompletionDetails['figures'][number] {
  return {
    ...rest,
    group: fieldOf('completion_details', rest.key)?.group ?? '',
    amount: rest.kind === 'money' && amount !== null ? { amount, currency } : null,
    percent: rest.kind === 'percent' ? amount : null,
    parts: parts.map((part) => ({ ...part, amount: { amount: part.amount, currency } })),
  };
}

/** Every layout of a matter in short. Without bank accounts: lists go further than pages do. */
export async function listLayouts(tx: Tx, firmId: string, matterId: string) {
  const firm = await firmFacts(tx, firmId);
  const { path, label } = layoutDesigns.completion_details;
  const state = await readLayout(tx, firmId, matterId, 'completion_details');
  const filled = openFields('completion_details').flatMap(({ key, kind }) => {
    const value = state.fields[key]?.value ?? null;
    return value === null ? [] : [[key, shown(kind, value, firm)] as const];
  });
  return {
    items: [
      {
        layout: 'completion_details',
        path,
        label,
        filled: filled.length,
        values: Object.fromEntries(filled),
        version: state.version,
        updatedAt: state.updatedAt?.toISOString() ?? null,
      },
    ],
    next: null,
  };
}

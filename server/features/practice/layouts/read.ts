/** Reading the rows of layouts. */
import type { Tx } from '../../../platform/db/database.ts';
import {
  fieldOf,
  type LayoutName,
  type LayoutOrigin,
  type LayoutValue,
  type LayoutValues,
} from './design.ts';
import './tables.ts';

/** One field as it lies there. An account's own digits are not in it. */
export interface StoredField {
  value: LayoutValue;
  /** The last four digits of an account; null for every other field. */
  ending: string | null;
  /** Counts the field's changes; 0: never written. */
  version: number;
  origin: LayoutOrigin;
  changedAt: Date;
  /** null: the program */
  changedByStaffId: string | null;
  /** When a person of the firm last wrote it, or said that it is right. */
  confirmedAt: Date | null;
  confirmedByStaffId: string | null;
}

export interface LayoutState {
  /** Counts the changes of all fields; 0: nothing was ever written. */
  version: number;
  updatedAt: Date | null;
  /** By key; a field that was never written is absent. */
  fields: Readonly<Record<string, StoredField>>;
}

/** Everything that lies there, accounts by their last four digits. For the practice record's own pages. */
export async function readWholeLayout(
  tx: Tx,
  firmId: string,
  matterId: string,
  layout: LayoutName,
): Promise<LayoutState> {
  const head = await tx
    .selectFrom('matter_layouts')
    .select(['version', 'updated_at'])
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .where('layout', '=', layout)
    .executeTakeFirst();
  if (!head) return { version: 0, updatedAt: null, fields: {} };
  // Never `sealed`: what is not read cannot be shown.
  const rows = await tx
    .selectFrom('matter_layout_fields')
    .select([
      'field',
      'value',
      'contact_id',
      'ending',
      'origin',
      'version',
      'changed_at',
      'changed_by_staff_id',
    ])
    .select(['confirmed_at', 'confirmed_by_staff_id'])
    .where('firm_id', '=', firmId)
    .where('matter_id', '=', matterId)
    .where('layout', '=', layout)
    .execute();
  const fields = rows.map((row): [string, StoredField] => [
    row.field,
    {
      value: row.contact_id ?? plainValue(row.value),
      ending: row.ending,
      version: row.version,
      origin: row.origin,
      changedAt: row.changed_at,
      changedByStaffId: row.changed_by_staff_id,
      confirmedAt: row.confirmed_at,
      confirmedByStaffId: row.confirmed_by_staff_id,
    },
  ]);
  return { version: head.version, updatedAt: head.updated_at, fields: Object.fromEntries(fields) };
}

function plainValue(value: unknown): LayoutValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

/**
 * A layout for other features: conversion, sync, letters. Money in minor units, percentages in hundredths, a contact by its
 * id. Bank accounts are left out whole, so that nothing built on this can pass one on.
 */
export async function readLayout(
  tx: Tx,
  firmId: string,
  matterId: string,
  layout: LayoutName,
): Promise<LayoutState> {
  const state = await readWholeLayout(tx, firmId, matterId, layout);
  const open = Object.entries(state.fields).filter(([key]) => {
    const field = fieldOf(layout, key);
    return field !== undefined && !field.bank;
  });
  return { ...state, fields: Object.fromEntries(open) };
}

export function valuesOf(state: LayoutState): LayoutValues {
  return Object.fromEntries(Object.entries(state.fields).map(([key, { value }]) => [key, value]));
}

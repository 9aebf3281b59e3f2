/**
 * Completion details go into a layout: a form that the firm, or Smokeball, designed for the matter type. Which fields it has
 * is read first. A matter has it once; writing merges by field, so that a repeat changes nothing.
 */
import type { PracticeApi } from '../kit/practice-api.ts';
import {
  type ChangeMade,
  type ExternalRef,
  type LayoutChange,
  type LayoutTexts,
  type LayoutToWrite,
  type RecordThere,
  VendorError,
  type Written,
} from '../ports.ts';
import { isNamed, type LayoutValue, layoutChange, layoutTexts, layoutValues } from './layout-fields.ts';
import { externalIdOf, listPathOf, pathOf } from './paths.ts';
import * as wire from './wire.ts';

interface Place {
  designId: string;
  values: LayoutValue[];
  /** The layout as it stands on the matter; null: it is not there. */
  there: wire.WireLayout | null;
}

export async function writeLayout(api: PracticeApi, record: LayoutToWrite): Promise<Written> {
  const { designId, values, there } = await look(api, record);
  if (values.length === 0) throw rejected('The layout “Completion Details” has none of these fields.');
  if (there === null) {
    const json = { layoutDesignId: designId, values };
    const made = await api.call({ method: 'POST', path: listPathOf(record), json }, wire.accepted);
    return { externalId: externalIdOf(record, made.id), version: null, there: false };
  }
  const externalId = externalIdOf(record, there.itemId ?? there.id ?? '');
  if (holds(there, values)) return { externalId, version: null, there: true };
  await api.send({ method: 'PATCH', path: pathOf(record, externalId), json: { values } });
  return { externalId, version: null, there: false };
}

/** It has no reference: it is ours when it says what we were to write. */
export async function findLayout(api: PracticeApi, record: LayoutToWrite): Promise<Written | null> {
  const { values, there } = await look(api, record);
  if (there === null || !holds(there, values)) return null;
  return { externalId: externalIdOf(record, there.itemId ?? there.id ?? ''), version: null, there: true };
}

export async function readLayout(
  api: PracticeApi,
  record: LayoutToWrite,
  externalId: string,
): Promise<RecordThere | null> {
  const there = await api.find({ path: pathOf(record, externalId) }, wire.layout);
  if (there === null) return null;
  return { externalId, version: null, subject: there.name ?? '', text: null, locked: false };
}

async function look(api: PracticeApi, record: LayoutToWrite): Promise<Place> {
  const form = await findForm(api, record.matter, record.layout);
  if (form === null) throw rejected('This matter type has no layout “Completion Details”.');
  return { ...form, values: layoutValues(record, form.fields) };
}

/** The form as it stands on the matter, by our names; null where its type has none. */
export async function readLayoutTexts(
  api: PracticeApi,
  matter: ExternalRef,
  layout: LayoutToWrite['layout'],
  names: readonly string[],
): Promise<LayoutTexts | null> {
  const form = await findForm(api, matter, layout);
  return form && layoutTexts(names, form.fields, form.there?.values ?? []);
}

export async function changeLayout(api: PracticeApi, change: LayoutChange): Promise<ChangeMade> {
  const { matter, layout, operationId } = change;
  const form = await findForm(api, matter, layout);
  if (form === null) throw rejected('This matter type has no layout “Completion Details”.');
  const { designId, fields, there } = form;
  const { wanted, left } = layoutChange(change, fields, there?.values ?? []);
  if (wanted.length === 0) return { left };
  const path = `/matters/${encodeURIComponent(matter.id)}/layouts`;
  const headers = { requestid: operationId };
  if (there === null)
    await api.send({ method: 'POST', path, json: { layoutDesignId: designId, values: wanted }, headers });
  else {
    const itemId = encodeURIComponent(there.itemId ?? there.id ?? '');
    await api.send({ method: 'PATCH', path: `${path}/${itemId}`, json: { values: wanted }, headers });
  }
  return { left };
}

interface Form {
  designId: string;
  fields: readonly wire.WireLayoutField[];
  /** The layout as it stands on the matter; null: it is not there. */
  there: wire.WireLayout | null;
}

async function findForm(
  api: PracticeApi,
  matter: ExternalRef,
  layout: LayoutToWrite['layout'],
): Promise<Form | null> {
  const path = `/matters/${encodeURIComponent(matter.id)}`;
  const { matterType } = await api.call({ path }, wire.matter);
  const designId = await designOf(api, matterType?.id ?? '', layout);
  if (designId === null) return null;
  const design = await api.call({ path: `/layouts/${encodeURIComponent(designId)}` }, wire.layoutDesign);
  const all = await api.call({ path: `${path}/layouts` }, wire.layouts);
  const there = [...(all.value ?? []), ...(all.items ?? [])].find(
    ({ layoutDesign }) => layoutDesign?.id?.toLowerCase() === designId.toLowerCase(),
  );
  return { designId, fields: design.fields ?? [], there: there ?? null };
}

/** The layouts of a matter type stand among its items, some beneath others. */
async function designOf(
  api: PracticeApi,
  matterTypeId: string,
  layout: LayoutToWrite['layout'],
): Promise<string | null> {
  if (matterTypeId === '') return null;
  const path = `/mattertypes/${encodeURIComponent(matterTypeId)}`;
  const type = await api.find({ path }, wire.matterType);
  const within = (items: readonly wire.WireListItem[]): wire.WireListItem[] =>
    items.flatMap((item) => [item, ...within(item.subItems ?? [])]);
  const found = within(type?.items ?? []).find(
    ({ providerId, name }) => providerId === 'LayoutProvider' && isNamed(name, layout),
  );
  return found?.id ?? null;
}

function holds({ values }: wire.WireLayout, wanted: readonly LayoutValue[]): boolean {
  const said = new Map((values ?? []).map(({ key, value }) => [key, value]));
  return wanted.every(({ key, value }) => said.get(key) === value);
}

function rejected(detail: string): VendorError {
  return new VendorError({ failure: 'rejected', detail });
}

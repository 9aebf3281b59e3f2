/** Website forms as they are read: by administrators, and by whoever holds their public key. */
import { sql } from 'kysely';
import { z } from 'zod';
import type { Tx } from '../../platform/db/database.ts';
import { readFirmSecret } from '../../platform/firm-secret.ts';
import { found } from '../../platform/http/problems.ts';
import { findVersionOn, type Side, sides, transaction, type VersionToPrice } from '../fee-scales/index.ts';
import { firmFacts, todayIn } from '../firms/index.ts';
import { listPublicStages } from '../key-stages/index.ts';
import { missingOf } from './missing.ts';
import { look, prices, type Widget, type WidgetInput } from './shapes.ts';
import './tables.ts';

/** A form with its settings as they are stored. */
export interface Form extends WidgetInput {
  id: string;
  firmId: string;
  firmName: string;
  key: string;
  active: boolean;
  version: number;
  updatedAt: Date;
}

interface Row {
  firm_id: string;
  id: string;
  name: string;
  public_key: string;
  active: boolean;
  origins: string[];
  transactions: unknown;
  fee_scale_id: string | null;
  show: WidgetInput['show'];
  consent_text: string;
  privacy_url: string;
  thanks: string;
  source_tag: string;
  assignee_id: string | null;
  look: unknown;
  prices: unknown;
  version: number;
  updated_at: Date;
  firm_name: string;
}

async function selectForms(
  tx: Tx,
  firmId: string,
  which: { id?: string; key?: string } = {},
): Promise<Form[]> {
  const { rows } = await sql<Row>`
    select w.*, f.name as firm_name from widgets w join firms f on f.id = w.firm_id
    where w.firm_id = ${firmId}
      and (${which.id ?? null}::uuid is null or w.id = ${which.id ?? null}::uuid)
      and (${which.key ?? null}::text is null or w.public_key = ${which.key ?? null}::text)
    order by lower(w.name), w.id`.execute(tx);
  return rows.map((row) => ({
    id: row.id,
    firmId: row.firm_id,
    firmName: row.firm_name,
    key: row.public_key,
    name: row.name,
    active: row.active,
    origins: row.origins,
    transactions: z.array(transaction).parse(row.transactions),
    feeScaleId: row.fee_scale_id,
    show: row.show,
    consentText: row.consent_text,
    privacyUrl: row.privacy_url,
    thanks: row.thanks,
    sourceTag: row.source_tag,
    assigneeId: row.assignee_id,
    look: look.parse(row.look),
    prices: prices.parse(row.prices),
    version: row.version,
    updatedAt: row.updated_at,
  }));
}

/** The firm that a public key names; not found for whatever is no key. */
export function firmOfKey(key: string): string {
  return found(readFirmSecret(key)).firmId;
}

export async function findByKey(tx: Tx, firmId: string, key: string): Promise<Form> {
  return found((await selectForms(tx, firmId, { key }))[0]);
}

export async function getForm(tx: Tx, firmId: string, id: string): Promise<Form> {
  return found((await selectForms(tx, firmId, { id }))[0]);
}

/** The version of the form's fee scale that holds today. */
export async function scaleOf(
  tx: Tx,
  { firmId, feeScaleId }: Pick<Form, 'firmId' | 'feeScaleId'>,
  now: Date,
): Promise<{ scale: VersionToPrice | null; day: string }> {
  const day = todayIn(await firmFacts(tx, firmId), now);
  return { scale: await findVersionOn(tx, firmId, feeScaleId, day), day };
}

/** What the firm wrote about the stages of each side, else its key stages. */
export async function stagesOf(
  tx: Tx,
  { firmId, prices: { stages } }: Pick<Form, 'firmId' | 'prices'>,
): Promise<Record<Side, string[]>> {
  const usual = await listPublicStages(tx, firmId);
  const lines = (text: string | undefined) =>
    (text ?? '')
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== '');
  for (const side of sides) {
    const own = lines(stages[side]);
    if (own.length > 0) usual[side] = own;
  }
  return usual;
}

export async function listWidgets(
  tx: Tx,
  firmId: string,
  { now, publicUrl, id }: { now: Date; publicUrl: URL; id?: string },
): Promise<Widget[]> {
  const forms = await selectForms(tx, firmId, id === undefined ? {} : { id });
  const { rows } = await sql<{ widget_id: string; total: number; last_at: Date }>`
    select widget_id, count(*)::int as total, max(at) as last_at from widget_requests
    where firm_id = ${firmId} group by widget_id`.execute(tx);
  const requests = new Map(rows.map((row) => [row.widget_id, row]));
  const views: Widget[] = [];
  for (const form of forms) {
    const { scale } = await scaleOf(tx, form, now);
    const asked = requests.get(form.id);
    const { firmId: _, firmName: __, updatedAt, ...rest } = form;
    const { stages } = form.prices;
    views.push({
      ...rest,
      prices: {
        ...form.prices,
        stages: {
          sale: stages.sale ?? '',
          purchase: stages.purchase ?? '',
          remortgage: stages.remortgage ?? '',
          transfer_of_equity: stages.transfer_of_equity ?? '',
        },
      },
      missing: missingOf({ ...form, scale: scale?.content ?? null, stages: await stagesOf(tx, form) }),
      requests: { total: asked?.total ?? 0, lastAt: asked?.last_at.toISOString() ?? null },
      scriptUrl: new URL('/widget/v1.js', publicUrl).href,
      frameUrl: new URL(`/widget/frame/${form.key}`, publicUrl).href,
      pricesUrl: new URL(`/prices/${form.key}`, publicUrl).href,
      updatedAt: updatedAt.toISOString(),
    });
  }
  return views;
}

export async function getWidget(
  tx: Tx,
  firmId: string,
  how: { now: Date; publicUrl: URL; id: string },
): Promise<Widget> {
  return found((await listWidgets(tx, firmId, how))[0]);
}

/** Single records, COQL, related lists: what the parts of this folder read alike. */
import { z } from 'zod';
import type { PracticeApi, PracticeRequest } from '../kit/practice-api.ts';
import { VendorError } from '../ports.ts';
import { crm } from './api.ts';
import { type DealLists, toDealLists } from './map.ts';
import * as wire from './wire.ts';

/** Null when it is not there: Zoho says so with an empty 204, or with 400 about the id. */
export async function getRecord<Shape extends z.ZodType>(
  api: PracticeApi,
  module: string,
  id: string,
  fields: string,
  shape: Shape,
): Promise<z.output<Shape> | null> {
  const answer = await api.call(
    {
      path: `${crm}/${module}/${encodeURIComponent(id)}`,
      query: { fields, converted: module === 'Leads' ? 'both' : undefined },
      absentStatuses: [400, 404],
    },
    z.union([wire.refusal, wire.list(shape)]),
  );
  if ('items' in answer) return answer.items[0] ?? null;
  if (answer.code === 'INVALID_DATA' || answer.code === 'INVALID_URL_PATTERN') return null;
  throw refused(answer);
}

/** Rows of a query; it sees records at once, unlike the search. At most 200. */
export async function query<Shape extends z.ZodType>(
  api: PracticeApi,
  select: string,
  shape: Shape,
): Promise<z.output<Shape>[]> {
  const { items } = await api.call(
    { method: 'POST', path: `${crm}/coql`, json: { select_query: select } },
    wire.list(shape),
  );
  return items;
}

/** A text inside a query. */
export function quoted(text: string): string {
  return `'${text.replaceAll('\\', '\\\\').replaceAll("'", "\\'")}'`;
}

/** Goes through a list page by page until one of it will do. */
export async function seek<Shape extends z.ZodType>(
  api: PracticeApi,
  request: PracticeRequest,
  shape: Shape,
  holds: (item: z.output<Shape>) => boolean,
): Promise<z.output<Shape> | null> {
  for (let page = 1; ; page += 1) {
    const paging = { per_page: '200', page: String(page) };
    const { items, info } = await api.call(
      { ...request, query: { ...request.query, ...paging } },
      wire.list(shape),
    );
    const found = items.find(holds);
    if (found !== undefined) return found;
    if (info?.more_records !== true) return null;
  }
}

/** Stages and pipelines of deals, with what each stage means. */
export async function readDealLists(api: PracticeApi): Promise<DealLists> {
  return toDealLists(
    await api.call({ path: `${crm}/settings/fields`, query: { module: 'Deals' } }, wire.fields),
  );
}

/** Zoho's word and sentence, and what it says about the field. */
export function refused({ code, message, details }: wire.Refusal): VendorError {
  const about = details?.api_name ? `: ${details.api_name}` : '';
  const again = code === 'INTERNAL_ERROR' || code === 'INTERNAL_SERVER_ERROR';
  return new VendorError({
    failure: again ? 'unavailable' : 'rejected',
    detail: `${code} · ${message}${about}`,
  });
}

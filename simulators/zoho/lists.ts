/** Pages: by number up to 2,000 records, by token beyond. */
import { randomUUID } from 'node:crypto';
import type { Answer, SimulatedRequest } from '../practice/contract.ts';
import { facts, isModule, type ModuleName } from './modules.ts';
import { ZohoRefusal } from './refusal.ts';
import { shown } from './shapes.ts';
import type { Row, ZohoState } from './state.ts';

const largestPage = 200;
const reach = 2000;
const most = 50;
const tokenLife = 24 * 3_600_000;

interface Kept {
  from: number;
  parameters: string;
  endsAt: number;
}
export type PageTokens = Map<string, Kept>;

export function moduleOf({ params }: SimulatedRequest): ModuleName {
  const name = params.module_api_name ?? params.module;
  if (isModule(name)) return name;
  throw new ZohoRefusal('INVALID_MODULE', 'the module name given seems to be invalid', {
    resource_path_index: 0,
  });
}

/** Mandatory on lists since version 3. */
export function fieldsOf({ query }: SimulatedRequest, module: ModuleName): readonly string[] {
  const names = (query.get('fields') ?? '').split(',').filter((name) => name !== '');
  if (names.length === 0)
    throw new ZohoRefusal('REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing', {
      param: 'fields',
    });
  if (names.length > most)
    throw new ZohoRefusal('LIMIT_EXCEEDED', 'Max field limit exceeded', { limit: most });
  // Fields that a firm has hidden or never had are left out without a word.
  return names.filter((name) => facts[module].fields.includes(name));
}

export function listPage(state: ZohoState, tokens: PageTokens, request: SimulatedRequest): Answer {
  const module = moduleOf(request);
  const fields = fieldsOf(request, module);
  const since = sinceOf(request);
  const { query } = request;
  const sortBy = query.get('sort_by') ?? 'id';
  const order = query.get('sort_order') ?? 'desc';
  const all = state.rows(module);
  const converted = query.get('converted') ?? 'false';
  const rows =
    since === null && module !== 'Leads'
      ? all
      : all.filter(
          (row) =>
            (since === null || Date.parse(row.Modified_Time) >= since) &&
            (module !== 'Leads' || isWanted(row, converted)),
        );
  const sorted = sortBy === 'id' ? rows : rows.toSorted((a, b) => compare(a[sortBy], b[sortBy]));
  const ordered = order === 'asc' ? sorted : sorted.toReversed();
  if (since !== null && rows.length === 0) return { status: 304 };
  const page = pageOf(state, tokens, request, ordered);
  return answerPage(
    page.items.map((row) => shown(state, module, row, fields)),
    { ...page.info, sort_by: sortBy, sort_order: order },
  );
}

export function answerPage(data: readonly object[], info: object): Answer {
  return data.length === 0 ? { status: 204 } : { status: 200, body: { data, info } };
}

/** `If-Modified-Since`, milliseconds. */
export function sinceOf({ headers }: SimulatedRequest): number | null {
  const value = headers['if-modified-since'];
  return typeof value === 'string' ? Date.parse(value) : null;
}

function pageOf(
  state: ZohoState,
  tokens: PageTokens,
  request: SimulatedRequest,
  rows: readonly Row[],
): { items: readonly Row[]; info: Record<string, unknown> } {
  const { query } = request;
  const size = sizeOf(query);
  const token = query.get('page_token');
  if (token !== null && query.has('page'))
    throw new ZohoRefusal('REQUIRED_PARAM_MISSING', 'page and page_token exclude each other');
  const parameters = parametersOf(request);
  const now = state.clock.now().getTime();
  const kept = token === null ? null : tokens.get(token);
  if (token !== null && (kept == null || kept.endsAt <= now || kept.parameters !== parameters))
    throw new ZohoRefusal('INVALID_DATA', 'the page_token given seems to be invalid', {
      param_name: 'page_token',
    });
  const page = Number(query.get('page') ?? '1');
  const from = kept?.from ?? (page - 1) * size;
  if (kept == null && from >= reach)
    throw new ZohoRefusal('LIMIT_REACHED', 'use page_token to get more than 2000 records', { limit: reach });
  const items = rows.slice(from, from + size);
  const more = from + size < rows.length;
  const next = more ? randomUUID() : null;
  const endsAt = now + tokenLife;
  if (next !== null) tokens.set(next, { from: from + size, parameters, endsAt });
  return {
    items,
    info: {
      per_page: size,
      count: items.length,
      page: Math.floor(from / size) + 1,
      more_records: more,
      ...(next === null ? {} : { next_page_token: next, page_token_expiry: new Date(endsAt).toISOString() }),
    },
  };
}

/** A token goes on with the same question, asked by the same user. */
function parametersOf({ path, query, headers, grant }: SimulatedRequest): string {
  const rest = [...query].filter(([name]) => name !== 'page' && name !== 'page_token').sort();
  return JSON.stringify([grant?.account.userId, path, rest, headers['if-modified-since'] ?? '']);
}

export function sizeOf(query: URLSearchParams): number {
  const size = Number(query.get('per_page') ?? String(largestPage));
  if (Number.isInteger(size) && size >= 1 && size <= largestPage) return size;
  throw new ZohoRefusal('INVALID_DATA', 'invalid data', { param_name: 'per_page' });
}

/** Pages by number only: what is deleted, users, related lists, the search. */
export function numberedPage<Item>(
  query: URLSearchParams,
  items: readonly Item[],
): { items: readonly Item[]; info: Record<string, unknown> } {
  const size = sizeOf(query);
  const page = Number(query.get('page') ?? '1');
  const from = (page - 1) * size;
  const found = items.slice(from, from + size);
  return {
    items: found,
    info: { per_page: size, count: found.length, page, more_records: from + size < items.length },
  };
}

export function isWanted(row: Row, converted: string): boolean {
  return converted === 'both' || String(row.Converted__s === true) === converted;
}

function compare(left: unknown, right: unknown): number {
  return String(left).localeCompare(String(right));
}

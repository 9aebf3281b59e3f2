/** Lists: pages of 25, one filter, one order. */
import type { Answer, SimulatedRequest } from '../practice/contract.ts';
import { invalid } from './refusal.ts';
import { type Kind, shapes } from './shapes.ts';
import { fieldOf, show, targetOf } from './show.ts';
import type { LawmaticsState, Row } from './state.ts';

const pageSize = 25;
const operators = ['=', '!=', '<', '<=', '>', '>=', 'like', 'ilike'] as const;
const presence = ['null', 'not_null', 'empty', 'present', 'blank'];

export function listPage(state: LawmaticsState, kind: Kind, { query }: SimulatedRequest): Answer {
  const rows = sorted(state, kind, filtered(state, kind, query), query);
  const page = Math.max(1, Number(query.get('page') ?? 1) || 1);
  const totalPages = Math.max(1, Math.ceil(rows.length / pageSize));
  const link = (to: number) => `/v1/${kind}?page=${to}`;
  return {
    status: 200,
    body: {
      data: rows.slice((page - 1) * pageSize, page * pageSize).map((row) => show(state, kind, row, query)),
      meta: { total_pages: totalPages, limit_per_page: pageSize, total_entries: rows.length },
      links: {
        self: link(page),
        ...(page < totalPages ? { next: link(page + 1) } : {}),
        ...(page > 1 ? { prev: link(page - 1) } : {}),
      },
    },
  };
}

function filtered(state: LawmaticsState, kind: Kind, query: URLSearchParams): readonly Row[] {
  const rows = state.table(kind).listed();
  const fields = [...query.getAll('filter_by'), ...query.getAll('filter_field')];
  const wanted = query.get('filter_on') ?? query.get('filter_value');
  const [field] = fields;
  if (field === undefined) {
    if (wanted === null) return rows;
    throw invalid(
      'Filter By Parameter Not Available',
      "When applying filters, a valid 'filter_by' parameter is required.",
    );
  }
  if (fields.length > 1) throw invalid('Too Many Filters', 'Only one filter is supported at a time.');
  const operator = query.get('filter_with') ?? query.get('filter_operator');
  const read = readerOf(state, kind, field);
  if (operator !== null && presence.includes(operator)) {
    const there = operator === 'not_null' || operator === 'present';
    return rows.filter((row) => (read(row) !== null) === there);
  }
  if (wanted === null)
    throw invalid('Filter On Parameter Not Available', "A 'filter_on' parameter is required.");
  return rows.filter((row) => passes(read(row), operator, wanted));
}

/** Attributes by their name, associations by their name and `_id`, the polymorphic ones also by what they point to. */
function readerOf(state: LawmaticsState, kind: Kind, field: string): (row: Row) => unknown {
  const { byDefault, others, pointers } = shapes[kind];
  if ([...byDefault, ...others].includes(field)) return (row) => fieldOf(state, kind, row, field);
  for (const [name, pointer] of Object.entries(pointers)) {
    if (`${name}_id` === field) return (row) => targetOf(row, pointer)?.id ?? null;
    const type = {
      contact_id: 'contact',
      company_id: 'company',
      matter_id: 'prospect',
      prospect_id: 'prospect',
    }[field];
    if (!('any' in pointer) || pointer.any !== 'owner' || type === undefined) continue;
    return (row) => {
      const target = targetOf(row, pointer);
      return target?.type === type ? target.id : null;
    };
  }
  throw invalid('Filter By Parameter Not Available', `'${field}' can not be filtered by.`);
}

function passes(value: unknown, operator: string | null, wanted: string): boolean {
  if (value === null || value === undefined) return false;
  if (operator !== null && !operators.some((each) => each === operator))
    throw invalid('Filter Operator Not Available', `'${operator}' is not an operator.`);
  const isText = typeof value === 'string' && !isTime(value);
  const name = operator ?? (isText ? 'ilike' : '=');
  if (name === 'like' || name === 'ilike') return pattern(wanted, name === 'ilike').test(String(value));
  const difference = compare(value, wanted);
  switch (name) {
    case '=':
      return difference === 0;
    case '!=':
      return difference !== 0;
    case '<':
      return difference < 0;
    case '<=':
      return difference <= 0;
    case '>':
      return difference > 0;
    default:
      return difference >= 0;
  }
}

const patterns = new Map<string, RegExp>();

/** SQL's `%` and `_`. */
function pattern(text: string, insensitive: boolean): RegExp {
  const key = `${insensitive} ${text}`;
  const known = patterns.get(key);
  if (known !== undefined) return known;
  const escaped = text.replaceAll(/[.*+?^${}()|[\]\\]/g, String.raw`\$&`);
  const made = new RegExp(
    `^${escaped.replaceAll('%', '.*').replaceAll('_', '.')}$`,
    insensitive ? 'is' : 's',
  );
  patterns.set(key, made);
  return made;
}

function isTime(value: string): boolean {
  return /^\d{4}-\d{2}-\d{2}T/.test(value);
}

function compare(value: unknown, wanted: string): number {
  if (typeof value === 'string' && isTime(value)) return Date.parse(value) - Date.parse(wanted);
  const [left, right] = [Number(value), Number(wanted)];
  if (!Number.isNaN(left) && !Number.isNaN(right)) return left - right;
  return String(value) === wanted ? 0 : String(value) < wanted ? -1 : 1;
}

/** By id, descending, unless said otherwise. Rows stand in the order of their ids. */
function sorted(
  state: LawmaticsState,
  kind: Kind,
  rows: readonly Row[],
  query: URLSearchParams,
): readonly Row[] {
  const field = query.get('sort_by') ?? 'id';
  const ascending = query.get('sort_order') === 'asc';
  if (field === 'id') return ascending ? rows : rows.toReversed();
  const read = readerOf(state, kind, field);
  const up = rows.toSorted((a, b) => compareKeys(read(a), read(b)));
  return ascending ? up : up.toReversed();
}

function compareKeys(left: unknown, right: unknown): number {
  const [a, b] = [String(left ?? ''), String(right ?? '')];
  return a === b ? 0 : a < b ? -1 : 1;
}

/** CRM Object Query Language, as much of it as is asked here. It sees records at once. */
import { z } from 'zod';
import type { Answer, SimulatedRequest } from '../practice/contract.ts';
import { isWanted } from './lists.ts';
import { facts, isModule, type ModuleName } from './modules.ts';
import { ZohoRefusal } from './refusal.ts';
import { shown } from './shapes.ts';
import type { Row, ZohoState } from './state.ts';

const statement =
  /^select (?<fields>[\w$, ]+?) from (?<module>\w+) where (?<where>.+?)(?: order by (?<by>\w+)(?: (?<way>asc|desc))?)?(?: limit (?<limit>\d+))?$/is;
const largest = 200;
const most = { fields: 50, values: 50 };

type Condition = (row: Row) => boolean;

export function answerQuery(state: ZohoState, request: SimulatedRequest): Answer {
  const text = z.object({ select_query: z.string() }).parse(request.json).select_query;
  const parts = statement.exec(text.trim())?.groups;
  if (parts === undefined) throw syntax('select');
  const { fields = '', module = '', where = '', by = 'id', way = 'asc' } = parts;
  if (!isModule(module) || module === 'Notes') throw invalid('module', module);
  const names = fields.split(',').map((name) => name.trim());
  if (names.length > most.fields)
    throw new ZohoRefusal('LIMIT_EXCEEDED', 'Max field limit exceeded', { limit: most.fields });
  for (const name of [...names, by]) if (!facts[module].fields.includes(name)) throw invalid('column', name);
  const limit = Number(parts.limit ?? String(largest));
  if (limit > largest)
    throw new ZohoRefusal('LIMIT_EXCEEDED', 'limit exceeded', { limit: largest, clause: 'limit' });
  const holds = readConditions(module, where);
  const found = state
    .rows(module)
    .filter((row) => module !== 'Leads' || isWanted(row, 'false'))
    .filter(holds);
  const sorted = by === 'id' ? found : found.toSorted((a, b) => String(a[by]).localeCompare(String(b[by])));
  const ordered = way.toLowerCase() === 'desc' ? sorted.toReversed() : sorted;
  const rows = ordered.slice(0, limit);
  if (rows.length === 0) return { status: 204 };
  return {
    status: 200,
    body: {
      data: rows.map((row) => shown(state, module, row, names)),
      info: { count: rows.length, more_records: ordered.length > limit },
    },
  };
}

const comparison =
  /^\s*(?<field>\w+)\s*(?<operator>=|like|in)\s*(?<value>'(?:[^'\\]|\\.)*'|\((?:\s*'(?:[^'\\]|\\.)*'\s*,?)+\))\s*/i;

/** Two conditions at most stand side by side; more want brackets. */
function readConditions(module: ModuleName, text: string): Condition {
  const conditions: Condition[] = [];
  let rest = text;
  let joint = '';
  for (;;) {
    const match = comparison.exec(rest);
    if (match?.groups === undefined) throw syntax('where');
    const { field = '', operator = '', value = '' } = match.groups;
    conditions.push(conditionOf(module, field, operator.toLowerCase(), valuesIn(value)));
    rest = rest.slice(match[0].length);
    if (rest === '') break;
    const [whole, word = ''] = /^(and|or)\s+/i.exec(rest) ?? [];
    if (whole === undefined || conditions.length >= 2) throw syntax('where');
    joint = word.toLowerCase();
    rest = rest.slice(whole.length);
  }
  return (row) =>
    joint === 'or' ? conditions.some((each) => each(row)) : conditions.every((each) => each(row));
}

function conditionOf(
  module: ModuleName,
  field: string,
  operator: string,
  values: readonly string[],
): Condition {
  if (!facts[module].fields.includes(field)) throw invalid('column', field);
  if (facts[module].multiLine.includes(field))
    throw new ZohoRefusal('INVALID_QUERY', 'data type not supported', { column_name: field });
  if (values.length > most.values)
    throw new ZohoRefusal('LIMIT_EXCEEDED', 'limit exceeded', { limit: most.values });
  const [first = ''] = values;
  if (operator !== 'like') return (row) => values.includes(String(row[field] ?? ''));
  const pattern = first
    .split('%')
    .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const matcher = new RegExp(`^${pattern}$`, 'is');
  return (row) => matcher.test(String(row[field] ?? ''));
}

function valuesIn(text: string): string[] {
  return [...text.matchAll(/'((?:[^'\\]|\\.)*)'/g)].map(([, value = '']) => value.replace(/\\(.)/g, '$1'));
}

function syntax(clause: string): ZohoRefusal {
  return new ZohoRefusal('SYNTAX_ERROR', 'invalid query formed', { clause });
}

function invalid(what: string, name: string): ZohoRefusal {
  return new ZohoRefusal('INVALID_QUERY', `${what} given seems to be invalid`, { column_name: name });
}

/** Lists, records, writes, what was deleted, the search. */
import { z } from 'zod';
import type { Answer, Route, SimulatedRequest } from '../practice/contract.ts';
import {
  answerPage,
  fieldsOf,
  isWanted,
  listPage,
  moduleOf,
  numberedPage,
  type PageTokens,
  sinceOf,
} from './lists.ts';
import { facts, type ModuleName } from './modules.ts';
import { element, wrongId, ZohoRefusal } from './refusal.ts';
import { checked } from './rules.ts';
import { connectedUser, shown, shownNote } from './shapes.ts';
import type { Row, ZohoState } from './state.ts';

const body = z.looseObject({ data: z.array(z.unknown()).min(1) });
const mostAtOnce = 100;
const mostFound = 2000;

export function recordRoutes(state: ZohoState, tokens: PageTokens): Route[] {
  const list = '/crm/v8/{module_api_name}';
  const one = `${list}/{id}`;
  const notes = '/crm/v8/Notes';
  return [
    { method: 'GET', template: list, handle: (request) => listPage(state, tokens, request) },
    { method: 'POST', template: list, handle: (request) => create(state, request, moduleOf(request)) },
    { method: 'GET', template: `${list}/deleted`, handle: (request) => deletedPage(state, request) },
    { method: 'GET', template: `${list}/search`, handle: (request) => search(state, request) },
    { method: 'GET', template: one, handle: (request) => readOne(state, request, moduleOf(request)) },
    { method: 'PUT', template: one, handle: (request) => change(state, request, moduleOf(request)) },
    { method: 'DELETE', template: one, handle: (request) => remove(state, request, moduleOf(request)) },
    { method: 'POST', template: notes, handle: (request) => create(state, request, 'Notes') },
    { method: 'GET', template: `${notes}/{id}`, handle: (request) => readOne(state, request, 'Notes') },
    { method: 'PUT', template: `${notes}/{id}`, handle: (request) => change(state, request, 'Notes') },
    { method: 'DELETE', template: `${notes}/{id}`, handle: (request) => remove(state, request, 'Notes') },
  ];
}

function readOne(state: ZohoState, request: SimulatedRequest, module: ModuleName): Answer {
  const row = state.get(module, request.params.id ?? '');
  const converted = request.query.get('converted') ?? 'false';
  if (row === undefined || (module === 'Leads' && !isWanted(row, converted) && converted !== 'both'))
    return { status: 204 };
  const fields = request.query.get('fields')?.split(',') ?? null;
  const data = module === 'Notes' ? shownNote(state, row) : shown(state, module, row, fields);
  return { status: 200, body: { data: [data] } };
}

function create(state: ZohoState, request: SimulatedRequest, module: ModuleName): Answer {
  const { data } = body.parse(request.json);
  if (data.length > mostAtOnce)
    throw new ZohoRefusal('LIMIT_EXCEEDED', 'Record count exceeded', { limit: mostAtOnce });
  const results = data.map((given) =>
    outcomeOf(() => {
      const owner = connectedUser(state);
      const values = { Owner: { id: owner.id }, ...checked(state, module, given, null) };
      return { row: state.add(module, values), message: 'record added' };
    }, state),
  );
  return answerWrite(state, results, 201);
}

function change(state: ZohoState, request: SimulatedRequest, module: ModuleName): Answer {
  const { data } = body.parse(request.json);
  const id = request.params.id ?? '';
  const result = outcomeOf(() => {
    const before = state.get(module, id);
    if (before === undefined) throw wrongId(id);
    return {
      row: state.change(module, id, checked(state, module, data[0], before)),
      message: 'record updated',
    };
  }, state);
  return answerWrite(state, [result], 200);
}

function remove(state: ZohoState, request: SimulatedRequest, module: ModuleName): Answer {
  const id = request.params.id ?? '';
  const result = outcomeOf(() => {
    const row = state.get(module, id);
    if (row === undefined) throw wrongId(id);
    state.remove(module, id);
    return { row, message: 'record deleted' };
  }, state);
  return answerWrite(state, [result], 200);
}

interface Result {
  done: boolean;
  element: object;
}

function outcomeOf(act: () => { row: Row; message: string }, state: ZohoState): Result {
  try {
    const { row, message } = act();
    const me = connectedUser(state);
    const { id, Created_Time, Modified_Time } = row;
    const details = { id, Created_Time, Modified_Time, Created_By: me, Modified_By: me };
    return { done: true, element: { code: 'SUCCESS', details, message, status: 'success' } };
  } catch (error) {
    // What the product must never send is told as a mistake, not as an answer.
    if (!(error instanceof ZohoRefusal) || error.code === 'UNKNOWN_FIELD') throw error;
    return { done: false, element: element(error) };
  }
}

/** One element a record, in order: mixed ones are 207, and a "no" alone is 400 or hides in a 202. */
function answerWrite(state: ZohoState, results: readonly Result[], good: number): Answer {
  const done = results.filter((each) => each.done).length;
  const bad = results.length > 1 || state.refusesInside2xx ? 202 : 400;
  const status = done === results.length ? good : done > 0 ? 207 : bad;
  return { status, body: { data: results.map((each) => each.element) } };
}

function deletedPage(state: ZohoState, request: SimulatedRequest): Answer {
  const since = sinceOf(request);
  const gone = state
    .gone(moduleOf(request))
    .filter(({ deleted_time: at }) => since === null || Date.parse(at) >= since);
  const { items, info } = numberedPage(request.query, gone);
  return answerPage(items, info);
}

/** By an index that is behind; how numbers are compared is not told: digits within digits here. */
function search(state: ZohoState, request: SimulatedRequest): Answer {
  const module = moduleOf(request);
  const { query } = request;
  const wanted = (query.get('phone') ?? '').replaceAll(/\D/g, '');
  if (!query.has('phone'))
    throw new ZohoRefusal('EXPECTED_PARAM_MISSING', 'One of the expected parameter is missing');
  if (wanted.length < 2) throw new ZohoRefusal('INVALID_DATA', 'invalid data', { param_name: 'phone' });
  const fields = query.has('fields') ? fieldsOf(request, module) : null;
  const found = state
    .table(module)
    .listed()
    .filter((row) => module !== 'Leads' || isWanted(row, query.get('converted') ?? 'false'))
    .filter((row) =>
      facts[module].phones.some((field) =>
        String(row[field] ?? '')
          .replaceAll(/\D/g, '')
          .includes(wanted),
      ),
    );
  const { items, info } = numberedPage(query, found.slice(0, mostFound));
  return answerPage(
    items.map((row) => shown(state, module, row, fields)),
    info,
  );
}

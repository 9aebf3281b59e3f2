/** The five usual requests of a kind of record. */
import { z } from 'zod';
import type { Answer, Route, SimulatedRequest } from '../practice/contract.ts';
import { readFields, select } from './fields.ts';
import { isVisible, listPage } from './lists.ts';
import { ClioRefusal, notFound } from './refusal.ts';
import { type Rule, refuseBilled, rules } from './rules.ts';
import type { Resource } from './shapes.ts';
import type { ClioState, Row } from './state.ts';

const envelope = z.object({ data: z.unknown() });

export function resourceRoutes(
  state: ClioState,
  resource: Resource,
  can: readonly ('list' | 'read' | 'create' | 'change' | 'remove')[],
): Route[] {
  const all = `/${resource}.json`;
  const one = `/${resource}/{id}.json`;
  const rule = rules[resource];
  const routes: Route[] = [];
  if (can.includes('list'))
    routes.push({ method: 'GET', template: all, handle: (request) => listPage(state, resource, request) });
  if (can.includes('read'))
    routes.push({ method: 'GET', template: one, handle: (request) => readOne(state, resource, request) });
  if (can.includes('create') && rule !== undefined)
    routes.push({
      method: 'POST',
      template: all,
      handle: (request) => create(state, resource, rule, request),
    });
  if (can.includes('change') && rule !== undefined)
    routes.push({
      method: 'PATCH',
      template: one,
      handle: (request) => change(state, resource, rule, request),
    });
  if (can.includes('remove'))
    routes.push({ method: 'DELETE', template: one, handle: (request) => remove(state, resource, request) });
  return routes;
}

export function answerWith(
  state: ClioState,
  resource: Resource,
  row: Row,
  { query }: SimulatedRequest,
  status = 200,
): Answer {
  const selection = readFields(resource, query.get('fields'));
  return {
    status,
    headers: { etag: row.etag, 'last-modified': new Date(row.updated_at).toUTCString() },
    body: { data: select(state, resource, row, selection) },
  };
}

/** The record that a path names, as the connected user may see it. */
export function rowOf(state: ClioState, resource: Resource, { params }: SimulatedRequest): Row {
  const row = state.table(resource).read(params.id ?? '');
  if (row === undefined || !isVisible(state, resource, row)) throw notFound();
  return row;
}

export function refuseStale(row: Row, { headers }: SimulatedRequest): void {
  const wanted = headers['if-match'];
  if (wanted !== undefined && wanted !== row.etag)
    throw new ClioRefusal(412, 'PreconditionFailed', 'The record was changed since');
}

export function dataOf({ json }: SimulatedRequest): unknown {
  return envelope.safeParse(json).data?.data ?? {};
}

export function userOf({ grant }: SimulatedRequest): number {
  return Number(grant?.account.userId ?? 0);
}

function readOne(state: ClioState, resource: Resource, request: SimulatedRequest): Answer {
  const row = rowOf(state, resource, request);
  if (request.headers['if-none-match'] === row.etag) return { status: 304 };
  return answerWith(state, resource, row, request);
}

function create(state: ClioState, resource: Resource, rule: Rule, request: SimulatedRequest): Answer {
  readFields(resource, request.query.get('fields'));
  const row = state.add(resource, rule(state, dataOf(request), null, userOf(request)));
  return answerWith(state, resource, row, request, 201);
}

function change(state: ClioState, resource: Resource, rule: Rule, request: SimulatedRequest): Answer {
  const before = rowOf(state, resource, request);
  readFields(resource, request.query.get('fields'));
  refuseStale(before, request);
  const row = state.change(resource, before.id, rule(state, dataOf(request), before, userOf(request)));
  return answerWith(state, resource, row, request);
}

function remove(state: ClioState, resource: Resource, request: SimulatedRequest): Answer {
  const row = rowOf(state, resource, request);
  if (resource === 'activities') refuseBilled(row);
  state.remove(resource, row.id);
  return { status: 204 };
}

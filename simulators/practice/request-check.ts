/** One vendor's rules of the road: requests against its description, with the deviations that we know of. */

import type { SimulatedRequest } from './contract.ts';
import type { OpenApi, Operation } from './openapi.ts';

/** Where product or simulator knowingly differ from the published description. */
export interface Deviation {
  /** "PUT /zoho/thing", as the description spells it. */
  operation: string;
  /** Which complaint is meant. */
  complaint: RegExp;
  what: string;
  reason: string;
}

export interface RequestCheck {
  /** Null: nothing wrong, or nothing that is not a known deviation. */
  request(request: SimulatedRequest): string | null;
  /** Of the answer's JSON. */
  answer(operation: string, method: string, template: string, status: number, body: unknown): string | null;
  has(method: string, template: string): boolean;
  readonly deviationsMet: ReadonlySet<Deviation>;
}

export function createRequestCheck(api: OpenApi, deviations: readonly Deviation[]): RequestCheck {
  const deviationsMet = new Set<Deviation>();
  const known = (name: string, complaint: string | null): string | null => {
    if (complaint === null) return null;
    const deviation = deviations.find((each) => each.operation === name && each.complaint.test(complaint));
    if (deviation === undefined) return complaint;
    deviationsMet.add(deviation);
    return null;
  };
  return {
    deviationsMet,
    has: (method, template) => api.operation(method, template) !== null,
    request(request) {
      const operation = api.operation(request.method, request.template);
      if (operation === null) return null;
      for (const complaint of complaintsAbout(api, operation, request)) {
        const left = known(operation.name, complaint);
        if (left !== null) return left;
      }
      return null;
    },
    answer(name, method, template, status, body) {
      const operation = api.operation(method, template);
      if (operation === null) return null;
      const schema = operation.answers.get(String(status));
      if (schema === undefined || schema === null) return null;
      const complaint = api.check(`answer ${status} ${name}`, schema, false)(body);
      return complaint === null ? null : known(name, `answer ${status}: ${complaint}`);
    },
  };
}

function* complaintsAbout(
  api: OpenApi,
  operation: Operation,
  request: SimulatedRequest,
): Generator<string | null> {
  const names = new Set(
    operation.parameters.filter(({ in: where }) => where === 'query').map(({ name }) => name),
  );
  for (const given of new Set(request.query.keys()))
    if (!names.has(given)) yield `query ${given}: is not described`;
  for (const { name, in: where, required, schema } of operation.parameters) {
    const value = givenValue(request, where, name, schema);
    if (value === undefined) {
      if (required) yield `${where} ${name}: is missing`;
      continue;
    }
    const wrapped = { type: 'object', properties: { [name]: schema } };
    const said = api.check(`${where} ${name} ${operation.name}`, wrapped, true)({ [name]: value });
    if (said !== null) yield `${where}: ${said}`;
  }
  yield* complaintsAboutBody(api, operation, request);
}

function givenValue(
  { query, params, headers }: SimulatedRequest,
  where: string,
  name: string,
  schema: Record<string, unknown>,
): unknown {
  if (where === 'path') return params[name];
  if (where === 'header') return headers[name.toLowerCase()];
  if (where !== 'query' || !query.has(name)) return undefined;
  return schema.type === 'array' || query.getAll(name).length > 1 ? query.getAll(name) : query.get(name);
}

function* complaintsAboutBody(
  api: OpenApi,
  operation: Operation,
  request: SimulatedRequest,
): Generator<string | null> {
  const { body } = operation;
  if (body === null) {
    if (request.bytes.length > 0) yield 'body: none is described';
    return;
  }
  if (request.bytes.length === 0) {
    if (body.required) yield 'body: is missing';
    return;
  }
  const type = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  const schema = body.schemas.get(type);
  if (schema === undefined) {
    if (!body.schemas.has(type)) yield `body: content type "${type}" is not described`;
    return;
  }
  const isJson = type.endsWith('json');
  if (isJson && request.json === undefined) yield 'body: is not JSON';
  else {
    const value = isJson ? request.json : request.form;
    const said = api.check(`body ${type} ${operation.name}`, schema, !isJson)(value);
    if (said !== null) yield `body: ${said}`;
  }
}

/**
 * Checks requests against a vendor's published OpenAPI description. The descriptions are not part of the project: a
 * simulator uses one when it lies at `../shared/vendors/openapi/`, and does without it otherwise.
 */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { z } from 'zod';

export interface RequestToCheck {
  method: string;
  /** As the description spells it: `/api/v2/webhooks/{id}`. */
  template: string;
  query?: unknown;
  body?: unknown;
}

export interface Description {
  /** What is wrong with the request, or null. Operations that the description does not have pass. */
  complaint(request: RequestToCheck): string | null;
  has(method: string, template: string): boolean;
}

const parameter = z.object({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: z.unknown(),
});
const operation = z.object({
  parameters: z.array(parameter).optional(),
  requestBody: z.object({ content: z.record(z.string(), z.object({ schema: z.unknown() })) }).optional(),
});
const api = z.looseObject({ paths: z.record(z.string(), z.record(z.string(), z.unknown())) });

/** The description named, e.g. `dialpad`; null when it is not there. */
export function loadDescription(name: string): Description | null {
  const path = fileURLToPath(new URL(`../../shared/vendors/openapi/${name}.json`, import.meta.url));
  const text = readIfThere(path);
  return text === null ? null : describe(JSON.parse(text));
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null;
  }
}

/** The checks of one OpenAPI document. Query and form values are text and become what their schema wants. */
export function describe(document: unknown): Description {
  const { paths, ...rest } = api.parse(document);
  const ajv = new Ajv({ strict: false, logger: false, coerceTypes: 'array', formats: fullFormats });
  ajv.addSchema({ ...rest, paths }, 'description');
  const compiled = new Map<string, ValidateFunction | null>();
  const check = (key: string, schema: () => unknown, value: unknown): string | null => {
    if (!compiled.has(key)) {
      const made = schema();
      compiled.set(key, made === undefined ? null : ajv.compile(rooted(made)));
    }
    const validate = compiled.get(key);
    if (validate === null || validate === undefined || validate(structuredClone(value))) return null;
    return ajv.errorsText(validate.errors, { dataVar: key.split(' ')[0] ?? 'request' });
  };
  const find = (method: string, template: string) => {
    const found = paths[template]?.[method.toLowerCase()];
    return found === undefined ? undefined : operation.parse(found);
  };
  return {
    has: (method, template) => find(method, template) !== undefined,
    complaint({ method, template, query = {}, body }) {
      const found = find(method, template);
      if (found === undefined) return null;
      const key = `${method.toLowerCase()} ${template}`;
      const wrong = check(`query ${key}`, () => querySchema(found), query);
      return wrong ?? (body === undefined ? null : check(`body ${key}`, () => bodySchema(found), body));
    },
  };
}

/** References inside the document are made to point into it. */
function rooted(schema: unknown): { [key: string]: unknown } {
  const text = JSON.stringify(schema).replaceAll('"$ref":"#/', '"$ref":"description#/');
  return z.record(z.string(), z.unknown()).parse(JSON.parse(text));
}

function querySchema(found: z.infer<typeof operation>): unknown {
  const parameters = (found.parameters ?? []).filter((entry) => entry.in === 'query');
  return {
    type: 'object',
    properties: Object.fromEntries(parameters.map(({ name, schema }) => [name, schema])),
    required: parameters.filter(({ required }) => required === true).map(({ name }) => name),
    additionalProperties: false,
  };
}

function bodySchema(found: z.infer<typeof operation>): unknown {
  return Object.values(found.requestBody?.content ?? {})[0]?.schema;
}

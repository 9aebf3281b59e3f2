import { existsSync, readFileSync } from 'node:fs';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';
import { z } from 'zod';

/** Checks requests and answers against the vendor's own description (OpenAPI), where that file is at hand. */
export interface Description {
  present: boolean;
  /** What is wrong with a request, in words; null when nothing is, or when the description does not know the path. */
  checkRequest(method: string, path: string, query: URLSearchParams, body: unknown): string | null;
  checkAnswer(method: string, path: string, body: unknown): string | null;
}

const reference = z.looseObject({ $ref: z.string() });
const jsonContent = z.looseObject({ 'application/json': z.looseObject({ schema: z.unknown() }).optional() });
const parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().optional(),
  schema: z.looseObject({ type: z.string().optional() }),
});
const operation = z.looseObject({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.looseObject({ content: jsonContent }).optional(),
  responses: z.record(z.string(), z.looseObject({ content: jsonContent.optional() })),
});
const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
  components: z.looseObject({
    schemas: z.record(z.string(), z.unknown()),
    parameters: z.record(z.string(), z.unknown()).default({}),
  }),
});

const silent: Description = { present: false, checkRequest: () => null, checkAnswer: () => null };

export function loadDescription(file: URL | null): Description {
  if (file === null || !existsSync(file)) return silent;
  const api = document.parse(JSON.parse(readFileSync(file, 'utf8')));
  const ajv = new Ajv({ strict: false, coerceTypes: 'array', logger: false, validateFormats: true });
  addFormats.default(ajv);
  ajv.addSchema({ $id: 'api', components: api.components });
  const routes = Object.entries(api.paths).map(([template, methods]) => ({
    template,
    methods,
    pattern: new RegExp(`^${template.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`),
  }));
  const validators = new Map<string, ValidateFunction>();

  function compile(key: string, schema: unknown): ValidateFunction {
    const known = validators.get(key);
    if (known !== undefined) return known;
    // Local references in the description have to lead back to the whole document.
    const rooted: unknown = JSON.parse(
      JSON.stringify(schema).replaceAll('"#/components/', '"api#/components/'),
    );
    const validator = ajv.compile(z.looseObject({}).parse(rooted));
    validators.set(key, validator);
    return validator;
  }

  function explain(key: string, schema: unknown, value: unknown): string | null {
    const validator = compile(key, schema);
    if (validator(value)) return null;
    return ajv.errorsText(validator.errors, { dataVar: 'value' });
  }

  function findOperation(method: string, path: string) {
    const route = routes
      .filter(({ pattern, methods }) => pattern.test(path) && methods[method.toLowerCase()] !== undefined)
      .toSorted((left, right) => left.template.split('{').length - right.template.split('{').length)[0];
    const found = operation.safeParse(route?.methods[method.toLowerCase()]);
    return route === undefined || !found.success
      ? null
      : { key: `${method} ${route.template}`, ...found.data };
  }

  function resolveParameter(value: unknown) {
    const named = reference.safeParse(value).data?.$ref.split('/').at(-1);
    return parameter.parse(named === undefined ? value : api.components.parameters[named]);
  }

  return {
    present: true,
    checkRequest(method, path, query, body) {
      const found = findOperation(method, path);
      if (found === null) return null;
      const known = found.parameters.map(resolveParameter).filter((each) => each.in === 'query');
      const stranger = [...query.keys()].find((name) => !known.some((each) => each.name === name));
      if (stranger !== undefined) return `Parameter [${stranger}] is not known`;
      for (const { name, required, schema } of known) {
        const given = query.getAll(name);
        if (given.length === 0 && required === true) return `Parameter [${name}] is missing`;
        if (given.length === 0) continue;
        const value = schema.type === 'array' ? given : given[0];
        const wrapped = { type: 'object', properties: { [name]: withoutArrayEnum(schema) } };
        const problem = explain(`${found.key}?${name}`, wrapped, { [name]: value });
        if (problem !== null) return `Parameter [${name}]: ${problem}`;
      }
      const schema = found.requestBody?.content['application/json']?.schema;
      return schema === undefined ? null : explain(`${found.key} body`, schema, body);
    },
    checkAnswer(method, path, body) {
      const found = findOperation(method, path);
      const response = found?.responses['200'] ?? found?.responses['201'] ?? found?.responses.default;
      const schema = response?.content?.['application/json']?.schema;
      return found === null || schema === undefined
        ? null
        : explain(`${found.key} answer`, schema, structuredClone(body));
    },
  };
}

/** The description puts the `enum` of some array parameters on the array instead of its items. */
function withoutArrayEnum(schema: Record<string, unknown>): Record<string, unknown> {
  if (schema.type !== 'array') return schema;
  return Object.fromEntries(Object.entries(schema).filter(([key]) => key !== 'enum'));
}

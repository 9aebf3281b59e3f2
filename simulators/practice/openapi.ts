/**
 * A vendor's published OpenAPI description, in one file or several, made checkable: OpenAPI 3.0's own words become JSON
 * Schema, references lead into the loaded documents. The descriptions are not part of the project: they are used when
 * they lie at `../shared/vendors/openapi/`.
 */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { Ajv, type ValidateFunction } from 'ajv';
import { fullFormats } from 'ajv-formats/dist/formats.js';
import { z } from 'zod';

const parameter = z.looseObject({
  name: z.string(),
  in: z.string(),
  required: z.boolean().default(false),
  schema: z.looseObject({}).default({}),
});
export type Parameter = z.infer<typeof parameter>;
const contents = z.record(z.string(), z.looseObject({ schema: z.unknown().optional() }));
const body = z.looseObject({ required: z.boolean().default(false), content: contents.default({}) });
const answer = z.looseObject({ content: contents.optional() });
const operation = z.looseObject({
  parameters: z.array(z.unknown()).default([]),
  requestBody: z.unknown().optional(),
  responses: z.record(z.string(), z.unknown()).default({}),
});
const apiDocument = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), z.unknown())),
});
type ApiDocument = z.infer<typeof apiDocument>;

export interface Operation {
  /** "POST /matters/{matterId}/fees". */
  name: string;
  parameters: readonly Parameter[];
  body: { required: boolean; schemas: ReadonlyMap<string, unknown> } | null;
  /** By status ("200", "default"): the JSON schema of the answer, or null without one. */
  answers: ReadonlyMap<string, unknown>;
}

export interface OpenApi {
  operation(method: string, template: string): Operation | null;
  /** The check of a schema out of this description. `coerce`: texts become what the schema wants. */
  check(key: string, schema: unknown, coerce: boolean): (value: unknown) => string | null;
}

export interface OpenApiOptions {
  /** Objects take only the fields that their schema lists, also where the description does not say so. */
  closed: boolean;
}

const loaded = new Map<string, OpenApi | null>();

/** `smokeball` (a file) or `zoho` (a folder of files); null when it is not there. Each is read once a process. */
export function loadOpenApi(name: string, options: OpenApiOptions): OpenApi | null {
  const key = `${name} ${options.closed}`;
  const known = loaded.get(key);
  if (known !== undefined) return known;
  const folder = fileURLToPath(new URL('../../../shared/vendors/openapi/', import.meta.url));
  const files = existsSync(`${folder}${name}.json`)
    ? [`${folder}${name}.json`]
    : existsSync(`${folder}${name}`)
      ? readdirSync(`${folder}${name}`).map((file) => `${folder}${name}/${file}`)
      : [];
  const documents = new Map(
    files.map((file) => [file.split('/').at(-1) ?? file, JSON.parse(readFileSync(file, 'utf8'))]),
  );
  const made = documents.size === 0 ? null : createOpenApi(documents, options);
  loaded.set(key, made);
  return made;
}

/** The documents by file name; references to files that are not among them allow anything. */
export function createOpenApi(documents: ReadonlyMap<string, unknown>, { closed }: OpenApiOptions): OpenApi {
  const parsed = new Map<string, ApiDocument>();
  for (const [file, document] of documents) {
    const names = new Set(documents.keys());
    parsed.set(file, apiDocument.parse(toJsonSchema(document, { file, names, closed, part: false })));
  }
  const checkers = { exact: createAjv(parsed, false), coercing: createAjv(parsed, true) };
  const compiled = new Map<string, ValidateFunction>();
  const operations = new Map<string, Operation | null>();

  function find(method: string, template: string): Operation | null {
    for (const [, document] of parsed) {
      const path = document.paths[template];
      const found = path?.[method.toLowerCase()];
      if (path !== undefined && found !== undefined)
        return readOperation(parsed, `${method} ${template}`, found, path.parameters);
    }
    return null;
  }

  return {
    operation(method, template) {
      const name = `${method} ${template}`;
      const known = operations.get(name);
      if (known !== undefined) return known;
      const found = find(method, template);
      operations.set(name, found);
      return found;
    },
    check(key, schema, coerce) {
      const name = `${coerce} ${key}`;
      return (value) => {
        const validate =
          compiled.get(name) ??
          (coerce ? checkers.coercing : checkers.exact).compile(z.looseObject({}).parse(schema));
        compiled.set(name, validate);
        if (validate(coerce ? structuredClone(value) : value)) return null;
        const said = (validate.errors ?? []).map(
          ({ instancePath, message, params }) =>
            `${instancePath || '/'} ${message ?? 'is wrong'}${'additionalProperty' in params ? ` (${params.additionalProperty})` : ''}`,
        );
        return [...new Set(said)].join('; ');
      };
    },
  };
}

function createAjv(documents: ReadonlyMap<string, ApiDocument>, coerce: boolean): Ajv {
  const ajv = new Ajv({
    strict: false,
    logger: false,
    validateSchema: false,
    formats: fullFormats,
    ...(coerce ? { coerceTypes: 'array' as const } : {}),
  });
  for (const [file, document] of documents) ajv.addSchema(document, file);
  return ajv;
}

function readOperation(
  documents: ReadonlyMap<string, ApiDocument>,
  name: string,
  found: unknown,
  ofPath: unknown,
): Operation {
  const raw = operation.parse(found);
  const shared = z.array(z.unknown()).catch([]).parse(ofPath);
  const requestBody = raw.requestBody === undefined ? null : body.parse(follow(documents, raw.requestBody));
  return {
    name,
    parameters: [...shared, ...raw.parameters]
      .map((each) => parameter.safeParse(follow(documents, each)).data)
      .filter((each) => each !== undefined),
    body:
      requestBody === null
        ? null
        : {
            required: requestBody.required,
            schemas: new Map(Object.entries(requestBody.content).map(([type, { schema }]) => [type, schema])),
          },
    answers: new Map(
      Object.entries(raw.responses).map(([status, response]) => {
        const content = answer.safeParse(follow(documents, response)).data?.content ?? {};
        return [status, content['application/json']?.schema ?? null];
      }),
    ),
  };
}

/** What a `{ $ref }` points to; anything else is returned as it is. */
function follow(documents: ReadonlyMap<string, ApiDocument>, value: unknown): unknown {
  const reference = z.looseObject({ $ref: z.string() }).safeParse(value).data?.$ref;
  if (reference === undefined) return value;
  const [file = '', pointer = ''] = reference.split('#');
  let at: unknown = documents.get(file);
  for (const step of pointer.split('/').slice(1)) {
    const key = decodeURIComponent(step).replaceAll('~1', '/').replaceAll('~0', '~');
    at = z.record(z.string(), z.unknown()).catch({}).parse(at)[key];
  }
  return follow(documents, at);
}

interface Place {
  file: string;
  names: ReadonlySet<string>;
  closed: boolean;
  /** Inside a composition, where closing one part would refuse the fields of the others. */
  part: boolean;
}

const plainObject = z.record(z.string(), z.unknown());

/** OpenAPI 3.0's `nullable`, boolean `exclusiveMinimum` and cross-file references in the words of JSON Schema. */
function toJsonSchema(value: unknown, place: Place): unknown {
  if (Array.isArray(value)) return value.map((each) => toJsonSchema(each, place));
  const parsed = plainObject.safeParse(value);
  if (!parsed.success) return value;
  const { $ref: reference, nullable, example: _example, examples: _examples, ...rest } = parsed.data;
  if (typeof reference === 'string') return nullableOf(referenceOf(reference, place), nullable === true);
  const made: Record<string, unknown> = {};
  for (const [key, inner] of Object.entries(rest)) {
    if (key === 'properties') {
      // The keys are the vendor's names here, not words of a schema.
      const properties = Object.entries(plainObject.catch({}).parse(inner));
      made[key] = Object.fromEntries(
        properties.map(([name, each]) => [name, toJsonSchema(each, { ...place, part: false })]),
      );
      continue;
    }
    const composed = key === 'allOf' || key === 'anyOf' || key === 'oneOf';
    made[key] = toJsonSchema(inner, { ...place, part: composed || (place.part && Array.isArray(inner)) });
  }
  for (const word of ['exclusiveMinimum', 'exclusiveMaximum']) {
    if (typeof made[word] === 'boolean') delete made[word];
  }
  if (typeof made.required === 'boolean' && !('in' in made) && !('content' in made)) delete made.required;
  const isObject = made.type === 'object' && plainObject.safeParse(made.properties).success;
  const composed = 'allOf' in made || 'anyOf' in made || 'oneOf' in made;
  if (place.closed && isObject && !composed && !place.part && made.additionalProperties === undefined)
    made.additionalProperties = false;
  return nullableOf(made, nullable === true);
}

function nullableOf(schema: Record<string, unknown>, nullable: boolean): unknown {
  return nullable ? { anyOf: [{ type: 'null' }, schema] } : schema;
}

function referenceOf(reference: string, { file, names }: Place): Record<string, unknown> {
  const [where = '', pointer = ''] = reference.split('#');
  const target = where === '' ? file : (where.split('/').at(-1) ?? where);
  return names.has(target) ? { $ref: `${target}#${pointer}` } : {};
}

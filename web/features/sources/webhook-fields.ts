/** The fields of the signed webhook, as rows to read, from its JSON Schema. */

/** What of JSON Schema the webhook uses. */
export type JsonSchema = {
  type?: string;
  format?: string;
  description?: string;
  const?: string;
  enum?: readonly string[];
  anyOf?: readonly JsonSchema[];
  oneOf?: readonly JsonSchema[];
  items?: JsonSchema;
  properties?: Readonly<Record<string, JsonSchema>>;
  required?: readonly string[];
};

export type FieldRow = { name: string; needed: boolean; takes: string; about: string };
/** One part of the body: the event itself, or what it is about. */
export type FieldGroup = { name: 'event' | 'call' | 'message' | 'fax'; types: string[]; fields: FieldRow[] };

const parts = ['call', 'message', 'fax'] as const;

export function fieldGroups(schema: JsonSchema): FieldGroup[] {
  const variants = schema.oneOf ?? schema.anyOf ?? [];
  const head = (variants[0] === undefined ? [] : rowsOf(variants[0])).filter(
    ({ name }) => name === 'id' || name === 'occurredAt',
  );
  const types = variants.flatMap(({ properties }) => wordsOf(properties?.type ?? {}));
  const type = { name: 'type', needed: true, takes: types.join(', '), about: '' };
  const groups: FieldGroup[] = [{ name: 'event', types, fields: [...head, type] }];
  for (const part of parts) {
    const variant = variants.find(({ properties }) => properties?.[part] !== undefined);
    const body = variant?.properties?.[part];
    if (body === undefined) continue;
    groups.push({ name: part, types: wordsOf(variant?.properties?.type ?? {}), fields: rowsOf(body) });
  }
  return groups;
}

function rowsOf(object: JsonSchema): FieldRow[] {
  return Object.entries(object.properties ?? {}).map(([name, field]) => ({
    name,
    needed: object.required?.includes(name) ?? false,
    takes: takes(field),
    about: field.description ?? '',
  }));
}

const wordsOf = (schema: JsonSchema): string[] =>
  schema.const === undefined ? [...(schema.enum ?? [])] : [schema.const];

const plain: Readonly<Record<string, string>> = {
  'date-time': 'a moment',
  uri: 'an address',
  integer: 'a number',
  number: 'a number',
  boolean: 'true or false',
  string: 'text',
};

/** What a field takes, in a few words: "a moment", "{ number, name }", "a list of text". */
export function takes(schema: JsonSchema): string {
  const words = wordsOf(schema);
  if (words.length > 0) return words.join(', ');
  const either = schema.anyOf ?? schema.oneOf;
  if (either) return [...new Set(either.map(takes))].join(', or ');
  if (schema.type === 'array') return `a list of ${takes(schema.items ?? {})}`;
  if (schema.properties) return `{ ${Object.keys(schema.properties).join(', ')} }`;
  return plain[schema.format ?? ''] ?? plain[schema.type ?? ''] ?? 'anything';
}

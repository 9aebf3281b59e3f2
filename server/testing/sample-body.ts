import { z } from 'zod';

const node = z.looseObject({
  type: z.union([z.string(), z.array(z.string())]).optional(),
  const: z.unknown().optional(),
  enum: z.array(z.unknown()).optional(),
  format: z.string().optional(),
  pattern: z.string().optional(),
  minimum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minItems: z.number().optional(),
  default: z.unknown().optional(),
  properties: z.record(z.string(), z.unknown()).optional(),
  items: z.unknown().optional(),
  anyOf: z.array(z.unknown()).optional(),
  oneOf: z.array(z.unknown()).optional(),
  allOf: z.array(z.unknown()).optional(),
});

const texts: Readonly<Record<string, string>> = {
  email: 'somebody@example.com',
  'date-time': '2026-03-02T09:30:00Z',
  date: '2026-03-02',
  time: '09:30:00',
  uri: 'https://example.com/',
};
/** What a property's name tells where its shape does not. */
const byName: Readonly<Record<string, string>> = {
  timezone: 'Europe/London',
  currency: 'GBP',
  number: '+442079460123',
  phone: '+442079460123',
};
/** Tried in turn where a pattern is asked for. */
const guesses = [
  'GBP',
  'GB',
  'en',
  '100',
  'text',
  '+442079460123',
  '2026-03-02',
  '2026-03-02T10:00',
  'abc-123',
  'Europe/London',
  '#0e5a55',
  'portal.example.com',
  '123456',
  '12345678',
  '0'.repeat(64),
];

/**
 * A body that a declared shape probably accepts, every property filled in; `idOf` gives what stands for a UUID, by the
 * property's name. Some refinements cannot be guessed: the route then answers invalid_input.
 */
export function sampleBody(shape: z.ZodType, idOf: (property: string) => string): unknown {
  return sample(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }), 'body', idOf);
}

/** The same without the optional properties that name other rows, hold lists or switch something on: what makes a first row of its kind. */
export function plainBody(shape: z.ZodType, idOf: (property: string) => string): unknown {
  const whole = z.record(z.string(), z.unknown()).safeParse(sampleBody(shape, idOf));
  if (!whole.success) return sampleBody(shape, idOf);
  const schema = withRequired.parse(z.toJSONSchema(shape, { io: 'input', unrepresentable: 'any' }));
  // Of several forms the first, as in the sample.
  const { required = [] } = schema.anyOf?.[0] ?? schema.oneOf?.[0] ?? schema;
  return Object.fromEntries(
    Object.entries(whole.data).filter(
      ([key, value]) =>
        required.includes(key) ||
        (!['object', 'boolean'].includes(typeof value) && !/(?:Id|On|Ids|status)$/.test(key)),
    ),
  );
}

const form = z.looseObject({ required: z.array(z.string()).optional() });
const withRequired = form.extend({ anyOf: z.array(form).optional(), oneOf: z.array(form).optional() });

function sample(schema: unknown, name: string, idOf: (property: string) => string): unknown {
  const seen = node.safeParse(schema);
  if (!seen.success) return 'text';
  const { data } = seen;
  if (data.const !== undefined) return data.const;
  if (data.enum) return data.enum[0];
  const [choice] = data.anyOf ?? data.oneOf ?? data.allOf ?? [];
  if (choice !== undefined) return sample(choice, name, idOf);
  switch (Array.isArray(data.type) ? data.type[0] : data.type) {
    case 'object':
      return Object.fromEntries(
        Object.entries(data.properties ?? {}).map(([key, value]) => [key, sample(value, key, idOf)]),
      );
    case 'array':
      return data.items === undefined ? [] : [sample(data.items, name, idOf)];
    case 'integer':
    case 'number':
      return data.minimum !== undefined && data.minimum > 1 ? data.minimum : (data.exclusiveMinimum ?? 0) + 1;
    case 'boolean':
      return true;
    case 'null':
      return null;
    default:
      return sampleText(data, name, idOf);
  }
}

function sampleText(data: z.infer<typeof node>, name: string, idOf: (property: string) => string): string {
  if (data.format === 'uuid') return idOf(name);
  const text = data.format ? texts[data.format] : undefined;
  if (text) return text;
  const named = Object.entries(byName).find(([part]) => name.toLowerCase().includes(part));
  if (named) return named[1];
  if (data.pattern) {
    const pattern = new RegExp(data.pattern);
    return guesses.find((guess) => pattern.test(guess)) ?? 'text';
  }
  return 'some text to fill in'.slice(0, data.maxLength).padEnd(data.minLength ?? 0, '.');
}

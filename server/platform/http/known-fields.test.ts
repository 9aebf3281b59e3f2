import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { namingSomething, refusingUnknownFields } from './known-fields.ts';

const person = z.object({ name: z.string() });

describe('unknown fields', () => {
  test.each<[string, z.ZodType, unknown, unknown]>([
    ['at the top', person, { name: 'Ann' }, { name: 'Ann', nmae: 'x' }],
    ['in an object inside', z.object({ a: person }), { a: { name: 'A' } }, { a: { name: 'A', b: 1 } }],
    ['in an optional one', z.object({ a: person.optional() }), {}, { a: { name: 'A', b: 1 } }],
    ['in a nullable one', z.object({ a: person.nullable() }), { a: null }, { a: { name: 'A', b: 1 } }],
    ['in one with a default', z.object({ a: person.default({ name: '' }) }), {}, { a: { name: 'A', b: 1 } }],
    [
      'in one that is no longer optional',
      z.object({ a: person.optional() }).required(),
      { a: { name: 'A' } },
      { a: { name: 'A', b: 1 } },
    ],
    ['in a list', z.array(person), [{ name: 'A' }], [{ name: 'A', b: 1 }]],
    ['in a record', z.record(z.string(), person), { x: { name: 'A' } }, { x: { name: 'A', b: 1 } }],
    ['in a choice', z.union([z.string(), person]), 'A', { name: 'A', b: 1 }],
    [
      'in a choice told by a field',
      z.discriminatedUnion('kind', [z.object({ kind: z.literal('a') }), z.object({ kind: z.literal('b') })]),
      { kind: 'b' },
      { kind: 'b', b: 1 },
    ],
    ['before a transformation', person.transform((seen) => seen.name), { name: 'A' }, { name: 'A', b: 1 }],
    ['with a rule of its own', person.refine(({ name }) => name !== ''), { name: 'A' }, { name: 'A', b: 1 }],
  ])('%s', (_where, schema, known, unknown) => {
    const strict = refusingUnknownFields(schema);
    expect(schema.safeParse(unknown).success).toBe(true);
    expect(strict.safeParse(known).success).toBe(true);
    expect(strict.safeParse(unknown).success).toBe(false);
  });

  test('rules and descriptions of the schema stay', () => {
    const strict = refusingUnknownFields(
      z.object({ a: z.string().min(2).describe('Two letters') }).refine(({ a }) => a !== 'no'),
    );
    expect(strict.safeParse({ a: 'x' }).success).toBe(false);
    expect(strict.safeParse({ a: 'no' }).success).toBe(false);
    expect(z.toJSONSchema(strict)).toMatchObject({
      additionalProperties: false,
      properties: { a: { description: 'Two letters' } },
    });
  });

  test('an object that takes anything still does', () => {
    expect(refusingUnknownFields(z.looseObject({})).safeParse({ a: 1 }).success).toBe(true);
  });

  test('a schema that hides its objects is refused when it is declared', () => {
    expect(() => refusingUnknownFields(z.intersection(person, z.object({})))).toThrow(/intersection/);
    expect(() => refusingUnknownFields(z.object({ a: z.lazy(() => person) }))).toThrow(/lazy/);
  });
});

test.each([
  [{}, false],
  [{ version: 3 }, false],
  [{ name: 'A', version: 3 }, true],
  [{ name: null }, true],
])('a change of %j names something: %j', (body, expected) => {
  expect(namingSomething(z.looseObject({})).safeParse(body).success).toBe(expected);
});

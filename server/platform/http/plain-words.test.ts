import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { fieldInWords, plainWords } from './plain-words.ts';

const said = (schema: z.ZodType, value: unknown) =>
  schema.safeParse(value, { error: plainWords }).error?.issues.map(({ message }) => message);

describe('what is wrong, in plain words', () => {
  test.each<[string, z.ZodType, unknown, string]>([
    ['missing', z.string(), undefined, 'This is missing.'],
    ['a missing choice', z.enum(['a', 'b']), undefined, 'This is missing.'],
    ['too long', z.string().max(200), 'x'.repeat(201), 'This is too long: 200 characters at most.'],
    ['too long for one', z.string().max(1), 'xx', 'This is too long: 1 character at most.'],
    ['empty', z.string().min(1), '', 'This must not be empty.'],
    ['too short', z.string().min(12), 'x', 'This is too short: 12 characters at least.'],
    ['too large', z.number().max(5), 6, 'This must be 5 at most.'],
    ['not below', z.number().lt(5), 5, 'This must be less than 5.'],
    ['too small', z.number().min(2), 1, 'This must be 2 at least.'],
    ['not above', z.number().positive(), 0, 'This must be more than 0.'],
    ['too many', z.array(z.string()).max(2), ['a', 'b', 'c'], 'These are too many: 2 entries at most.'],
    ['too few', z.array(z.string()).min(1), [], 'These are too few: 1 entry at least.'],
    ['no choice of these', z.enum(['a', 'b']), 'c', 'This must be one of: a, b.'],
    ['not the one word', z.literal('yes'), 'no', 'This must be yes.'],
    ['no e-mail address', z.email(), 'tom at home', 'This is not an e-mail address.'],
    ['no web address', z.url(), 'home', 'This is not a web address, as in https://example.com.'],
    ['no date', z.iso.date(), '2.3.2026', 'This is not a date, as in 2026-03-02.'],
    ['no moment', z.iso.datetime(), 'noon', 'This is not a moment, as in 2026-03-02T09:30:00Z.'],
    ['no id', z.uuid(), '7', 'This is not an id.'],
    ['some other pattern', z.string().regex(/^a/), 'b', 'This is not written as it should be.'],
    ['no number', z.number(), 'two', 'This must be a number.'],
    ['no whole number', z.int(), 1.5, 'This must be a whole number.'],
    ['no text', z.string(), 7, 'This must be text.'],
    ['no yes or no', z.boolean(), 'yes', 'This must be true or false.'],
    ['a list for fields', z.object({}), [], 'This must have named fields.'],
    ['fields for a list', z.array(z.string()), {}, 'This must be a list.'],
    [
      'neither',
      z.union([z.string(), z.number()]),
      true,
      'This is not one of the forms that are understood here.',
    ],
    ['refused without a word', z.string().refine(() => false), 'x', 'This cannot be used.'],
  ])('%s', (_name, schema, value, words) => {
    expect(said(schema, value)).toEqual([words]);
  });

  test('a schema’s own words go before', () => {
    expect(said(z.string().min(1, 'Give it a name.'), '')).toEqual(['Give it a name.']);
    expect(
      said(
        z.string().refine(() => false, 'Not this one.'),
        'x',
      ),
    ).toEqual(['Not this one.']);
  });
});

test.each([
  ['emails.0.email', 'Email (no. 1)'],
  ['firstName', 'First name'],
  ['legal_name', 'Legal name'],
  ['numbers.2', 'Numbers (no. 3)'],
  ['0', 'Entry (no. 1)'],
])('%s is read as %s', (path, words) => {
  expect(fieldInWords(path)).toBe(words);
});

import { expect, test } from 'vitest';
import { z } from 'zod';
import { refusingUnknownFields } from './known-fields.ts';
import { validationOf } from './validation.ts';

const contact = z.object({
  firstName: z.string().max(200),
  emails: z.array(z.object({ email: z.email() })).optional(),
  age: z.coerce.number().optional(),
});
const validate = validationOf({ schema: refusingUnknownFields(contact) });

function refusal(body: unknown) {
  const result = validate(body);
  if ('value' in result) throw new Error('it was taken');
  const { status, code, message, fields } = result.error;
  return { status, code, message, fields };
}

test('what fits is taken as the schema reads it', () => {
  expect(validate({ firstName: 'Pat', age: '41' })).toEqual({ value: { firstName: 'Pat', age: 41 } });
});

test('each field is told by its path for programs, and in a sentence for people', () => {
  expect(refusal({ firstName: 'x'.repeat(201), emails: [{ email: 'pat at home' }] })).toEqual({
    status: 422,
    code: 'invalid_input',
    message:
      'First name: This is too long: 200 characters at most. Email (no. 1): This is not an e-mail address.',
    fields: [
      { field: 'firstName', message: 'This is too long: 200 characters at most.' },
      { field: 'emails.0.email', message: 'This is not an e-mail address.' },
    ],
  });
});

test('a misspelt field is named itself, at every depth', () => {
  expect(
    refusal({ firstName: 'Pat', emails: [{ email: 'pat@example.com', kind: 'home' }], nam: 1 }).fields,
  ).toEqual([
    { field: 'emails.0.kind', message: 'This field is not known here.' },
    { field: 'nam', message: 'This field is not known here.' },
  ]);
});

test('a body that is no object at all has no field to name', () => {
  expect(refusal([])).toMatchObject({
    message: 'This must have named fields.',
    fields: [{ field: '', message: 'This must have named fields.' }],
  });
});

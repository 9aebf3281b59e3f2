import { expect, test } from 'vitest';
import { problemFrom } from './problem.ts';

const nameTooLong = [
  { field: 'name', message: 'Too long' },
  { field: 'name', message: 'Not a name' },
];

test.each([
  [
    'a problem of ours keeps its code, words and the first error of each field',
    422,
    {
      code: 'invalid_input',
      title: 'Check the form',
      detail: 'One is wrong',
      errors: nameTooLong,
      instance: 'r1',
    },
    ['invalid_input', 'Check the form', 'One is wrong', { name: 'Too long' }, 'r1'],
  ],
  [
    'a detail that repeats the title is not said twice',
    404,
    { code: 'not_found', title: 'There is nothing here', detail: 'There is nothing here', instance: 'r2' },
    ['not_found', 'There is nothing here', undefined, {}, 'r2'],
  ],
  [
    "a proxy's page becomes a problem named after its status",
    502,
    undefined,
    ['http_502', 'HTTP 502', undefined, {}, undefined],
  ],
  [
    'members of the wrong kind are left out',
    400,
    { code: 7, title: '', errors: [{ field: 4, message: 'x' }, null, 'y'], detail: ['x'] },
    ['http_400', 'HTTP 400', undefined, {}, undefined],
  ],
] as const)('%s', (_name, status, body, [code, title, detail, fieldErrors, requestId]) => {
  expect(problemFrom(status, body)).toEqual({ status, code, title, detail, fieldErrors, requestId });
});

test('which of several reasons it was is kept', () => {
  expect(problemFrom(409, { code: 'wrong_state', title: 'No', reason: 'last_staff' }).reason).toBe(
    'last_staff',
  );
});

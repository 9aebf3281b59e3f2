import { expect, test } from 'vitest';
import { problemFrom } from './problem.ts';

test.each([
  [
    'a problem of ours keeps its code, words and field errors',
    422,
    {
      code: 'invalid',
      title: 'Check the form',
      detail: 'One field is wrong',
      fieldErrors: { name: 'Too long' },
      requestId: 'r1',
    },
    {
      status: 422,
      code: 'invalid',
      title: 'Check the form',
      detail: 'One field is wrong',
      fieldErrors: { name: 'Too long' },
      requestId: 'r1',
    },
  ],
  [
    "a proxy's page becomes a problem named after its status",
    502,
    undefined,
    {
      status: 502,
      code: 'http_502',
      title: 'HTTP 502',
      detail: undefined,
      fieldErrors: {},
      requestId: undefined,
    },
  ],
  [
    'members of the wrong kind are left out',
    400,
    { code: 7, title: '', fieldErrors: { name: 4 }, detail: ['x'] },
    {
      status: 400,
      code: 'http_400',
      title: 'HTTP 400',
      detail: undefined,
      fieldErrors: {},
      requestId: undefined,
    },
  ],
])('%s', (_name, status, body, facts) => {
  expect(problemFrom(status, body)).toEqual(facts);
});

import { afterEach, expect, test, vi } from 'vitest';
import { ApiProblem } from '../api/problem.ts';
import { call, serveCalls } from './call.ts';

const signedOut = { status: 401, body: { code: 'signed_out', title: 'Sign in first' } };
const stepUp = (reason: string) => ({
  status: 403,
  body: { code: 'step_up_needed', title: 'Prove it', reason },
});
const fine = { status: 200, body: { items: [], next: null } };

/** Answers in turn; how often it was asked. */
function answering(...answers: { status: number; body: object }[]) {
  const fetching = vi.fn(async () => {
    const { status, body } = answers.shift() ?? fine;
    return new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });
  });
  vi.stubGlobal('fetch', fetching);
  return fetching;
}

afterEach(() => {
  vi.unstubAllGlobals();
});

const list = () => call('GET /api/v1/portal/sessions');

test.each([
  ['still in after all, by a renewed session: made once more', true, 2, undefined],
  ['signed off: refused', false, 1, 'signed_out'],
])('nobody is signed in, says the server: %s', async (_name, stillIn, times, refused) => {
  const fetching = answering(signedOut, fine);
  const leave = serveCalls({ stillIn: async () => stillIn, askProof: async () => false });
  const code = await list().then(
    () => undefined,
    (error: unknown) => (error instanceof ApiProblem ? error.code : 'no problem of ours'),
  );
  leave();
  expect([fetching.mock.calls.length, code]).toEqual([times, refused]);
});

test.each([
  ['proof', 'proof'],
  ['second_factor', 'second_factor'],
  // A server that gives no reason wants whatever proof there is.
  ['', 'proof'],
])('a proof is wanted (%s): asked for, and the call made once more', async (reason, asked) => {
  const fetching = answering(stepUp(reason), fine);
  const askProof = vi.fn(async () => true);
  const leave = serveCalls({ stillIn: async () => true, askProof });
  expect(await list()).toEqual(fine.body);
  leave();
  expect(askProof.mock.calls).toEqual([[asked]]);
  expect(fetching).toHaveBeenCalledTimes(2);
});

test('whoever gives no proof gets no answer, and is asked only once', async () => {
  const fetching = answering(stepUp('proof'), fine);
  const leave = serveCalls({ stillIn: async () => true, askProof: async () => false });
  await expect(list()).rejects.toMatchObject({ code: 'step_up_needed' });
  leave();
  expect(fetching).toHaveBeenCalledTimes(1);
});

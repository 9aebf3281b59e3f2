import { createPracticeApi, type PracticeApi, type PracticeRequest } from '../kit/practice-api.ts';
import type { PracticeContext } from '../ports.ts';

/** The API under `/v1`. A 429 without `Retry-After` means the whole minute that Lawmatics' own says. */
export function createApi(context: PracticeContext): PracticeApi {
  const api = createPracticeApi(context, { headersOf: (token) => ({ authorization: `Bearer ${token}` }) });
  const patient = (request: PracticeRequest): PracticeRequest => ({ retryAfterSeconds: 60, ...request });
  return {
    call: (request, shape) => api.call(patient(request), shape),
    find: (request, shape) => api.find(patient(request), shape),
    send: (request) => api.send(patient(request)),
  };
}

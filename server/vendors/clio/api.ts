import { createPracticeApi, type PracticeApi } from '../kit/practice-api.ts';
import { type PracticeContext, VendorError } from '../ports.ts';

/** Always said, so that a new default at Clio cannot change what our numbers mean (hours became seconds once). */
export const apiVersion = '4.0.13';

/** The API with Clio's headers. The bases end in `/api/v4`. */
export function createApi(context: PracticeContext): PracticeApi {
  return createPracticeApi(
    { ...context, fetch: withClioStatuses(context.fetch) },
    { headersOf: (token) => ({ authorization: `Bearer ${token}`, 'x-api-version': apiVersion }) },
  );
}

/** 410 is not "gone" here but "this version of the API has ended"; 409 is "another request is changing it just now". */
function withClioStatuses(fetch: typeof globalThis.fetch): typeof globalThis.fetch {
  return async (input, init) => {
    const response = await fetch(input, init);
    if (response.status !== 410 && response.status !== 409) return response;
    await response.body?.cancel();
    throw response.status === 410
      ? new VendorError({
          failure: 'rejected',
          detail: `Clio no longer takes version ${apiVersion} of its API: the program must be updated`,
        })
      : new VendorError({ failure: 'unavailable', detail: 'The record is being changed by another request' });
  };
}

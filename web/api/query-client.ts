import { QueryCache, QueryClient } from '@tanstack/react-query';
import { ApiProblem } from './problem.ts';
import { sessionKey } from './session-query.ts';

function mayHelpToRetry(failures: number, error: Error): boolean {
  const passing = error instanceof ApiProblem && (error.status === 0 || error.status >= 502);
  return passing && failures < 2;
}

/** One cache for the app. Any 401 asks again who we are, which sends a signed-out person to sign in. */
export function createQueryClient(): QueryClient {
  const client = new QueryClient({
    queryCache: new QueryCache({
      onError(error, query) {
        if (error instanceof ApiProblem && error.status === 401 && query.queryKey[0] !== sessionKey[0]) {
          void client.invalidateQueries({ queryKey: sessionKey });
        }
      },
    }),
    // The live stream says when something changed, so focus alone is no reason to ask again.
    defaultOptions: {
      queries: { staleTime: 30_000, retry: mayHelpToRetry, refetchOnWindowFocus: false },
      mutations: { retry: false },
    },
  });
  return client;
}

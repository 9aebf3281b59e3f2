import { queryOptions } from '@tanstack/react-query';
import { api } from './client.ts';
import type { Me } from './contract.ts';
import { ApiProblem } from './problem.ts';

export type Session = { state: 'signed_in'; me: Me } | { state: 'signed_out' } | { state: 'set_up_needed' };

export const sessionKey = ['me'] as const;

/** Who is there. Without a sign-in it asks whether the program still waits for its first firm. */
async function readSession({ signal }: { signal: AbortSignal }): Promise<Session> {
  try {
    return { state: 'signed_in', me: await api('GET /api/v1/me', { signal }) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
  }
  const { needed } = await api('GET /api/v1/setup', { signal });
  return { state: needed ? 'set_up_needed' : 'signed_out' };
}

export const sessionQuery = queryOptions({ queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 });

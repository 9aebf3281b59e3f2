import { queryOptions } from '@tanstack/react-query';
import { api } from './client.ts';
import type { Me } from './contract.ts';
import { ApiProblem } from './problem.ts';

export type Session = { state: 'signed_in'; me: Me } | { state: 'signed_out' } | { state: 'set_up_needed' };

export const sessionKey = ['me'] as const;

/** `GET /me`: 401 with the code `set_up_needed` while the program holds no firm, any other 401 = signed out. */
async function readSession({ signal }: { signal: AbortSignal }): Promise<Session> {
  try {
    return { state: 'signed_in', me: await api('GET /api/v1/me', { signal }) };
  } catch (error) {
    if (!(error instanceof ApiProblem) || error.status !== 401) throw error;
    return { state: error.code === 'set_up_needed' ? 'set_up_needed' : 'signed_out' };
  }
}

export const sessionQuery = queryOptions({ queryKey: sessionKey, queryFn: readSession, staleTime: 60_000 });

/**
 * Calls to the server for the portal's screens. Whoever is signed off meanwhile gets the sign-in over their page, which
 * stays as it is; where the server wants a proof, it is asked for, and the call made once more.
 */
import { api, type CallInput } from '../api/client.ts';
import type { Answer, Api, Route } from '../api/contract.ts';
import { ApiProblem } from '../api/problem.ts';
import { say } from './words.ts';

type Input<R extends Route> = object extends CallInput<R> ? [input?: CallInput<R>] : [input: CallInput<R>];

export type ProofReason = 'second_factor' | 'proof';

interface Host {
  /**
   * The server says that nobody is signed in; whether somebody is, after all: a proof in another tab renews the session
   * while a call is on its way.
   */
  stillIn(): Promise<boolean>;
  /** Asks the person for a proof; whether they gave one. */
  askProof(reason: ProofReason): Promise<boolean>;
}

let host: Host | null = null;

export function serveCalls(by: Host): () => void {
  host = by;
  return () => {
    if (host === by) host = null;
  };
}

/** Whether somebody is signed in, as the server says now. */
export async function stillSignedIn(): Promise<boolean> {
  return (await host?.stillIn()) ?? false;
}

export async function call<K extends keyof Api>(key: K, ...input: Input<Api[K]>): Promise<Answer<K>> {
  try {
    return await api(key, ...input);
  } catch (error) {
    if (!(error instanceof ApiProblem)) throw error;
    if (error.code === 'signed_out' && (await host?.stillIn())) return await api(key, ...input);
    if (error.code !== 'step_up_needed' || host === null) throw error;
    const proven = await host.askProof(error.reason === 'second_factor' ? 'second_factor' : 'proof');
    if (!proven) throw error;
    return await api(key, ...input);
  }
}

/** What to tell the person of a failed call. */
export function failureWords(error: unknown): string {
  if (!(error instanceof ApiProblem)) return say('failed');
  if (error.status === 0) return say('notAnswered');
  return error.detail ?? error.title;
}

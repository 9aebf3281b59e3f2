/** What being signed in to the portal is not enough for. For other features' routes. */
import type { PortalPrincipal } from '../../platform/http/contract.ts';
import { problem } from '../../platform/http/problems.ts';
import { freshForMs, isFresh } from './decide.ts';

/** Ends the request with `step_up_needed` (reason `second_factor`) unless one was proved in this session. */
export function requireSecondFactor({ secondFactor }: PortalPrincipal): void {
  if (secondFactor) return;
  throw problem(
    'step_up_needed',
    'The firm asks for a second step here: a passkey or an authenticator app.',
    {
      reason: 'second_factor',
    },
  );
}

/**
 * Ends the request with `step_up_needed` (reason `proof`) when the person proved themselves too long ago: a trusted device
 * stays signed in for 30 days, but files are opened with a proof of the last twelve hours.
 */
export function requireProofForFiles({ provenAt }: PortalPrincipal, now: Date): void {
  if (isFresh(provenAt, now, freshForMs.files)) return;
  throw problem('step_up_needed', 'Prove once more that it is you, before you open files.', {
    reason: 'proof',
  });
}

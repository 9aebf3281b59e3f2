/** What is so sensitive that being signed in is not enough: the person has proven moments ago that it is them. */
import type { Principal } from './contract.ts';
import { problem } from './problems.ts';

const freshMs = 5 * 60_000;
/** The clocks of two machines differ a little. */
const slackMs = 60_000;

/** Ends the request with `step_up_needed` unless the person proved themselves in the last minutes. No token ever did. */
export function mustBeFresh({ provenAt }: Principal, now: Date): void {
  const age = provenAt === undefined ? Number.POSITIVE_INFINITY : now.getTime() - provenAt.getTime();
  if (age <= freshMs && age >= -slackMs) return;
  throw problem(
    'step_up_needed',
    provenAt === undefined
      ? 'Only a person who is signed in sees this, not a program with a token.'
      : 'Type your password or a code of your authenticator app once more.',
  );
}

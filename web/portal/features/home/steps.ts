/** Where each step of a case stands for its client. Pure. */
import type { Matter } from './read-home.ts';

type Step = Matter['tracks'][number]['steps'][number];

/** `now`: the last that is done, where the case stands. A day that was expected and is over says nothing any more. */
export function stepsShown(
  steps: readonly Step[],
  today: string,
): (Step & { place: 'done' | 'now' | 'next' | 'later' })[] {
  const last = steps.findLastIndex(({ state }) => state === 'done');
  return steps.map((step, index) => ({
    ...step,
    expectedOn: step.expectedOn !== null && step.expectedOn >= today ? step.expectedOn : null,
    place: index === last ? 'now' : step.state,
  }));
}

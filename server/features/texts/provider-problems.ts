/** What to do about each way in which a provider can refuse or fail a text (T5, row 8, and the provider's list of codes). Data. */
import type { TextProblem } from '../../vendors/ports.ts';

export interface ProblemRow {
  /** What the number is known as from now on. */
  mark: 'invalid' | 'not_mobile' | 'blocked' | null;
  /** The carrier says that its owner wants no texts. */
  optOut: boolean;
  /** How often it may be tried again, before it has left. */
  retries: number;
  /** Somebody has to change the settings. */
  configuration: boolean;
}

const ends: ProblemRow = { mark: null, optOut: false, retries: 0, configuration: false };

export const problemRows: Readonly<Record<TextProblem, ProblemRow>> = {
  opted_out: { ...ends, optOut: true },
  invalid_number: { ...ends, mark: 'invalid' },
  not_mobile: { ...ends, mark: 'not_mobile' },
  blocked: { ...ends, mark: 'blocked' },
  country_off: { ...ends, configuration: true },
  bad_sender: { ...ends, configuration: true },
  no_route: { ...ends, configuration: true },
  unregistered: { ...ends, configuration: true },
  filtered: ends,
  unreachable: ends,
  queue_full: { ...ends, retries: 5 },
  unknown: ends,
};

/** As the text's own reason: that a carrier knows of an opt-out is told apart from one that the firm knew. */
export function reasonOf(problem: TextProblem | null): string {
  if (problem === null) return 'unknown';
  return problem === 'opted_out' ? 'opted_out_at_carrier' : problem;
}

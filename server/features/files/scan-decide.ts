/** The scanner's truth table (portal.md T9): what was not looked at whole is never called clean. */
import type { Verdict } from './states.ts';

/** No engine of this family takes more. */
export const engineCeilingBytes = 2 * 1024 ** 3;

export interface EngineLimits {
  /** Largest file that it looks at. */
  maxFileBytes: number;
  /** All that it unpacks of one file. */
  maxScanBytes: number;
  maxFiles: number;
  maxDepth: number;
}

/** What an archive holds, counted before anything is unpacked for the scan. */
export type Inside =
  | { kind: 'plain' }
  | { kind: 'counted' }
  | { kind: 'encrypted' }
  | { kind: 'over'; limit: 'bytes' | 'file' | 'files' | 'depth' }
  | { kind: 'unreadable' };

/** What the engine answered. */
export type EngineAnswer =
  | { kind: 'ok' }
  | { kind: 'found'; signature: string }
  | { kind: 'too_large' }
  | { kind: 'failed'; detail: string };

export interface ScanFacts {
  sizeBytes: number;
  /** Null: none is set up. */
  limits: EngineLimits | null;
  inside: Inside;
  /** Null: not asked yet. */
  answer: EngineAnswer | null;
}

export type ScanStep = { verdict: Verdict; detail: string } | 'ask';

interface ScanRow {
  row: number;
  when: (facts: ScanFacts) => boolean;
  gives: (facts: ScanFacts) => ScanStep;
}

const limitAlert = /^Heuristics\.Limits\.Exceeded/i;
const encryptedAlert = /^Heuristics\.Encrypted/i;
const signatureOf = ({ answer }: ScanFacts) => (answer?.kind === 'found' ? answer.signature : '');
const asked = (kind: EngineAnswer['kind']) => (facts: ScanFacts) => facts.answer?.kind === kind;

/** Top-down, the first match wins. */
export const scanRows: readonly ScanRow[] = [
  {
    row: 1,
    when: ({ limits }) => limits === null,
    gives: () => ({ verdict: 'unscanned', detail: 'no_scanner' }),
  },
  {
    row: 2,
    when: ({ sizeBytes }) => sizeBytes > engineCeilingBytes,
    gives: () => ({ verdict: 'unscannable', detail: 'over_2_gib' }),
  },
  {
    row: 3,
    when: ({ sizeBytes, limits }) => limits !== null && sizeBytes > limits.maxFileBytes,
    gives: () => ({ verdict: 'unscannable', detail: 'over_engine_limit' }),
  },
  {
    row: 4,
    when: (facts) => asked('found')(facts) && limitAlert.test(signatureOf(facts)),
    gives: () => ({ verdict: 'unscannable', detail: 'limit_alert' }),
  },
  {
    row: 5,
    when: (facts) => asked('found')(facts) && encryptedAlert.test(signatureOf(facts)),
    gives: () => ({ verdict: 'unscannable', detail: 'encrypted' }),
  },
  // A known infection is said even where other parts are encrypted.
  { row: 6, when: asked('found'), gives: (facts) => ({ verdict: 'infected', detail: signatureOf(facts) }) },
  {
    row: 7,
    when: ({ inside }) => inside.kind === 'over',
    gives: ({ inside }) => ({
      verdict: 'unscannable',
      detail: `archive_${inside.kind === 'over' ? inside.limit : 'bytes'}`,
    }),
  },
  { row: 8, when: ({ answer }) => answer === null, gives: () => 'ask' },
  {
    row: 9,
    when: asked('too_large'),
    gives: () => ({ verdict: 'unscannable', detail: 'over_engine_limit' }),
  },
  {
    row: 10,
    when: asked('failed'),
    gives: ({ answer }) => ({ verdict: 'error', detail: answer?.kind === 'failed' ? answer.detail : '' }),
  },
  {
    row: 11,
    when: ({ inside }) => inside.kind === 'encrypted',
    gives: () => ({ verdict: 'unscannable', detail: 'encrypted' }),
  },
  {
    row: 12,
    when: ({ inside }) => inside.kind === 'unreadable',
    gives: () => ({ verdict: 'unscannable', detail: 'archive_unreadable' }),
  },
  { row: 13, when: asked('ok'), gives: () => ({ verdict: 'clean', detail: '' }) },
];

/** What to say, or that the engine must be asked first. */
export function decideScan(facts: ScanFacts): ScanStep {
  for (const { when, gives } of scanRows) if (when(facts)) return gives(facts);
  return { verdict: 'error', detail: 'no_rule' };
}

/** A later look at what was sent already: an infection takes it back. */
export function decideRescan(before: Verdict, now: Verdict): 'nothing' | 'note' | 'withdraw' {
  if (now === 'infected') return before === 'infected' ? 'nothing' : 'withdraw';
  // An engine that is away for a while takes back nothing that it said.
  if (now === 'error' || now === 'unscanned') return 'nothing';
  return 'note';
}

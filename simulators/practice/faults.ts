/** What goes wrong on request: for named requests a number of times, or at random by a seed. */
import { seededRandom } from '../seeded-random.ts';

export type FaultKind =
  /** The connection breaks and nothing was done. */
  | 'dropBeforeCommit'
  /** It was done, and the connection breaks before the answer. */
  | 'dropAfterCommit'
  | 'delay'
  /** An error status instead of the work. */
  | 'status'
  /** The token of this very request ends. */
  | 'expireToken'
  /** Done, and the answer trickles and then breaks off. */
  | 'slowBody';

export interface FaultMatch {
  /** "POST /matters/{matterId}/fees", as the description spells it. */
  operation?: string;
  method?: string;
  /** A part of the real path. */
  path?: string;
}

export interface Fault {
  kind: FaultKind;
  match?: FaultMatch;
  /** How many requests; default 1. */
  count?: number;
  /** So many matching requests pass first. */
  skip?: number;
  /** Of `delay` and `slowBody`: real milliseconds. */
  milliseconds?: number;
  /** Of `status`; default 503. */
  status?: number;
  retryAfterSeconds?: number;
}

export interface Chaos {
  seed: number;
  /** Share of the requests that something happens to, 0 to 1. */
  rate: number;
  /** Default: all but `delay` and `slowBody`. */
  kinds?: readonly FaultKind[];
  /** Statuses that `status` picks from. Default 429, 500, 502, 503. */
  statuses?: readonly number[];
  match?: FaultMatch;
}

export interface RequestAtHand {
  operation: string;
  method: string;
  path: string;
}

export interface Faults {
  add(fault: Fault): void;
  /** Until `clear`. The n-th request of a run meets the same fate for the same seed. */
  chaos(chaos: Chaos): void;
  clear(): void;
  next(request: RequestAtHand): Fault | null;
  /** What was done to whom, in order. */
  readonly injected: readonly { operation: string; kind: FaultKind; status?: number }[];
}

const usualKinds = ['dropBeforeCommit', 'dropAfterCommit', 'status', 'expireToken'] as const;

export function createFaults(): Faults {
  let planned: (Fault & { left: number; toSkip: number })[] = [];
  let disorder: { chaos: Chaos; random: () => number } | null = null;
  const injected: { operation: string; kind: FaultKind; status?: number }[] = [];

  function fromPlan(request: RequestAtHand): Fault | null {
    for (const fault of planned) {
      if (fault.left === 0 || !matches(fault.match, request)) continue;
      if (fault.toSkip > 0) {
        fault.toSkip -= 1;
        continue;
      }
      fault.left -= 1;
      return fault;
    }
    return null;
  }

  function fromChaos(request: RequestAtHand): Fault | null {
    if (disorder === null || !matches(disorder.chaos.match, request)) return null;
    const { chaos, random } = disorder;
    // Always three draws, so that one request's luck does not shift the next one's.
    const [hit, kindDraw, statusDraw] = [random(), random(), random()];
    if (hit >= chaos.rate) return null;
    const kind = pick(chaos.kinds ?? usualKinds, kindDraw);
    if (kind === undefined) return null;
    const status = pick(chaos.statuses ?? [429, 500, 502, 503], statusDraw) ?? 503;
    return { kind, status, retryAfterSeconds: 1, milliseconds: 5 };
  }

  return {
    injected,
    add(fault) {
      planned.push({ ...fault, left: fault.count ?? 1, toSkip: fault.skip ?? 0 });
    },
    chaos(chaos) {
      disorder = { chaos, random: seededRandom(chaos.seed) };
    },
    clear() {
      planned = [];
      disorder = null;
      injected.length = 0;
    },
    next(request) {
      const fault = fromPlan(request) ?? fromChaos(request);
      if (fault === null) return null;
      injected.push({
        operation: request.operation,
        kind: fault.kind,
        ...(fault.kind === 'status' ? { status: fault.status ?? 503 } : {}),
      });
      return fault;
    },
  };
}

function matches(match: FaultMatch | undefined, request: RequestAtHand): boolean {
  if (match === undefined) return true;
  return (
    (match.operation === undefined || match.operation === request.operation) &&
    (match.method === undefined || match.method === request.method) &&
    (match.path === undefined || request.path.includes(match.path))
  );
}

function pick<Value>(values: readonly Value[], draw: number): Value | undefined {
  return values[Math.floor(draw * values.length)];
}

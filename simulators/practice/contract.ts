/** What a vendor's simulator tells the kit, and what tests may do with it. */
import type { IncomingMessage } from 'node:http';
import type { Deliveries } from '../delivery.ts';
import type { Budget, BudgetRule } from './budget.ts';
import type { Clock } from './clock.ts';
import type { ControlActions } from './control.ts';
import type { Faults } from './faults.ts';
import type { OpenApi } from './openapi.ts';
import type { Deviation } from './request-check.ts';
import type { Grant, SignIn, SignInOptions } from './sign-in.ts';

export interface SimulatedRequest {
  method: string;
  /** As the route spells it: "/contacts/{id}". */
  template: string;
  /** "GET /contacts/{id}". */
  operation: string;
  path: string;
  params: Readonly<Record<string, string>>;
  query: URLSearchParams;
  headers: IncomingMessage['headers'];
  bytes: Buffer;
  json: unknown;
  form: Readonly<Record<string, string | string[]>>;
  files: readonly { field: string; name: string; type: string; bytes: Buffer }[];
  /** Null where the route is open. */
  grant: Grant | null;
}

export interface Answer {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; text and bytes as they are. */
  body?: unknown;
}

export interface Route {
  method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** As the description spells it. */
  template: string;
  handle(request: SimulatedRequest): Answer | Promise<Answer>;
  /** No token, no budget: an upload host. */
  open?: boolean;
  /** Why this is not in the published description; without it, such a route is refused at the start. */
  undescribed?: string;
}

/** A "no" of the vendor's. `kind` lets each vendor find its own words and status. */
export interface Refusal {
  kind: 'token' | 'budget' | 'invalid' | 'fault' | 'not_found' | 'method';
  status: number;
  detail: string;
  retryAfterSeconds?: number;
  /** Of `token`: there was none at all; some vendors say that in other words. */
  tokenMissing?: boolean;
}

/** A record as the simulator's own page shows it. */
export interface ShownRecord {
  /** ISO 8601. */
  at: string;
  kind: string;
  subject: string;
  matter: string;
  who: string;
  text: string;
  /** "0.2 h", "$12.00", "done": what the kind has besides. */
  more: string;
}

export interface PracticeServerOptions {
  /** "smokeball". */
  name: string;
  port?: number;
  clock?: Clock;
  /** Stands before every route's path: "/api/v4". */
  base?: string;
  description: OpenApi | null;
  deviations: readonly Deviation[];
  /** False where the published answers are known to be wrong throughout. Default true. */
  checkAnswers?: boolean;
  signIn: SignInOptions;
  /** Refuses what the bearer token alone does not show: a missing `x-api-key`. Null: let in. */
  admit?: (request: SimulatedRequest) => Refusal | null;
  /** Default: `Authorization: Bearer …`. */
  tokenOf?: (headers: IncomingMessage['headers']) => string | null;
  budget: { rule: BudgetRule; enforced?: boolean; keyOf(request: SimulatedRequest): string };
  /** Headers on every answer (what is left of the budget). */
  headersOf?: (remaining: number) => Record<string, string>;
  refuse(refusal: Refusal, request: { path: string }): Answer;
  routes: readonly Route[];
  /** Made beforehand where routes announce things. */
  hooks?: Deliveries;
  /** Real milliseconds of the vendor's waits between webhook attempts are multiplied by this. Default 0.001. */
  deliveryTimeScale?: number;
  /** Further things that tests and the demo may ask for over HTTP. */
  actions?: ControlActions;
  state?: () => unknown;
  /** What was written there, for the simulator's own page. */
  records?: () => readonly ShownRecord[];
  reset?: () => void;
}

export interface PracticeControl {
  clock: Clock;
  signIn: SignIn;
  budget: Budget;
  faults: Faults;
  hooks: Deliveries;
  /** Requests and answers that differ from the published description. Must stay empty. */
  violations: string[];
  /** Operations and how often they were asked for, by "POST /tasks". */
  used: Map<string, number>;
  /** Every request: "POST /tasks → 202"; a broken connection has "→ dropped". */
  log: string[];
  deviations(): { operation: string; what: string; reason: string; met: boolean }[];
  /** Operations of ours that the published description does not have, with the reason. */
  undescribed(): { operation: string; reason: string }[];
  reset(): void;
}

export interface PracticeServer {
  url: string;
  control: PracticeControl;
  close(): Promise<void>;
}

/** The simulator's handles over HTTP, for the demo and the browser: `POST /control/<action>` with JSON. */
import { z } from 'zod';
import type { Answer, PracticeControl, PracticeServerOptions } from './contract.ts';

/** By name; the answer is sent as JSON. */
export type ControlActions = Readonly<Record<string, (body: unknown) => unknown>>;

const match = z
  .object({
    operation: z.string().optional(),
    method: z.string().optional(),
    path: z.string().optional(),
  })
  .transform(dropUndefined);
const kind = z.enum(['dropBeforeCommit', 'dropAfterCommit', 'delay', 'status', 'expireToken', 'slowBody']);
const fault = z
  .object({
    kind,
    match: match.optional(),
    count: z.int().optional(),
    skip: z.int().optional(),
    milliseconds: z.number().optional(),
    status: z.int().optional(),
    retryAfterSeconds: z.number().optional(),
  })
  .transform(dropUndefined);
const chaos = z
  .object({
    seed: z.int(),
    rate: z.number().min(0).max(1),
    kinds: z.array(kind).optional(),
    statuses: z.array(z.int()).optional(),
    match: match.optional(),
  })
  .transform(dropUndefined);
const deliveryFaults = z
  .object({
    drop: z.int().optional(),
    duplicate: z.int().optional(),
    delayMilliseconds: z.number().optional(),
    reorder: z.boolean().optional(),
  })
  .transform(dropUndefined);

type WithoutUndefined<Value> = { [Key in keyof Value]: Exclude<Value[Key], undefined> };

function dropUndefined<Value extends object>(value: Value): WithoutUndefined<Value>;
function dropUndefined(value: object): object {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined));
}

function actionsOf(control: PracticeControl): ControlActions {
  return {
    fault: (body) => control.faults.add(fault.parse(body)),
    chaos: (body) => control.faults.chaos(chaos.parse(body)),
    'clear-faults': () => control.faults.clear(),
    'expire-access': () => control.signIn.expireAccess(),
    'expire-refresh': () => control.signIn.expireRefresh(),
    'revoke-grant': () => control.signIn.revokeGrant(),
    'allow-at-once': (body) => {
      control.signIn.allowAtOnce = z.object({ on: z.boolean() }).parse(body).on;
    },
    'enforce-budget': (body) => {
      control.budget.enforced = z.object({ on: z.boolean() }).parse(body).on;
    },
    hooks: (body) => void Object.assign(control.hooks.faults, deliveryFaults.parse(body)),
    'release-hooks': () => control.hooks.release(),
    reset: () => control.reset(),
  };
}

export function answerControl(
  control: PracticeControl,
  options: PracticeServerOptions,
  method: string,
  action: string,
  body: unknown,
): Answer {
  if (method === 'GET' && action === 'state') return { status: 200, body: stateOf(control, options) };
  const act = { ...actionsOf(control), ...options.actions }[action];
  if (method !== 'POST' || act === undefined) return { status: 404, body: { detail: 'No such action' } };
  try {
    return { status: 200, body: act(body ?? {}) ?? {} };
  } catch (error) {
    return { status: 400, body: { detail: error instanceof Error ? error.message : 'unreadable' } };
  }
}

function stateOf(control: PracticeControl, options: PracticeServerOptions): unknown {
  return {
    name: options.name,
    now: control.clock.now().toISOString(),
    used: Object.fromEntries(control.used),
    violations: control.violations,
    deviations: control.deviations(),
    undescribed: control.undescribed(),
    refusedForBudget: control.budget.refused,
    injected: control.faults.injected,
    deliveries: control.hooks.log.length,
    state: options.state?.() ?? null,
  };
}

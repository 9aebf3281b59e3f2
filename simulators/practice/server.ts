/**
 * What the practice-system simulators share: a request goes through token, budget, faults and the vendor's published
 * description to a handler of the vendor's simulator.
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';
import { z } from 'zod';
import { createDeliveries } from '../delivery.ts';
import { readBody } from './body.ts';
import { createBudget } from './budget.ts';
import { collect, send, trickle } from './bytes.ts';
import { createRealClock } from './clock.ts';
import type {
  Answer,
  PracticeControl,
  PracticeServer,
  PracticeServerOptions,
  Refusal,
  Route,
  SimulatedRequest,
} from './contract.ts';
import { answerControl } from './control.ts';
import { createFaults, type Fault } from './faults.ts';
import { recordPage } from './pages.ts';
import { createRequestCheck } from './request-check.ts';
import { createRouter } from './router.ts';
import { createSignIn } from './sign-in.ts';

export async function startPracticeServer(options: PracticeServerOptions): Promise<PracticeServer> {
  const clock = options.clock ?? createRealClock();
  const check =
    options.description === null ? null : createRequestCheck(options.description, options.deviations);
  const control: PracticeControl = {
    clock,
    signIn: createSignIn(clock, { ...options.signIn, showsRecords: options.records !== undefined }),
    budget: createBudget(clock, options.budget.rule, options.budget.enforced ?? true),
    faults: createFaults(),
    hooks: options.hooks ?? createDeliveries(options.deliveryTimeScale ?? 0.001),
    violations: [],
    used: new Map(),
    log: [],
    deviations: () =>
      options.deviations.map((deviation) => ({
        operation: deviation.operation,
        what: deviation.what,
        reason: deviation.reason,
        met: check?.deviationsMet.has(deviation) ?? false,
      })),
    undescribed: () =>
      options.routes.flatMap(({ method, template, undescribed }) =>
        undescribed === undefined ? [] : [{ operation: `${method} ${template}`, reason: undescribed }],
      ),
    reset() {
      control.faults.clear();
      control.budget.reset();
      control.signIn.reset();
      control.violations.length = 0;
      control.used.clear();
      control.log.length = 0;
      options.reset?.();
    },
  };
  for (const { method, template, undescribed } of options.routes) {
    if (check !== null && undescribed === undefined && !check.has(method, template))
      throw new Error(
        `${method} ${template} is not in ${options.name}'s description, and no reason is given`,
      );
  }
  const parts: Parts = { options, control, check, find: createRouter(options.routes) };
  const server = createServer((message, response) => {
    serve(parts, message, response).catch((error: unknown) => {
      control.violations.push(
        `the simulator failed: ${error instanceof Error ? error.stack : String(error)}`,
      );
      response.destroy();
    });
  });
  server.keepAliveTimeout = 60_000;
  await new Promise<void>((resolve) => server.listen(options.port ?? 0, '127.0.0.1', resolve));
  const { port } = z.object({ port: z.number() }).parse(server.address());
  return {
    url: `http://127.0.0.1:${port}`,
    control,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

interface Parts {
  options: PracticeServerOptions;
  control: PracticeControl;
  check: ReturnType<typeof createRequestCheck> | null;
  find: ReturnType<typeof createRouter>;
}

async function serve(parts: Parts, message: IncomingMessage, response: ServerResponse): Promise<void> {
  const { options, control } = parts;
  const method = message.method ?? 'GET';
  const url = new URL(message.url ?? '/', 'http://simulator');
  const bytes = await collect(message);
  const body = await readBody(bytes, message.headers['content-type'] ?? '');
  const aside = besideApi(parts, method, url, body, message.headers.authorization);
  if (aside !== null) return send(response, aside);
  const base = options.base ?? '';
  const path = url.pathname.startsWith(base) ? url.pathname.slice(base.length) : '';
  const found = parts.find(method, path);
  if (found === null) {
    const refusal: Refusal = { kind: 'not_found', status: 404, detail: 'There is no such address' };
    control.violations.push(`${method} ${url.pathname}: the simulator has no such operation`);
    control.log.push(`${method} ${url.pathname} → 404`);
    return send(response, options.refuse(refusal, { path }));
  }
  const { route, params } = found;
  const operation = `${method} ${route.template}`;
  control.used.set(operation, (control.used.get(operation) ?? 0) + 1);
  const { headers } = message;
  const query = url.searchParams;
  const request = { method, template: route.template, operation, path, params, query, headers, ...body };
  await answer(parts, route, { ...request, grant: null }, response);
}

async function answer(
  parts: Parts,
  route: Route,
  request: SimulatedRequest,
  response: ServerResponse,
): Promise<void> {
  const { options, control } = parts;
  const { operation, method, path } = request;
  const fault = control.faults.next({ operation, method, path });
  const log = (result: number | 'dropped') => control.log.push(`${method} ${path} → ${result}`);
  const drop = () => {
    log('dropped');
    response.destroy();
  };
  if (fault?.kind === 'dropBeforeCommit') return drop();
  if (fault?.kind === 'delay') await wait(fault.milliseconds ?? 50);
  const entry = route.open === true ? enterOpen(request, fault) : enter(parts, request, fault);
  if ('refusal' in entry) {
    log(entry.refusal.status);
    return send(response, options.refuse(entry.refusal, request));
  }
  try {
    const made = await route.handle(entry.request);
    checkAnswer(parts, route, made);
    // An upload host knows nothing of the API's budget.
    const said = entry.remaining === null ? {} : options.headersOf?.(entry.remaining);
    const headers = { ...said, ...made.headers };
    if (fault?.kind === 'dropAfterCommit') return drop();
    log(made.status);
    if (fault?.kind === 'slowBody') return await trickle(response, { ...made, headers }, fault);
    send(response, { ...made, headers });
  } finally {
    entry.release();
  }
}

type Entry = { refusal: Refusal } | { request: SimulatedRequest; remaining: number | null; release(): void };

function enterOpen(request: SimulatedRequest, fault: Fault | null): Entry {
  const refusal = refusalIn(fault);
  return refusal === null ? { request, remaining: null, release: () => undefined } : { refusal };
}

/** Token, budget, planned faults, description: in the order in which vendors mind them. */
function enter({ options, control, check }: Parts, request: SimulatedRequest, fault: Fault | null): Entry {
  const token = (options.tokenOf ?? bearerOf)(request.headers);
  if (fault?.kind === 'expireToken' && token !== null) control.signIn.expireAccess(token);
  const grant = token === null ? null : control.signIn.check(token);
  if (grant === null) {
    const detail = 'The access token is missing, expired or revoked';
    return { refusal: { kind: 'token', status: 401, detail, tokenMissing: token === null } };
  }
  const known = { ...request, grant };
  const unwelcome = options.admit?.(known) ?? null;
  if (unwelcome !== null) return { refusal: unwelcome };
  const admission = control.budget.take(options.budget.keyOf(known));
  if (!admission.admitted) {
    const { retryAfterSeconds } = admission;
    return { refusal: { kind: 'budget', status: 429, detail: 'Too many requests', retryAfterSeconds } };
  }
  const refused = refusalIn(fault) ?? complaintOf(check, control, known);
  if (refused === null) return { request: known, remaining: admission.remaining, release: admission.release };
  admission.release();
  return { refusal: refused };
}

function refusalIn(fault: Fault | null): Refusal | null {
  if (fault?.kind !== 'status') return null;
  const { status = 503, retryAfterSeconds } = fault;
  return {
    kind: status === 429 ? 'budget' : 'fault',
    status,
    detail: 'Told to fail',
    ...(retryAfterSeconds === undefined ? {} : { retryAfterSeconds }),
  };
}

function complaintOf(
  check: Parts['check'],
  control: PracticeControl,
  request: SimulatedRequest,
): Refusal | null {
  const complaint = check?.request(request) ?? null;
  if (complaint === null) return null;
  control.violations.push(`${request.operation}: ${complaint}`);
  return { kind: 'invalid', status: 400, detail: complaint };
}

function checkAnswer({ options, check, control }: Parts, { method, template }: Route, made: Answer): void {
  if (check === null || options.checkAnswers === false || made.body === undefined) return;
  if (typeof made.body === 'string' || Buffer.isBuffer(made.body)) return;
  const operation = `${method} ${template}`;
  const complaint = check.answer(operation, method, template, made.status, made.body);
  if (complaint !== null) control.violations.push(`${operation}: ${complaint}`);
}

/** The addresses that are no API: sign-in and control. */
function besideApi(
  { options, control }: Parts,
  method: string,
  url: URL,
  body: { form: Record<string, string | string[]>; json: unknown },
  authorization: string | undefined,
): Answer | null {
  const { paths } = options.signIn;
  const form = new URLSearchParams();
  for (const [name, value] of Object.entries(body.form))
    for (const one of [value].flat()) form.append(name, one);
  if (url.pathname === paths.authorize && method === 'GET') return control.signIn.authorize(url.searchParams);
  // Some vendors take the token's parameters in the address.
  for (const [name, value] of url.searchParams) if (!form.has(name)) form.append(name, value);
  if (url.pathname === paths.token && method === 'POST') return control.signIn.token(form, authorization);
  if (url.pathname === '/' && method === 'GET' && options.records !== undefined)
    return recordPage(options.signIn, options.records());
  if (paths.revoke !== undefined && url.pathname === paths.revoke && method === 'POST') {
    if (!form.has('token')) form.set('token', bearerOf({ authorization }) ?? '');
    return control.signIn.revoke(form);
  }
  if (!url.pathname.startsWith('/control/')) return null;
  return answerControl(control, options, method, url.pathname.slice('/control/'.length), body.json);
}

function bearerOf({ authorization }: { authorization?: string | undefined }): string | null {
  return /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? null;
}

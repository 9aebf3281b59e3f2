/** A stand-in for Clio Manage's API v4, on this machine only. */
import { type Clock, createRealClock } from '../practice/clock.ts';
import type { Answer, PracticeControl, Refusal, Route, SimulatedRequest } from '../practice/contract.ts';
import { loadOpenApi, type OpenApi } from '../practice/openapi.ts';
import { startPracticeServer } from '../practice/server.ts';
import type { SignInOptions } from '../practice/sign-in.ts';
import { actionsOf, stateOf } from './actions.ts';
import { complaintAbout } from './answers.ts';
import { deviations } from './deviations.ts';
import { documentRoutes } from './documents.ts';
import { changeMatter, createMatter } from './matters.ts';
import { recordsOf } from './records.ts';
import { guarded } from './refusal.ts';
import { answerWith, resourceRoutes, userOf } from './resource-routes.ts';
import { type ClioState, createState } from './state.ts';
import { tellHooks, webhookRoutes } from './webhooks.ts';
import { addRootFolder, type ClioWorld, createWorld, furnish, seedFirm } from './world.ts';

export interface ClioSimulatorOptions {
  /** 0 = any free port. Only on loopback, always. */
  port?: number;
  clock?: Clock;
  /** The clients and matters of the demo, unless false; users are always there. */
  seeded?: boolean;
  /** False: requests are counted and none is refused. Default true. */
  enforceBudget?: boolean;
  accessTokenSeconds?: number;
  /** How much later lists and searches show what was written. Default 0. */
  listLagMilliseconds?: number;
  deliveryTimeScale?: number;
  /** Another firm than the invented one. */
  firm?: ClioFirm;
  /** The vendor's OpenAPI description; null: requests are not checked against it. Default: the one beside the repository. */
  description?: OpenApi | null;
}

export interface ClioFirm {
  name: string;
  /** Of the first user that `fill` adds, who lets the product in. */
  userName: string;
  /** In the same order each time, so that ids are the same and links outlive a restart. */
  fill(world: ClioWorld): void;
  /** Ids of what is made afterwards count up from here: those of an earlier run must not come again. */
  idsFrom: number;
}

export interface ClioSimulator {
  url: string;
  /** Bases for a connection. */
  apiUrl: string;
  authUrl: string;
  credentials: typeof clioDemoApplication;
  control: PracticeControl;
  world: ClioWorld;
  close(): Promise<void>;
}

/** The application that the simulator knows. */
export const clioDemoApplication = { clientId: 'clio-client', clientSecret: 'clio-secret' } as const;

const base = '/api/v4';
const version = '4.0.13';
const budget = { limit: 50, seconds: 60 };
const month = 30 * 24 * 3600;
const account = { id: 501, name: 'Hartley & Moss' };
/** The first that is added after the root folder. */
const connectedUser = { id: 1002, name: 'Nora Hartley' };

export async function startClioSimulator(options: ClioSimulatorOptions = {}): Promise<ClioSimulator> {
  const clock = options.clock ?? createRealClock();
  const named = { ...account, ...(options.firm === undefined ? {} : { name: options.firm.name }) };
  const state = createState(clock, named, options.listLagMilliseconds ?? 0);
  const world = createWorld(state);
  const fill = () => {
    if (options.firm !== undefined) {
      addRootFolder(state);
      options.firm.fill(world);
      state.idsFrom(options.firm.idsFrom);
      return;
    }
    furnish(state, world);
    if (options.seeded !== false) seedFirm(world, connectedUser.id);
  };
  fill();
  /** Complaints about `fields` come from the rules, and those about answers from our own check. */
  let noticed: (complaint: string) => void = () => undefined;
  const server = await startPracticeServer({
    name: 'clio',
    clock,
    ...(options.port === undefined ? {} : { port: options.port }),
    base,
    description: descriptionOf(options),
    deviations,
    signIn: signInOptions(options.accessTokenSeconds ?? month, options.firm),
    admit: refuseOtherVersions,
    budget: {
      rule: { windows: [budget] },
      enforced: options.enforceBudget ?? true,
      // A renewed token goes on with its grant's count.
      keyOf: ({ grant }) => grant?.id ?? '',
    },
    headersOf: (remaining) => headersOf(clock, remaining),
    refuse,
    routes: routesOf(state).map((route) => watched(route, (complaint) => noticed(complaint))),
    deliveryTimeScale: options.deliveryTimeScale ?? 0.001,
    actions: actionsOf(world),
    state: () => stateOf(world),
    records: () => recordsOf(world),
    reset: () => {
      state.clear();
      fill();
    },
  });
  const { control } = server;
  noticed = (complaint) => void control.violations.push(complaint);
  tellHooks(state, control.hooks);
  const { url, close } = server;
  const credentials = clioDemoApplication;
  return { url, apiUrl: `${url}${base}`, authUrl: url, credentials, control, world, close };
}

/** Refusals are answered; a mistake of the product's and one of our own are told. */
function watched(route: Route, notice: (complaint: string) => void): Route {
  const answer = guarded(route.handle, notice);
  return {
    ...route,
    async handle(request) {
      const made = await answer(request);
      const complaint = complaintAbout(route, made);
      if (complaint !== null) notice(complaint);
      return made;
    },
  };
}

function descriptionOf({ description }: ClioSimulatorOptions): OpenApi | null {
  return description === undefined ? loadOpenApi('clio', { closed: true }) : description;
}

function signInOptions(accessTokenSeconds: number, firm: ClioFirm | undefined): SignInOptions {
  return {
    ...clioDemoApplication,
    vendor: 'Clio Manage',
    paths: { authorize: '/oauth/authorize', token: '/oauth/token', revoke: '/oauth/deauthorize' },
    grants: ['authorization_code'],
    clientAuthentication: 'body',
    pkce: 'ignored',
    codeSeconds: 600,
    accessTokenSeconds,
    refreshTokenSeconds: null,
    rotatesRefreshToken: false,
    accounts: [
      {
        id: String(account.id),
        name: firm?.name ?? account.name,
        userId: String(connectedUser.id),
        userName: firm?.userName ?? connectedUser.name,
      },
    ],
  };
}

function refuseOtherVersions({ headers }: SimulatedRequest): Refusal | null {
  const asked = headers['x-api-version'];
  if (asked === undefined || asked === version) return null;
  return { kind: 'invalid', status: 410, detail: `API version ${String(asked)} is not available` };
}

function headersOf(clock: Clock, remaining: number): Record<string, string> {
  return {
    'x-api-version': version,
    'x-ratelimit-limit': String(budget.limit),
    'x-ratelimit-remaining': String(remaining),
    'x-ratelimit-reset': String(Math.ceil(clock.now().getTime() / 1000) + budget.seconds),
  };
}

function routesOf(state: ClioState): Route[] {
  return [
    {
      method: 'GET',
      template: '/users/who_am_i.json',
      handle: (request) => {
        const me = state.get('users', userOf(request));
        return me === undefined ? { status: 404 } : answerWith(state, 'users', me, request);
      },
    },
    ...resourceRoutes(state, 'users', ['list', 'read']),
    ...resourceRoutes(state, 'contacts', ['list', 'read', 'create', 'change', 'remove']),
    ...resourceRoutes(state, 'matters', ['list', 'read']),
    { method: 'POST', template: '/matters.json', handle: (request) => createMatter(state, request) },
    {
      method: 'PATCH',
      template: '/matters/{id}.json',
      handle: (request) => changeMatter(state, request),
    },
    ...resourceRoutes(state, 'notes', ['list', 'read', 'create', 'change', 'remove']),
    ...resourceRoutes(state, 'relationships', ['list', 'read']),
    ...resourceRoutes(state, 'practice_areas', ['list', 'read']),
    ...resourceRoutes(state, 'matter_stages', ['list']),
    ...resourceRoutes(state, 'activity_descriptions', ['list', 'read', 'create', 'change', 'remove']),
    ...resourceRoutes(state, 'communications', ['list', 'read', 'create', 'change', 'remove']),
    ...resourceRoutes(state, 'activities', ['list', 'read', 'create', 'change', 'remove']),
    ...resourceRoutes(state, 'folders', ['list', 'read', 'create']),
    ...documentRoutes(state),
    ...webhookRoutes(state),
  ];
}

/** Both shapes of 401, and 429 whose exact word is not published. */
function refuse({ kind, status, detail, retryAfterSeconds, tokenMissing }: Refusal): Answer {
  if (kind === 'token' && tokenMissing !== true) {
    const error_description =
      'The access token provided is expired, revoked, malformed or invalid for other reasons.';
    return {
      status,
      headers: { 'www-authenticate': 'Bearer' },
      body: { error: 'invalid_token', error_description },
    };
  }
  const types: Readonly<Record<number, string>> = {
    401: 'UnauthorizedError',
    403: 'ForbiddenError',
    404: 'NotFoundError',
    422: 'ArgumentError',
    429: 'RateLimited',
  };
  return {
    status,
    ...(retryAfterSeconds === undefined ? {} : { headers: { 'retry-after': String(retryAfterSeconds) } }),
    body: {
      error: { type: types[status] ?? 'Error', message: status === 401 ? 'User is not authorized' : detail },
    },
  };
}

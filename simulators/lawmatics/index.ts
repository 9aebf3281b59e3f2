/** A stand-in for Lawmatics' API v1, on this machine only. */
import { createDeliveries } from '../delivery.ts';
import { type Clock, createRealClock } from '../practice/clock.ts';
import type { Answer, PracticeControl, PracticeServerOptions, Refusal } from '../practice/contract.ts';
import { loadOpenApi, type OpenApi } from '../practice/openapi.ts';
import { startPracticeServer } from '../practice/server.ts';
import { actionsOf, stateOf } from './actions.ts';
import { deviations } from './deviations.ts';
import type { FinderMiss } from './finders.ts';
import { errorBody } from './refusal.ts';
import { routesOf } from './routes.ts';
import { createState } from './state.ts';
import { createHooks, type Hooks } from './webhooks.ts';
import { createWorld, furnish, type LawmaticsWorld, seedFirm } from './world.ts';

export interface LawmaticsSimulatorOptions {
  /** 0 = any free port. Only on loopback, always. */
  port?: number;
  clock?: Clock;
  /** The clients and matters of the demo, unless false; users are always there. */
  seeded?: boolean;
  /** False: requests are counted and none is refused. Default true. */
  enforceBudget?: boolean;
  /** How much later lists and finders show what was written. Default 0. */
  listLagMilliseconds?: number;
  /** What a finder answers when nothing fits. Default `not_found`. */
  finderMiss?: FinderMiss;
  deliveryTimeScale?: number;
  /** The vendor's OpenAPI description; null: requests are not checked against it. Default: the one beside the repository. */
  description?: OpenApi | null;
}

export interface LawmaticsSimulator {
  url: string;
  /** Bases for a connection. */
  apiUrl: string;
  authUrl: string;
  credentials: typeof lawmaticsDemoApplication;
  control: PracticeControl;
  world: LawmaticsWorld;
  /** Webhooks, set up by hand. */
  hooks: Hooks;
  close(): Promise<void>;
}

/** The application that the simulator knows. */
export const lawmaticsDemoApplication = {
  clientId: 'lawmatics-client',
  clientSecret: 'lawmatics-secret',
} as const;

const budget = { limit: 50, seconds: 60 };
const firm = { id: 15, name: 'Hartley & Moss' };
/** Nora Hartley, the first that `furnish` adds. */
const connectedUser = { id: 101, name: 'Nora Hartley' };

export async function startLawmaticsSimulator(
  options: LawmaticsSimulatorOptions = {},
): Promise<LawmaticsSimulator> {
  const clock = options.clock ?? createRealClock();
  const state = createState(clock, options.listLagMilliseconds ?? 0);
  const deliveries = createDeliveries(options.deliveryTimeScale ?? 0.001);
  const hooks = createHooks(state, () => deliveries, firm.id);
  const world = createWorld(state, () => hooks, firm.id);
  const fill = () => {
    furnish(world);
    if (options.seeded !== false) seedFirm(world);
  };
  fill();
  const server = await startPracticeServer({
    name: 'lawmatics',
    clock,
    ...(options.port === undefined ? {} : { port: options.port }),
    description:
      options.description === undefined ? loadOpenApi('lawmatics', { closed: true }) : options.description,
    deviations,
    // Its answers are single samples, each of one choice of fields.
    checkAnswers: false,
    signIn: signIn(clock),
    budget: {
      rule: { windows: [budget] },
      enforced: options.enforceBudget ?? true,
      // All connections of a firm share it.
      keyOf: ({ grant }) => grant?.account.id ?? '',
    },
    refuse,
    routes: routesOf(state, () => options.finderMiss ?? 'not_found'),
    hooks: deliveries,
    actions: actionsOf(world, hooks),
    state: () => stateOf(world),
    reset: () => {
      state.clear();
      hooks.clear();
      fill();
    },
  });
  return {
    url: server.url,
    apiUrl: `${server.url}/v1`,
    authUrl: server.url,
    credentials: lawmaticsDemoApplication,
    control: server.control,
    world,
    hooks,
    close: server.close,
  };
}

/** Tokens live until they are revoked; there is nothing to renew them with. */
function signIn(clock: Clock): PracticeServerOptions['signIn'] {
  return {
    ...lawmaticsDemoApplication,
    vendor: 'Lawmatics',
    paths: { authorize: '/oauth/authorize', token: '/oauth/token' },
    grants: ['authorization_code'],
    clientAuthentication: 'body',
    pkce: 'ignored',
    codeSeconds: 600,
    accessTokenSeconds: Number.POSITIVE_INFINITY,
    refreshTokenSeconds: null,
    rotatesRefreshToken: false,
    tokenFields: () => ({
      token_type: 'bearer',
      expires_in: undefined,
      refresh_token: undefined,
      created_at: Math.floor(clock.now().getTime() / 1000),
    }),
    accounts: [
      {
        id: String(firm.id),
        name: firm.name,
        userId: String(connectedUser.id),
        userName: connectedUser.name,
      },
    ],
  };
}

/** A bad token's 401 has no body; a spent budget always names a whole minute. */
function refuse({ kind, status, detail, retryAfterSeconds }: Refusal): Answer {
  if (kind === 'token') return { status };
  const titles: Readonly<Record<number, string>> = {
    404: 'Not found',
    422: 'Invalid',
    429: 'Rate limit exceeded',
  };
  const wait = retryAfterSeconds === undefined && kind !== 'budget' ? {} : { 'retry-after': '60' };
  return { status, headers: wait, body: errorBody(status, titles[status] ?? 'Error', detail) };
}

/** A stand-in for Zoho CRM's API v8, on this machine only. */
import { setTimeout as wait } from 'node:timers/promises';
import { createDeliveries } from '../delivery.ts';
import { type Clock, createRealClock } from '../practice/clock.ts';
import type { Answer, PracticeControl, Refusal, Route, SimulatedRequest } from '../practice/contract.ts';
import { loadOpenApi, type OpenApi } from '../practice/openapi.ts';
import { startPracticeServer } from '../practice/server.ts';
import { actionsOf, stateOf } from './actions.ts';
import { deviations } from './deviations.ts';
import { peopleRoutes } from './people-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { guarded } from './refusal.ts';
import { relatedRoutes } from './related-routes.ts';
import { createState, type ZohoState } from './state.ts';
import { likeZoho } from './tokens.ts';
import { type Channels, tellChannels, watchRoutes } from './watch.ts';
import { createWorld, furnish, seedFirm, type ZohoWorld } from './world.ts';

export interface ZohoSimulatorOptions {
  /** 0 = any free port. Only on loopback, always. */
  port?: number;
  clock?: Clock;
  /** The people and deals of the demo, unless false; users are always there. */
  seeded?: boolean;
  /** False: requests are counted and none is refused. Default true. */
  enforceBudget?: boolean;
  accessTokenSeconds?: number;
  /** How much later the search shows what was written; lists and queries show it at once. Default 0. */
  searchLagMilliseconds?: number;
  /** Real milliseconds of work on each request, so that several are under way at once. Default 0. */
  answerMilliseconds?: number;
  /** Per organisation and 24 hours. Default 50,000. */
  credits?: number;
  /** Per organisation and application. Default 5, as in the smallest edition. */
  concurrency?: number;
  deliveryTimeScale?: number;
  /** The vendor's OpenAPI description; null: requests are not checked against it. Default: the one beside the repository. */
  description?: OpenApi | null;
}

export interface ZohoSimulator {
  url: string;
  /** Bases for a connection; the token answer names the first, the redirect the second. */
  apiUrl: string;
  authUrl: string;
  credentials: typeof zohoDemoApplication;
  control: PracticeControl;
  world: ZohoWorld;
  close(): Promise<void>;
}

/** The application that the simulator knows. */
export const zohoDemoApplication = { clientId: '1000.ZOHOCLIENT', clientSecret: 'zoho-secret' } as const;

const org = { id: '5725767', name: 'Hartley & Moss' };
const day = 24 * 3600;

export async function startZohoSimulator(options: ZohoSimulatorOptions = {}): Promise<ZohoSimulator> {
  const clock = options.clock ?? createRealClock();
  const state = createState(clock, options.searchLagMilliseconds ?? 0);
  const channels: Channels = new Map();
  const world = createWorld(state, channels);
  const fill = () => {
    furnish(world);
    if (options.seeded !== false) seedFirm(world);
  };
  fill();
  const hooks = createDeliveries(options.deliveryTimeScale ?? 0.001);
  tellChannels(state, channels, hooks);
  const credits = options.credits ?? 50_000;
  let url = '';
  let noticed: (complaint: string) => void = () => undefined;
  const { description } = options;
  const server = await startPracticeServer({
    name: 'zoho',
    clock,
    ...(options.port === undefined ? {} : { port: options.port }),
    description: description === undefined ? loadOpenApi('zoho', { closed: true }) : description,
    deviations,
    signIn: signInOf(options, () => url),
    tokenOf: ({ authorization }) => /^Zoho-oauthtoken (.+)$/.exec(authorization ?? '')?.[1] ?? null,
    admit: (request) => missingRight(state, request),
    budget: {
      rule: {
        windows: [{ limit: credits, seconds: day }],
        concurrency: options.concurrency ?? 5,
      },
      enforced: options.enforceBudget ?? true,
      keyOf: ({ grant }) => grant?.account.id ?? '',
    },
    // Nothing is said until half of the credits are used.
    headersOf: (remaining): Record<string, string> =>
      remaining <= credits / 2 ? { 'x-api-credits-remaining': String(remaining) } : {},
    refuse,
    routes: routesOf(state, channels).map((route) => ({
      ...route,
      handle: slowly(
        options.answerMilliseconds ?? 0,
        guarded(route.handle, (complaint) => noticed(complaint)),
      ),
    })),
    hooks,
    actions: actionsOf(world),
    state: () => stateOf(world),
    reset() {
      state.clear();
      channels.clear();
      fill();
    },
  });
  ({ url } = server);
  const { control } = server;
  likeZoho(control.signIn, clock);
  noticed = (complaint) => void control.violations.push(complaint);
  return {
    url,
    apiUrl: url,
    authUrl: url,
    credentials: zohoDemoApplication,
    control,
    world,
    close: server.close,
  };
}

function signInOf({ accessTokenSeconds = 3600 }: ZohoSimulatorOptions, url: () => string) {
  return {
    ...zohoDemoApplication,
    vendor: 'Zoho CRM',
    paths: { authorize: '/oauth/v2/auth', token: '/oauth/v2/token', revoke: '/oauth/v2/token/revoke' },
    grants: ['authorization_code'] as const,
    clientAuthentication: 'body' as const,
    pkce: 'ignored' as const,
    codeSeconds: 180,
    accessTokenSeconds,
    refreshTokenSeconds: null,
    rotatesRefreshToken: false,
    tokenFields: () => ({ api_domain: url() }),
    redirectFields: () => ({ location: 'us', 'accounts-server': url() }),
    accounts: [{ id: org.id, name: org.name, userId: '1', userName: 'Nora Hartley' }] as const,
  };
}

function routesOf(state: ZohoState, channels: Channels): Route[] {
  return [
    ...peopleRoutes(state, org),
    ...watchRoutes(state, channels),
    ...recordRoutes(state, new Map()),
    ...relatedRoutes(state),
  ];
}

function slowly(milliseconds: number, handle: (request: SimulatedRequest) => Answer | Promise<Answer>) {
  return async (request: SimulatedRequest) => {
    if (milliseconds > 0) await wait(milliseconds);
    return await handle(request);
  };
}

const scopeWord = 'OAUTH_SCOPE_MISMATCH';

function missingRight({ withheld }: ZohoState, { path }: SimulatedRequest): Refusal | null {
  if (![...withheld].some((part) => path.includes(part))) return null;
  return { kind: 'invalid', status: 401, detail: scopeWord };
}

/** No `Retry-After` is known. */
function refuse({ kind, status, detail }: Refusal): Answer {
  const said = (code: string, message: string): Answer => ({
    status,
    body: { code, details: {}, message, status: 'error' },
  });
  if (detail === scopeWord) return said(scopeWord, 'invalid oauth scope to access this URL');
  if (kind === 'token') return said('INVALID_TOKEN', 'invalid oauth token');
  if (kind === 'budget') return said('TOO_MANY_REQUESTS', 'too many requests');
  if (kind === 'not_found')
    return said('INVALID_URL_PATTERN', 'Please check if the URL trying to access is a correct one');
  if (status === 412) return said('RECORD_MODIFIED', 'the record has been modified');
  if (status === 403) return said('NO_PERMISSION', 'permission denied');
  if (status >= 500) return said('INTERNAL_ERROR', 'Internal server error occurred.');
  return said('INVALID_DATA', detail);
}

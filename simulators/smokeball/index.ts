import { z } from 'zod';
import { createDeliveries } from '../delivery.ts';
import { type Clock, createRealClock } from '../practice/clock.ts';
import type { PracticeControl } from '../practice/contract.ts';
import type { ControlActions } from '../practice/control.ts';
import { loadOpenApi, type OpenApi } from '../practice/openapi.ts';
import type { Deviation } from '../practice/request-check.ts';
import { startPracticeServer } from '../practice/server.ts';
import type { SignInOptions, SimulatedAccount } from '../practice/sign-in.ts';
import type { Lag } from '../practice/table.ts';
import { type Announcer, createAnnouncer } from './announce.ts';
import { refuse } from './answers.ts';
import { contactDto, contactRoutes } from './contact-routes.ts';
import { fileRoutes } from './file-routes.ts';
import { layoutRoutes } from './layout-routes.ts';
import { matterRoutes } from './matter-routes.ts';
import { createPeople, type People } from './people.ts';
import { peopleRoutes } from './people-routes.ts';
import { recordRoutes } from './record-routes.ts';
import { recordsOf } from './records.ts';
import { demoIds, inventedContacts, seedFirm } from './seed.ts';
import { createState, type Kept, type Resource, type State } from './state.ts';
import { webhookRoutes } from './webhook-routes.ts';

export interface SmokeballSimulatorOptions {
  /** 0 = any free port; always on loopback. */
  port?: number;
  clock?: Clock;
  clientId?: string;
  clientSecret?: string;
  apiKey?: string;
  /** Milliseconds until an accepted write is seen by id, and in lists. Default 300 and 800. */
  lag?: Lag;
  enforceBudget?: boolean;
  /** The invented firm, unless false. */
  seeded?: boolean;
  /** Another firm than the invented one. */
  firm?: SmokeballFirm;
  deliveryTimeScale?: number;
  /** The vendor's OpenAPI description; null: requests are not checked against it. Default: the one beside the repository. */
  description?: OpenApi | null;
}

export interface SmokeballFirm {
  name: string;
  /** Who lets the product in. */
  userId: string;
  userName: string;
  /** Ids that are always the same let links outlive a restart. */
  fill(people: People): void;
}

export interface SmokeballControl extends PracticeControl {
  people: People;
  /** What is so, whatever the API shows yet. Deleted records have `isDeleted` in their view. */
  records(kind: RecordTable): Kept['view'][];
  contentOf(fileId: string): Buffer | undefined;
  matterOfLayout(itemId: string): string | null;
  subscriptions(): { id: string; url: string; eventTypes: readonly string[] }[];
  /** The next accepted write of this kind fails afterwards, by an `error` webhook. */
  failLater(resource: Resource, message: string): void;
  announce: Announcer['announce'];
  setLag(lag: Lag): void;
  habits: Habits;
}

export type RecordTable =
  | ('fees' | 'expenses' | 'layouts' | 'memos' | 'files')
  | ('tasks' | 'activities' | 'contacts' | 'matters');

export interface Habits {
  /** The status of a refused token: 401 in practice, 403 by the guide. */
  refusedTokenStatus: 401 | 403;
  /** False: the firm's plan has no leads. */
  leads: boolean;
}

export interface SmokeballSimulator {
  url: string;
  authUrl: string;
  uploadUrl: string;
  credentials: { clientId: string; clientSecret: string; apiKey: string };
  control: SmokeballControl;
  close(): Promise<void>;
}

/** Where product or simulator knowingly differ from the published description: nowhere. */
export const smokeballDeviations: readonly Deviation[] = [];

export async function startSmokeballSimulator(
  options: SmokeballSimulatorOptions = {},
): Promise<SmokeballSimulator> {
  const credentials = {
    clientId: options.clientId ?? 'simulated-client',
    clientSecret: options.clientSecret ?? 'simulated-secret',
    apiKey: options.apiKey ?? 'simulated-api-key',
  };
  const clock = options.clock ?? createRealClock();
  const state = createState(clock, options.lag ?? { read: 300, list: 800 });
  if (options.firm !== undefined) state.firm.name = options.firm.name;
  const habits: Habits = { refusedTokenStatus: 401, leads: true };
  const hooks = createDeliveries(options.deliveryTimeScale ?? 0.001);
  const announcer = createAnnouncer(state, hooks, credentials.clientId);
  const people = createPeople(state, announcer);
  const fillWith = options.firm?.fill ?? seedFirm;
  const fill = () => {
    if (options.seeded !== false) seedAtOnce(state, () => fillWith(people));
  };
  const late = { url: '', violations: [''] };
  const server = await startPracticeServer({
    name: 'smokeball',
    clock,
    hooks,
    ...(options.port === undefined ? {} : { port: options.port }),
    description:
      options.description === undefined ? loadOpenApi('smokeball', { closed: true }) : options.description,
    deviations: smokeballDeviations,
    signIn: signInOptions(credentials, {
      ...state.firm,
      userId: options.firm?.userId ?? demoIds.noraUser,
      userName: options.firm?.userName ?? 'Nora Hartley',
    }),
    admit: ({ headers }) =>
      headers['x-api-key'] === credentials.apiKey
        ? null
        : { kind: 'token', status: 403, detail: 'The API key is missing or wrong.' },
    // Per client and endpoint.
    budget: {
      rule: { bucket: { rate: 5, burst: 5 } },
      enforced: options.enforceBudget ?? true,
      keyOf: ({ operation }) => operation,
    },
    refuse: (refusal, request) =>
      refuse(refusal.status === 401 ? { ...refusal, status: habits.refusedTokenStatus } : refusal, request),
    routes: [
      ...peopleRoutes(state),
      ...contactRoutes(state, announcer),
      ...matterRoutes(state, announcer, habits),
      ...layoutRoutes(state, announcer),
      ...recordRoutes(state, announcer),
      ...fileRoutes(state, announcer, {
        uploadUrl: () => `${late.url}/uploads`,
        violation: (text) => void late.violations.push(text),
      }),
      ...webhookRoutes(state, announcer),
    ],
    actions: actionsOf(state, people, habits),
    state: () => summaryOf(state),
    records: () => recordsOf(state),
    reset() {
      state.clear();
      fill();
    },
  });
  late.url = server.url;
  late.violations = server.control.violations;
  fill();
  // Since May 2025 a subscription ends with the permission that it was made under, or with its refresh token.
  server.control.signIn.onRevoke(() => state.subscriptions.clear());
  server.control.signIn.onRefreshEnd(() => state.subscriptions.clear());
  const control = Object.assign(server.control, {
    people,
    habits,
    announce: announcer.announce,
    records: (kind: RecordTable) => viewsOf(state, kind),
    contentOf: (fileId: string) => state.contents.get(fileId),
    matterOfLayout: (itemId: string) =>
      [...state.matters.truth.keys()].find((id) => state.layouts.of(id).truth.has(itemId)) ?? null,
    subscriptions: () => [...state.subscriptions.values()],
    failLater: (resource: Resource, message: string) => void state.lateFailures.push({ resource, message }),
    setLag: (lag: Lag) => void Object.assign(state.lag, lag),
  });
  const { url, close } = server;
  return { url, authUrl: url, uploadUrl: `${url}/uploads`, credentials, control, close };
}

function signInOptions(
  { clientId, clientSecret }: { clientId: string; clientSecret: string },
  account: SimulatedAccount,
): SignInOptions {
  return {
    clientId,
    clientSecret,
    vendor: 'Smokeball',
    paths: { authorize: '/oauth2/authorize', token: '/oauth2/token' },
    grants: ['authorization_code', 'client_credentials'],
    clientAuthentication: 'basic',
    pkce: 'allowed',
    codeSeconds: 300,
    accessTokenSeconds: 3600,
    refreshTokenSeconds: 30 * 86_400,
    // The answer to a refresh has no new refresh token.
    rotatesRefreshToken: false,
    accounts: [account],
  };
}

function seedAtOnce(state: State, fill: () => void): void {
  const { read, list } = state.lag;
  Object.assign(state.lag, { read: 0, list: 0 });
  fill();
  Object.assign(state.lag, { read, list });
}

function viewsOf(state: State, kind: RecordTable): Kept['view'][] {
  const table = state[kind];
  const rows = 'all' in table ? table.all() : [...table.truth.values()];
  return rows.map(({ view }) => view);
}

function actionsOf(state: State, people: People, habits: Habits): ControlActions {
  const resource = z.enum([
    ...(['contact', 'matter', 'fee', 'expense', 'task', 'memo'] as const),
    ...(['file', 'layoutmatter', 'activitycode'] as const),
  ]);
  const table = z.enum(['fees', 'expenses', 'memos', 'files', 'tasks', 'activities']);
  const fields = z.record(z.string(), z.unknown());
  return {
    'add-contact': (body) => ({ id: people.addContact(contactDto.parse(body)) }),
    'add-contacts': (body) =>
      people.addContacts(inventedContacts(z.object({ count: z.int() }).parse(body).count)),
    'add-matter': (body) => {
      const clientIds = z.array(z.string());
      const given = z.object({ number: z.string(), description: z.string(), clientIds }).parse(body);
      return { id: people.addMatter(given) };
    },
    'change-contact': (body) => {
      const given = z.object({ id: z.string(), fields }).parse(body);
      people.changeContact(given.id, given.fields);
    },
    'change-record': (body) => {
      const given = z.object({ table, id: z.string(), fields }).parse(body);
      people.changeRecord(given.table, given.id, given.fields);
    },
    'fail-later': (body) =>
      void state.lateFailures.push(z.object({ resource, message: z.string() }).parse(body)),
    lag: (body) =>
      void Object.assign(state.lag, z.object({ read: z.number(), list: z.number() }).parse(body)),
    leads: (body) => {
      habits.leads = z.object({ on: z.boolean() }).parse(body).on;
    },
  };
}

function summaryOf(state: State): unknown {
  return {
    contacts: state.contacts.truth.size,
    matters: viewsOf(state, 'matters'),
    fees: viewsOf(state, 'fees'),
    expenses: viewsOf(state, 'expenses'),
    layouts: viewsOf(state, 'layouts'),
    tasks: viewsOf(state, 'tasks'),
    memos: viewsOf(state, 'memos'),
    files: viewsOf(state, 'files'),
    activityCodes: viewsOf(state, 'activities'),
    subscriptions: [...state.subscriptions.values()].map(({ key: _key, ...rest }) => rest),
  };
}

export { demoIds, inventedContacts } from './seed.ts';

import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  type CatchUpPage,
  type HookRequest,
  type Observation,
  type ProviderUser,
  type SourceCredentials,
  type TokenChange,
  VendorError,
} from '../../server/vendors/ports.ts';
import { ringcentral } from '../../server/vendors/ringcentral/index.ts';
import {
  createRingCentralSimulator,
  type RingCentralSimulator,
  type RingCentralSimulatorOptions,
  ringcentralDemoCredentials,
} from '../ringcentral.ts';

export const ada = 900100777;
export const ben = 900100778;
export const queue = 900100600;
export const menu = 900100500;
export const secret = 'hook-secret';
export const minute = 60_000;
export const day = 24 * 60 * minute;

const open: (() => Promise<unknown>)[] = [];

/** Stops what the test started; for `afterEach`. */
export async function closeWorld(): Promise<void> {
  for (const close of open.splice(0)) await close();
}

export interface World {
  simulator: RingCentralSimulator;
  clock: { now: Date };
  saved: TokenChange[];
  client: Required<ReturnType<NonNullable<typeof ringcentral.client>>>;
  /** A client with these credentials in place of the usual. */
  connect(credentials?: Partial<SourceCredentials>): World['client'];
}

export const generous = { Light: 1000, Medium: 1000, Heavy: 1000, Auth: 1000 };

export async function startWorld(options: RingCentralSimulatorOptions = {}): Promise<World> {
  const clock = { now: new Date('2026-03-02T09:00:00.000Z') };
  const simulator = await createRingCentralSimulator({
    now: () => clock.now,
    limits: generous,
    logDelaySeconds: 0,
    ...options,
  });
  open.push(simulator.close);
  const saved: TokenChange[] = [];
  const connect: World['connect'] = (credentials = {}) => {
    const { client } = ringcentral;
    if (client === undefined) throw new Error('RingCentral has no client');
    const { catchUp, history, listUsers, fetchArtefact, ensureSubscription } = client({
      credentials: { apiUrl: simulator.url, ...ringcentralDemoCredentials, ...credentials },
      fetch: globalThis.fetch,
      now: () => clock.now,
      saveTokens: async (change) => void saved.push(change),
    });
    if (!catchUp || !history || !listUsers || !fetchArtefact || !ensureSubscription)
      throw new Error('an ability is missing');
    return { catchUp, history, listUsers, fetchArtefact, ensureSubscription };
  };
  return { simulator, clock, saved, client: connect(), connect };
}

export interface Hook {
  url: string;
  received: HookRequest[];
  /** Answers all further requests with this status. */
  answerWith(status: number): void;
}

/** A receiver as the product has one: handshake before verification, then storing. */
export async function startHook(): Promise<Hook> {
  const received: HookRequest[] = [];
  let status = 200;
  const server = createServer(async (incoming, outgoing) => {
    const request = await readHook(incoming);
    const answer = ringcentral.handshake?.(request) ?? null;
    if (answer !== null) {
      outgoing.writeHead(answer.status, answer.headers).end(answer.body);
      return;
    }
    if (status === 200) received.push(request);
    outgoing.writeHead(status).end('{}');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  open.push(() => new Promise((resolve) => server.close(resolve).closeAllConnections()));
  const { port } = addressOf(server.address());
  return {
    url: `http://127.0.0.1:${port}/hooks/ringcentral/1`,
    received,
    answerWith(next) {
      status = next;
    },
  };
}

function addressOf(address: AddressInfo | string | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('no port');
  return address;
}

async function readHook(incoming: IncomingMessage): Promise<HookRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  const headers = Object.entries(incoming.headers).map(([name, value]) => [name, String(value)]);
  return { headers: Object.fromEntries(headers), rawBody: Buffer.concat(chunks), url: incoming.url ?? '' };
}

export function observed(requests: HookRequest[]): Observation[] {
  return requests.flatMap(({ rawBody }) => {
    const reading = ringcentral.readEvent({
      receivedAt: new Date(0).toISOString(),
      contentType: 'application/json',
      rawBody,
    });
    if (reading.outcome !== 'observed') throw new Error(JSON.stringify(reading));
    return reading.observations;
  });
}

export async function catchUpAll(client: World['client'], cursor: string | null, since: Date) {
  const items: CatchUpPage['items'] = [];
  let at = cursor;
  for (let pages = 1; ; pages += 1) {
    const page = await client.catchUp(at, since);
    items.push(...page.items);
    at = page.cursor;
    if (!page.more) return { items, cursor: at, pages };
  }
}

export function observeItems(items: CatchUpPage['items']): Observation[] {
  return items.flatMap((item) => {
    const reading = ringcentral.readItem?.(item);
    return reading?.outcome === 'observed' ? reading.observations : [];
  });
}

export async function failureOf(attempt: Promise<unknown>) {
  const error: unknown = await attempt.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof VendorError)) throw new Error(`no VendorError but ${String(error)}`);
  return error.problem;
}

export async function subscribe(world: World, hook: Hook, existing: string | null, users?: ProviderUser[]) {
  return world.client.ensureSubscription({
    hookUrl: hook.url,
    secret,
    existing,
    users: users ?? (await world.client.listUsers()),
  });
}

export const since = new Date('2026-03-01T09:00:00.000Z');

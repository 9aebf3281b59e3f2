/** A firm that connects to simulated practice systems, with the program really listening: for tests. */
import { once } from 'node:events';
import { createServer } from 'node:net';
import { z } from 'zod';
import { clioDemoApplication, startClioSimulator } from '../../simulators/clio/index.ts';
import { createTestClock, type TestClock } from '../../simulators/practice/clock.ts';
import { startSmokeballSimulator } from '../../simulators/smokeball/index.ts';
import { connectionNeighbours } from '../connection-neighbours.ts';
import { features } from '../feature-list.ts';
import type { ConnectionDeps } from '../features/connections/index.ts';
import { practiceSystems } from '../vendors/registry.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './app.ts';

export interface ConnectionWorld {
  app: TestApp;
  firm: TestFirm;
  owner: TestStaff;
  clock: TestClock;
  deps: ConnectionDeps;
  clio: Awaited<ReturnType<typeof startClioSimulator>>;
  smokeball: Awaited<ReturnType<typeof startSmokeballSimulator>>;
  /** Makes a connection through the API; answers its id. */
  make(vendor: 'clio' | 'smokeball', more?: Record<string, unknown>): Promise<string>;
  /** Begins to sign in and says yes on the vendor's page; answers what the browser brings back. */
  signInThere(id: string, more?: Record<string, string>): Promise<Record<string, string>>;
  /** As the page does when the browser is back. */
  answer(who: TestStaff, back: Record<string, string>): ReturnType<TestStaff['call']>;
  view(id: string): Promise<ConnectionSeen>;
  close(): Promise<void>;
}

const seen = z.looseObject({
  id: z.string(),
  status: z.string(),
  statusDetail: z.string(),
  alarms: z.array(z.object({ alarm: z.string(), detail: z.string(), at: z.string().nullable() })),
  accountName: z.string().nullable(),
  accountUser: z.string().nullable(),
  logsSince: z.string().nullable(),
  tokenExpiresAt: z.string().nullable(),
  grantExpiresAt: z.string().nullable(),
  lastHookAt: z.string().nullable(),
  lastCheck: z
    .object({ at: z.string(), answered: z.boolean(), ms: z.number().nullable(), detail: z.string() })
    .nullable(),
  checking: z.boolean(),
  blockedUntil: z.string().nullable(),
  queue: z.object({ waiting: z.number(), failed: z.number() }),
  subscription: z.object({ status: z.string() }).nullable(),
  mirror: z.array(z.object({ kind: z.string() })),
  hookUrl: z.string().nullable(),
});
type ConnectionSeen = z.infer<typeof seen>;

export async function startConnectionWorld(): Promise<ConnectionWorld> {
  const clock = createTestClock('2026-03-02T09:00:00.000Z');
  const port = await freePort();
  const app = await startTestApp({
    features,
    clock,
    allowLoopback: true,
    config: { port, publicUrl: new URL(`http://localhost:${port}`) },
  });
  await app.app.listen({ host: '127.0.0.1', port });
  const clio = await startClioSimulator({ clock, enforceBudget: false });
  const smokeball = await startSmokeballSimulator({
    clock,
    enforceBudget: false,
    lag: { read: 0, list: 0 },
  });
  const firm = await app.makeFirm({ name: 'Whitlock & Reid' });
  const { owner } = firm;
  const bodies = {
    clio: {
      ...clioDemoApplication,
      vendor: 'clio',
      name: 'Clio',
      apiUrl: clio.apiUrl,
      authUrl: clio.authUrl,
    },
    smokeball: {
      ...smokeball.credentials,
      vendor: 'smokeball',
      name: 'Smokeball',
      apiUrl: smokeball.url,
      authUrl: smokeball.authUrl,
      uploadUrl: smokeball.uploadUrl,
    },
  };
  return {
    app,
    firm,
    owner,
    clock,
    clio,
    smokeball,
    deps: { platform: app.platform, vendors: practiceSystems, neighbours: connectionNeighbours },
    async make(vendor, more = {}) {
      const answer = await owner.call('POST', '/api/v1/connections', { ...bodies[vendor], ...more });
      if (answer.statusCode !== 201) throw new Error(answer.body);
      return z.object({ id: z.string() }).parse(answer.json()).id;
    },
    async signInThere(id, more = { auto: '1' }) {
      const answer = await owner.call('POST', `/api/v1/connections/${id}/authorize`);
      const url = new URL(z.object({ authorizeUrl: z.string() }).parse(answer.json()).authorizeUrl);
      for (const [name, value] of Object.entries(more)) url.searchParams.set(name, value);
      const page = await fetch(url, { redirect: 'manual' });
      const back = new URL(page.headers.get('location') ?? `http://nowhere/?status=${page.status}`);
      return Object.fromEntries(back.searchParams);
    },
    answer: (who, { state = '', code, error, ...parameters }) =>
      who.call('POST', '/api/v1/connections/authorise', {
        state,
        ...(code === undefined ? {} : { code }),
        ...(error === undefined ? {} : { error }),
        parameters,
      }),
    view: async (id) => seen.parse((await owner.call('GET', `/api/v1/connections/${id}`)).json()),
    async close() {
      app.app.server.closeAllConnections();
      await app.close();
      await clio.close();
      await smokeball.close();
    },
  };
}

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('no free port');
  return address.port;
}

/** The whole program as `npm start` runs it, on a database of its own and a free port, with the built web app. */
import { once } from 'node:events';
import { cp, mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { features } from '../server/feature-list.ts';
import { addWebApp } from '../server/platform/http/web-app.ts';
import { startTestApp, type TestApp } from '../server/testing/app.ts';

export interface Program {
  origin: string;
  app: TestApp;
  /** Stops listening and cuts every connection, as a restart or a broken line does; the rest goes on. */
  goOffline(): Promise<void>;
  goOnline(): Promise<void>;
  close(): Promise<void>;
}

export async function startProgram(): Promise<Program> {
  const [port, filesPort] = [await freePort(), await freePort()];
  const origin = `http://localhost:${port}`;
  // A copy: a build that somebody makes meanwhile must not pull files away under an open page.
  const web = await mkdtemp(join(tmpdir(), 'matterline-web-'));
  await cp(new URL('../dist/web/', import.meta.url), web, { recursive: true });
  const app = await startTestApp({
    features,
    // Files come from an origin of their own, to which no cookie goes.
    config: { port, publicUrl: new URL(origin), filesUrl: new URL(`http://127.0.0.1:${filesPort}`) },
    extend: (server) => addWebApp(server, pathToFileURL(`${web}/`)),
  });
  await app.startWork();
  await app.app.listen({ host: '127.0.0.1', port });
  await app.filesApp.listen({ host: '127.0.0.1', port: filesPort });
  return {
    origin,
    app,
    async goOffline() {
      const closed = once(app.app.server, 'close');
      app.app.server.close();
      app.app.server.closeAllConnections();
      await closed;
    },
    async goOnline() {
      app.app.server.listen(port, '127.0.0.1');
      await once(app.app.server, 'listening');
    },
    async close() {
      app.app.server.closeAllConnections();
      app.filesApp.server.closeAllConnections();
      await app.close();
      await rm(web, { recursive: true, force: true });
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

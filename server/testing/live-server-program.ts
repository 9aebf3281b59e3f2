/**
 * The program in a process of its own, for tests that measure it: `node --expose-gc … <database's address>`, forked. It
 * sends its port, and how much memory it holds whenever it is sent anything.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { readConfig } from '../config.ts';
import { createContext } from '../context.ts';

const [, , connectionString = ''] = process.argv;
const { app } = await createContext(readConfig(process.env, { demo: false }), { connectionString }, []);
await app.listen({ host: '127.0.0.1', port: 0 });
const address = app.server.address();
process.send?.({ port: typeof address === 'object' ? address?.port : 0 });
process.on('message', async () => {
  for (let round = 0; round < 3; round += 1) {
    globalThis.gc?.();
    await wait(50);
  }
  const { rss, heapUsed, external } = process.memoryUsage();
  process.send?.({ rss, heapUsed, external });
});

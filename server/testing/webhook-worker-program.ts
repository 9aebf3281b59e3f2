/** A worker process of its own that delivers webhooks, for tests that kill it: `node … <database's address>`. */
import { readConfig } from '../config.ts';
import { createContext } from '../context.ts';
import { createWebhooksFeature } from '../features/webhooks/index.ts';

const [, , connectionString = ''] = process.argv;
const context = await createContext(
  readConfig(process.env, { demo: false }),
  { connectionString },
  [(platform) => createWebhooksFeature(platform)],
  { allowLoopback: true },
);
await context.startWork();

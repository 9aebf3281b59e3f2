/** A worker process of its own that delivers webhooks, for tests that kill it: `node … <config as JSON>`. */
import { z } from 'zod';
import { createContext } from '../context.ts';
import { createWebhooksFeature } from '../features/webhooks/index.ts';

const input = z
  .object({ databaseUrl: z.string(), secretKey: z.string(), dataFolder: z.string(), storageUrl: z.string() })
  .parse(JSON.parse(process.argv[2] ?? ''));

const context = await createContext(
  {
    host: '127.0.0.1',
    port: 0,
    publicUrl: new URL('http://matterline.example.com'),
    trustProxy: false,
    dataFolder: input.dataFolder,
    databaseUrl: null,
    storageUrl: new URL(input.storageUrl),
    smtpUrl: null,
    secretKey: input.secretKey,
    roles: { web: false, worker: true },
    logLevel: 'silent',
    production: false,
    demo: false,
  },
  { connectionString: input.databaseUrl },
  [(platform) => createWebhooksFeature(platform)],
  { allowLoopback: true },
);
await context.startWork();

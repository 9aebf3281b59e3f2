/** A server of its own that takes uploads, for tests that kill it: `node … <database's address>`; PORT says where. */
import { readConfig } from '../config.ts';
import { createContext } from '../context.ts';
import { createFilesFeature } from '../features/files/index.ts';
import { createRetentionFeature } from '../features/retention/index.ts';

const [, , connectionString = ''] = process.argv;
const config = readConfig(process.env, { demo: false });
const context = await createContext(config, { connectionString }, [
  createRetentionFeature,
  (platform) => createFilesFeature(platform),
]);
await context.app.listen({ host: '127.0.0.1', port: config.port });

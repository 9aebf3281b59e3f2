import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { handOver } from './hand-over.mjs';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
if (!ensureBuilt()) process.exit(1);
handOver([join(root, 'server/main.ts'), ...process.argv.slice(2)]);

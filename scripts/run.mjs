import { resolve } from 'node:path';
import { handOver } from './hand-over.mjs';
import { ensureInstalled, root } from './install.mjs';

const [file, ...words] = process.argv.slice(2);
if (!file) {
  console.error('Say which file to run: node scripts/run.mjs <file.ts> [words]');
  process.exit(2);
}
ensureInstalled();
handOver([resolve(root, file), ...words]);

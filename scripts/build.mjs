import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { findNode, root } from './install.mjs';

const dist = join(root, 'dist');
const stamp = join(dist, '.matterline-stamp');
/** Everything that the browser's side is made from; the server's zod contracts are among it. */
const sources = ['web', 'server', 'vite.config.ts', 'package-lock.json', 'tsconfig.json'];

/** Builds the web app when it was never built or its sources differ from those of the last build. False: it failed. */
export function ensureBuilt() {
  if (!existsSync(join(root, 'vite.config.ts'))) return true;
  const now = hashOfSources();
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === now) return true;
  console.log('Building the web app …');
  // The staff app, then the script for firms' websites.
  for (const config of ['vite.config.ts', 'web/widget/vite.config.ts']) {
    const run = spawnSync(
      findNode(),
      [join(root, 'node_modules/vite/bin/vite.js'), 'build', '--config', config, '--logLevel', 'warn'],
      { cwd: root, stdio: 'inherit' },
    );
    if (run.status !== 0) {
      console.error('The web app could not be built: see the words above.');
      return false;
    }
  }
  writeFileSync(stamp, `${now}\n`);
  return true;
}

/** Contents and not dates: a fresh clone, a checkout of another branch and back must not fool it. */
function hashOfSources() {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((name) => filesUnder(join(root, name))).sort()) {
    hash.update(relative(root, file)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

function filesUnder(path) {
  if (!existsSync(path)) return [];
  try {
    return readdirSync(path, { withFileTypes: true }).flatMap((entry) => {
      const inside = join(path, entry.name);
      if (entry.isDirectory()) return entry.name === 'fixtures' ? [] : filesUnder(inside);
      return /\.test\.tsx?$/.test(entry.name) ? [] : [inside];
    });
  } catch (error) {
    if (error.code === 'ENOTDIR') return [path];
    throw error;
  }
}

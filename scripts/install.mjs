// Runs on the machine's own Node (20 or later) with nothing installed: only Node's own modules here.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The repository's folder. */
export const root = dirname(dirname(fileURLToPath(import.meta.url)));

const modules = join(root, 'node_modules');
const stamp = join(modules, '.matterline-stamp');

/** Installs the locked packages when node_modules is missing or was made from another lock file. */
export function ensureInstalled() {
  const lock = createHash('sha256')
    .update(readFileSync(join(root, 'package-lock.json')))
    .digest('hex');
  if (existsSync(stamp) && readFileSync(stamp, 'utf8').trim() === lock) return;
  if (matchesLock()) {
    writeFileSync(stamp, `${lock}\n`);
    return;
  }
  console.log('Installing the packages that Matterline needs (npm ci, about a minute) …');
  // NODE_ENV=production would leave out vite, which the start needs to build the web app.
  const env = { ...process.env, NODE_ENV: 'development' };
  const run = spawnSync('npm', ['ci', '--no-audit', '--no-fund'], {
    cwd: root,
    env,
    stdio: 'inherit',
    shell: process.platform === 'win32',
  });
  if (run.error || run.status !== 0) {
    console.error(`Installing failed${run.error ? ` (${run.error.message})` : ''}: see npm's words above.`);
    process.exit(run.status || 1);
  }
  writeFileSync(stamp, `${lock}\n`);
  console.log('Packages installed.');
}

/** After somebody's own `npm ci` there is no stamp, but npm's record of what it installed tells the same. */
function matchesLock() {
  const record = join(modules, '.package-lock.json');
  if (!existsSync(record)) return false;
  const installed = JSON.parse(readFileSync(record, 'utf8')).packages;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  return Object.entries(wanted).every(([path, entry]) => {
    if (path === '') return true;
    const there = installed[path];
    // Packages for other platforms, and what only they need (which names no platform), are left out on purpose.
    if (!there) return entry.optional === true && !(namesPlatform(entry) && fitsMachine(entry));
    return there.version === entry.version && there.integrity === entry.integrity;
  });
}

function namesPlatform({ os, cpu }) {
  return os !== undefined || cpu !== undefined;
}

function fitsMachine({ os, cpu, libc }) {
  const fits = (list, own) =>
    !list || list.includes(own) || (list[0]?.startsWith('!') && !list.includes(`!${own}`));
  const ownLibc = process.report.getReport().header.glibcVersionRuntime ? 'glibc' : 'musl';
  return (
    fits(os, process.platform) &&
    fits(cpu, process.arch) &&
    (process.platform !== 'linux' || fits(libc, ownLibc))
  );
}

/** The Node 24 that runs the program: the one among the packages, else this machine's own when it is new enough. */
export function findNode() {
  const packaged = join(modules, `node-${process.platform}-${process.arch}`, 'bin', 'node');
  if (existsSync(packaged)) return packaged;
  if (Number(process.versions.node.split('.')[0]) >= 24) return process.execPath;
  console.error(
    `Matterline needs Node 24 or later; this is ${process.versions.node} and none is packaged for ${process.platform}-${process.arch}.`,
  );
  process.exit(1);
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) ensureInstalled();

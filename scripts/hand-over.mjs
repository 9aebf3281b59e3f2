import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { delimiter, dirname } from 'node:path';
import { findNode } from './install.mjs';

/**
 * Runs Node 24 with these words in our place, since Node cannot replace itself: same terminal, our signals go on to it,
 * and we end as it ended (or as `onEnd`, which is given its exit code, decides).
 */
export function handOver(words, { env = process.env, cwd = process.cwd(), onEnd = process.exit } = {}) {
  const node = findNode();
  const path = [dirname(node), env.PATH].join(delimiter);
  const child = spawn(node, words, { stdio: 'inherit', cwd, env: { ...env, PATH: path } });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP', 'SIGQUIT', 'SIGUSR2']) {
    // A terminal sends Ctrl-C to the child as well; the program takes the second one of the same moment for the same.
    process.on(signal, () => child.kill(signal));
  }
  stopWithUs(child);
  child.on('error', (error) => {
    console.error(`${node} does not start: ${error.message}`);
    process.exit(1);
  });
  child.on('exit', (code, signal) => onEnd(code ?? 128 + (constants.signals[signal] ?? 0)));
}

/**
 * Kill -9 gives us no chance to pass anything on. So a shell holds the other end of a pipe and asks the program to stop
 * when we are gone; and npm, which stands in front of us, is looked at, since it would leave us behind in the same way.
 */
function stopWithUs(child) {
  if (process.platform === 'win32' || child.pid === undefined) return;
  const script = 'while read -r _; do :; done; kill -TERM "$1"';
  const words = ['-c', script, 'matterline-watch', String(child.pid)];
  const watcher = spawn('/bin/sh', words, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  watcher.on('error', () => undefined);
  watcher.unref();
  child.on('exit', () => watcher.kill('SIGKILL'));
  if (process.env.npm_lifecycle_event === undefined) return;
  const npm = process.ppid;
  setInterval(() => process.ppid === npm || child.kill('SIGTERM'), 500).unref();
}

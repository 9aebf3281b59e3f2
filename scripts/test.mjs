import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureBuilt } from './build.mjs';
import { handOver } from './hand-over.mjs';
import { ensureInstalled, root } from './install.mjs';

ensureInstalled();
const words = process.argv.slice(2);
// Only the browser tests need the built web app; `npm test -- server/vendors` should not wait for it.
const paths = words.filter((word) => !word.startsWith('-'));
const built = (paths.length > 0 && !paths.some((path) => path.includes('e2e'))) || ensureBuilt();

const folder = mkdtempSync(join(tmpdir(), 'matterline-counts-'));
const file = join(folder, 'counts.json');
const reporters = ['--reporter=default', `--reporter=${join(root, 'scripts/test-reporter.mjs')}`];
handOver([join(root, 'node_modules/vitest/vitest.mjs'), 'run', ...reporters, ...words], {
  cwd: root,
  env: { ...process.env, NODE_ENV: 'test', MATTERLINE_TEST_COUNTS: file },
  onEnd: (code) => process.exit(report(code)),
});

/** Says the numbers, and gives the exit code: nothing tried is a failure too. */
function report(code) {
  const counts = readCounts();
  if (!built) counts.failed += 1;
  rmSync(folder, { recursive: true, force: true });
  const { passed, failed, skipped, skippedBrowserTests } = counts;
  let bad = code !== 0 || failed > 0;
  if (passed + failed === 0) {
    console.log('No test ran: that counts as a failure.');
    bad = true;
  } else if (code !== 0 && failed === 0) {
    console.log(`The test program itself failed (exit code ${code}): see above.`);
  }
  if (skippedBrowserTests > 0 && process.env.CI === 'true') {
    console.log('Browser tests were skipped: in CI that counts as a failure.');
    bad = true;
  }
  console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`);
  return bad ? code || 1 : 0;
}

function readCounts() {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    // It ended before it could count.
    return { passed: 0, failed: 0, skipped: 0, skippedBrowserTests: 0 };
  }
}

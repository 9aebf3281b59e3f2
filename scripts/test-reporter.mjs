import { writeFileSync } from 'node:fs';

/**
 * A vitest reporter beside the usual one: names every skipped test with its reason and every one that passed only on its
 * second try with what went wrong in the first, and leaves the numbers in the file that MATTERLINE_TEST_COUNTS names, for the
 * last line of `npm test`.
 */
export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: 0, skippedBrowserTests: 0 };
    const skipped = [];
    const second = [];
    for (const module of modules) {
      // A file that cannot even be loaded has no tests to count, but it has failed.
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state, note, errors } = test.result();
        const named = `  ${module.relativeModuleId} > ${test.fullName}`;
        if (test.diagnostic()?.flaky)
          second.push(`${named}: ${errors?.[0]?.message ?? 'no reason was kept'}`);
        if (state === 'passed' || state === 'failed') counts[state] += 1;
        else {
          counts.skipped += 1;
          if (module.project.name === 'e2e') counts.skippedBrowserTests += 1;
          skipped.push(`${named}${note ? `: ${note}` : ''}`);
        }
      }
    }
    counts.failed += unhandledErrors.length;
    if (skipped.length > 0) console.log(`\nSkipped (${skipped.length}):\n${skipped.join('\n')}`);
    if (second.length > 0)
      console.log(
        `\nPassed only on the second try (${second.length}), to be looked into:\n${second.join('\n')}`,
      );
    const file = process.env.MATTERLINE_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(counts));
  }
}

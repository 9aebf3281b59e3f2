import { writeFileSync } from 'node:fs';

/**
 * A vitest reporter beside the usual one: names every skipped test with its reason, and leaves the numbers in the file
 * that MATTERLINE_TEST_COUNTS names, for the last line of `npm test`.
 */
export default class CountingReporter {
  onTestRunEnd(modules, unhandledErrors) {
    const counts = { passed: 0, failed: 0, skipped: 0, skippedBrowserTests: 0 };
    const skipped = [];
    for (const module of modules) {
      // A file that cannot even be loaded has no tests to count, but it has failed.
      if (module.state() === 'failed' && module.errors().length > 0) counts.failed += 1;
      for (const test of module.children.allTests()) {
        const { state, note } = test.result();
        if (state === 'passed' || state === 'failed') counts[state] += 1;
        else {
          counts.skipped += 1;
          if (module.project.name === 'e2e') counts.skippedBrowserTests += 1;
          skipped.push(`  ${module.relativeModuleId} > ${test.fullName}${note ? `: ${note}` : ''}`);
        }
      }
    }
    counts.failed += unhandledErrors.length;
    if (skipped.length > 0) console.log(`\nSkipped (${skipped.length}):\n${skipped.join('\n')}`);
    const file = process.env.MATTERLINE_TEST_COUNTS;
    if (file) writeFileSync(file, JSON.stringify(counts));
  }
}

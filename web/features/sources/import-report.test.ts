import { expect, test } from 'vitest';
import { problemWords, reportCsv } from './import-report.ts';

test('the report can be opened in a spreadsheet without running anything', () => {
  expect(
    reportCsv([
      { line: 3, column: 'startedAt', reason: 'bad_time', text: '=1+1 "now"' },
      { line: 9, reason: 'broken_quotes', text: 'a,b' },
    ]),
  ).toBe(
    '"line","column","reason","text"\r\n"3","startedAt","bad_time","\'=1+1 ""now"""\r\n"9","","broken_quotes","a,b"',
  );
});

test('a reason that nobody knows has no words', () => {
  expect(problemWords('bad_time')).toBe('problem_bad_time');
  expect(problemWords('toString')).toBeUndefined();
});

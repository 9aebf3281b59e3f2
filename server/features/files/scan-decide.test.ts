import { describe, expect, test } from 'vitest';
import { readAnswer } from './clamd.ts';
import { decideRescan, decideScan, type ScanFacts, type ScanStep, scanRows } from './scan-decide.ts';
import type { Verdict } from './states.ts';

const mib = 1024 ** 2;
const limits = { maxFileBytes: 100 * mib, maxScanBytes: 400 * mib, maxFiles: 10_000, maxDepth: 17 };
const plain: ScanFacts = { sizeBytes: mib, limits, inside: { kind: 'plain' }, answer: null };
const found = (signature: string): Partial<ScanFacts> => ({ answer: { kind: 'found', signature } });

const cases: [number, string, Partial<ScanFacts>, ScanStep][] = [
  [1, 'no scanner', { limits: null }, { verdict: 'unscanned', detail: 'no_scanner' }],
  [
    1,
    'no scanner, and a file that none would take',
    { limits: null, sizeBytes: 3e9 },
    { verdict: 'unscanned', detail: 'no_scanner' },
  ],
  [2, '2.5 GiB', { sizeBytes: 2.5 * 1024 ** 3 }, { verdict: 'unscannable', detail: 'over_2_gib' }],
  [
    2,
    '2.5 GiB and the engine says OK',
    { sizeBytes: 2.5 * 1024 ** 3, answer: { kind: 'ok' } },
    { verdict: 'unscannable', detail: 'over_2_gib' },
  ],
  [
    3,
    'one byte above the engine’s limit',
    { sizeBytes: 100 * mib + 1 },
    { verdict: 'unscannable', detail: 'over_engine_limit' },
  ],
  [
    3,
    'above the engine’s limit, and it says OK',
    { sizeBytes: 100 * mib + 1, answer: { kind: 'ok' } },
    { verdict: 'unscannable', detail: 'over_engine_limit' },
  ],
  [
    4,
    'a limit alert',
    found('Heuristics.Limits.Exceeded.MaxScanSize'),
    { verdict: 'unscannable', detail: 'limit_alert' },
  ],
  [
    5,
    'an encrypted archive, told by the engine',
    found('Heuristics.Encrypted.Zip'),
    { verdict: 'unscannable', detail: 'encrypted' },
  ],
  [6, 'a signature', found('Eicar-Test-Signature'), { verdict: 'infected', detail: 'Eicar-Test-Signature' }],
  [
    6,
    'a signature beside an encrypted part',
    { ...found('Win.Test'), inside: { kind: 'encrypted' } },
    { verdict: 'infected', detail: 'Win.Test' },
  ],
  [
    7,
    'an archive of too much',
    { inside: { kind: 'over', limit: 'bytes' } },
    { verdict: 'unscannable', detail: 'archive_bytes' },
  ],
  [
    7,
    'an archive too deep, and the engine says OK',
    { inside: { kind: 'over', limit: 'depth' }, answer: { kind: 'ok' } },
    { verdict: 'unscannable', detail: 'archive_depth' },
  ],
  [8, 'nothing known yet', {}, 'ask'],
  [8, 'exactly the engine’s limit', { sizeBytes: 100 * mib }, 'ask'],
  [8, 'an encrypted archive is shown to the engine first', { inside: { kind: 'encrypted' } }, 'ask'],
  [
    9,
    'the stream limit',
    { answer: { kind: 'too_large' } },
    { verdict: 'unscannable', detail: 'over_engine_limit' },
  ],
  [
    10,
    'no answer',
    { answer: { kind: 'failed', detail: 'connect ECONNREFUSED' } },
    { verdict: 'error', detail: 'connect ECONNREFUSED' },
  ],
  [
    11,
    'an encrypted archive, and the engine says OK',
    { inside: { kind: 'encrypted' }, answer: { kind: 'ok' } },
    { verdict: 'unscannable', detail: 'encrypted' },
  ],
  [
    12,
    'an archive that cannot be read, and the engine says OK',
    { inside: { kind: 'unreadable' }, answer: { kind: 'ok' } },
    { verdict: 'unscannable', detail: 'archive_unreadable' },
  ],
  [13, 'OK', { answer: { kind: 'ok' } }, { verdict: 'clean', detail: '' }],
  [
    13,
    'OK of an archive that was counted',
    { inside: { kind: 'counted' }, answer: { kind: 'ok' } },
    { verdict: 'clean', detail: '' },
  ],
];

describe('the scanner’s truth table', () => {
  test.each(cases)('row %i: %s', (row, _name, facts, expected) => {
    const seen = { ...plain, ...facts };
    expect(decideScan(seen)).toEqual(expected);
    expect(scanRows.find(({ when }) => when(seen))?.row).toBe(row);
  });

  test('every row has a case', () => {
    expect(new Set(cases.map(([row]) => row))).toEqual(new Set(scanRows.map(({ row }) => row)));
  });

  test('never clean beyond a limit, whatever the engine says', () => {
    const beyond: Partial<ScanFacts>[] = [
      { sizeBytes: limits.maxFileBytes + 1 },
      { sizeBytes: 2 * 1024 ** 3 + 1, limits: { ...limits, maxFileBytes: 2 * 1024 ** 3 } },
      { inside: { kind: 'over', limit: 'file' } },
      { inside: { kind: 'over', limit: 'files' } },
      { inside: { kind: 'encrypted' } },
      { inside: { kind: 'unreadable' } },
      { limits: null },
    ];
    for (const facts of beyond)
      expect(decideScan({ ...plain, ...facts, answer: { kind: 'ok' } })).not.toMatchObject({
        verdict: 'clean',
      });
  });
});

test.each<[string, ReturnType<typeof readAnswer>]>([
  ['stream: OK', { kind: 'ok' }],
  ['1: stream: OK', { kind: 'ok' }],
  ['stream: Eicar-Test-Signature FOUND', { kind: 'found', signature: 'Eicar-Test-Signature' }],
  ['INSTREAM size limit exceeded. ERROR', { kind: 'too_large' }],
  ['stream: Can’t allocate memory ERROR', { kind: 'failed', detail: 'Can’t allocate memory ERROR' }],
  ['', { kind: 'failed', detail: 'no answer' }],
])('the engine’s line "%s"', (line, expected) => {
  expect(readAnswer(line)).toEqual(expected);
});

test.each<[Verdict, Verdict, ReturnType<typeof decideRescan>]>([
  ['clean', 'infected', 'withdraw'],
  ['unscanned', 'infected', 'withdraw'],
  ['unscannable', 'infected', 'withdraw'],
  ['infected', 'infected', 'nothing'],
  ['clean', 'clean', 'note'],
  ['unscanned', 'clean', 'note'],
  ['clean', 'error', 'nothing'],
  ['clean', 'unscanned', 'nothing'],
  ['clean', 'unscannable', 'note'],
])('a later look: %s, then %s → %s', (before, now, expected) => {
  expect(decideRescan(before, now)).toBe(expected);
});

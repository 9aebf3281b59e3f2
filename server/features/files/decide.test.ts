import { describe, expect, test } from 'vitest';
import {
  type CreationFacts,
  decideCreation,
  decideDelivery,
  decideUpload,
  deliveries,
  mayPreview,
  type UploadEvent,
  uploadMoves,
} from './decide.ts';
import { levelsAtFault } from './limits.ts';
import { type UploadState, uploadStates, verdicts, type WhenNotClean, whenNotClean } from './states.ts';

describe('T9: the states of an upload', () => {
  const told: [number, UploadState, UploadEvent, UploadState][] = [
    [1, 'created', 'part', 'receiving'],
    [1, 'receiving', 'part', 'receiving'],
    [2, 'created', 'last_part', 'received'],
    [2, 'receiving', 'last_part', 'received'],
    [3, 'received', 'hash', 'hashing'],
    [3, 'hashing', 'hash', 'hashing'],
    [4, 'hashing', 'hashed', 'scanning'],
    [5, 'scanning', 'clean', 'clean'],
    [6, 'scanning', 'infected', 'infected'],
    [7, 'scanning', 'unscannable', 'unscannable'],
    [8, 'scanning', 'unscanned', 'unscanned'],
    [9, 'scanning', 'error', 'error'],
    [10, 'clean', 'scan_again', 'scanning'],
    [10, 'infected', 'scan_again', 'scanning'],
    [10, 'unscannable', 'scan_again', 'scanning'],
    [10, 'unscanned', 'scan_again', 'scanning'],
    [10, 'error', 'scan_again', 'scanning'],
    [11, 'clean', 'attach', 'attached'],
    [11, 'unscannable', 'attach', 'attached'],
    [11, 'unscanned', 'attach', 'attached'],
    [11, 'error', 'attach', 'attached'],
    ...uploadStates
      .filter((state) => state !== 'attached' && state !== 'expired')
      .map((state): [number, UploadState, UploadEvent, UploadState] => [12, state, 'expire', 'expired']),
  ];

  test.each(told)('row %i: %s, %s → %s', (row, from, event, to) => {
    expect(decideUpload(from, event)).toBe(to);
    expect(uploadMoves.find((move) => move.event === event && move.from.includes(from))?.row).toBe(row);
  });

  test('nothing else happens', () => {
    const events: UploadEvent[] = [
      'part',
      'last_part',
      'hash',
      'hashed',
      ...verdicts,
      'scan_again',
      'attach',
      'expire',
    ];
    const possible = uploadStates.flatMap((state) =>
      events.filter((event) => decideUpload(state, event) !== null).map((event) => `${state} ${event}`),
    );
    expect(possible.sort()).toEqual(told.map(([, from, event]) => `${from} ${event}`).sort());
  });
});

describe('what may be delivered', () => {
  test.each(deliveries)('row $row: $verdict, policy $policy, released $released → $gives', (row) => {
    const policies: readonly WhenNotClean[] = row.policy === 'any' ? whenNotClean : [row.policy];
    for (const policy of policies)
      for (const released of row.released === 'any' ? [true, false] : [row.released]) {
        // The policy of the other kind must not count.
        const other: WhenNotClean = policy === 'warn' ? 'block' : 'warn';
        const chosen =
          row.verdict === 'unscanned'
            ? { whenUnscanned: policy, whenUnscannable: other }
            : { whenUnscanned: other, whenUnscannable: policy };
        expect(decideDelivery(row.verdict, released, chosen)).toBe(row.gives);
      }
  });

  test('the rows are these', () => {
    expect(
      deliveries.map(({ verdict, policy, released, gives }) => [verdict, policy, released, gives].join(' ')),
    ).toEqual([
      'clean any any deliver',
      'infected any any blocked',
      'unscannable any true warn',
      'unscannable warn false warn',
      'unscannable owner false owner_must_release',
      'unscannable block false blocked',
      'unscanned any true warn',
      'unscanned warn false warn',
      'unscanned owner false owner_must_release',
      'unscanned block false blocked',
      'error any true warn',
      'error warn false warn',
      'error owner false owner_must_release',
      'error block false blocked',
    ]);
  });

  test('a preview never of what the scan gave up on', () => {
    expect(verdicts.filter(mayPreview)).toEqual(['clean', 'unscanned']);
  });
});

describe('a new upload', () => {
  const good: CreationFacts = {
    sizeBytes: 10,
    limitBytes: 10,
    incomplete: 19,
    inMessage: 129,
    waitingBytes: 90,
    waitingLimit: 100,
  };
  test.each<[string, Partial<CreationFacts>, ReturnType<typeof decideCreation>]>([
    ['everything just fits', {}, 'create'],
    ['one byte too large', { sizeBytes: 11 }, 'too_large'],
    ['the 131st file', { inMessage: 130 }, 'too_many_in_message'],
    ['the 21st at a time', { incomplete: 20 }, 'too_many_incomplete'],
    ['the firm has no room', { waitingBytes: 91 }, 'no_room'],
  ])('%s', (_name, facts, expected) => {
    expect(decideCreation({ ...good, ...facts })).toBe(expected);
  });
});

describe('130 rule: a folder is refused with the list of levels at fault', () => {
  const filesOn = (level: string, count: number) =>
    Array.from({ length: count }, (_none, index) =>
      level === '' ? `${index}.jpg` : `${level}/${index}.jpg`,
    );

  test('130 on each level are fine', () => {
    expect(levelsAtFault([...filesOn('', 130), ...filesOn('Photos', 130)])).toEqual([]);
  });
  test('131 here and 200 there', () => {
    expect(
      levelsAtFault([...filesOn('', 3), ...filesOn('Photos', 131), ...filesOn('Photos/Old', 200)]),
    ).toEqual([
      { level: 'Photos', files: 131, why: 'files' },
      { level: 'Photos/Old', files: 200, why: 'files' },
    ]);
  });
  test('deeper than 20', () => {
    const deep = Array.from({ length: 21 }, (_none, index) => `d${index}`).join('/');
    expect(levelsAtFault(filesOn(deep, 1))).toEqual([{ level: deep, files: 1, why: 'depth' }]);
  });
});

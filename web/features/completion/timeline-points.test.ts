import { expect, test } from 'vitest';
import type { Sheet, SheetField } from './sheet-query.ts';
import { pointsOf } from './timeline-points.ts';

function day(
  key: string,
  value: string | null,
  sides: SheetField['sides'] = ['purchase', 'sale'],
): SheetField {
  return {
    key,
    label: key,
    group: 'dates',
    kind: 'date',
    sides,
    hint: null,
    choices: [],
    bank: false,
    value,
    masked: null,
    contactName: null,
    version: 1,
    origin: 'staff',
    changedAt: null,
    changedBy: null,
    confirmedAt: null,
    confirmedBy: null,
  };
}

test.each<[string, SheetField[], Sheet['side'], [string, number | null, boolean][]]>([
  ['nothing known', [day('exchangeDate', null)], 'sale', []],
  [
    'exchange and completion, whatever their order on the sheet',
    [day('completionDate', '2026-12-04'), day('exchangeDate', '2026-11-20')],
    'purchase',
    [
      ['exchangeDate', null, true],
      ['completionDate', 14, false],
    ],
  ],
  [
    'on one day exchange comes first',
    [day('completionDate', '2026-12-04'), day('exchangeDate', '2026-12-04')],
    'sale',
    [
      ['exchangeDate', null, false],
      ['completionDate', 0, false],
    ],
  ],
  [
    'the end of priority is the buyer’s, not the seller’s',
    [day('completionDate', '2026-12-04'), day('priorityExpiry', '2026-12-30', ['purchase'])],
    'sale',
    [['completionDate', null, false]],
  ],
])('the line of days: %s', (_name, fields, side, expected) => {
  const points = pointsOf({ fields, side }, '2026-11-22');
  expect(points.map(({ key, after, past }) => [key, after, past])).toEqual(expected);
});

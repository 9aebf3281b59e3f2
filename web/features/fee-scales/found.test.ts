import { expect, test } from 'vitest';
import { ApiProblem } from '../../api/problem.ts';
import { fromCheck, fromMissing, fromRefusal, together } from './found.ts';

const gap = {
  lineId: 'b',
  label: 'Legal fee',
  band: 1,
  problem: 'gap',
  message: 'Legal fee: nothing from 101 to 150 has a price.',
};

test('a problem stands at its band and field, without the name of the line', () => {
  expect(
    fromCheck([gap, { ...gap, problem: 'ends_early', message: 'Legal fee: the last band must be open.' }]),
  ).toEqual([
    { lineId: 'b', band: 1, problem: 'gap', message: 'Nothing from 101 to 150 has a price.', at: 'from' },
    { lineId: 'b', band: 1, problem: 'ends_early', message: 'The last band must be open.', at: 'to' },
  ]);
});

test('a refused save is told at the line and band that it names', () => {
  const refusal = new ApiProblem({
    status: 422,
    code: 'invalid_input',
    title: 'Refused',
    detail: undefined,
    requestId: undefined,
    fieldErrors: {
      'content.lines.1.amount.bands.1': gap.message,
      'content.lines.0.amount': 'Search: its condition can never hold.',
      'content.currency': 'Use GBP',
      'content.lines.9.amount': 'of no line',
    },
  });
  const lines = [
    { id: 'a', label: 'Search' },
    { id: 'b', label: 'Legal fee' },
  ];
  const found = fromRefusal(refusal, lines);
  expect(found.map(({ lineId, band, message }) => [lineId, band, message])).toEqual([
    ['b', 1, 'Nothing from 101 to 150 has a price.'],
    ['a', null, 'Its condition can never hold.'],
  ]);
});

test('the same fault is told once, whoever says it', () => {
  const checked = fromCheck([gap]);
  const [first] = checked;
  const missing = fromMissing([{ lineId: 'b', band: 1, what: 'amount' }], () => 'Type the price');
  expect(together(checked, first ? [{ ...first, problem: 'refused' }] : [], missing)).toEqual([
    ...checked,
    ...missing,
  ]);
});

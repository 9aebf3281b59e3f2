import { describe, expect, test } from 'vitest';
import {
  addLine,
  changeLine,
  type Draft,
  dropLine,
  moveLine,
  newLine,
  removeLine,
  restoreLine,
  toContent,
  toDraft,
} from './draft.ts';
import type { Amount, Content, SectionKind } from './queries.ts';

let count = 0;
const newKey = () => {
  count += 1;
  return `key-${count}`;
};

function contentOf(...amounts: Amount[]): Content {
  const lines = amounts.map((amount, at) => ({
    id: `line-${at}`,
    section: 'legal_fees' as const,
    label: `Line ${at}`,
    detail: '',
    sides: ['sale' as const],
    trigger: [],
    amount,
    quantity: 'one' as const,
    vat: { treatment: 'standard' as const, inclusive: false },
    show: 'charged' as const,
    ticked: false,
    onAccount: false,
    mapped: null,
    activityCode: null,
  }));
  const mapped = { mapped: true };
  const sections = { legal_fees: mapped, additional_fees: mapped, disbursements: mapped };
  return { currency: 'GBP', vatBasisPoints: 2000, validDays: 14, sections, lines, terms: '' };
}
const limits = { minPence: 1, maxPence: 2, roundToPence: 1 };

test('every rule comes back from the editor as it went in', () => {
  const content = contentOf(
    { rule: 'fixed', pence: 100 },
    {
      rule: 'banded',
      by: 'loan',
      bands: [
        { from: 0, to: 10, charge: { kind: 'amount', pence: 5 } },
        { from: 11, to: 20, charge: { kind: 'percentage', basisPoints: 25 } },
        { from: 21, to: null, charge: { kind: 'on_application' } },
      ],
      ...limits,
    },
    { rule: 'percentage', of: 'price', basisPoints: 50, ...limits },
    {
      rule: 'formula',
      basePence: 10,
      terms: [
        { kind: 'each', driver: 'title', beyond: 1, pence: 5 },
        { kind: 'share', of: 'price', above: 100, basisPoints: 10 },
      ],
      ...limits,
    },
    { rule: 'on_application' },
    { rule: 'registration_fee' },
    { rule: 'property_tax' },
    { rule: 'information_fee', fee: 'priority_search' },
  );
  expect(toContent(toDraft(content, newKey))).toEqual({ content, missing: [] });
});

describe('what is not typed yet', () => {
  test('is named at its line and band, and never becomes 0', () => {
    const draft = addLine(toDraft(contentOf(), newKey), newLine('legal_fees', 'new', newKey));
    const { content, missing } = toContent(draft);
    expect(missing).toEqual([
      { lineId: 'new', band: null, what: 'label' },
      { lineId: 'new', band: 0, what: 'amount' },
    ]);
    expect(content.lines[0]?.amount).toMatchObject({ bands: [{ charge: { kind: 'on_application' } }, {}] });
  });
  test('a condition without an answer is missing one, it does not mean "always"', () => {
    const draft = changeLine(toDraft(contentOf({ rule: 'fixed', pence: 1 }), newKey), 'line-0', {
      trigger: [{ question: 'tenure', is: [] }],
    });
    expect(toContent(draft).missing).toEqual([{ lineId: 'line-0', band: null, what: 'trigger' }]);
  });
  test('another rule and back finds what was typed', () => {
    const draft = toDraft(contentOf({ rule: 'fixed', pence: 7 }), newKey);
    const [line] = draft.lines;
    const other = line && changeLine(draft, line.id, { amount: { ...line.amount, rule: 'property_tax' } });
    expect(other && toContent(other).content.lines[0]?.amount).toEqual({ rule: 'property_tax' });
    expect(other?.lines[0]?.amount.pence).toBe(7);
  });
});

describe('the order of lines', () => {
  const made = (...lines: [string, SectionKind][]): Draft => ({
    ...toDraft(contentOf(), newKey),
    lines: lines.map(([id, section]) => newLine(section, id, newKey)),
  });
  const ids = (draft: Draft) => draft.lines.map(({ id }) => id).join(' ');
  const draft = made(
    ['a', 'legal_fees'],
    ['b', 'disbursements'],
    ['c', 'legal_fees'],
    ['d', 'disbursements'],
  );
  test('a line moves among those of its section', () => {
    expect(ids(moveLine(draft, 'c', -1))).toBe('c b a d');
    expect(ids(moveLine(draft, 'b', 1))).toBe('a d c b');
    expect(ids(moveLine(draft, 'a', -1))).toBe('a b c d');
  });
  test('dropped, it takes the place and the section', () => {
    const dropped = dropLine(draft, 'a', 'd');
    expect(ids(dropped)).toBe('b c d a');
    expect(dropped.lines[3]?.section).toBe('disbursements');
    expect(ids(dropLine(draft, 'd', 'a'))).toBe('d a b c');
  });
  test('removed and brought back once, it stands where it stood', () => {
    const [, b] = draft.lines;
    const removed = removeLine(draft, 'b');
    const back = b && restoreLine(removed, b, 1);
    expect([ids(removed), back && ids(back)]).toEqual(['a c d', 'a b c d']);
    expect(back && b && ids(restoreLine(back, b, 1))).toBe('a b c d');
  });
});

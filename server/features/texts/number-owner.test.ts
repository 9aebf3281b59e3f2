import { expect, test } from 'vitest';
import { type NumberAccess, whoHasNumber } from './number-owner.ts';

const own: NumberAccess = {
  portalUserId: 'jane',
  contactId: 'kept',
  active: true,
  apart: false,
  known: false,
};
const merged: NumberAccess = { ...own, portalUserId: 'john', contactId: 'merged' };
const jane = { contactId: 'kept', portalUserIds: ['jane'] };
const john = { contactId: 'merged', portalUserIds: ['john'] };
const nobody = { contactId: 'kept', portalUserIds: [] };

test.each<[string, NumberAccess[], ReturnType<typeof whoHasNumber>]>([
  ['a contact that was never merged', [own], [jane]],
  ['a contact without a way into the portal', [], [nobody]],
  ['two, nobody decided, the number is of neither: triage', [own, merged], [jane, john]],
  ['two, nobody decided, the kept one’s number goes on as before', [{ ...own, known: true }, merged], [jane]],
  ['two, nobody decided, the other’s number: triage', [own, { ...merged, known: true }], [jane, john]],
  [
    'two, and both were reached by it: triage',
    [
      { ...own, known: true },
      { ...merged, known: true, apart: true },
    ],
    [jane, john],
  ],
  ['kept apart, the other’s number: theirs', [own, { ...merged, known: true, apart: true }], [john]],
  ['kept apart, a number of neither: triage', [own, { ...merged, apart: true }], [jane, john]],
  ['the other’s access was ended: the kept one’s', [own, { ...merged, active: false, known: true }], [jane]],
  ['the other alone, nobody decided: triage', [{ ...merged, known: true }], [nobody, john]],
])('%s', (_name, accesses, expected) => {
  expect(whoHasNumber('kept', accesses)).toEqual(expected);
});

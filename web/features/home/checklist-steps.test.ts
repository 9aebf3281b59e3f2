import { describe, expect, test } from 'vitest';
import { stepsOf } from './checklist-steps.ts';

const nothing = { hasSource: false, hasContact: false, hasMappedStaff: false, hasCall: false };

describe('stepsOf', () => {
  test.each([
    ['a new firm begins at the phone system', {}, 'next later later later'],
    ['the next is the first that is open', { hasSource: true }, 'done next later later'],
    ['a step may be done out of order', { hasContact: true }, 'next done later later'],
    [
      'calls come in before staff are mapped',
      { hasSource: true, hasContact: true, hasCall: true },
      'done done next done',
    ],
    [
      'all done',
      { hasSource: true, hasContact: true, hasMappedStaff: true, hasCall: true },
      'done done done done',
    ],
  ])('%s', (_name, known, states) => {
    expect(
      stepsOf({ ...nothing, ...known })
        ?.map(({ state }) => state)
        .join(' '),
    ).toBe(states);
  });

  test('nothing is said while something is not known', () => {
    expect(stepsOf({ ...nothing, hasCall: undefined })).toBeUndefined();
  });
});

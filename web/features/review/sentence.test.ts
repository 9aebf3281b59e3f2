import { expect, test } from 'vitest';
import { sentenceOf } from './sentence.ts';

const sam = { contactId: 'sam', matterId: null };
const samsLease = { contactId: 'sam', matterId: 'lease' };
const samsWill = { contactId: 'sam', matterId: 'will' };
const ivo = { contactId: 'ivo', matterId: null };

test.each([
  ['a new contact without a matter', 'unknown_party', true, [sam], { say: 'contactMade' }],
  ['one who has a matter by now', 'unknown_party', true, [samsLease], { say: 'contactMadeFits', count: 1 }],
  ['and several', 'unknown_party', true, [samsLease, samsWill], { say: 'contactMadeFits', count: 2 }],
  ['a number that nobody has', 'unknown_party', false, [], { say: 'unknownParty' }],
  ['a number that somebody has by now', 'unknown_party', false, [ivo], { say: 'numberKnownNow', count: 1 }],
  ['who has a matter', 'unknown_party', false, [samsLease], { say: 'severalFit', count: 1 }],
  ['several matters', 'several_matters', true, [samsLease, samsWill], { say: 'severalFit', count: 2 }],
  ['of which one is left', 'several_matters', true, [samsWill], { say: 'severalFit', count: 1 }],
  ['a shared number', 'several_matters', false, [sam, ivo], { say: 'contactsShare', count: 2 }],
  ['a held one', 'held', true, [samsLease], { say: 'heldForYou' }],
  ['a reason that is newer than this screen', 'toString', true, [], { say: 'look' }],
])('%s', (_name, review, hasContact, candidates, said) => {
  expect(sentenceOf(review, hasContact, candidates)).toEqual(said);
});

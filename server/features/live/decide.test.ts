import { describe, expect, test } from 'vitest';
import {
  type ConversationFacts,
  type Facts,
  type News,
  portalUserMayRead,
  staffIsTold,
  staffMayRead,
  typingIsTold,
} from './decide.ts';

const event = (given: Partial<News>): News => ({
  ...{ seq: 10, type: 'thing.changed', subjectId: 'x', staffOnly: false },
  ...{ matterId: null, conversationId: null, portalUserId: null },
  ...given,
});
const talk = (given: Partial<ConversationFacts>): ConversationFacts => ({
  ...{ kind: 'external', state: 'open', matterId: 'open', membersOnly: false, typingShown: false },
  ...{ staffIds: new Set(['ann']), granted: new Set<string>(), stays: new Map([['cleo', 5]]) },
  ...given,
});
const matters = new Map([
  ['open', { restricted: false, staffIds: new Set<string>() }],
  ['walled', { restricted: true, staffIds: new Set(['ann']) }],
]);
const factsOf = (conversation: Partial<ConversationFacts>): Facts => ({
  matters,
  conversations: new Map([['c', talk(conversation)]]),
});

/** Ann takes part and is on every list; Bob is neither. */
const forStaff: readonly [
  string,
  Partial<News>,
  Partial<ConversationFacts>,
  { ann: boolean; bob: boolean },
][] = [
  ['of the whole firm', {}, {}, { ann: true, bob: true }],
  ['of a matter', { matterId: 'open' }, {}, { ann: true, bob: true }],
  ['T1 row 3: of a restricted matter', { matterId: 'walled' }, {}, { ann: true, bob: false }],
  ['of a matter that is gone', { matterId: 'gone' }, {}, { ann: false, bob: false }],
  ['T1 row 6: of a matter’s conversation', { conversationId: 'c' }, {}, { ann: true, bob: true }],
  [
    '… that is kept to its members',
    { conversationId: 'c' },
    { membersOnly: true },
    { ann: true, bob: false },
  ],
  [
    'T1 row 3 over row 6: of a restricted matter’s conversation',
    { conversationId: 'c' },
    { matterId: 'walled', staffIds: new Set(['ann', 'bob']) },
    { ann: true, bob: false },
  ],
  ['of a conversation that is gone', { conversationId: 'gone' }, {}, { ann: false, bob: false }],
  [
    'T1 row 5: of a direct conversation',
    { conversationId: 'c' },
    { kind: 'direct', matterId: null },
    { ann: true, bob: false },
  ],
  [
    'T1 row 4: of a channel, by a grant',
    { conversationId: 'c' },
    { kind: 'channel', matterId: null, granted: new Set(['bob']) },
    { ann: true, bob: true },
  ],
  [
    'of a conversation and a restricted matter: both walls stand',
    { conversationId: 'c', matterId: 'walled' },
    {},
    { ann: true, bob: false },
  ],
  ['meant for somebody of the portal', { portalUserId: 'cleo' }, {}, { ann: true, bob: true }],
];

describe('an event may be read by staff', () => {
  test.each(forStaff)('%s', (_name, given, conversation, expected) => {
    const facts = factsOf(conversation);
    const may = (who: string) => staffMayRead(event(given), facts, who);
    expect({ ann: may('ann'), bob: may('bob') }).toEqual(expected);
  });
});

/** Cleo came after event 5. */
const forPortal: readonly [string, Partial<News>, Partial<ConversationFacts>, boolean][] = [
  ['T1 row 8: of a conversation where the stay goes on', { conversationId: 'c' }, {}, true],
  ['from the stay’s beginning on', { conversationId: 'c', seq: 6 }, {}, true],
  ['not of what happened before', { conversationId: 'c', seq: 5 }, {}, false],
  ['T1 row 7 and 9: not after the stay', { conversationId: 'c' }, { stays: new Map() }, false],
  ['of one that is archived', { conversationId: 'c' }, { state: 'archived' }, true],
  ['not of a draft', { conversationId: 'c' }, { state: 'draft' }, false],
  ['not of what the firm says among itself', { conversationId: 'c' }, { kind: 'internal' }, false],
  ['not of what staff alone should notice', { conversationId: 'c', staffOnly: true }, {}, false],
  ['not of a conversation that is gone', { conversationId: 'gone' }, {}, false],
  ['of what is meant for that person', { portalUserId: 'cleo' }, {}, true],
  ['… of a matter', { portalUserId: 'cleo', matterId: 'walled' }, {}, true],
  [
    'not of what is meant for another, wherever it is',
    { portalUserId: 'dan', conversationId: 'c' },
    {},
    false,
  ],
  ['T1 row 10: not of matters', { matterId: 'open' }, {}, false],
  ['not of the firm', {}, {}, false],
];

describe('an event may be read by a person of the portal', () => {
  test.each(forPortal)('%s', (_name, given, conversation, expected) => {
    expect(portalUserMayRead(event(given), factsOf(conversation), 'cleo')).toBe(expected);
  });
});

test.each([
  ['who takes part', 'ann', [], true],
  ['not who only could look in', 'bob', [], false],
  ['who has it open', 'bob', ['c'], true],
  ['not who has another open', 'bob', ['d'], false],
])('of a conversation is told: %s', (_name, staffId, watched, expected) => {
  expect(staffIsTold(event({ conversationId: 'c' }), factsOf({}), { staffId, watched })).toBe(expected);
});

test.each([
  ['a client writes: staff who take part', false, {}, { realm: 'staff', personId: 'ann' }, true],
  ['not who does not', false, {}, { realm: 'staff', personId: 'bob' }, false],
  ['not other clients', false, { typingShown: true }, { realm: 'portal', personId: 'cleo' }, false],
  ['staff write: not clients', true, {}, { realm: 'portal', personId: 'cleo' }, false],
  ['… but where the firm shows it', true, { typingShown: true }, { realm: 'portal', personId: 'cleo' }, true],
  [
    '… and not to those who left',
    true,
    { typingShown: true, stays: new Map() },
    { realm: 'portal', personId: 'cleo' },
    false,
  ],
  [
    'not who is behind the wall of its matter',
    true,
    { matterId: 'walled', staffIds: new Set(['bob']) },
    { realm: 'staff', personId: 'bob' },
    false,
  ],
] as const)('who hears that somebody writes: %s', (_name, byStaff, conversation, listener, expected) => {
  expect(typingIsTold(factsOf(conversation), { conversationId: 'c', byStaff }, listener)).toBe(expected);
});

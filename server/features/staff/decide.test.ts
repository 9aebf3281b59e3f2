import { describe, expect, test } from 'vitest';
import { decideLeaving, decideStaffChange, invitationState, type StaffFacts } from './decide.ts';

const owner = { role: 'owner', active: true } as const;
const administrator = { role: 'administrator', active: true } as const;
const member = { role: 'member', active: true } as const;

describe('who may change whom', () => {
  test.each<[string, StaffFacts['actorRole'], StaffFacts['target'], StaffFacts['change'], number, string]>([
    ['an administrator renames a member', 'administrator', member, {}, 1, 'allowed'],
    [
      'an administrator makes a member administrator',
      'administrator',
      member,
      { role: 'administrator' },
      1,
      'allowed',
    ],
    [
      'an administrator deactivates an administrator',
      'administrator',
      administrator,
      { active: false },
      1,
      'allowed',
    ],
    ['an administrator renames an owner', 'administrator', owner, {}, 2, 'only_owners_touch_owners'],
    [
      'an administrator demotes an owner',
      'administrator',
      owner,
      { role: 'member' },
      2,
      'only_owners_touch_owners',
    ],
    [
      'an administrator makes an owner',
      'administrator',
      member,
      { role: 'owner' },
      1,
      'only_owners_make_owners',
    ],
    ['an owner makes another owner', 'owner', member, { role: 'owner' }, 1, 'allowed'],
    ['an owner demotes one of two owners', 'owner', owner, { role: 'member' }, 2, 'allowed'],
    ['the last owner steps down', 'owner', owner, { role: 'administrator' }, 1, 'last_owner'],
    ['the last owner deactivates himself', 'owner', owner, { active: false }, 1, 'last_owner'],
    ['the last owner changes the name', 'owner', owner, {}, 1, 'allowed'],
    ['the last owner is told to stay owner', 'owner', owner, { role: 'owner', active: true }, 1, 'allowed'],
    [
      'an inactive owner is demoted',
      'owner',
      { role: 'owner', active: false },
      { role: 'member' },
      1,
      'allowed',
    ],
  ])('%s', (_name, actorRole, target, change, activeOwners, expected) => {
    const decision = decideStaffChange({ actorRole, target, change, activeOwners });
    expect(decision.kind === 'refused' ? decision.reason : 'allowed').toBe(expected);
  });
});

describe('an invitation', () => {
  const now = new Date('2026-03-02T09:00:00Z');
  const later = new Date('2026-03-02T09:00:01Z');
  test.each([
    ['waits until it expires', { accepted_at: null, revoked_at: null, expires_at: later }, 'open'],
    ['is over at its last moment', { accepted_at: null, revoked_at: null, expires_at: now }, 'expired'],
    ['works once', { accepted_at: now, revoked_at: null, expires_at: later }, 'accepted'],
    ['can be taken back', { accepted_at: null, revoked_at: now, expires_at: later }, 'revoked'],
  ])('%s', (_name, row, expected) => {
    expect(invitationState(row, now)).toBe(expected);
  });
});

describe('who may leave', () => {
  const heir = { id: 'heir', active: true };
  test.each<[string, Parameters<typeof decideLeaving>[0]['actorRole'], number, typeof heir | null, object]>([
    ['with no restricted matter alone', 'administrator', 0, null, { kind: 'allowed' }],
    ['alone with some, an owner names a successor', 'owner', 3, heir, { kind: 'allowed' }],
    ['alone with some, an owner names nobody', 'owner', 3, null, { kind: 'refused', ask: true }],
    ['to somebody who has left', 'owner', 1, { ...heir, active: false }, { kind: 'refused', ask: true }],
    ['to the one who leaves', 'owner', 1, { id: 'leaver', active: true }, { kind: 'refused', ask: true }],
    ['by an administrator', 'administrator', 1, heir, { kind: 'refused', ask: false }],
  ])('%s', (_case, actorRole, mattersAlone, successor, expected) => {
    expect(decideLeaving({ actorRole, mattersAlone, successor, leaving: 'leaver' })).toMatchObject(expected);
  });
  test('the sentence counts the matters', () => {
    const facts = { actorRole: 'owner', mattersAlone: 12, successor: null, leaving: 'leaver' } as const;
    expect(decideLeaving(facts)).toMatchObject({ detail: expect.stringContaining('12 restricted matters') });
  });
});

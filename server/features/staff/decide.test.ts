import { describe, expect, test } from 'vitest';
import { decideStaffChange, invitationState, type StaffFacts } from './decide.ts';

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

import { describe, expect, test } from 'vitest';
import { decideVisibility, type Facts, type Stay, type Visibility } from './visibility.ts';

const now = new Date('2026-11-22T12:00:00Z');
const stay = (more: Partial<Stay> = {}): Stay => ({
  fromSeq: 1,
  toSeq: null,
  left: null,
  accessUntil: null,
  ...more,
});
const staff = { who: 'staff', active: true, outsideWall: false, member: false, breakGlass: false } as const;
const external = (...stays: Stay[]) => ({ who: 'external', active: true, stays }) as const;
const facts = (more: Partial<Facts>): Facts => ({
  sameFirm: true,
  kind: 'external',
  state: 'open',
  membersOnly: false,
  viewer: staff,
  now,
  ...more,
});

const hidden = { open: false, post: false, audited: false, within: [] };
const whole = { open: true, audited: false, within: null };
const past = new Date(now.getTime() - 1);

const rows: [string, Partial<Facts>, Visibility][] = [
  ['1 another firm', { sameFirm: false, viewer: { ...staff, member: true } }, { row: 1, ...hidden }],
  ['1 comes before 2', { sameFirm: false, viewer: { ...staff, active: false } }, { row: 1, ...hidden }],
  ['2 disabled staff', { viewer: { ...staff, active: false, member: true } }, { row: 2, ...hidden }],
  ['2 disabled client', { viewer: { ...external(stay()), active: false } }, { row: 2, ...hidden }],
  ['3 outside the wall', { viewer: { ...staff, outsideWall: true } }, { row: 3, ...hidden }],
  [
    '3 a member outside the wall',
    { viewer: { ...staff, outsideWall: true, member: true } },
    { row: 3, ...hidden },
  ],
  [
    '3 nothing below lifts it',
    { viewer: { ...staff, outsideWall: true, member: true, breakGlass: true } },
    { row: 3, ...hidden },
  ],
  ['3 an internal one', { kind: 'internal', viewer: { ...staff, outsideWall: true } }, { row: 3, ...hidden }],
  [
    '4 a direct one, opened by two owners',
    { kind: 'direct', viewer: { ...staff, breakGlass: true } },
    { row: 4, ...whole, post: false, audited: true },
  ],
  [
    '4 a channel, opened by two owners',
    { kind: 'channel', viewer: { ...staff, breakGlass: true } },
    { row: 4, ...whole, post: false, audited: true },
  ],
  [
    '4 is for direct ones and channels alone',
    { membersOnly: true, viewer: { ...staff, breakGlass: true } },
    { row: 6, ...hidden },
  ],
  [
    '5 a direct one, a member',
    { kind: 'direct', viewer: { ...staff, member: true } },
    { row: 5, ...whole, post: true },
  ],
  ['5 a direct one, anybody else, owners too', { kind: 'direct' }, { row: 5, ...hidden }],
  [
    '5 a channel, a member',
    { kind: 'channel', viewer: { ...staff, member: true } },
    { row: 5, ...whole, post: true },
  ],
  ['5 a channel, anybody else', { kind: 'channel' }, { row: 5, ...hidden }],
  [
    '5 an archived channel, a member',
    { kind: 'channel', state: 'archived', viewer: { ...staff, member: true } },
    { row: 5, ...whole, post: false },
  ],
  ['6 staff who take part', { viewer: { ...staff, member: true } }, { row: 6, ...whole, post: true }],
  ['6 staff who do not: read, written down', {}, { row: 6, ...whole, post: false, audited: true }],
  ['6 an internal one', { kind: 'internal' }, { row: 6, ...whole, post: false, audited: true }],
  [
    '6 a draft, a member',
    { state: 'draft', viewer: { ...staff, member: true } },
    { row: 6, ...whole, post: true },
  ],
  [
    '6 archived, a member',
    { state: 'archived', viewer: { ...staff, member: true } },
    { row: 6, ...whole, post: false },
  ],
  [
    '6 the firm keeps them to members: a member',
    { membersOnly: true, viewer: { ...staff, member: true } },
    { row: 6, ...whole, post: true },
  ],
  ['6 the firm keeps them to members: others', { membersOnly: true }, { row: 6, ...hidden }],
  [
    '6 what has ended has no members, and stays with its matter',
    { membersOnly: true, state: 'ended' },
    { row: 6, ...whole, post: false, audited: true },
  ],
  ['7 removed for cause', { viewer: external(stay({ left: 'for_cause', toSeq: 9 })) }, { row: 7, ...hidden }],
  [
    '8 a client in it',
    { viewer: external(stay({ fromSeq: 41 })) },
    { row: 8, open: true, post: true, audited: false, within: [stay({ fromSeq: 41 })] },
  ],
  [
    '8 a client in it, archived',
    { state: 'archived', viewer: external(stay()) },
    { row: 8, open: true, post: false, audited: false, within: [stay()] },
  ],
  [
    '8 let in again after a removal for cause: that stay alone',
    { viewer: external(stay({ left: 'for_cause', toSeq: 9 }), stay({ fromSeq: 20 })) },
    { row: 8, open: true, post: true, audited: false, within: [stay({ fromSeq: 20 })] },
  ],
  [
    '9 a client who left',
    { viewer: external(stay({ left: 'removed', toSeq: 9 })) },
    { row: 9, open: true, post: false, audited: false, within: [stay({ left: 'removed', toSeq: 9 })] },
  ],
  [
    '9 an ex-client',
    { state: 'ended', viewer: external(stay({ left: 'ended', toSeq: 9 })) },
    { row: 9, open: true, post: false, audited: false, within: [stay({ left: 'ended', toSeq: 9 })] },
  ],
  [
    '9 until the day set',
    { viewer: external(stay({ left: 'ended', toSeq: 9, accessUntil: past })) },
    { row: 10, ...hidden },
  ],
  ['10 a client who never was in it', { viewer: external() }, { row: 10, ...hidden }],
  ['10 a client and an internal one', { kind: 'internal', viewer: external(stay()) }, { row: 10, ...hidden }],
  ['10 a client and a channel', { kind: 'channel', viewer: external(stay()) }, { row: 10, ...hidden }],
  ['10 a client and a direct one', { kind: 'direct', viewer: external(stay()) }, { row: 10, ...hidden }],
  [
    '10 a client and what is only begun',
    { state: 'draft', viewer: external(stay()) },
    { row: 10, ...hidden },
  ],
];

describe('T1', () => {
  test.each(rows)('row %s', (_name, given, expected) => {
    expect(decideVisibility(facts(given))).toEqual(expected);
  });
});

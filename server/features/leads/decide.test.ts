import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  decideMove,
  decideReopen,
  isOpen,
  type LeadState,
  leadStates,
  type Standing,
  titleOf,
} from './decide.ts';

const at = (state: LeadState, stateBefore: LeadState | null = null): Standing => ({ state, stateBefore });

describe('a person moves a lead', () => {
  const open = ['new', 'quoted', 'chasing', 'instructed'];
  const allowed: Record<LeadState, string[]> = {
    new: ['quoted', 'chasing', 'instructed', 'lost', 'expired', 'duplicate'],
    quoted: ['new', 'chasing', 'instructed', 'lost', 'expired', 'duplicate'],
    chasing: ['new', 'quoted', 'instructed', 'lost', 'expired', 'duplicate'],
    instructed: ['new', 'quoted', 'chasing', 'lost', 'expired', 'duplicate'],
    converted: [],
    lost: ['lost', 'expired', 'duplicate'],
    expired: ['lost', 'duplicate'],
    duplicate: ['lost', 'expired', 'duplicate'],
  };
  const every = leadStates.flatMap((from) => leadStates.map((to): [LeadState, LeadState] => [from, to]));
  test.each(every)('from %s to %s', (from, to) => {
    const move = decideMove(at(from, open.includes(from) ? null : 'quoted'), {
      to,
      by: 'person',
      hasReason: true,
    });
    expect(move.kind).toBe(allowed[from].includes(to) ? 'moved' : 'refused');
  });

  test('losing it needs a reason', () => {
    const refused = { kind: 'refused', why: 'Say why it was lost.' };
    expect(decideMove(at('quoted'), { to: 'lost', by: 'person' })).toEqual(refused);
  });
  test('closing it remembers where it was', () => {
    const move = decideMove(at('chasing'), { to: 'expired', by: 'person' });
    expect(move).toEqual({ kind: 'moved', to: 'expired', stateBefore: 'chasing' });
  });
  test('another reason for a lost lead keeps where it was', () => {
    const move = decideMove(at('lost', 'chasing'), { to: 'duplicate', by: 'person' });
    expect(move).toEqual({ kind: 'moved', to: 'duplicate', stateBefore: 'chasing' });
  });
  test('a closed lead is told to be reopened, by the name of where it goes', () => {
    expect(decideMove(at('lost', 'chasing'), { to: 'quoted', by: 'person' })).toEqual({
      kind: 'refused',
      why: 'Reopen it first: it then is where it was before, being chased.',
    });
  });
});

describe('the program moves a lead', () => {
  const allowed: Record<LeadState, string[]> = {
    new: ['quoted', 'instructed', 'expired'],
    quoted: ['chasing', 'instructed', 'expired'],
    chasing: ['instructed', 'expired'],
    instructed: ['converted'],
    converted: [],
    lost: ['instructed'],
    expired: ['instructed'],
    duplicate: [],
  };
  test.each(leadStates)('from %s', (from) => {
    const moved = leadStates.filter((to) => decideMove(at(from), { to, by: 'program' }).kind === 'moved');
    expect(moved).toEqual(leadStates.filter((to) => allowed[from].includes(to)));
  });
});

describe('reopening', () => {
  test.each<[string, Standing, string]>([
    ['lost after a chase', at('lost', 'chasing'), 'chasing'],
    ['expired after a quote', at('expired', 'quoted'), 'quoted'],
    ['a duplicate that was new', at('duplicate', 'new'), 'new'],
    ['lost from instructed', at('lost', 'instructed'), 'instructed'],
    ['lost with nothing known before', at('lost'), 'new'],
  ])('%s goes back', (_name, lead, to) => {
    expect(decideReopen(lead)).toEqual({ kind: 'moved', to, stateBefore: null });
  });
  test.each<LeadState>(['new', 'quoted', 'chasing', 'instructed', 'converted'])(
    '%s is not reopened',
    (state) => {
      expect(decideReopen(at(state)).kind).toBe('refused');
    },
  );

  test('whatever is done to it, closing and reopening leads back to the last open state', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom(...leadStates), { maxLength: 30 }), (wanted) => {
        let lead = at('new');
        let lastOpen: LeadState = 'new';
        for (const to of wanted) {
          const move = decideMove(lead, { to, by: 'person', hasReason: true });
          if (move.kind === 'refused') continue;
          lead = at(move.to, move.stateBefore);
          if (isOpen(move.to)) lastOpen = move.to;
        }
        if (isOpen(lead.state)) return;
        expect(decideReopen(lead)).toMatchObject({ kind: 'moved', to: lastOpen });
      }),
    );
  });
});

describe('the title', () => {
  const lane = { line1: '12 Mill Lane' };
  const road = { line1: '3 High Road' };
  test.each<[string, Parameters<typeof titleOf>]>([
    ['Jane Okafor – Purchase of 12 Mill Lane', ['purchase', ['Jane Okafor'], { purchase: lane }]],
    [
      'Jane Okafor and Ben Okafor – Sale of 12 Mill Lane',
      ['sale', ['Jane Okafor', 'Ben Okafor'], { sale: lane }],
    ],
    ['Jane Okafor and 2 others – Purchase', ['purchase', ['Jane Okafor', 'Ben', 'Carl'], {}]],
    [
      'Jane Okafor – Sale of 3 High Road and purchase of 12 Mill Lane',
      ['sale_and_purchase', ['Jane Okafor'], { sale: road, purchase: lane }],
    ],
    [
      'Jane Okafor – Sale, and purchase of 12 Mill Lane',
      ['sale_and_purchase', ['Jane Okafor'], { purchase: lane }],
    ],
    [
      'Jane Okafor – Sale of 3 High Road and purchase',
      ['sale_and_purchase', ['Jane Okafor'], { sale: road }],
    ],
    ['Jane Okafor – Sale and purchase', ['sale_and_purchase', ['Jane Okafor'], {}]],
    ['Jane Okafor – Remortgage: 12 Mill Lane', ['remortgage', ['Jane Okafor'], { remortgage: lane }]],
    ['Transfer of equity: 12 Mill Lane', ['transfer_of_equity', [], { transfer_of_equity: lane }]],
    ['Jane Okafor – Enquiry', ['generic_enquiry', ['Jane Okafor'], {}]],
    ['Jane Okafor – Purchase', ['purchase', ['Jane Okafor'], { sale: lane }]],
  ])('%s', (title, given) => {
    expect(titleOf(...given)).toBe(title);
  });
});

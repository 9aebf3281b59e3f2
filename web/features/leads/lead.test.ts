import { describe, expect, test } from 'vitest';
import {
  type Board,
  columnsOf,
  filledIn,
  type LeadCard,
  movedOn,
  movesOf,
  sidesOf,
  states,
  stepFrom,
  takesQuotes,
} from './lead.ts';

const card = (id: string, state: LeadCard['state'], pence: number | null): LeadCard => ({
  id,
  number: 1,
  title: id,
  state,
  stateSince: '2026-03-02T10:00:00Z',
  transaction: 'sale',
  clients: [],
  assignee: null,
  source: 'staff',
  sourceDetail: '',
  referrerId: null,
  value: pence === null ? null : { amount: pence, currency: 'GBP' },
  lostReason: null,
  chase: null,
  firstResponseAt: null,
  version: 1,
  createdAt: '2026-03-02T10:00:00Z',
  updatedAt: '2026-03-02T10:00:00Z',
});
const boardOf = (...cards: LeadCard[]): Board => ({
  toChase: 0,
  columns: states.map((state) => {
    const leads = cards.filter((one) => one.state === state);
    const amount = leads.reduce((sum, { value }) => sum + (value?.amount ?? 0), 0);
    return { state, count: leads.length, value: { amount, currency: 'GBP' }, leads };
  }),
});

describe('the board', () => {
  test('moves a card with its value, first in its new column', () => {
    const board = movedOn(boardOf(card('a', 'new', 500), card('b', 'quoted', 300)), 'a', 'quoted');
    expect(board.columns.slice(0, 2)).toMatchObject([
      { state: 'new', count: 0, value: { amount: 0 }, leads: [] },
      {
        state: 'quoted',
        count: 2,
        value: { amount: 800 },
        leads: [{ id: 'a', state: 'quoted' }, { id: 'b' }],
      },
    ]);
  });
  test('stays as it is for a card that it does not show', () => {
    const board = boardOf(card('a', 'new', null));
    expect(movedOn(board, 'z', 'lost')).toBe(board);
  });
  test('shows the way of a lead always, expired and duplicate ones when there are any', () => {
    expect(columnsOf(boardOf()).map(({ state }) => state)).toEqual([
      'new',
      'quoted',
      'chasing',
      'instructed',
      'converted',
      'lost',
    ]);
    expect(columnsOf(boardOf(card('a', 'expired', null))).map(({ state }) => state)).toContain('expired');
  });
});

test.each([
  ['a converted lead stays', 'converted', []],
  ['a lost lead changes why, or is reopened', 'lost', ['expired', 'duplicate']],
  [
    'an open lead goes anywhere but to a matter',
    'quoted',
    ['new', 'chasing', 'instructed', 'lost', 'expired', 'duplicate'],
  ],
] as const)('%s', (_name, state, to) => {
  expect(movesOf(state)).toEqual(to);
});

test('a sale and purchase has two properties, an enquiry none', () => {
  expect(sidesOf('sale_and_purchase')).toEqual(['sale', 'purchase']);
  expect(sidesOf('generic_enquiry')).toEqual([]);
  expect(sidesOf('remortgage')).toEqual(['remortgage']);
});

describe('the keyboard', () => {
  const columns = [['a', 'b', 'c'], [], ['d']].map((ids) => ({ leads: ids.map((id) => ({ id })) }));
  test.each([
    ['begins at the first card', undefined, { rows: 1 }, 'a'],
    ['goes down', 'a', { rows: 1 }, 'b'],
    ['goes up', 'b', { rows: -1 }, 'a'],
    ['stops at the end', 'c', { rows: 1 }, undefined],
    ['goes right over an empty column, as far down as there is', 'c', { columns: 1 }, 'd'],
    ['goes left', 'd', { columns: -1 }, 'a'],
    ['stops at the last column', 'd', { columns: 1 }, undefined],
  ] as const)('%s', (_name, from, by, to) => {
    expect(stepFrom(columns, from, by)).toBe(to);
  });
});

test('a step is shown with what is known of the lead', () => {
  const lead = { title: 'T', clients: [], assignee: null, properties: {} };
  const client = { contactId: 'a', name: 'Jane Okafor', phones: [], emails: [], noReminders: false };
  expect(filledIn('Call {client} about {transaction}', { ...lead, clients: [client] }, 'purchase')).toBe(
    'Call Jane Okafor about purchase',
  );
  expect(filledIn('Hello {client}: {link}', lead, 'sale')).toBe('Hello {client}: {link}');
});

test('a quote begins with an open lead alone', () => {
  const taking = states.filter((state) => takesQuotes({ state, anonymisedAt: null }));
  expect(taking).toEqual(['new', 'quoted', 'chasing', 'instructed']);
  expect(takesQuotes({ state: 'new', anonymisedAt: '2026-03-02T10:00:00Z' })).toBe(false);
});

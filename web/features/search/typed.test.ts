import { describe, expect, test } from 'vitest';
import { queryOf } from './address.ts';
import { readTyped } from './typed.ts';

describe('what is typed', () => {
  test.each([
    ['lease', { q: 'lease', filters: {} }],
    ['from:mina lease', { q: 'lease', filters: { from: 'mina' } }],
    ['lease from:"Mina Shah" type:PDF', { q: 'lease', filters: { from: 'Mina Shah', type: 'pdf' } }],
    ['has:file is:unread', { q: '', filters: { has: 'file', unread: 'true' } }],
    ['type:word will', { q: 'will', filters: { type: 'document' } }],
    [
      'after:2026-01-05 before:2026-03-01 x',
      { q: 'x', filters: { since: '2026-01-05', until: '2026-02-28' } },
    ],
    ['type:nonsense before:soon', { q: 'type:nonsense before:soon', filters: {} }],
    ['"from the lender" -sale', { q: '"from the lender" -sale', filters: {} }],
    ['re: lease', { q: 're: lease', filters: {} }],
  ])('%s', (text, expected) => {
    expect(readTyped(text)).toEqual(expected);
  });
});

describe('the address', () => {
  const id = '0198c0de-0000-7000-8000-00000000f001';
  test.each([
    [{}, null],
    [{ in: 'mine', matter: id }, null],
    [{ q: 'lease' }, { q: 'lease' }],
    [
      { q: 'lease', in: 'mine', unread: 'true' },
      { q: 'lease', mine: 'true', unread: 'true' },
    ],
    [
      { has: 'file', conversation: id },
      { q: '', has: 'file', conversationId: id },
    ],
    [{ q: 'x', conversation: 'nonsense', since: '2026-02-31x', type: 'exe', unread: 'yes' }, { q: 'x' }],
  ])('%j', (state, expected) => {
    expect(queryOf(state)).toEqual(expected);
  });
});

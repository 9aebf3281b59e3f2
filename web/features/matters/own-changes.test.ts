import { expect, test } from 'vitest';
import { ownChanges } from './own-changes.ts';

type Sent = { title: string; openedOn: string | null; phones: { text: string; label: string }[] };

const opened: Sent = {
  title: 'Purchase',
  openedOn: null,
  phones: [{ text: '+44 20 7946 0101', label: 'Work' }],
};

test('only what was changed is sent over somebody else’s change', () => {
  expect(ownChanges({ ...opened, title: 'Sale' }, opened)).toEqual({ title: 'Sale' });
});

test('lists are compared by what is in them', () => {
  expect(ownChanges({ ...opened, phones: [...opened.phones] }, opened)).toEqual({});
  const none: Sent = { ...opened, phones: [] };
  expect(ownChanges(none, opened)).toEqual({ phones: [] });
});

test('a field that was emptied is a change', () => {
  const dated: Sent = { ...opened, openedOn: '2026-03-02' };
  expect(ownChanges({ ...dated, openedOn: null }, dated)).toEqual({ openedOn: null });
});

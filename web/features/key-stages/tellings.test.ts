import { expect, test } from 'vitest';
import { tellings } from './tellings.ts';

test('who was told is told apart from whose message stayed here', () => {
  const messages = [
    { name: 'Jane', state: 'sent' as const },
    { name: 'Jane', state: 'kept' as const },
    { name: 'Ben', state: 'queued' as const },
    { name: 'Carl', state: 'failed' as const },
  ];
  expect(tellings(messages)).toEqual([
    { key: 'told', names: 'Jane, Ben' },
    { key: 'told_kept', names: 'Jane' },
    { key: 'told_failed', names: 'Carl' },
  ]);
});

test('nobody', () => {
  expect(tellings([])).toEqual([]);
});

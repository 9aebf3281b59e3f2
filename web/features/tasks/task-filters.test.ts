import { describe, expect, test } from 'vitest';
import { addDays } from '../matters/day.ts';
import { taskQueryOf } from './task-filters.ts';

const dayAfter = (days: number) => addDays('2025-03-14', days);

describe('the address’s filters as the API’s, on 14 March 2025', () => {
  test.each([
    ['nothing said: what is open', {}, { status: 'open' }],
    ['words', { q: 'searches' }, { q: 'searches', status: 'open' }],
    ['mine', { who: 'me' }, { assignee: 'me', status: 'open' }],
    ['completed', { status: 'completed' }, { status: 'completed' }],
    ['overdue', { due: 'overdue' }, { status: 'open', dueBefore: '2025-03-14' }],
    ['due today or earlier', { due: 'today' }, { status: 'open', dueBefore: '2025-03-15' }],
    ['due within seven days', { due: 'week' }, { status: 'open', dueBefore: '2025-03-21' }],
    ['removed ones, open or not', { status: 'removed' }, { removed: 'only' }],
    ['words that nobody knows', { priority: 'utmost', due: 'someday', sort: 'luck' }, { status: 'open' }],
  ])('%s', (_name, search, query) => {
    expect(taskQueryOf(search, dayAfter)).toEqual(query);
  });
});

import { describe, expect, test } from 'vitest';
import { detailOf, historyAddress, historyWord } from './history-words.ts';

const stages = [
  { id: 's1', name: 'Searches' },
  { id: 's2', name: 'Exchanged' },
];

describe('what was done', () => {
  test('a change of stage names the new stage', () => {
    const entry = {
      action: 'matter.changed',
      detail: { fields: ['stageId'], stage: { from: 's1', to: 's2' } },
    };
    expect(historyWord(entry)).toBe('did_stage_moved');
    expect(detailOf(entry, stages)).toEqual({ kind: 'text', text: 'Exchanged' });
  });
  test('a change of status names the new status in the catalogue’s word', () => {
    const entry = { action: 'matter.changed', detail: { status: { from: 'open', to: 'closed' } } };
    expect(historyWord(entry)).toBe('did_status_set');
    expect(detailOf(entry, stages)).toEqual({ kind: 'word', word: 'statusClosed' });
  });
  test('any other change of the matter is a change', () => {
    const entry = { action: 'matter.changed', detail: { fields: ['title'] } };
    expect(historyWord(entry)).toBe('did_matter_changed');
    expect(detailOf(entry, stages)).toBeUndefined();
  });
  test('a record shows its subject', () => {
    const entry = { action: 'fee.created', detail: { subject: 'Call from Jane Okafor' } };
    expect(detailOf(entry, stages)).toEqual({ kind: 'text', text: 'Call from Jane Okafor' });
  });
  test('a difference that was decided names its field', () => {
    const entry = {
      action: 'matter.difference_answered',
      detail: { field: 'completionDate', name: 'Completion', answer: 'ours' },
    };
    expect(historyWord(entry)).toBe('did_difference_answered');
    expect(detailOf(entry, stages)).toEqual({ kind: 'text', text: 'Completion' });
  });
  test('an action that nobody has words for yet has none', () => {
    expect(historyWord({ action: 'event.held', detail: {} })).toBeUndefined();
  });
});

test.each([
  ['fee', 'f1', '/matters/m1/fees#f1'],
  ['cost_recovery', 'c1', '/matters/m1/costs#c1'],
  ['memo', 'n1', '/matters/m1/memos#n1'],
  ['document', 'd1', '/matters/m1/documents#d1'],
  ['task', 't1', '/tasks/t1'],
  ['matter', 'm1', undefined],
  ['folder', 'o1', undefined],
  ['fee', null, undefined],
])('a line about %s %s leads to %s', (subjectType, subjectId, address) => {
  expect(historyAddress('m1', { subjectType, subjectId })).toBe(address);
});

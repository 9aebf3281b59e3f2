import { expect, test } from 'vitest';
import { editableOf, transcriptFrom } from './edit.ts';

const before = {
  text: 'Hello. Hi.',
  segments: [
    { start: 0.4, end: 2.5, text: 'Hello.', speaker: 'Ada' },
    { start: 2.5, end: 65, text: 'Hi.', speaker: null },
  ],
};

test('what nobody changes stays as it was, to the fraction', () => {
  expect(editableOf(before)).toBe('[0:00] Ada: Hello.\n[0:02] Hi.');
  expect(transcriptFrom(editableOf(before), before)).toEqual(before);
});

test.each([
  ['a corrected word', '[0:00] Ada: Good day.\n[0:02] Hi.', ['Good day.', 'Hi.']],
  ['a line taken out', '[0:02] Hi.', ['Hi.']],
  [
    'a line without a time belongs to the one before',
    '[0:00] Ada: Hello.\nthere\n[0:02] Hi.',
    ['Hello. there', 'Hi.'],
  ],
  ['a new time', '[0:00] Ada: Hello.\n[1:30] Bye.', ['Hello.', 'Bye.']],
])('%s', (_name, typed, texts) => {
  const { segments, text } = transcriptFrom(typed, before);
  expect(segments.map((one) => one.text)).toEqual(texts);
  expect(text).toBe(texts.join(' '));
});

test('without times it is one text', () => {
  expect(transcriptFrom(' New. ', { text: 'Old.', segments: [] })).toEqual({ text: 'New.', segments: [] });
});

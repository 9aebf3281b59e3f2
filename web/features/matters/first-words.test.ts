import { expect, test } from 'vitest';
import { firstWords } from './first-words.ts';

const facts = '--- Call log ML-7F3K9Q ---\nInbound text from Jane Okafor\nReference: ML-7F3K9Q';
const end = '--- End of ML-7F3K9Q ---';

test.each([
  ['plain words', '\nListed for half a day.\nBring the file.', 'Listed for half a day.'],
  ['the message between the lines', `${facts}\n\nKeys by noon?\nJane\n${end}`, 'Keys by noon?'],
  ['what a person wrote above', `Urgent\n${facts}\n\nKeys by noon?\n${end}`, 'Urgent'],
  ['what a person wrote below', `${facts}\n\nKeys by noon?\n${end}\nRang her back`, 'Rang her back'],
  ['nothing, of a call without words', `${facts}\n${end}`, ''],
  ['the message, when the last line is gone', `${facts}\n\nKeys by noon?`, 'Keys by noon?'],
  ['nothing', '', ''],
])('%s', (_name, text, words) => {
  expect(firstWords(text)).toBe(words);
});

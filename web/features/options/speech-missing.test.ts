import { expect, test } from 'vitest';
import { missingFor } from './speech-missing.ts';

const whole = {
  baseUrl: 'https://api.example.com/v1',
  transcriptionModel: 'hears',
  summaryModel: 'sums',
  consent: 'A message before each call says so.',
};

test.each([
  ['all there', {}, 'transcription', null],
  ['all there', {}, 'summary', null],
  ['no service', { baseUrl: '', consent: '' }, 'transcription', 'service'],
  ['no model that writes down', { transcriptionModel: '' }, 'transcription', 'transcriptionModel'],
  ['a summary needs no model that writes down', { transcriptionModel: '' }, 'summary', null],
  ['no model that sums up', { summaryModel: '' }, 'summary', 'summaryModel'],
  ['callers are not told', { consent: ' ' }, 'transcription', 'consent'],
] as const)('%s: %o, %s', (_name, change, option, missing) => {
  expect(missingFor({ ...whole, ...change }, option)).toBe(missing);
});

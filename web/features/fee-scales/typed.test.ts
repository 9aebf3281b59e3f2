import { expect, test } from 'vitest';
import {
  parseCount,
  parsePence,
  parsePercent,
  parsePounds,
  writePence,
  writePercent,
  writeWhole,
} from './typed.ts';

test.each<[string, number | null]>([
  ['795', 79_500],
  ['£1,250.50', 125_050],
  ['1.5', 150],
  ['.99', 99],
  ['0.29', 29],
  ['1.999', null],
  ['', null],
  ['.', null],
  ['-5', null],
  ['ten', null],
])('“%s” is %s pence', (text, pence) => {
  expect(parsePence(text)).toBe(pence);
});

test.each<[string, number | null]>([
  ['250000', 250_000],
  ['£250,000', 250_000],
  ['250k', 250_000],
  ['1.5M', 1_500_000],
  ['250,000.00', 250_000],
  ['250,000.50', null],
  ['9000000000', null],
  ['', null],
  ['k', null],
])('“%s” is %s whole pounds', (text, pounds) => {
  expect(parsePounds(text)).toBe(pounds);
});

test.each<[string, number | null]>([
  ['0.25 %', 25],
  ['0.29%', 29],
  ['1', 100],
  ['100', 10_000],
  ['0', null],
  ['101', null],
])('“%s” is %s hundredths of a per cent', (text, points) => {
  expect(parsePercent(text)).toBe(points);
});

test('what is written can be read again', () => {
  expect(parseCount('3')).toBe(3);
  expect(parseCount('3.5')).toBeNull();
  expect(writePence(125_050, 'en-GB')).toBe('1,250.50');
  expect(writePence(79_500, 'en-GB')).toBe('795');
  expect(writeWhole(250_000, 'en-GB')).toBe('250,000');
  expect(writePercent(25)).toBe('0.25');
});

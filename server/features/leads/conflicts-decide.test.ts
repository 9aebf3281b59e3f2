import { describe, expect, test } from 'vitest';
import { namesAddress, sameAddress, sameName } from './conflicts-decide.ts';

describe('the same name', () => {
  test.each([
    ['Jane Okafor', 'jane okafor', true],
    ['Jane Okafor', 'Okafor, Jane', true],
    ['Mrs Jane Okafor', 'Jane Okafor', true],
    ['Jane Mary Okafor', 'Jane Okafor', true],
    ['José Núñez', 'Jose Nunez', true],
    ['Okafor Builders Ltd', 'Okafor Builders Limited', true],
    ['Jane Okafor', 'John Okafor', false],
    ['Okafor', 'Jane Okafor', false],
    ['Okafor Ltd', 'Okafor', true],
    ['', 'Jane Okafor', false],
  ])('%s / %s: %s', (one, other, same) => {
    expect(sameName(one, other)).toBe(same);
    expect(sameName(other, one)).toBe(same);
  });
});

const address = (line1: string, postcode = '') => ({ line1, postcode });

describe('the same address', () => {
  test.each([
    [address('12 Mill Lane', 'BN3 1AA'), address('12, mill lane', 'bn31aa'), true],
    [address('12 Mill Lane', 'BN3 1AA'), address('12 Mill Lane'), true],
    [address('12 Mill Lane', 'BN3 1AA'), address('12 Mill Lane', 'BN3 2AA'), false],
    [address('12 Mill Lane'), address('112 Mill Lane'), false],
    [address('Flat 2, 12 Mill Lane'), address('12 Mill Lane'), false],
    [address('Rosewood'), address('Rosewood'), false],
  ])('%o / %o: %s', (one, other, same) => {
    expect(sameAddress(one, other)).toBe(same);
  });
  test.each([
    ['Okafor – Purchase of 12 Mill Lane', '12 Mill Lane', true],
    ['Okafor – Purchase of 112 Mill Lane', '12 Mill Lane', false],
    ['Mill Lane Residents', 'Mill Lane', false],
  ])('%s names %s: %s', (text, line1, names) => {
    expect(namesAddress(text, address(line1))).toBe(names);
  });
});

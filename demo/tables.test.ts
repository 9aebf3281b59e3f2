import { describe, expect, test } from 'vitest';
import { findNumbers } from '../server/features/practice/index.ts';
import { faxes, formerClients, listClients, nuisance, several, sharedLines, strangers } from './callers.ts';
import { matters } from './matters.ts';
import { contacts, mainNumber, staff } from './people.ts';

/** Ranges that regulators keep for fiction (Ofcom, NANPA, ACMA, ARCEP). */
const reserved = [
  /^\+447700900\d{3}$/,
  /^\+442079460\d{3}$/,
  /^\+441614960\d{3}$/,
  /^\+1\d{3}55501\d{2}$/,
  /^\+61491570\d{3}$/,
  /^\+3319900\d{4}$/,
  /^\+3363998\d{4}$/,
];
/** Written wrongly on purpose: it is one digit short of a number of that range. */
const short = '+44161496000';

describe('the demo’s tables', () => {
  const texts = contacts.flatMap(({ phones }) => phones.map(([text]) => text));
  const called = [several, ...sharedLines, ...formerClients, ...faxes].map(({ number }) => number);
  const numbers = [
    ...texts.flatMap((text) => findNumbers(text, 'GB').found.map(({ e164 }) => e164)),
    ...called,
    ...strangers.map(([, number]) => number),
    ...staff.map(({ directNumber }) => directNumber),
    mainNumber,
    nuisance,
  ];

  test('hold only numbers that are kept for fiction', () => {
    expect(numbers.length).toBeGreaterThan(60);
    expect(numbers.filter((e164) => e164 !== short && !reserved.some((range) => range.test(e164)))).toEqual(
      [],
    );
  });

  test('are as large and as mixed as a firm', () => {
    expect(staff).toHaveLength(6);
    expect(contacts.length).toBeGreaterThanOrEqual(40);
    expect(matters.length).toBeGreaterThanOrEqual(25);
    expect(new Set(matters.map(({ type }) => type)).size).toBeGreaterThanOrEqual(5);
    expect(new Set(matters.map(({ status }) => status))).toEqual(new Set(['open', 'pending', 'closed']));
    expect(matters.filter(({ wall }) => wall)).toHaveLength(1);
    expect(texts.filter((text) => findNumbers(text, 'GB').unreadable !== null)).not.toHaveLength(0);
    expect(texts.filter((text) => findNumbers(text, 'GB').found.length > 1)).not.toHaveLength(0);
  });

  test('have what makes matching hard: shared and foreign numbers, and one in free text', () => {
    const holders = new Map<string, number>();
    for (const { phones } of contacts)
      for (const e164 of new Set(
        phones.flatMap(([text]) => findNumbers(text, 'GB').found.map((one) => one.e164)),
      ))
        holders.set(e164, (holders.get(e164) ?? 0) + 1);
    expect([...holders.values()].filter((count) => count > 1).length).toBeGreaterThanOrEqual(2);
    const countries = new Set([...holders.keys()].map((e164) => /^\+(?:44|1|61|33)/.exec(e164)?.[0]));
    expect(countries.size).toBeGreaterThanOrEqual(3);
    expect(texts.filter((text) => /[a-z]{3}/i.test(text))).not.toHaveLength(0);
  });

  test('name nobody twice, and nobody who is not there', () => {
    const keys = contacts.map(({ key }) => key);
    expect(new Set(keys).size).toBe(keys.length);
    const named = matters.flatMap(({ clients, others = [] }) => [...clients, ...others.map(([key]) => key)]);
    expect([...named, ...contacts.flatMap(({ members = [] }) => members)]).toSatisfy((all: string[]) =>
      all.every((key) => keys.includes(key)),
    );
    expect(new Set(matters.map(({ number }) => number)).size).toBe(matters.length);
  });

  test('know a dozen clients whose calls lead to one matter', () => {
    expect(listClients().length).toBeGreaterThanOrEqual(12);
  });
});

/** RingCentral's own payloads, event by event through its reader: neither order, repeats nor gaps change what is told. */
import { existsSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import type { Observation } from '../../vendors/ports.ts';
import {
  ada,
  ben,
  fixture,
  fixtures,
  menu,
  observe,
  read,
  readLog,
} from '../../vendors/ringcentral/fixture-readings.ts';
import { assemble, groupSessions } from './assemble.ts';
import { assemblyFacts } from './call-examples.ts';

const recorded = new URL(
  '../../../../shared/data/telephony/ringcentral-session-sequence-outbound-pstn.json',
  import.meta.url,
);
if (!existsSync(recorded))
  console.log('The recorded session is not at ../shared/data/telephony: composed ones only.');

/** Each delivery read anew, as a second one is. */
type Delivery = () => Observation[];
const delivered = (events: readonly unknown[]): Delivery[] =>
  events.map((event) => () => observe(read(structuredClone(event))));
const throughMenu = delivered(fixtures('session-inbound-through-menu.json'));
const sessions: Record<string, Delivery[]> = {
  'inbound through a menu': throughMenu,
  'inbound through a menu, and its call log': [...throughMenu, () => observe(readLog('log-answered.json'))],
  outbound: delivered(fixtures('session-outbound.json')),
  'a call and its voicemail': [
    () => observe(read(fixture('event-voicemail.json'))),
    () => observe(readLog('log-voicemail.json')),
  ],
  ...(existsSync(recorded)
    ? {
        'recorded: outbound to the telephone network': delivered(
          z.array(z.unknown()).parse(JSON.parse(readFileSync(recorded, 'utf8'))),
        ),
      }
    : {}),
};

const facts = assemblyFacts({
  directory: new Map([
    [ada, { type: 'user', name: 'Ada Solicitor' }],
    [ben, { type: 'user', name: 'Ben Clerk' }],
    [menu, { type: 'group', name: 'Main menu' }],
  ]),
});
const runs = 1000;
const told = (deliveries: readonly Delivery[]) =>
  assemble(
    deliveries.flatMap((deliver) => deliver()),
    facts,
  );

function shuffledWithRepeats(deliveries: readonly Delivery[]) {
  return fc
    .tuple(
      fc.shuffledSubarray([...deliveries], { minLength: deliveries.length }),
      fc.array(fc.nat(deliveries.length - 1), { maxLength: 6 }),
      fc.nat(),
    )
    .map(([order, again, seed]) =>
      again.reduce(
        (all, index) =>
          all.toSpliced((seed * (index + 7)) % (all.length + 1), 0, deliveries[index] ?? (() => [])),
        order,
      ),
    );
}

describe.each(Object.entries(sessions))('%s', { timeout: 60_000 }, (_name, deliveries) => {
  test(`${runs} times in another order and with repeats: the same interaction`, () => {
    const expected = told(deliveries);
    expect(expected).not.toBeNull();
    fc.assert(
      fc.property(shuffledWithRepeats(deliveries), (some) => {
        expect(told(some)).toEqual(expected);
      }),
      { numRuns: runs },
    );
  });

  test(`${runs} times with gaps: what is left is the same in any order`, () => {
    const withGaps = fc
      .subarray([...deliveries], { minLength: 1 })
      .chain((kept) => shuffledWithRepeats(kept).map((some) => ({ kept, some })));
    fc.assert(
      fc.property(withGaps, ({ kept, some }) => {
        expect(told(some)).toEqual(told(kept));
      }),
      { numRuns: runs },
    );
  });

  test('is one session', () => {
    expect(groupSessions(deliveries.flatMap((deliver) => deliver()))).toHaveLength(1);
  });
});

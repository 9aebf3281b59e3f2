/**
 * Clio Manage: Exclusive Contact Association on/off × Contact Creation on/off × call, SMS, fax × contact found or not. A phone
 * event goes in; what stands in Clio is read from its simulator (`createServer`).
 */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type ConformanceWorld, type Place, startConformanceWorld } from './conformance-world.ts';

let world: ConformanceWorld;
let clio: Place;
beforeAll(async () => {
  world = await startConformanceWorld();
  const [place] = await world.open('clio');
  if (place === undefined) throw new Error('no place');
  clio = place;
});
afterAll(async () => {
  expect(clio.violations()).toEqual([]);
  await world.close();
});
// Half a minute's requests a call: the budget of a minute is full again.
beforeEach(() => world.advance(60_000));

const on = true;
const off = false;
type Kind = 'call' | 'sms' | 'fax';
/** What stands in Clio, and whose it is; `[]`: the event is not logged. */
type Cell = [
  exclusive: boolean,
  creation: boolean,
  kind: Kind,
  found: boolean,
  stands: string[],
  contact: string,
];

const table: readonly Cell[] = [
  [off, off, 'call', true, ['communication', 'time_entry'], 'the one found'],
  [off, off, 'sms', true, ['communication'], 'the one found'],
  [off, off, 'fax', true, ['document'], 'the one found'],
  [off, off, 'call', false, ['communication'], 'none'],
  [off, off, 'sms', false, ['communication'], 'none'],
  [off, off, 'fax', false, ['document'], 'none'],
  [off, on, 'call', true, ['communication', 'time_entry'], 'the one found'],
  [off, on, 'sms', true, ['communication'], 'the one found'],
  [off, on, 'fax', true, ['document'], 'the one found'],
  [off, on, 'call', false, ['communication'], 'a new one'],
  [off, on, 'sms', false, ['communication'], 'a new one'],
  // Contacts are never created for faxes.
  [off, on, 'fax', false, ['document'], 'none'],
  [on, off, 'call', true, ['communication', 'time_entry'], 'the one found'],
  [on, off, 'sms', true, ['communication'], 'the one found'],
  [on, off, 'fax', true, ['document'], 'the one found'],
  [on, off, 'call', false, [], 'none'],
  [on, off, 'sms', false, [], 'none'],
  [on, off, 'fax', false, [], 'none'],
  [on, on, 'call', true, ['communication', 'time_entry'], 'the one found'],
  [on, on, 'sms', true, ['communication'], 'the one found'],
  [on, on, 'fax', true, ['document'], 'the one found'],
  [on, on, 'call', false, ['communication'], 'a new one'],
  [on, on, 'sms', false, ['communication'], 'a new one'],
  [on, on, 'fax', false, [], 'none'],
];

const title = ([exclusive, creation, kind, found, stands, contact]: Cell) =>
  [
    `Exclusive ${exclusive ? 'on' : 'off'}, Creation ${creation ? 'on' : 'off'}, ${kind}, contact ${found ? 'found' : 'not found'}`,
    stands.length === 0 ? 'not logged' : `${stands.join(' and ')}, contact: ${contact}`,
  ].join(' → ');

describe('the table', () => {
  test('has every combination once', () => {
    expect(new Set(table.map((cell) => JSON.stringify(cell.slice(0, 4)))).size).toBe(24);
  });

  test.each(table.map((cell) => [title(cell), cell] as const))('%s', async (_title, cell) => {
    const [exclusiveContactAssociation, contactCreation, kind, found, stands, contact] = cell;
    await world.phone.setOptions({ exclusiveContactAssociation, contactCreation });
    const client = found ? await clio.client(1) : null;
    const before = new Set((await clio.contacts('')).map(({ id }) => id));
    const { id } = await world.event(kind, client?.number ?? world.newNumber());
    await world.work();
    const entry = await world.entry(id, clio);
    const standing = await clio.standing(entry.reference);
    expect(standing.map((one) => one.kind).toSorted()).toEqual(stands);
    if (stands.length === 0) expect(entry).toMatchObject({ state: 'skipped', reason: 'no_contact' });
    else expect(entry).toMatchObject({ state: 'logged' });
    const made = (await clio.contacts('')).filter((one) => !before.has(one.id));
    expect(made).toHaveLength(contact === 'a new one' ? 1 : 0);
    const own = standing.find((one) => one.kind !== 'time_entry');
    const whose = contact === 'the one found' ? client?.contactThere : made[0]?.id;
    expect(own?.contact ?? null).toBe(whose ?? null);
    if (found) expect(standing.map((one) => one.matter)).toEqual(standing.map(() => client?.mattersThere[0]));
    const time = standing.find((one) => one.kind === 'time_entry');
    if (time) expect(time).toMatchObject({ seconds: 240, parent: own?.id });
  });
});

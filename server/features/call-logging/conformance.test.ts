/**
 * The same scenarios for every destination: the firm's own record, a practice system in memory, and each vendor's simulator
 * (`createServer`). A phone event goes in; what stands there is read from the destination itself.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Standing } from '../../../simulators/practice/conformance-driver.ts';
import type { PolicyCell, RecordKind } from '../../vendors/ports.ts';
import { type ConformanceWorld, type Place, placeNames, startConformanceWorld } from './conformance-world.ts';

let world: ConformanceWorld;
beforeAll(async () => {
  world = await startConformanceWorld();
});
afterAll(() => world.close());

/** What a cell of the policy leaves at the destination. */
const pieces: Readonly<Partial<Record<RecordKind, readonly Standing['kind'][]>>> = {
  communication_and_time_entry: ['communication', 'time_entry'],
  interaction_and_time_entry: ['interaction', 'time_entry'],
};

function kindsOf(cell: PolicyCell, { policy }: Place, matter: boolean): readonly string[] {
  if ('skip' in cell) return [];
  const all = pieces[cell.record] ?? [cell.record];
  return policy.timeWithoutMatter === false && !matter ? all.filter((kind) => kind !== 'time_entry') : all;
}

describe.each(placeNames.map((name) => [name] as const))('%s', (name) => {
  let place: Place;
  beforeAll(async () => {
    [place] = await open(name);
  });
  afterAll(() => expect(place.violations()).toEqual([]));

  async function open(one: string): Promise<[Place]> {
    const [made] = await world.open(one);
    if (made === undefined) throw new Error('no place');
    return [made];
  }

  describe.each(['call', 'sms', 'fax'] as const)('%s', (kind) => {
    test.each([
      ['one matter', 1],
      ['no matter', 0],
      ['several matters', 3],
    ])('contact found, %s', async (_title, matters) => {
      const client = await place.client(matters);
      const { id } = await world.event(kind, client.number);
      await world.work();
      const entry = await world.entry(id, place);
      const cell = place.policy[matters === 1 ? 'oneMatter' : 'otherwise'][kind];
      const standing = await place.standing(entry.reference);
      expect(standing.map((one) => one.kind).toSorted()).toEqual(
        kindsOf(cell, place, matters === 1).toSorted(),
      );
      if ('skip' in cell) return expect(entry).toMatchObject({ state: 'skipped', reason: cell.skip });
      expect(entry).toMatchObject({ state: 'logged', matterId: cell.onMatter ? client.matterIds[0] : null });
      const matter = cell.onMatter ? (client.mattersThere[0] ?? null) : null;
      expect(standing.map((one) => one.matter)).toEqual(standing.map(() => matter));
      return undefined;
    });

    test.each([
      ['made', true],
      ['not made', false],
    ])('contact not found, and %s', async (_title, contactCreation) => {
      await world.phone.setOptions({ contactCreation });
      const name = nameOf(kind, contactCreation);
      const { id } = await world.event(kind, world.newNumber(), { name });
      await world.work();
      const entry = await world.entry(id, place);
      const made = contactCreation && kind !== 'fax';
      const { policy } = place;
      const stands = !made && policy.standInCompany === true;
      const cell = policy[made || stands ? 'otherwise' : 'noContact'][kind];
      const standing = await place.standing(entry.reference);
      expect(standing.map((one) => one.kind).toSorted()).toEqual(kindsOf(cell, place, false).toSorted());
      expect(entry).toMatchObject(
        'skip' in cell ? { state: 'skipped', reason: cell.skip } : { state: 'logged' },
      );
      if (kind === 'call') expect(await place.contacts(name)).toHaveLength(made ? 1 : 0);
      await world.phone.setOptions({ contactCreation: true });
    });
  });

  function nameOf(kind: string, made: boolean): string {
    return `Rosa ${kind}${made ? 'New' : 'Never'}`;
  }
});

/** Every practice system against its own simulator, which listens (`createServer`): writing, finding, changing, taking out. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createProgress } from '../../simulators/practice/conformance-driver.ts';
import {
  type Bench,
  fileText,
  mishaps,
  problemOf,
  requestsOf,
  startBench,
  textWith,
  writeOnce,
} from './conformance.ts';
import { drivers } from './conformance-drivers.ts';
import type { DestinationPolicy, RecordToWrite, Written, WrittenKind } from './ports.ts';
import { practiceSystems } from './registry.ts';

test('every registered practice system takes part', () => {
  const kinds = new Set(drivers.map(({ vendor }) => vendor.kind));
  expect(Object.keys(practiceSystems).filter((kind) => !kinds.has(kind))).toEqual([]);
});

/** What belongs to the firm once it is there: neither changed nor counted by a reference. */
const peoples: readonly WrittenKind[] = ['contact', 'activity_code'];

/** Made once and kept by the firm: not found by a reference in a text, or not taken out. */
const apart: readonly WrittenKind[] = [...peoples, 'matter', 'layout'];
/** What a conversion writes on a matter. */
const onMatter: readonly WrittenKind[] = ['fixed_fee', 'cost_recovery', 'matter_memo', 'matter_document'];

/** What the vendor's own row of the table says about a kind. */
function factsOf(
  { oneMatter, otherwise, noContact, contactRequiredOn = [] }: DestinationPolicy,
  kind: WrittenKind,
) {
  const cellsOf = (...rows: readonly DestinationPolicy['oneMatter'][]) =>
    rows.flatMap((row) =>
      Object.values(row).flatMap((cell) => ('record' in cell && cell.record.includes(kind) ? [cell] : [])),
    );
  const demanded = contactRequiredOn.some((record) => record.includes(kind));
  return {
    keepsMatter: onMatter.includes(kind) || cellsOf(oneMatter).some(({ onMatter }) => onMatter),
    needed: {
      'no contact and no matter': !demanded && cellsOf(noContact).length > 0,
      'no matter': cellsOf(otherwise).length > 0,
      'no staff': true,
    },
  };
}

describe.each(drivers.map((driver) => [driver.vendor.label, driver] as const))('%s', (_label, driver) => {
  const kinds = driver.vendor.writes;
  const ours = kinds.filter((kind) => !apart.includes(kind));
  let bench: Bench;
  beforeEach(async () => {
    bench = await startBench(driver);
  });
  afterEach(async () => {
    await bench.firm.close();
    expect(bench.firm.control.violations).toEqual([]);
  });

  async function written(record: RecordToWrite): Promise<Written> {
    const made = await bench.client.write(record, createProgress());
    bench.settle();
    return made;
  }

  describe.each(kinds.filter((kind) => kind !== 'layout'))('a %s', (kind) => {
    test('is written, read and found again', async () => {
      const record = bench.record(kind, 'ML-7F3K9Q');
      expect(await bench.client.findByReference(record, createProgress())).toBeNull();
      const { externalId } = await written(record);
      expect(bench.standing(record)).toMatchObject([{ id: externalId }]);
      expect(await bench.client.read(record, externalId)).toMatchObject({ externalId, locked: false });
      expect(await bench.client.findByReference(record, createProgress())).toMatchObject({
        externalId,
        there: true,
      });
    });

    test.skipIf(kind === 'matter')('is taken out, twice if need be', async () => {
      const record = bench.record(kind, 'ML-7F3K9Q');
      const { externalId } = await written(record);
      await bench.client.retire(record, externalId, 'remove');
      bench.settle();
      expect(await bench.client.read(record, externalId)).toBeNull();
      expect(bench.standing(record)).toEqual([]);
      await bench.client.retire(record, externalId, 'remove');
    });

    test('refused: nothing stands', async () => {
      const record = bench.record(kind, 'ML-7F3K9Q');
      const clean = bench.record(kind, 'ML-0ABCDE');
      const count = await requestsOf(bench, () => written(clean));
      for (let nth = 0; nth < count; nth += 1) {
        bench.firm.control.faults.add({ kind: 'status', status: 400, skip: nth });
        const problem = await problemOf(bench.client.write(record, createProgress()));
        bench.settle();
        if (problem?.failure === 'rejected') expect(bench.standing(record), `request ${nth + 1}`).toEqual([]);
        for (const { id } of kind === 'matter' ? [] : bench.standing(record))
          await bench.client.retire(record, id, 'remove');
        bench.firm.control.faults.clear();
        bench.settle();
      }
    });

    test.each(mishaps)('stands once when any one request %s', async (_title, fault) => {
      const count = await requestsOf(bench, () => written(bench.record(kind, 'ML-0ABCDE')));
      for (let nth = 0; nth < count; nth += 1) {
        const record = bench.record(kind, `ML-7F3K9${nth}`);
        bench.firm.control.faults.add({ ...fault, skip: nth });
        const { externalId } = await writeOnce(bench, record);
        bench.firm.control.faults.clear();
        bench.settle();
        expect(
          bench.standing(record).map(({ id }) => id),
          `request ${nth + 1}`,
        ).toEqual([externalId]);
      }
    });
  });

  describe.runIf(kinds.includes('matter'))('a matter', () => {
    test('has its clients and the person responsible, and is mirrored under our reference', async () => {
      const record = bench.record('matter', 'ML-7F3K9Q');
      const { externalId } = await written(record);
      expect(bench.standing(record)).toMatchObject([{ contact: bench.contact, staff: bench.staff.id }]);
      expect(await bench.client.fetchOne('matter', externalId)).toMatchObject({
        externalId,
        status: 'open',
        personResponsibleId: bench.staff.id,
        parties: [{ contactId: bench.contact, isClient: true }],
      });
    });

    test('is not taken out: a conversion goes one way', async () => {
      const record = bench.record('matter', 'ML-7F3K9Q');
      const { externalId } = await written(record);
      const problem = await problemOf(bench.client.retire(record, externalId, 'remove'));
      expect(problem?.failure).toBe('rejected');
      expect(bench.standing(record)).toHaveLength(1);
    });
  });

  describe.runIf(kinds.includes('layout'))('a layout', () => {
    const filled = () =>
      bench.firm.standing().filter(({ kind, matter }) => kind === 'layout' && matter === bench.matter);

    test.each(mishaps)('is filled in once when any one request %s', async (_title, fault) => {
      const first = bench.record('layout', 'ML-0ABCDE');
      const count = await requestsOf(bench, () => written(first));
      expect(filled()).toMatchObject([{ text: expect.stringContaining('2026-05-01') }]);
      await bench.firm.close();
      for (let nth = 0; nth < count; nth += 1) {
        bench = await startBench(driver);
        const record = bench.record('layout', `ML-7F3K9${nth}`);
        bench.firm.control.faults.add({ ...fault, skip: nth });
        const { externalId } = await writeOnce(bench, record);
        bench.firm.control.faults.clear();
        bench.settle();
        expect(
          filled().map(({ id }) => id),
          `request ${nth + 1}`,
        ).toEqual([externalId]);
        expect(await bench.client.read(record, externalId)).toMatchObject({ externalId });
        if (nth < count - 1) await bench.firm.close();
      }
    });
  });

  test.each(ours)('a %s that shows late is there within the time that the vendor is given', async (kind) => {
    await bench.firm.close();
    bench = await startBench(driver, { lagMilliseconds: 4000 });
    const record = bench.record(kind, 'ML-7F3K9Q');
    const { externalId } = await written(record);
    expect(await bench.client.read(record, externalId)).toMatchObject({ externalId });
    expect(await bench.client.findByReference(record, createProgress())).toMatchObject({ externalId });
  });

  describe.each(ours)('a %s', (kind) => {
    const { keepsMatter, needed } = factsOf(driver.vendor.policy, kind);

    test('is on its matter, and its staff member’s', async () => {
      const record = bench.record(kind, 'ML-7F3K9Q');
      await written(record);
      const [one] = bench.standing(record);
      if (keepsMatter) expect(one).toMatchObject({ matter: bench.matter });
      if ('file' in record) expect(one?.bytes).toBe(fileText);
      else expect([bench.staff.id, null]).toContain(one?.staff);
    });

    test('references that begin alike are different ones', async () => {
      const references = ['ML-7F3K9Q', 'ML-7F3K9Q-2', 'ML-7F3K9Q-21'];
      const made = new Map<string, string>();
      for (const reference of references.toReversed()) {
        const record = bench.record(kind, reference);
        if (reference === 'ML-7F3K9Q')
          expect(await bench.client.findByReference(record, createProgress())).toBeNull();
        made.set(reference, (await written(record)).externalId);
      }
      for (const reference of references)
        expect(
          await bench.client.findByReference(bench.record(kind, reference), createProgress()),
        ).toMatchObject({
          externalId: made.get(reference),
        });
    });

    test.each([
      ['emoji', 'Sold 🏡, signed ✍🏽, 👩‍⚖️ will call'],
      ['right-to-left', 'שיחה עם דנה — مكالمة مع دانا'],
      ['line breaks', 'one\ntwo\n\nthree'],
      ['quotes and marks', `"It's" <b>5 & 6</b> {\\rtf} \\par 100% ; -- '`],
      ['length', 'a long call '.repeat(250)],
    ])('its words come back as they were: %s', async (_title, words) => {
      const record = bench.record(kind, 'ML-7F3K9Q', { text: textWith('ML-7F3K9Q', words) });
      const { externalId } = await written(record);
      const there = await bench.client.read(record, externalId);
      if (there?.text !== null) expect(there?.text).toContain('text' in record ? record.text : '');
      expect(await bench.client.findByReference(record, createProgress())).toMatchObject({ externalId });
    });

    test('is brought up to date, not doubled', async () => {
      const record = bench.record(kind, 'ML-7F3K9Q');
      const { externalId } = await written(record);
      const before = await bench.client.read(record, externalId);
      const news = bench.record(kind, 'ML-7F3K9Q', { text: textWith('ML-7F3K9Q', 'Talk time: 9 min') });
      const changed = await bench.client.update(news, externalId, before?.version ?? null);
      bench.settle();
      expect(changed).toMatchObject({ externalId });
      const after = await bench.client.read(news, externalId);
      if (after?.text !== null) expect(after?.text).toContain('Talk time: 9 min');
      expect(bench.standing(news)).toHaveLength(1);
    });

    test.each(mishaps)('is changed and taken out though a request %s', async (_title, fault) => {
      const trial = bench.record(kind, 'ML-0ABCDE');
      const { externalId: tried } = await written(trial);
      const updates = await requestsOf(bench, () => bench.client.update(trial, tried, null));
      bench.settle();
      const removals = await requestsOf(bench, () => bench.client.retire(trial, tried, 'remove'));
      for (let nth = 0; nth < Math.max(updates, removals); nth += 1) {
        const reference = `ML-7F3K9${nth}`;
        const { externalId } = await written(bench.record(kind, reference));
        const news = bench.record(kind, reference, { text: textWith(reference, 'Talk time: 9 min') });
        await insist(nth, fault, () => bench.client.update(news, externalId, null));
        const after = await bench.client.read(news, externalId);
        if (after?.text !== null) expect(after?.text).toContain('9 min');
        expect(bench.standing(news)).toHaveLength(1);
        await insist(nth, fault, () => bench.client.retire(news, externalId, 'remove'));
        expect(bench.standing(news)).toEqual([]);
      }
    });

    test.each([
      ['no contact and no matter', { contact: null, matter: null }],
      ['no matter', { matter: null }],
      ['no staff', { staff: null }],
    ] as const)(
      'with %s: written where the product needs it, else perhaps refused, and then nothing',
      async (lack, none) => {
        const record = bench.record(kind, 'ML-7F3K9Q', none);
        const problem = await problemOf(written(record));
        bench.settle();
        if (problem === null) expect(bench.standing(record)).toHaveLength(1);
        else {
          expect(problem.failure).toBe('rejected');
          expect(bench.standing(record)).toEqual([]);
          expect(needed[lack]).toBe(false);
        }
      },
    );

    test.runIf(keepsMatter)('on a matter that is not there: refused, and nothing', async () => {
      const record = bench.record(kind, 'ML-7F3K9Q', { matter: { id: '999999999', extra: {} } });
      const problem = await problemOf(bench.client.write(record, createProgress()));
      bench.settle();
      expect(['rejected', 'not_found']).toContain(problem?.failure);
      expect(bench.standing(record)).toEqual([]);
    });

    async function insist(skip: number, fault: (typeof mishaps)[number][1], work: () => Promise<unknown>) {
      bench.firm.control.faults.add({ ...fault, skip });
      for (let attempt = 0; attempt < 5; attempt += 1) {
        const problem = await problemOf(work());
        bench.settle();
        bench.clock.advance(60_000);
        if (problem?.failure === 'unauthorised') bench.signInAgain();
        if (problem === null) break;
      }
      bench.firm.control.faults.clear();
    }
  });
});

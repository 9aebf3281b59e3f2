/**
 * What a lead becomes in a practice system, exactly once, through random faults at every step: two clients who share a number,
 * their matter with its referrer, Completion Details where the vendor has them, three fees, two costs, a memo and a document;
 * while the mirror reads what is there at any moment. `ONCE_SEED` replays, `ONCE_RUNS` sets how many, `ONCE_PLACE` chooses
 * one destination.
 */
import { randomInt } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Standing } from '../../../simulators/practice/conformance-driver.ts';
import { seededRandom } from '../../../simulators/seeded-random.ts';
import { newId } from '../../platform/ids.ts';
import { drivers } from '../../vendors/conformance-drivers.ts';
import { VendorError } from '../../vendors/ports.ts';
import {
  insertWrites,
  listConversionWrites,
  type NewWrite,
  type PlannedRecord,
} from '../destinations/index.ts';
import { workThroughFaults } from './conformance-faults.ts';
import {
  type Client,
  type ConformanceWorld,
  type Place,
  startConformanceWorld,
} from './conformance-world.ts';

const firstSeed = Number(process.env.ONCE_SEED ?? randomInt(2 ** 30));
const runs = Number(process.env.ONCE_RUNS ?? 20);
const chosen = process.env.ONCE_PLACE;
const able = drivers.filter(
  ({ vendor }) => vendor.writes.includes('matter') && (chosen ?? vendor.kind) === vendor.kind,
);

let world: ConformanceWorld;
beforeAll(async () => {
  world = await startConformanceWorld();
});
afterAll(() => world.close());

/** So often a run's mirror reads while something is in doubt. */
const mostLooks = 1;
const pdf = '%PDF-1.4 a quote of one page';
const details = { companyName: '', emails: [], address: null };
const charge = { currency: 'GBP', tax: 'standard', activityCode: null, date: '2026-03-02' } as const;

interface Run {
  seed: number;
  conversionId: string;
  matterId: string;
  names: string[];
}

describe.each(able.map(({ vendor }) => [vendor.label, vendor] as const))('%s', (_label, vendor) => {
  let place: Place;
  let referrer: Client;
  let matterTypeId: string;
  let sha256: string;
  beforeAll(async () => {
    const [made] = await world.open(vendor.kind);
    if (made === undefined) throw new Error('no place');
    place = made;
    referrer = await place.client(0);
    await takeIn('matter_type', 'contact', 'matter');
    const [type] = await world.phone.query<{ id: string }>(
      `select t.id from matter_types t join external_links l on l.firm_id = t.firm_id and l.local_id = t.id
       where t.firm_id = $1 and l.kind = 'matter_type' and t.name like 'Purchase%'`,
      [world.phone.firm.id],
    );
    matterTypeId = type?.id ?? '';
    const { files } = world.phone.app.platform;
    const stored = await files.put(world.phone.firm.id, Readable.from([pdf]), 1000);
    sha256 = stored.sha256.toString('hex');
  });

  test(`${runs} conversions from seed ${firstSeed}: every record stands once`, {
    timeout: 1_200_000,
  }, async () => {
    const began = Date.now();
    const before = await counts();
    let records = 0;
    for (let nth = 0; nth < runs; ) {
      const batch: Run[] = [];
      for (; nth < runs && batch.length < 10; nth += 1) batch.push(await oneRun(firstSeed + nth));
      records += await verify(batch);
    }
    // Nothing came back from there as a second contact or matter of ours.
    await takeIn('contact', 'matter');
    expect(await counts()).toEqual({ contacts: before.contacts + 2 * runs, matters: before.matters + runs });
    expect(place.violations()).toEqual([]);
    const seconds = ((Date.now() - began) / 1000).toFixed(1);
    console.log(
      `conversions: ${vendor.kind}, ONCE_SEED=${firstSeed}, ${runs} runs, ${records} records, ${seconds} s`,
    );
  });

  async function oneRun(seed: number): Promise<Run> {
    const random = seededRandom(seed);
    const run = await plan(seed, random() < 0.5);
    // Webhooks and passes come whenever they come, and meet the same faults: best while nobody knows what was made.
    let looks = 0;
    await workThroughFaults(world, place, {
      seed,
      random,
      calmAfter: 40,
      mostRounds: 400,
      async meanwhile() {
        if (looks >= mostLooks || !(await isInDoubt())) return;
        looks += 1;
        await takeIn('contact', 'matter').catch((error: unknown) => {
          if (!(error instanceof VendorError)) throw error;
        });
      },
    });
    return run;
  }

  /** A contact or matter has left, and what became of it is not settled. */
  async function isInDoubt(): Promise<boolean> {
    const doubtful = `record_kind in ('contact', 'matter') and state in ('sending', 'unknown', 'confirming')`;
    return (await world.phone.count('destination_writes', doubtful)) > 0;
  }

  async function takeIn(...kinds: readonly ('matter_type' | 'contact' | 'matter')[]): Promise<void> {
    for (const kind of kinds) await place.there?.mirror(kind);
  }

  /** `inRow`: each after the one before; else all that is on the matter after the matter. */
  async function plan(seed: number, inRow: boolean): Promise<Run> {
    const { phone } = world;
    const conversionId = newId();
    const number = world.newNumber();
    const people = ['Rosa', 'Theo'].map((firstName) => ({ firstName, lastName: `Nwe${letters(seed)}` }));
    const contactIds: string[] = [];
    for (const { firstName, lastName } of people)
      contactIds.push(await phone.addContact(`${firstName} ${lastName}`, number));
    const title = `Nwe ${seed} – Purchase of 12 Mill Lane`;
    const matterId = await phone.addMatter(title, contactIds);
    const on = { matterId, staffId: phone.ada.id };
    const fee = { ...on, ...charge, record: 'fixed_fee' } as const;
    const cost = { ...on, ...charge, record: 'cost_recovery' } as const;
    const records: PlannedRecord[] = [
      ...people.map(
        (names): PlannedRecord => ({
          record: 'contact',
          type: 'person',
          name: `${names.firstName} ${names.lastName}`,
          e164: number,
          country: 'GB',
          details: { ...details, ...names, phones: [{ number, label: 'Mobile' }] },
        }),
      ),
      {
        ...on,
        record: 'matter',
        title,
        description: '',
        matterTypeId,
        contactIds,
        clientRole: null,
        referrerContactId: referrer.contactId,
        openedOn: '2026-03-02',
      },
      { matterId, record: 'layout', layout: 'completion_details', values: { completionDate: '2026-05-01' } },
      { ...fee, subject: 'Legal fee', text: 'Band', amount: 95_000 },
      { ...fee, subject: 'Leasehold', text: 'Fixed', amount: 25_000 },
      { ...fee, subject: 'Bank transfer', text: 'Fixed', amount: 3500 },
      { ...cost, subject: 'Searches', text: 'Fixed', amount: 30_000, quantity: 1 },
      { ...cost, subject: 'Official copies', text: 'Per title', amount: 2100, quantity: 3, tax: 'zero' },
      { ...on, record: 'matter_memo', date: '2026-03-02', subject: 'Notes', text: 'Before Christmas' },
      {
        matterId,
        record: 'matter_document',
        file: { sha256, name: 'Quote 1042-1.pdf', contentType: 'application/pdf', sizeBytes: pdf.length },
      },
    ];
    const writes: NewWrite[] = [];
    for (const record of records.filter((one) => vendor.writes.includes(one.record))) {
      const matterWrite = writes.find((write) => write.record.record === 'matter');
      const nth = writes.length;
      const previous = writes.at(-1)?.id ?? null;
      writes.push({
        id: newId(),
        connectionId: place.id,
        logEntryId: null,
        contactId: record.record === 'contact' ? (contactIds[nth] ?? null) : null,
        matterId: record.record === 'contact' ? null : matterId,
        conversionId,
        action: 'create',
        reference: `ML-C${seed}-${nth + 1}`,
        record,
        targetId: null,
        afterId: inRow ? previous : (matterWrite?.id ?? previous),
        priority: 1,
        extra: null,
      });
    }
    const { database } = phone.app.platform;
    await database
      .firm(phone.firm.id)
      .write((tx) => insertWrites(tx, phone.firm.id, writes, world.clock.now()));
    return {
      seed,
      conversionId,
      matterId,
      names: people.map(({ firstName, lastName }) => `${firstName} ${lastName}`),
    };
  }

  /** Answers how many records there are. */
  async function verify(batch: readonly Run[]): Promise<number> {
    // What a vendor shows late is there by now.
    world.advance(180_000);
    const { phone } = world;
    const standing = await place.all();
    const scope = phone.app.platform.database.firm(phone.firm.id);
    let records = 0;
    for (const { seed, conversionId, matterId, names } of batch) {
      const writes = await scope.read((tx) => listConversionWrites(tx, phone.firm.id, conversionId));
      const matterThere = writes.find((write) => write.record_kind === 'matter')?.external_id;
      const made = writes.map((write) => ({
        kind: write.record_kind,
        state: write.state,
        detail: write.detail,
        count: countOf(standing, write, matterThere ?? ''),
      }));
      expect(
        made.filter(({ count, state }) => count !== 1 || state !== 'done'),
        `ONCE_SEED=${seed}`,
      ).toEqual([]);
      for (const name of names) expect(await place.contacts(name), `ONCE_SEED=${seed}`).toHaveLength(1);
      const links = await phone.query(
        `select external_id from external_links where firm_id = $1 and kind = 'matter' and local_id = $2`,
        [phone.firm.id, matterId],
      );
      expect(links, `ONCE_SEED=${seed}`).toEqual([{ external_id: matterThere }]);
      records += writes.length;
    }
    return records;
  }

  function countOf(
    standing: readonly Standing[],
    {
      record_kind,
      reference,
      external_id,
    }: { record_kind: string; reference: string; external_id: string | null },
    matterThere: string,
  ): number {
    const ofKind = standing.filter(({ kind }) => kind === record_kind);
    if (record_kind === 'contact') return ofKind.filter(({ id }) => id === external_id).length;
    const onIt = ofKind.filter(({ matter }) => record_kind === 'matter' || matter === matterThere);
    if (record_kind === 'layout') return onIt.length;
    // All of them, on whichever matter, and all of them on the right one.
    const ours = ofKind.filter((one) => place.isOf(one, reference));
    return ours.length === onIt.filter((one) => place.isOf(one, reference)).length ? ours.length : -1;
  }

  async function counts(): Promise<{ contacts: number; matters: number }> {
    const { phone } = world;
    return { contacts: await phone.count('contacts'), matters: await phone.count('matters') };
  }
});

/** Digits make a name look like a number. */
function letters(seed: number): string {
  return [...String(seed)].map((digit) => 'abcdefghij'[Number(digit)] ?? '').join('');
}

/** What people change on both sides: each vendor that takes changes, against its own simulator. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestClock, type TestClock } from '../../simulators/practice/clock.ts';
import { contextFor, type SimulatedFirm } from '../../simulators/practice/conformance-driver.ts';
import { drivers } from './conformance-drivers.ts';
import { contactFieldsOf } from './kit/contact-fields.ts';
import type {
  ChangeMade,
  ContactChange,
  ContactFields,
  ContactToWrite,
  MirroredContact,
  PracticeSystemClient,
} from './ports.ts';

const jane: ContactToWrite = {
  record: 'contact',
  reference: 'ML-CHANGE',
  type: 'person',
  name: 'Jane Okafor',
  e164: '+447700900123',
  country: 'GB',
  details: {
    firstName: 'Jane',
    lastName: 'Okafor',
    companyName: '',
    phones: [{ number: '+447700900123', label: 'Mobile' }],
    emails: [{ email: 'jane@example.com', label: 'Home' }],
    address: {
      line1: '12 Mill Lane',
      line2: '',
      town: 'Leeds',
      county: '',
      postcode: 'LS1 1AA',
      country: '',
    },
  },
};

describe.each(drivers.filter(({ vendor }) => vendor.changes?.includes('contact')))(
  '$vendor.label: details of a contact',
  (driver) => {
    let clock: TestClock;
    let firm: SimulatedFirm;
    let client: PracticeSystemClient;
    let id: string;
    beforeEach(async () => {
      clock = createTestClock('2026-11-22T10:00:00Z');
      firm = await driver.start(clock);
      client = driver.vendor.client({
        ...contextFor(driver.vendor, firm, () => clock.now()),
        country: 'GB',
      });
      const made = await client.write(jane, { saved: null, save: async () => undefined });
      id = made.externalId;
      settle();
    });
    afterEach(async () => await firm.close());

    const settle = () => clock.advance(driver.vendor.visibleWithinSeconds * 1000);
    async function there(): Promise<ContactFields> {
      const item = await client.fetchOne('contact', id);
      if (item?.kind !== 'contact') throw new Error('The contact is not there');
      return contactFieldsOf(item satisfies MirroredContact);
    }
    async function change(more: Pick<ContactChange, 'from' | 'to'>): Promise<ChangeMade> {
      const made = await client.change?.({
        change: 'contact',
        operationId: 'op-1',
        contact: { id, extra: {} },
        ...more,
      });
      settle();
      if (!made) throw new Error('The vendor takes no changes');
      return made;
    }
    const moved = {
      line1: '3 High Street',
      line2: '',
      town: 'Leeds',
      county: '',
      postcode: 'LS2 9JT',
      country: '',
    };
    const newMail = [{ email: 'jane.okafor@example.com', label: 'Home' }];
    const newPhones = [
      { number: '+447700900123', label: 'Mobile' },
      { number: '+442079460199', label: 'Work' },
    ];

    test('each detail becomes what we say, and the others stay', async () => {
      const before = await there();
      const name = { firstName: 'Jane', lastName: 'Shah', companyName: '' };
      expect(await change({ from: { name: before.name }, to: { name } })).toEqual({ left: [] });
      expect(await there()).toEqual({ ...before, name });
      await change({ from: { emails: before.emails }, to: { emails: newMail } });
      expect((await there()).emails.map(({ email }) => email)).toEqual(['jane.okafor@example.com']);
      await change({ from: { phones: before.phones }, to: { phones: newPhones } });
      const numbers = (await there()).phones.map(({ number }) => number.replaceAll(/\D/g, '').slice(-9));
      expect(numbers.toSorted()).toEqual(['079460199', '700900123']);
      await change({ from: { address: before.address }, to: { address: moved } });
      expect((await there()).address).toMatchObject({
        line1: '3 High Street',
        postcode: 'LS2 9JT',
        town: 'Leeds',
      });
      expect((await there()).name).toEqual(name);
    });

    test('what somebody changed there meanwhile is left alone and named', async () => {
      const before = await there();
      const theirs = [{ email: 'theirs@example.com', label: 'Home' }];
      await change({ from: { emails: before.emails }, to: { emails: theirs } });
      const name = { firstName: 'Janet', lastName: 'Okafor', companyName: '' };
      const made = await change({
        from: { emails: before.emails, name: before.name },
        to: { emails: newMail, name },
      });
      expect(made).toEqual({ left: ['emails'] });
      expect((await there()).emails[0]?.email).toBe('theirs@example.com');
      expect((await there()).name).toEqual(name);
    });

    test('the same change twice is made once', async () => {
      const before = await there();
      const emails = { from: { emails: before.emails }, to: { emails: newMail } };
      await change(emails);
      expect(await change(emails)).toEqual({ left: [] });
      expect((await there()).emails).toHaveLength(1);
    });

    test('a number in another spelling is the same number', async () => {
      const spelled = [{ number: '07700 900 123', label: 'Mobile' }];
      expect(await change({ from: { phones: spelled }, to: { phones: newPhones } })).toEqual({ left: [] });
      expect((await there()).phones).toHaveLength(2);
    });

    test('a contact that is gone cannot be changed', async () => {
      await client.retire(jane, id, 'remove');
      settle();
      const again = change({ from: {}, to: { emails: newMail } });
      await expect(again).rejects.toMatchObject({
        problem: { failure: expect.stringMatching(/not_found|rejected/) },
      });
    });
  },
);

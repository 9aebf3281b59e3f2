/** Each cell of the Lawmatics row, and the requests that it becomes. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Kind } from '../../../simulators/lawmatics/shapes.ts';
import {
  createProgress,
  faxDocument,
  interaction,
  pdf,
  ref,
  startWorld,
  timeEntry,
  type World,
} from '../../../simulators/lawmatics/test-world.ts';
import type { ContactToWrite, RecordToWrite } from '../ports.ts';
import { lawmatics } from './index.ts';
import { policy } from './policy.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const standIn: ContactToWrite = {
  record: 'contact',
  reference: 'ML-C2',
  type: 'company',
  name: 'Hartley & Moss',
  e164: null,
  country: 'US',
};
const caller: ContactToWrite = {
  record: 'contact',
  reference: 'ML-C1',
  type: 'person',
  name: 'Omar Reyes',
  e164: '+14155550177',
  country: 'US',
};

async function written(record: RecordToWrite): Promise<string> {
  const { externalId, there } = await world.client.write(record, createProgress());
  expect(there).toBe(true);
  return externalId;
}
const last = (kind: Kind) => world.world.records(kind).at(-1);

test('the row is the one that the engine decides by', () => {
  expect(lawmatics.policy).toEqual(policy);
});

describe('one matter', () => {
  test('a call is an interaction on the matter', async () => {
    const id = await written(interaction(world));
    expect(last('interaction')).toMatchObject({
      id: Number(id.replace('interaction/', '')),
      owner: `prospect/${world.ids.lease}`,
      interaction_type: 'Phone Call',
      happened_at: '2026-03-02T16:50:00.000Z',
      body: 'Call from Dana Whitlock\n\n--- Call log ML-7F3K9Q ---\nTalk time: 6 min 12 s\n--- End of ML-7F3K9Q ---',
    });
    expect(world.control.used).toEqual(new Map([['POST /v1/interactions', 1]]));
  });

  test('and the time of each person an entry with exact seconds', async () => {
    const parentId = await written(interaction(world));
    const id = await written(timeEntry(world, { parentId, staff: ref(world.ids.theo), billable: true }));
    expect(last('time_entry')).toMatchObject({
      id: Number(id),
      owner: `prospect/${world.ids.lease}`,
      user_id: world.ids.theo,
      billable: true,
      started_at: '2026-03-02T16:50:00.000Z',
      completed_at: '2026-03-02T16:56:12.000Z',
      duration: 0.1033,
      // A form carries line ends as two characters.
      description: 'Call with Dana Whitlock\r\nML-7F3K9Q-2',
    });
  });

  test('a text is an interaction', async () => {
    await written(interaction(world, { interaction: 'sms', subject: 'Text from Dana Whitlock' }));
    expect(last('interaction')).toMatchObject({ interaction_type: 'SMS' });
  });

  test('a fax is a file on the matter, found by its name', async () => {
    const id = await written(faxDocument(world));
    expect(world.world.files()).toEqual([
      {
        id: Number(id),
        name: 'Fax 2026-03-02 from +14155550142 (ML-7F3K9Q).pdf',
        owner: `prospect/${world.ids.lease}`,
        bytes: pdf,
      },
    ]);
    expect(last('file')).toMatchObject({ file_type: 'application/pdf' });
  });
});

describe('a contact and none or several matters', () => {
  test.each([
    ['call', 'Call from Dana Whitlock'],
    ['sms', 'Text from Dana Whitlock'],
  ] as const)(
    'a %s is a note on the contact, as interactions stand on matters only',
    async (kind, subject) => {
      const id = await written(interaction(world, { matter: null, interaction: kind, subject }));
      expect(id).toBe(`note/${last('note')?.id}`);
      expect(last('note')).toMatchObject({
        owner: `contact/${world.ids.dana}`,
        name: subject,
        body: interaction(world).text,
      });
      expect(world.world.records('interaction')).toEqual([]);
    },
  );

  test('a fax is a file on the contact', async () => {
    await written(faxDocument(world, { matter: null }));
    expect(world.world.files()[0]).toMatchObject({ owner: `contact/${world.ids.dana}` });
  });

  test('time without a matter stands on the person', async () => {
    await written(timeEntry(world, { matter: null }));
    expect(last('time_entry')).toMatchObject({ owner: `contact/${world.ids.dana}` });
  });
});

describe('no contact', () => {
  test('one is made with the number, and marked', async () => {
    const id = await written(caller);
    expect(id).toBe(`contact/${last('contact')?.id}`);
    expect(last('contact')).toMatchObject({ first_name: 'Omar', last_name: 'Reyes', phone: '+14155550177' });
    expect(last('note')).toMatchObject({ owner: id, name: 'Created by call logging' });
  });

  test('a number instead of a name stays whole', async () => {
    await written({ ...caller, name: '+1 415 555 0177' });
    expect(last('contact')).toMatchObject({ last_name: '+1 415 555 0177' });
    expect(last('contact')).not.toHaveProperty('first_name');
  });

  test('the stand-in company is made once and used ever after', async () => {
    const first = await written(standIn);
    const second = await written(standIn);
    expect(second).toBe(first);
    expect(world.world.records('company')).toMatchObject([{ name: 'Hartley & Moss' }]);
    expect(world.control.used.get('POST /v1/companies')).toBe(1);
  });

  test('a company that only sounds like it is not taken for it', async () => {
    world.world.addCompany({ name: 'Hartley & Moss Holdings' });
    world.world.addCompany({ name: 'hartley & moss' });
    await written(standIn);
    expect(world.world.records('company')).toHaveLength(3);
  });

  test('calls and texts are notes on the stand-in', async () => {
    const company = await written(standIn);
    await written(interaction(world, { matter: null, contact: ref(company) }));
    expect(last('note')).toMatchObject({ owner: company, name: 'Call from Dana Whitlock' });
  });

  test('a fax lies with the firm, as companies have no files, and a note on the stand-in tells of it', async () => {
    const company = await written(standIn);
    const id = await written(faxDocument(world, { matter: null, contact: ref(company) }));
    expect(id).toBe(`${last('file')?.id}/note/${last('note')?.id}`);
    expect(world.world.files()[0]).toMatchObject({ owner: expect.stringMatching(/^firm/), bytes: pdf });
    expect(last('note')).toMatchObject({ owner: company, name: 'Fax from Dana Whitlock' });
  });

  test.each<[string, (on: World) => RecordToWrite]>([
    ['an interaction', (on) => interaction(on, { matter: null, contact: null })],
    ['a fax', (on) => faxDocument(on, { matter: null, contact: null })],
    ['a time entry', (on) => timeEntry(on, { matter: null, contact: null })],
    ['time on a company', (on) => timeEntry(on, { matter: null, contact: ref('company/3') })],
  ])('%s without anybody is refused before anything is sent', async (_title, make) => {
    await expect(world.client.write(make(world), createProgress())).rejects.toThrow('rejected');
    expect(world.control.log).toEqual([]);
  });
});

test('too large a file is refused before anything is sent', async () => {
  const { file, ...record } = faxDocument(world);
  const large = { ...record, file: { ...file, sizeBytes: 200 * 1024 * 1024 } };
  await expect(world.client.write(large, createProgress())).rejects.toThrow('larger than 100 MB');
  expect(world.control.log).toEqual([]);
});

test('what the vendor refuses is told in its words', async () => {
  const record = interaction(world, { matter: ref(999_999) });
  await expect(world.client.write(record, createProgress())).rejects.toThrow('There is no prospect 999999.');
});

test('an id that is not Lawmatics’ is refused', async () => {
  const record = interaction(world, { matter: null, contact: ref('Leads/5') });
  await expect(world.client.write(record, createProgress())).rejects.toThrow('is not an id of Lawmatics');
});

test('a record that Lawmatics has no place for is refused', async () => {
  const code: RecordToWrite = {
    record: 'activity_code',
    reference: 'ML-A',
    label: 'ion8-CALL',
    description: '',
  };
  await expect(world.client.write(code, createProgress())).rejects.toThrow('no place for a activity_code');
});

/** What each row of the Zoho table sends, against the simulator and the published description. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ModuleName } from '../../../simulators/zoho/modules.ts';
import {
  call,
  createProgress,
  fax,
  leadRef,
  note,
  pdf,
  startWorld,
  type World,
} from '../../../simulators/zoho/test-world.ts';
import type { ContactToWrite, RecordToWrite } from '../ports.ts';

let world: World;
beforeEach(async () => {
  world = await startWorld();
});
afterEach(async () => {
  await world.close();
  expect(world.control.violations).toEqual([]);
});

const write = (record: RecordToWrite) => world.client.write(record, createProgress());
const only = (module: ModuleName) => {
  const rows = world.world.records(module);
  expect(rows).toHaveLength(1);
  return rows[0];
};

describe('calls', () => {
  test('contact found, one matter: a call with Who the contact and What the deal', async () => {
    const { externalId, version, there } = await write(call(world));
    const line = only('Calls');
    expect([externalId, version, there]).toEqual([line?.id, line?.Modified_Time, true]);
    expect(line).toMatchObject({
      Subject: 'Call from Dana Whitlock [ML-7F3K9Q]',
      Call_Type: 'Inbound',
      Call_Start_Time: '2026-03-02T08:50:00-08:00',
      Call_Duration: '06:12',
      Call_Duration_in_seconds: 372,
      Who_Id: { id: world.ids.dana },
      What_Id: { id: world.ids.lease },
      $se_module: 'Deals',
      Caller_ID: '+14155550142',
      Owner: { id: world.ids.nora },
      Description: expect.stringContaining('--- Call log ML-7F3K9Q ---'),
    });
    expect(line).not.toHaveProperty('Dialled_Number');
  });

  test('none or several matters: the call without What', async () => {
    await write(call(world, { matter: null }));
    expect(only('Calls')).toMatchObject({ Who_Id: { id: world.ids.dana } });
    expect(only('Calls')).not.toHaveProperty('What_Id');
  });

  test('a lead: the call with the lead as What, and nobody as Who', async () => {
    await write(call(world, { contact: leadRef(world.ids.omar), matter: null }));
    expect(only('Calls')).toMatchObject({ What_Id: { id: world.ids.omar }, $se_module: 'Leads' });
    expect(only('Calls')).not.toHaveProperty('Who_Id');
  });

  test('a company: the call with the company as What', async () => {
    const id = world.world.addAccount('Harbour Foods', '+1 415-555-0189');
    await write(call(world, { contact: { id: `Accounts/${id}`, extra: {} }, matter: null }));
    expect(only('Calls')).toMatchObject({ What_Id: { id }, $se_module: 'Accounts' });
  });

  test('no contact: logged with nobody', async () => {
    await write(call(world, { contact: null, matter: null, staff: null }));
    expect(only('Calls')).not.toHaveProperty('Who_Id');
    expect(only('Calls')).not.toHaveProperty('What_Id');
  });

  test('an outbound call dialled the number', async () => {
    await write(call(world, { direction: 'outbound', talkSeconds: 4000 }));
    expect(only('Calls')).toMatchObject({
      Call_Type: 'Outbound',
      Call_Duration: '01:06:40',
      Call_Duration_in_seconds: 4000,
      Dialled_Number: '+14155550142',
    });
  });

  test.each([
    ['inbound', 'missed', 'Missed', '00:00'],
    ['inbound', 'voicemail', 'Missed', '00:00'],
    ['inbound', 'answered', 'Inbound', '00:01'],
    ['outbound', 'not_answered', 'Outbound', '00:01'],
    ['internal', 'answered', 'Outbound', '00:01'],
  ] as const)('no talk, %s and %s: %s of %s', async (direction, outcome, type, length) => {
    await write(call(world, { direction, outcome, talkSeconds: 0 }));
    expect(only('Calls')).toMatchObject({ Call_Type: type, Call_Duration: length });
  });

  test('the firm’s automations are not started', async () => {
    const bodies: string[] = [];
    const fetching: typeof fetch = (input, init) => {
      bodies.push(String(init?.body ?? ''));
      return fetch(input, init);
    };
    const { zoho } = await import('./index.ts');
    await zoho.client({ ...world.context, fetch: fetching }).write(call(world), createProgress());
    expect(JSON.parse(bodies[0] ?? '')).toMatchObject({ trigger: [] });
  });
});

describe('texts', () => {
  test.each([
    ['one matter', true, 'inbound', 'SMS in: Text from Dana Whitlock'],
    ['none or several matters', false, 'outbound', 'SMS out: Text from Dana Whitlock'],
  ] as const)('%s: a note on the contact', async (_title, hasMatter, direction, title) => {
    const { externalId } = await write(note(world, { direction, ...(hasMatter ? {} : { matter: null }) }));
    expect(only('Notes')).toMatchObject({
      id: externalId,
      Note_Title: title,
      Note_Content: expect.stringContaining('ML-7F3K9Q'),
      Parent_Id: { module: { api_name: 'Contacts' }, id: world.ids.dana },
    });
  });

  test('a lead: the note on the lead', async () => {
    await write(note(world, { contact: leadRef(world.ids.omar), matter: null }));
    expect(only('Notes')).toMatchObject({
      Parent_Id: { module: { api_name: 'Leads' }, id: world.ids.omar },
    });
  });

  test('nobody: there is no place for it', async () => {
    await expect(write(note(world, { contact: null, matter: null }))).rejects.toThrow(
      'rejected: Zoho CRM keeps a note with a record',
    );
  });
});

describe('faxes', () => {
  test.each([
    ['one matter: on the deal', {}, 'Deals'],
    ['none or several matters: on the contact', { matter: null }, 'Contacts'],
  ])('%s', async (_title, more, module) => {
    const { externalId } = await write(fax(world, more));
    const parent = module === 'Deals' ? world.ids.lease : world.ids.dana;
    const [file] = world.world.files();
    expect(file).toMatchObject({
      parent: { module, id: parent },
      File_Name: 'Fax 2026-03-02 from +14155550142 ML-7F3K9Q.pdf',
      bytes: pdf,
    });
    expect(externalId).toBe(`${module}/${parent}/${file?.id}`);
    expect(await world.client.read(fax(world, more), externalId)).toMatchObject({ text: null });
  });

  test('on a lead', async () => {
    await write(fax(world, { contact: leadRef(world.ids.omar), matter: null }));
    expect(world.world.files()[0]?.parent).toEqual({ module: 'Leads', id: world.ids.omar });
  });

  test('too large a file is refused before anything is sent', async () => {
    const { file, ...record } = fax(world);
    const large = { ...record, file: { ...file, sizeBytes: 200 * 1024 * 1024 } };
    await expect(write(large)).rejects.toThrow('rejected: The file is larger');
    expect(world.control.log).toEqual([]);
  });
});

describe('contacts', () => {
  test.each([
    ['a name', 'Grace M Hopper', { First_Name: 'Grace M', Last_Name: 'Hopper' }],
    ['a number as its name', '+1 415-555-0190', { Last_Name: '+1 415-555-0190' }],
    ['nothing but a word', 'Hopper', { Last_Name: 'Hopper' }],
  ])('%s', async (_title, name, expected) => {
    const { externalId } = await write(newContact(name));
    const made = world.world.records('Contacts').at(-1);
    expect(externalId).toBe(`Contacts/${made?.id}`);
    expect(made).toMatchObject({ ...expected, Phone: '+14155550190', Description: 'ML-C0NTCT' });
  });

  test('a company with a name of several words, found again', async () => {
    const record = { ...newContact('Harbour Foods Inc'), type: 'company', e164: null } as const;
    const { externalId } = await write(record);
    expect(world.world.records('Contacts').at(-1)).toMatchObject({ Last_Name: 'Harbour Foods Inc' });
    expect(await world.client.findByReference(record, createProgress())).toMatchObject({ externalId });
  });

  test('a firm that allows each number once: the record that has it is the contact', async () => {
    world.world.makeUnique('Contacts.Phone');
    const before = world.world.addContact({ lastName: 'Hopper', phone: '+14155550190' });
    expect(await write(newContact('Grace Hopper'))).toMatchObject({ externalId: `Contacts/${before}` });
    expect(world.world.records('Contacts')).toHaveLength(2);
  });
});

describe('refusals', () => {
  test.each([
    ['with 400', false],
    ['inside a 202', true],
  ])(
    'a contact that is gone, told %s: rejected in Zoho’s words, and nothing is written',
    async (_title, inside) => {
      if (inside) world.world.refuseInside2xx();
      world.world.remove('Contacts', world.ids.dana);
      await expect(write(call(world))).rejects.toThrow(
        'rejected: INVALID_DATA · the id given seems to be invalid: Who_Id',
      );
      expect(world.world.records('Calls')).toEqual([]);
    },
  );

  test('a value that exists already, in a field that is no number', async () => {
    world.world.makeUnique('Contacts.Last_Name');
    await expect(write(newContact('Dana Whitlock'))).rejects.toThrow('rejected: DUPLICATE_DATA');
  });

  test('an owner who has left', async () => {
    const left = world.world.addUser({
      firstName: 'Ida',
      lastName: 'Fenn',
      email: 'ida.fenn@example.com',
      status: 'disabled',
    });
    await expect(write(call(world, { staff: { id: left, extra: {} } }))).rejects.toThrow(
      /^rejected: .*Owner/,
    );
  });

  test('what is no id of Zoho’s never leaves', async () => {
    await expect(write(call(world, { contact: { id: '17', extra: {} } }))).rejects.toThrow('not a contact');
    await expect(write(call(world, { matter: { id: 'x/../y', extra: {} } }))).rejects.toThrow('not an id');
    expect(world.control.log).toEqual([]);
  });

  test('a fee, a text as a call', async () => {
    const { record: _call, ...log } = call(world);
    const fee = {
      ...log,
      record: 'fee',
      workedMinutes: 7,
      billedMinutes: 12,
      billable: true,
      activityCode: null,
    } as const;
    await expect(write(fee)).rejects.toThrow('rejected: Zoho CRM has no place for a fee');
    await expect(write(call(world, { interaction: 'sms' }))).rejects.toThrow('has no place for a sms');
  });
});

function newContact(name: string): ContactToWrite {
  return {
    record: 'contact',
    reference: 'ML-C0NTCT',
    type: 'person',
    name,
    e164: '+14155550190',
    country: 'US',
  };
}

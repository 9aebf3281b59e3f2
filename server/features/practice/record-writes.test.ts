import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { startTestApp, type TestApp, type TestFirm } from '../../testing/app.ts';
import * as practice from './index.ts';

let app: TestApp;
let firm: TestFirm;
let matterId: string;

beforeAll(async () => {
  app = await startTestApp({ features: [practice.createPracticeFeature] });
  firm = await app.makeFirm();
  matterId = (await firm.owner.call('POST', '/api/v1/matters', { title: 'Work' })).json().id;
});
afterAll(() => app.close());

const program = () => app.platform.database.firm(firm.id);

function feeRow(id: string): practice.FeeWrite {
  return {
    id,
    matterId,
    staffId: firm.owner.id,
    activityCodeId: null,
    date: '2026-02-03',
    subject: 'Call 📞 from "Ana"',
    description: 'line\nline \\ \u2028',
    workedMinutes: 3,
    billedMinutes: 6,
    rate: 25000,
    amount: 2500,
    currency: 'GBP',
    billable: true,
    logEntryId: newId(),
  };
}

describe('writes for call logging', () => {
  test('many rows of each kind in one statement, and a repeat changes nothing', async () => {
    const fees = Array.from({ length: 500 }, () => feeRow(newId()));
    const common = { matterId, contactId: null, subject: 's', logEntryId: null, activityCodeId: null };
    const task = { ...common, id: newId(), matterId: null, assigneeId: null, description: 'd', dueOn: null };
    const memo = { ...common, id: newId(), staffId: null, date: '2026-02-03', body: 'b' };
    const fax = { ...common, id: newId(), name: 'Fax.pdf', description: '' };
    for (let round = 0; round < 2; round += 1) {
      await program().write(async (tx) => {
        await practice.insertFees(tx, firm.id, fees);
        await practice.insertTasks(tx, firm.id, [task]);
        await practice.insertMemos(tx, firm.id, [memo]);
        await practice.insertDocuments(tx, firm.id, [fax]);
      });
    }
    const overview = (await firm.owner.call('GET', `/api/v1/matters/${matterId}/overview`)).json();
    expect(overview).toMatchObject({ fees: 500, memos: 1, documents: 1, workedMinutes: 1500 });
    const stored = (await firm.owner.call('GET', `/api/v1/fees/${fees[0]?.id}`)).json();
    expect(stored).toMatchObject({
      subject: 'Call 📞 from "Ana"',
      description: 'line\nline \\ \u2028',
      billedMinutes: 6,
    });
    expect((await firm.owner.call('GET', `/api/v1/documents/${fax.id}`)).json().newest).toBeNull();
    const bytes = Buffer.from('fax');
    const { Readable } = await import('node:stream');
    const file = await app.platform.files.put(firm.id, Readable.from([bytes]), 100);
    const version = {
      id: newId(),
      documentId: fax.id,
      ...file,
      contentType: 'application/pdf',
      fileName: 'f.pdf',
      staffId: null,
    };
    for (let round = 0; round < 2; round += 1)
      await program().write((tx) => practice.addDocumentVersions(tx, firm.id, [version]));
    const content = await firm.owner.call('GET', `/api/v1/documents/${fax.id}/content`);
    expect(content.body).toBe('fax');
    for (const [number, status] of [
      [1, 200],
      [2, 404],
      [2 ** 31, 422],
    ])
      expect(
        (await firm.owner.call('GET', `/api/v1/documents/${fax.id}/content?version=${number}`)).statusCode,
      ).toBe(status);
    expect((await firm.owner.call('GET', `/api/v1/documents/${fax.id}`)).json().versions).toHaveLength(1);
  });

  test('one record is changed, removed and restored until it is billed', async () => {
    const id = newId();
    await program().write((tx) => practice.insertFees(tx, firm.id, [feeRow(id)]));
    const run = <T>(work: (tx: Parameters<typeof practice.removeRecord>[0]) => Promise<T>) =>
      program().write(work);
    expect(
      await run((tx) =>
        practice.updateGenerated(tx, firm.id, { kind: 'fee', id, text: 'New', workedMinutes: 9 }),
      ),
    ).toBe('updated');
    expect((await firm.owner.call('GET', `/api/v1/fees/${id}`)).json()).toMatchObject({
      description: 'New',
      workedMinutes: 9,
      version: 2,
    });
    expect(await run((tx) => practice.removeRecord(tx, firm.id, 'fee', id))).toBe('removed');
    expect(await run((tx) => practice.updateGenerated(tx, firm.id, { kind: 'fee', id, text: 'x' }))).toBe(
      'missing',
    );
    expect(await run((tx) => practice.restoreRecord(tx, firm.id, 'fee', id))).toBe('restored');
    await firm.owner.call('POST', `/api/v1/fees/${id}/bill`);
    expect(await run((tx) => practice.removeRecord(tx, firm.id, 'fee', id))).toBe('billed');
    expect(await run((tx) => practice.updateGenerated(tx, firm.id, { kind: 'fee', id, text: 'x' }))).toBe(
      'billed',
    );
    expect(await run((tx) => practice.removeRecord(tx, firm.id, 'memo', newId()))).toBe('missing');
  });

  test('a task is completed once', async () => {
    const task = (await firm.owner.call('POST', '/api/v1/tasks', { subject: 'Call' })).json();
    expect(await program().write((tx) => practice.completeTask(tx, firm.id, task.id))).toBe(true);
    expect(await program().write((tx) => practice.completeTask(tx, firm.id, task.id))).toBe(false);
  });
});

describe('contacts by number', () => {
  test('holders with their matters, walled ones too, the archived left out, fax numbers told apart', async () => {
    const make = async (body: object) => (await firm.owner.call('POST', '/api/v1/contacts', body)).json();
    const phone = { text: '020 7946 0001' };
    const ana = await make({ kind: 'person', lastName: 'Ana', phones: [phone] });
    const bo = await make({ kind: 'person', lastName: 'Bo', phones: [{ ...phone, label: 'Fax' }] });
    const gone = await make({ kind: 'person', lastName: 'Gone', phones: [phone] });
    await firm.owner.call('DELETE', `/api/v1/contacts/${gone.id}`);
    const matter = await firm.owner.call('POST', '/api/v1/matters', {
      title: 'Walled',
      restricted: true,
      accessStaffIds: [firm.owner.id],
      parties: [
        { contactId: ana.id, role: 'Client', isClient: true },
        { contactId: ana.id, role: 'Buyer' },
      ],
    });
    const found = await program().read((tx) =>
      practice.findContactsByNumbers(tx, firm.id, ['+442079460001', '+442079460002']),
    );
    expect([...found.keys()]).toEqual(['+442079460001']);
    const { id, number } = matter.json();
    expect(found.get('+442079460001')).toEqual([
      {
        contactId: ana.id,
        displayName: 'Ana',
        faxNumberOnly: false,
        matters: [{ matterId: id, number, title: 'Walled', status: 'open' }],
      },
      { contactId: bo.id, displayName: 'Bo', faxNumberOnly: true, matters: [] },
    ]);
  });

  test('a contact is made once for a number, though many ask at the same moment', async () => {
    const wanted = { e164: '+442079460044', name: ' Jo  van Example ' };
    const made = await Promise.all(
      Array.from({ length: 10 }, () =>
        program().write((tx) => practice.createContactForNumber(tx, firm.id, wanted)),
      ),
    );
    expect(new Set(made.map(({ contactId }) => contactId)).size).toBe(1);
    expect(made.filter(({ created }) => created)).toHaveLength(1);
    const contact = (await firm.owner.call('GET', `/api/v1/contacts/${made[0]?.contactId}`)).json();
    expect(contact).toMatchObject({
      displayName: 'Jo van Example',
      lastName: 'Example',
      createdBy: 'call_logging',
    });
    const unnamed = await program().write((tx) =>
      practice.createContactForNumber(tx, firm.id, { e164: '+442079460045', name: null }),
    );
    const shown = (await firm.owner.call('GET', `/api/v1/contacts/${unnamed.contactId}`)).json();
    expect(shown.displayName).toBe('+44 20 7946 0045');
    const searched = (await firm.owner.call('GET', '/api/v1/contacts?q=79460045')).json().items;
    expect(searched).toHaveLength(1);
  });

  test('the activity code is made once, though many ask at the same moment', async () => {
    const ids = await Promise.all(
      Array.from({ length: 10 }, () =>
        program().write((tx) => practice.ensureActivityCode(tx, firm.id, 'ion8-CALL')),
      ),
    );
    expect(new Set(ids).size).toBe(1);
  });
});

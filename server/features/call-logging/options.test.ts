/** Every option of call-logging.md §5, set through HTTP, and what it makes of a real webhook. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  adaNumber,
  benNumber,
  clientNumber,
  genericCall,
  genericFax,
  genericText,
  otherNumber,
} from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';

let first: PhoneWorld;
let world: PhoneWorld;
beforeAll(async () => {
  first = await startPhoneWorld();
});
beforeEach(async () => {
  first.clock.now = new Date('2026-03-02T10:10:00.000Z');
  world = await first.newFirm();
});
afterAll(() => first.close());

async function aClient(matters = 1, more: Record<string, unknown> = {}) {
  const contact = await world.addContact('Jane Okafor', clientNumber);
  const ids: string[] = [];
  for (let index = 0; index < matters; index += 1)
    ids.push(await world.addMatter(`Matter ${index}`, [contact], more));
  return { contact, matters: ids, matter: ids[0] ?? '' };
}
const logged = (one: { logEntries: unknown[] }) => one.logEntries[0];
const skipped = (reason: string) => ({ state: 'skipped', reason, recordKind: null, recordId: null });

describe('what becomes of it by default', () => {
  test('one matter: a call is a fee, a text a memo, a fax a document', async () => {
    const { matter, contact } = await aClient();
    const common = { state: 'logged', matterId: matter, contactId: contact, review: null };
    expect(logged(await world.log(genericCall()))).toMatchObject({
      ...common,
      recordKind: 'fee',
      billable: false,
    });
    expect(logged(await world.log(genericText()))).toMatchObject({ ...common, recordKind: 'memo' });
    expect(logged(await world.log(genericFax()))).toMatchObject({ ...common, recordKind: 'document' });
    expect(await world.count('tasks')).toBe(0);
  });

  test('else (none or several): call and text are tasks, a fax needs a matter', async () => {
    const { contact } = await aClient(2);
    for (const event of [genericCall(), genericText()])
      expect(logged(await world.log(event))).toMatchObject({
        state: 'logged',
        recordKind: 'task',
        matterId: null,
        contactId: contact,
        assigneeId: world.ada.id,
        review: 'several_matters',
        reason: 'several_matters',
      });
    expect(logged(await world.log(genericFax()))).toMatchObject(skipped('fax_needs_matter'));
    const none = await world.addContact('Nell Nomatter', otherNumber);
    expect(logged(await world.log(genericCall({ far: otherNumber })))).toMatchObject({
      recordKind: 'task',
      contactId: none,
      reason: 'no_matter',
    });
  });

  test('a number shared by two contacts: one common open matter counts, else it is for review', async () => {
    const jane = await world.addContact('Jane Okafor', clientNumber);
    const john = await world.addContact('John Okafor', clientNumber);
    const matter = await world.addMatter('Common', [jane, john]);
    expect(logged(await world.log(genericCall()))).toMatchObject({
      recordKind: 'fee',
      matterId: matter,
      reason: 'shared_number_one_matter',
    });
    await world.addMatter('Of John alone', [john]);
    const later = await world.log(genericCall());
    expect(logged(later)).toMatchObject({ recordKind: 'task', matterId: null, review: 'several_matters' });
    expect(await world.count('log_entries')).toBe(2);
  });

  test('a missed call and a voicemail are logged without time', async () => {
    const { matter } = await aClient();
    const missed = await world.log(genericCall({ status: 'missed' }));
    expect(missed.outcome).toBe('missed');
    expect(logged(missed)).toMatchObject({
      recordKind: 'fee',
      matterId: matter,
      workedMinutes: 0,
      billedMinutes: 0,
    });
    const voicemail = await world.log(
      genericCall({ status: 'voicemail', more: { voicemail: { durationSeconds: 9, text: 'Call me' } } }),
    );
    expect(voicemail.outcome).toBe('voicemail');
    expect(logged(voicemail)).toMatchObject({ workedMinutes: 0 });
  });

  test('a withheld number never makes a contact', async () => {
    const before = await world.count('contacts');
    const one = await world.log(genericCall({ far: { withheld: true } }));
    expect(logged(one)).toMatchObject({ recordKind: 'task', contactId: null, review: 'unknown_party' });
    expect(await world.count('contacts')).toBe(before);
  });
});

describe('Contact Creation', () => {
  test('on: a new number makes one contact, named by the caller id', async () => {
    const one = await world.log(genericCall({ far: { number: otherNumber, name: 'Nina New' } }));
    const two = await world.log(genericCall({ far: otherNumber }));
    expect(logged(one)).toMatchObject({ recordKind: 'task', review: 'unknown_party' });
    expect(two.logEntries[0]?.contactId).toBe(one.logEntries[0]?.contactId);
    expect(
      await world.query('select display_name, created_by from contacts where firm_id = $1', [world.firm.id]),
    ).toEqual([{ display_name: 'Nina New', created_by: 'call_logging' }]);
  });

  test('many first calls of one number in one batch make one contact', async () => {
    for (let index = 0; index < 12; index += 1)
      await world.deliver(world.source, genericCall({ far: otherNumber }));
    await world.drain();
    expect(await world.count('contacts')).toBe(1);
    expect(await world.count('tasks')).toBe(12);
    expect(await world.count('log_entries', 'contact_id is not null')).toBe(12);
  });

  test('off: a task without a contact', async () => {
    await world.setOptions({ contactCreation: false });
    expect(logged(await world.log(genericCall()))).toMatchObject({
      recordKind: 'task',
      contactId: null,
      review: 'unknown_party',
    });
    expect(logged(await world.log(genericText()))).toMatchObject({ recordKind: 'task', contactId: null });
    expect(await world.count('contacts')).toBe(0);
  });

  test('a fax never makes a contact', async () => {
    expect(logged(await world.log(genericFax()))).toMatchObject(skipped('fax_needs_contact'));
    expect(await world.count('contacts')).toBe(0);
  });
});

describe('Exclusive Contact Association', () => {
  test('on, and no contact made: calls, texts and faxes are not logged', async () => {
    await world.setOptions({ exclusiveContactAssociation: true, contactCreation: false });
    for (const event of [genericCall(), genericText(), genericFax()])
      expect(logged(await world.log(event))).toMatchObject(skipped('no_contact'));
    expect((await world.count('tasks')) + (await world.count('contacts'))).toBe(0);
  });

  test('on, with contact creation: the new contact counts, except for a fax', async () => {
    await world.setOptions({ exclusiveContactAssociation: true });
    expect(logged(await world.log(genericFax()))).toMatchObject(skipped('no_contact'));
    expect(logged(await world.log(genericCall()))).toMatchObject({ recordKind: 'task' });
  });
});

test('Matter Association off: no matter is looked for', async () => {
  const { contact } = await aClient();
  await world.setOptions({ matterAssociation: false });
  expect(logged(await world.log(genericCall()))).toMatchObject({
    recordKind: 'task',
    matterId: null,
    contactId: contact,
    reason: 'matter_association_off',
  });
  expect(logged(await world.log(genericFax()))).toMatchObject(skipped('fax_needs_matter'));
});

describe('Default Billable Status', () => {
  test('of the firm, and a staff member’s own before it', async () => {
    await aClient();
    await world.setOptions({ defaultBillable: true });
    expect(logged(await world.log(genericCall()))).toMatchObject({ billable: true });
    await world.query('update staff_members set default_billable = false where id = $1', [world.ada.id]);
    expect(logged(await world.log(genericCall()))).toMatchObject({ billable: false });
    await world.setOptions({ defaultBillable: false });
    await world.query('update staff_members set default_billable = true where id = $1', [world.ada.id]);
    expect(logged(await world.log(genericCall()))).toMatchObject({ billable: true });
    expect(logged(await world.log(genericCall({ staff: { extension: '102' } })))).toMatchObject({
      billable: false,
    });
  });

  test('each of two who talked has an own fee with an own flag', async () => {
    await aClient();
    await world.query('update staff_members set default_billable = true where id = $1', [world.ben.id]);
    const start = '2026-03-02T10:00:00Z';
    const segments = [
      {
        staff: { extension: '101' },
        startedAt: start,
        answeredAt: start,
        endedAt: '2026-03-02T10:02:00Z',
        talkSeconds: 120,
        reason: 'BlindTransfer',
      },
      {
        staff: { extension: '102' },
        startedAt: '2026-03-02T10:02:00Z',
        answeredAt: '2026-03-02T10:02:00Z',
        endedAt: '2026-03-02T10:09:00Z',
        talkSeconds: 420,
      },
    ];
    const one = await world.log(genericCall({ more: { segments } }));
    expect(one.logEntries).toHaveLength(1);
    const fees = await world.query(
      'select staff_id, worked_minutes, billed_minutes, billable from fees where firm_id = $1 and removed_at is null order by worked_minutes',
      [world.firm.id],
    );
    expect(fees).toEqual([
      { staff_id: world.ada.id, worked_minutes: 2, billed_minutes: 6, billable: false },
      { staff_id: world.ben.id, worked_minutes: 7, billed_minutes: 12, billable: true },
    ]);
  });
});

test.each([
  ['callLogging', genericCall],
  ['smsLogging', genericText],
  ['faxLogging', genericFax],
] as const)('%s off: not logged, the others are', async (option, make) => {
  await aClient();
  await world.setOptions({ [option]: false });
  for (const event of [genericCall, genericText, genericFax])
    expect(logged(await world.log(event()))).toMatchObject(
      event === make ? skipped('logging_off') : { state: 'logged' },
    );
});

describe('Seats', () => {
  test('only those with a seat are logged; a call that reached nobody is', async () => {
    await aClient();
    await world.setOptions({ seats: [world.ben.id] });
    expect(logged(await world.log(genericCall()))).toMatchObject(skipped('no_seat'));
    expect(logged(await world.log(genericCall({ staff: { extension: '102' } })))).toMatchObject({
      recordKind: 'fee',
    });
    expect(logged(await world.log(genericCall({ staff: null, status: 'missed' })))).toMatchObject({
      state: 'logged',
    });
  });

  test('no seat at all: nothing is logged', async () => {
    await aClient();
    await world.setOptions({ seats: [] });
    expect(logged(await world.log(genericCall({ staff: null, status: 'missed' })))).toMatchObject(
      skipped('no_seat'),
    );
  });

  test('somebody who is not of the firm gets none', async () => {
    const answer = await world.owner.call('PATCH', '/api/v1/options', { seats: [first.ada.id] });
    expect(answer.statusCode).toBe(422);
  });
});

describe('filters', () => {
  test('minimum duration counts talk, and not missed calls', async () => {
    await aClient();
    await world.setOptions({ minimumDurationSeconds: 30 });
    expect(logged(await world.log(genericCall({ talkSeconds: 29 })))).toMatchObject(skipped('too_short'));
    expect(logged(await world.log(genericCall({ talkSeconds: 30 })))).toMatchObject({ recordKind: 'fee' });
    expect(logged(await world.log(genericCall({ status: 'missed' })))).toMatchObject({ state: 'logged' });
  });

  test('the block list, written as people write numbers', async () => {
    await aClient();
    await world.setOptions({ blockList: ['(020) 7946-0101'] });
    for (const event of [genericCall(), genericText(), genericFax()])
      expect(logged(await world.log(event))).toMatchObject(skipped('blocked_number'));
    const answer = await world.owner.call('PATCH', '/api/v1/options', { blockList: ['nobody'] });
    expect(answer.statusCode).toBe(422);
  });

  test('internal calls: off by default, logged when on', async () => {
    const internal = () => genericCall({ far: benNumber, more: { to: adaNumber, internal: true } });
    expect(logged(await world.log(internal()))).toMatchObject(skipped('internal_call'));
    await world.setOptions({ internalCalls: true });
    expect(logged(await world.log(internal()))).toMatchObject({
      state: 'logged',
      recordKind: 'task',
      contactId: null,
      review: null,
    });
    expect(await world.count('contacts')).toBe(0);
  });
});

test('Closed matters count only when the option says so', async () => {
  const { matter } = await aClient(1, { status: 'closed' });
  expect(logged(await world.log(genericCall()))).toMatchObject({ recordKind: 'task', reason: 'no_matter' });
  await world.setOptions({ closedMatters: true });
  expect(logged(await world.log(genericCall()))).toMatchObject({ recordKind: 'fee', matterId: matter });
});

describe('Hold for review', () => {
  test('nothing is written before the one click, not even a contact', async () => {
    await world.setOptions({ holdForReview: true });
    const held = await world.log(genericCall());
    expect(logged(held)).toMatchObject({ state: 'held', review: 'held', recordKind: null });
    expect(held.logEntries[0]?.why.sentence).toContain('a contact will be created');
    expect((await world.count('tasks')) + (await world.count('fees')) + (await world.count('contacts'))).toBe(
      0,
    );
    const approved = await world.act(held.id, 'approve');
    expect(approved.json().logEntries).toMatchObject([
      { state: 'logged', recordKind: 'task', contactId: expect.any(String) },
    ]);
    expect(await world.count('tasks')).toBe(1);
    expect(await world.count('contacts')).toBe(1);
  });

  test('a person’s matter is the click as well', async () => {
    await world.setOptions({ holdForReview: true });
    const { matters } = await aClient(2);
    const held = await world.log(genericCall());
    const refiled = await world.act(held.id, 'refile', { matterId: matters[1] });
    expect(refiled.json().logEntries).toMatchObject([
      { state: 'logged', recordKind: 'fee', matterId: matters[1], review: null },
    ]);
  });
});

describe('Default task assignee', () => {
  const nobodys = () => genericCall({ staff: null, status: 'missed' });

  test('the matched staff member first', async () => {
    expect(logged(await world.log(genericCall({ staff: { extension: '102' } })))).toMatchObject({
      assigneeId: world.ben.id,
    });
  });

  test('alphabetical: by last name, then first name; case and accents do not matter; only active staff', async () => {
    // Owner, Solicitor, Young: the owner is first.
    expect(logged(await world.log(nobodys()))).toMatchObject({ assigneeId: world.owner.id });
    const emil = await world.app.signedIn(world.firm, 'member', { firstName: 'émil', lastName: 'ángel' });
    await world.app.signedIn(world.firm, 'member', { firstName: 'Zoe', lastName: 'Angel' });
    const gone = await world.app.signedIn(world.firm, 'member', { firstName: 'Aaron', lastName: 'Aaronson' });
    await world.query('update staff_members set active = false where id = $1', [gone.id]);
    const one = await world.log(nobodys());
    expect(logged(one)).toMatchObject({ assigneeId: emil.id });
    expect(one.logEntries[0]?.why.sentence).toContain('alphabet');
  });

  test('a named person; one who left falls back to the alphabet', async () => {
    await world.setOptions({ defaultTaskAssignee: { rule: 'staff', staffId: world.ben.id } });
    expect(logged(await world.log(nobodys()))).toMatchObject({ assigneeId: world.ben.id });
    await world.query('update staff_members set active = false where id = $1', [world.ben.id]);
    expect(logged(await world.log(nobodys()))).toMatchObject({ assigneeId: world.owner.id });
  });

  test('a role', async () => {
    await world.setOptions({ defaultTaskAssignee: { rule: 'role', role: 'member' } });
    expect(logged(await world.log(nobodys()))).toMatchObject({ assigneeId: world.ada.id });
    expect(
      (
        await world.owner.call('PATCH', '/api/v1/options', {
          defaultTaskAssignee: { rule: 'staff', staffId: first.ada.id },
        })
      ).statusCode,
    ).toBe(422);
  });
});

describe('the billing rule', () => {
  test.each([
    [{ unitMinutes: 6, rounding: 'up', minimumMinutes: 6 }, 361, 7, 12],
    [{ unitMinutes: 6, rounding: 'nearest', minimumMinutes: 6 }, 520, 9, 6],
    [{ unitMinutes: 6, rounding: 'down', minimumMinutes: 6 }, 719, 12, 6],
    [{ unitMinutes: 1, rounding: 'up', minimumMinutes: 0 }, 61, 2, 2],
    [{ unitMinutes: 15, rounding: 'up', minimumMinutes: 30 }, 60, 1, 30],
  ])('%o: %i s are %i worked and %i billed minutes', async (billing, talkSeconds, worked, billed) => {
    await aClient();
    await world.setOptions({ billing });
    expect(logged(await world.log(genericCall({ talkSeconds })))).toMatchObject({
      workedMinutes: worked,
      billedMinutes: billed,
    });
  });
});

test('ion8-CALL is made once, also by many first calls at once, and found by its label only', async () => {
  await aClient();
  const other = await world.newFirm();
  await Promise.all(
    Array.from({ length: 30 }, (_, index) => {
      const to = index % 2 ? world : other;
      return to.deliver(to.source, index % 3 ? genericCall() : genericText());
    }),
  );
  await Promise.all([world.drain(), world.drain(), other.drain()]);
  for (const each of [world, other])
    expect(await each.count('activity_codes', `label = 'ion8-CALL'`)).toBe(1);
  expect(
    (await world.count('fees', 'activity_code_id is null')) +
      (await world.count('memos', 'activity_code_id is null')),
  ).toBe(0);
  const codes = (await world.owner.call('GET', '/api/v1/activity-codes')).json().items;
  const code = codes.find(({ label }: { label: string }) => label === 'ion8-CALL');
  await world.owner.call('PATCH', `/api/v1/activity-codes/${code.id}`, { label: 'Calls' });
  await world.log(genericCall());
  expect(await world.count('activity_codes', `label in ('ion8-CALL', 'Calls')`)).toBe(2);
  expect(await world.count('fees', `activity_code_id <> '${code.id}'`)).toBe(1);
});

test('ion8-CALL keeps the description, rate and billing that the firm gives it; the next call uses its rate', async () => {
  await aClient();
  await world.log(genericCall());
  const read = async () => {
    const { items } = (await world.owner.call('GET', '/api/v1/activity-codes')).json();
    return items.filter(({ label }: { label: string }) => label === 'ion8-CALL');
  };
  const [code] = await read();
  const change = { description: 'Telephone', rate: { amount: 24_000, currency: 'GBP' }, billable: true };
  const changed = await world.owner.call('PATCH', `/api/v1/activity-codes/${code.id}`, change);
  expect(changed.statusCode, changed.body).toBe(200);
  // 7 minutes of talk are billed as 12, at 240.00 an hour.
  const one = await world.log(genericCall({ talkSeconds: 420 }));
  expect(logged(one)).toMatchObject({
    billedMinutes: 12,
    amount: { amount: 4800, currency: 'GBP' },
    // Of calls the option decides, not the code.
    billable: false,
  });
  expect(await read()).toMatchObject([{ id: code.id, ...change }]);
});

describe('the options themselves', () => {
  test('are the firm’s, for a destination where it differs, and only an administrator changes them', async () => {
    await world.setOptions({ defaultBillable: true, minimumDurationSeconds: 5 });
    await world.owner.call('PATCH', '/api/v1/options?destination=embedded', { minimumDurationSeconds: 9 });
    const read = async (query = '') =>
      (await world.ada.call('GET', `/api/v1/options${query}`)).json().options;
    expect(await read()).toMatchObject({ defaultBillable: true, minimumDurationSeconds: 5 });
    expect(await read('?destination=embedded')).toMatchObject({
      defaultBillable: true,
      minimumDurationSeconds: 9,
    });
    expect((await world.ada.call('PATCH', '/api/v1/options', { callLogging: false })).statusCode).toBe(403);
    expect(
      (await world.owner.call('PATCH', '/api/v1/options?destination=clio', { callLogging: false }))
        .statusCode,
    ).toBe(404);
    expect((await world.owner.call('PATCH', '/api/v1/options', { callLoging: false })).statusCode).toBe(422);
    expect((await first.owner.call('GET', '/api/v1/options')).json().options.defaultBillable).toBe(false);
  });

  test.each(['transcription', 'summary'])(
    '%s: off (default); on needs a service that is configured',
    async (option) => {
      const answer = await world.owner.call('PATCH', '/api/v1/options', { [option]: true });
      expect([answer.statusCode, answer.json().errors?.[0]?.field]).toEqual([422, option]);
      expect((await world.owner.call('GET', '/api/v1/options')).json().options[option]).toBe(false);
    },
  );
});

/** Two-way sync against Smokeball's simulator, which checks every request against the published description. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { smokeballDriver, startSmokeballFirm } from '../../../simulators/smokeball/conformance-driver.ts';
import type { SmokeballControl } from '../../../simulators/smokeball/index.ts';
import { type SyncWorld, startSyncWorld } from '../../testing/sync-world.ts';
import { connectTo } from '../call-logging/conformance-connect.ts';
import { createWriter } from '../call-logging/follow-writes.ts';
import { contactSync, difference, matterSync, resync } from './schema.ts';

let world: SyncWorld;
let there: SmokeballControl;
beforeAll(async () => {
  // The simulator's own control, as only this vendor has it.
  const driver = {
    ...smokeballDriver,
    start: async (...given: Parameters<typeof smokeballDriver.start>) => {
      const firm = await startSmokeballFirm(...given);
      there = firm.control;
      return firm;
    },
  };
  world = await startSyncWorld(driver, { connectTo, createWriter });
}, 60_000);
afterAll(async () => {
  expect(there.violations).toEqual([]);
  await world.close();
});

const gbp = (amount: number) => ({ amount, currency: 'GBP' });
const call = (method: 'GET' | 'POST' | 'PATCH', path: string, body?: unknown) =>
  world.phone.owner.call(method, `/api/v1/${path}`, body);

async function converted(people?: readonly string[]) {
  const { leadId, contactIds } = await world.instructed(people);
  const matterId = await world.convert(leadId);
  await world.settle();
  const matter = await world.externalId('matter', matterId);
  return { leadId, contactIds, matterId, matter };
}

const fieldsView = z.object({
  fields: z.array(z.looseObject({ key: z.string(), value: z.unknown(), version: z.number() })),
});
async function ours(matterId: string): Promise<Record<string, unknown>> {
  const answer = await call('GET', `matters/${matterId}/layouts/completion-details`);
  return Object.fromEntries(
    fieldsView
      .parse(answer.json())
      .fields.map(({ key, value }) => [
        key,
        typeof value === 'object' && value !== null && 'amount' in value ? value.amount : value,
      ]),
  );
}
async function note(matterId: string, fields: Record<string, unknown>): Promise<void> {
  const changes = Object.entries(fields).map(([key, value]) => [key, { value }]);
  const answer = await call('PATCH', `matters/${matterId}/layouts/completion-details`, {
    fields: Object.fromEntries(changes),
  });
  expect(answer.statusCode, answer.body).toBe(200);
}
const layoutView = z.looseObject({
  values: z.array(z.object({ key: z.string(), value: z.string().nullish() })),
});
function theirs(matter: string): Record<string, string | null> {
  const found = there.records('layouts').find((view) => there.matterOfLayout(String(view.id)) === matter);
  if (!found) return {};
  return Object.fromEntries(
    layoutView.parse(found).values.map(({ key, value }) => [key.split('/').at(-1), value ?? null]),
  );
}
async function theyFillIn(matter: string, values: Record<string, string | null>): Promise<void> {
  there.people.fillIn(matter, values);
  await world.hint('layout', matter);
}
const sheetOf = async (matterId: string) =>
  matterSync.parse((await call('GET', `matters/${matterId}/sync`)).json());
const answerTo = (id: string, answer: 'ours' | 'theirs') =>
  call('POST', `sync/differences/${id}/answer`, { answer });

/** In step at the 18th; then we noted the 19th, and they the 22nd. */
async function metInCompletion() {
  const made = await converted();
  await note(made.matterId, { completionDate: '2026-12-18' });
  await world.settle();
  await note(made.matterId, { completionDate: '2026-12-19' });
  await theyFillIn(made.matter, { CompletionDate: '2026-12-22' });
  await world.settle();
  return made;
}

describe('Completion Details', () => {
  test('noted here, they stand in the layout there', async () => {
    const { matterId, matter } = await converted();
    expect(theirs(matter)).toMatchObject({ PurchasePrice: '420000.00' });
    await note(matterId, {
      completionDate: '2026-12-18',
      deposit: gbp(4_200_000),
      depositHeldAs: 'stakeholder',
    });
    await world.settle();
    expect(theirs(matter)).toMatchObject({
      CompletionDate: '2026-12-18',
      Deposit: '42000.00',
      DepositHeldAs: 'Stakeholder',
    });
    expect((await sheetOf(matterId)).sheet).toMatchObject({ state: 'in_step', detail: null });
  });

  test('noted there, they stand here; the other fields stay', async () => {
    const { matterId, matter } = await converted();
    await note(matterId, { deposit: gbp(100) });
    await world.settle();
    await theyFillIn(matter, { CompletionDate: '2026-12-21', Chattels: '1500', DepositHeldAs: 'Agent' });
    await world.settle();
    expect(await ours(matterId)).toMatchObject({
      completionDate: '2026-12-21',
      chattels: 150_000,
      depositHeldAs: 'agent',
      deposit: 100,
    });
    const [row] = await world.phone.query(
      `select origin, confirmed_at from matter_layout_fields where matter_id = $1 and field = 'chattels'`,
      [matterId],
    );
    expect(row).toEqual({ origin: 'sync', confirmed_at: null });
  });

  test('emptied on one side, it is empty on the other', async () => {
    const { matterId, matter } = await converted();
    await note(matterId, { completionDate: '2026-12-18', exchangeDate: '2026-12-01' });
    await world.settle();
    await theyFillIn(matter, { CompletionDate: null });
    await note(matterId, { exchangeDate: null });
    await world.settle();
    expect(await ours(matterId)).toMatchObject({ completionDate: null, exchangeDate: null });
    expect(theirs(matter)).toMatchObject({ CompletionDate: null, ExchangeDate: null });
  });

  test('different fields on both sides: both stand on both', async () => {
    const { matterId, matter } = await converted();
    await note(matterId, { completionDate: '2026-12-18' });
    await theyFillIn(matter, { ExchangeDate: '2026-12-02' });
    await world.settle();
    expect(await ours(matterId)).toMatchObject({ completionDate: '2026-12-18', exchangeDate: '2026-12-02' });
    expect(theirs(matter)).toMatchObject({ CompletionDate: '2026-12-18', ExchangeDate: '2026-12-02' });
  });

  test('the same field on both sides is asked with both values, and neither is lost', async () => {
    const { matterId, matter } = await metInCompletion();
    expect((await ours(matterId)).completionDate).toBe('2026-12-19');
    expect(theirs(matter).CompletionDate).toBe('2026-12-22');
    const { sheet, differences, mode } = await sheetOf(matterId);
    expect({ state: sheet?.state, mode }).toEqual({ state: 'differs', mode: 'on' });
    const counted = (await call('GET', 'sync/count')).json();
    expect(counted.systems).toEqual(['Smokeball']);
    expect(counted.open).toBeGreaterThan(0);
    expect(differences).toMatchObject([
      {
        kind: 'conflict',
        fieldLabel: 'Completion',
        valueKind: 'date',
        base: '2026-12-18',
        ours: '2026-12-19',
        theirs: '2026-12-22',
        oursBy: { name: 'Olive Owner' },
      },
    ]);
  });

  test.each(['ours', 'theirs'] as const)('answered “%s”, both say that', async (answer) => {
    const { matterId, matter } = await converted();
    await note(matterId, { completionDate: '2026-12-19' });
    await theyFillIn(matter, { CompletionDate: '2026-12-22' });
    await world.settle();
    const [open] = (await sheetOf(matterId)).differences;
    const answered = await answerTo(open?.id ?? '', answer);
    expect(difference.parse(answered.json())).toMatchObject({
      state: 'closed',
      answer,
      answeredBy: { name: 'Olive Owner' },
    });
    await world.settle();
    const expected = answer === 'ours' ? '2026-12-19' : '2026-12-22';
    expect((await ours(matterId)).completionDate).toBe(expected);
    expect(theirs(matter).CompletionDate).toBe(expected);
    expect((await sheetOf(matterId)).differences).toEqual([]);
    expect((await answerTo(open?.id ?? '', answer)).statusCode).toBe(409);
  });

  test('an answer goes there at once, though a change of ours was sent a moment ago', async () => {
    const { matterId, matter } = await metInCompletion();
    const [open] = (await sheetOf(matterId)).differences;
    expect(open?.base).toBe('2026-12-18');
    // As if our last change had left just now.
    await world.phone.query(
      `update destination_writes set done_at = $2 where matter_id = $1 and record_kind = 'layout_change'`,
      [matterId, world.phone.clock.now],
    );
    await answerTo(open?.id ?? '', 'ours');
    await lookOnly(world);
    const [{ count } = { count: 0 }] = await world.phone.query(
      `select count(*)::int as count from destination_writes
       where matter_id = $1 and record_kind = 'layout_change' and state <> 'done'`,
      [matterId],
    );
    expect(count).toBe(1);
    await world.settle();
    expect(theirs(matter).CompletionDate).toBe('2026-12-19');
    expect((await sheetOf(matterId)).sheet?.state).toBe('in_step');
  });

  test('when both come to say the same, there is nothing left to ask', async () => {
    const { matterId, matter } = await converted();
    await note(matterId, { completionDate: '2026-12-19' });
    await theyFillIn(matter, { CompletionDate: '2026-12-22' });
    await world.settle();
    await note(matterId, { completionDate: '2026-12-22' });
    await world.hint('layout', matter);
    await world.settle();
    expect((await sheetOf(matterId)).differences).toEqual([]);
  });

  test('whoever is faster there while ours is on its way is asked about, not overwritten', async () => {
    const { matterId, matter } = await converted();
    await note(matterId, { completionDate: '2026-12-18' });
    await world.settle();
    await note(matterId, { completionDate: '2026-12-19' });
    // Between our look and our change.
    await world.phone.query(`delete from sync_news where firm_id = $1`, [world.phone.firm.id]);
    await world.hint('layout', matter);
    await lookOnly(world);
    await theyFillIn(matter, { CompletionDate: '2026-12-22' });
    await world.settle();
    expect(theirs(matter).CompletionDate).toBe('2026-12-22');
    expect((await sheetOf(matterId)).differences).toMatchObject([
      { ours: '2026-12-19', theirs: '2026-12-22' },
    ]);
  });

  test('what they wrote in another spelling is changed from here all the same', async () => {
    const { matterId, matter } = await converted();
    await theyFillIn(matter, { Chattels: '£1,500', CompletionDate: '2026-12-18T00:00:00' });
    await world.settle();
    expect(await ours(matterId)).toMatchObject({ chattels: 150_000, completionDate: '2026-12-18' });
    await note(matterId, { chattels: gbp(200_000), completionDate: '2026-12-21' });
    await world.settle();
    expect(theirs(matter)).toMatchObject({ Chattels: '2000.00', CompletionDate: '2026-12-21' });
    expect((await sheetOf(matterId)).sheet?.state).toBe('in_step');
  });

  test('an answer counts for what was shown: what a colleague wrote since is not undone', async () => {
    const { matterId, matter } = await converted();
    await note(matterId, { completionDate: '2026-12-19' });
    await theyFillIn(matter, { CompletionDate: '2026-12-22' });
    await world.settle();
    const [open] = (await sheetOf(matterId)).differences;
    await note(matterId, { completionDate: '2026-12-30' });
    const late = await answerTo(open?.id ?? '', 'theirs');
    expect(late.json()).toMatchObject({
      status: 409,
      detail: expect.stringContaining('changed here meanwhile'),
    });
    expect((await ours(matterId)).completionDate).toBe('2026-12-30');
    await world.hint('layout', matter);
    await world.settle();
    expect((await sheetOf(matterId)).differences).toMatchObject([
      { ours: '2026-12-30', theirs: '2026-12-22' },
    ]);
  });

  test('one form that cannot be kept does not stop the others', async () => {
    const odd = await converted();
    const other = await converted();
    await theyFillIn(odd.matter, { TaxReturnRef: 'UTRN\u0000 1' });
    await theyFillIn(other.matter, { TaxReturnRef: 'UTRN 2' });
    await world.settle();
    expect((await ours(odd.matterId)).taxReturnRef).toBe('UTRN 1');
    expect((await ours(other.matterId)).taxReturnRef).toBe('UTRN 2');
  });

  test('an amount that nobody can read is asked, never overwritten', async () => {
    const { matterId, matter } = await converted();
    there.people.fillIn(matter, { Chattels: 'to be agreed' });
    await world.hint('layout', matter);
    await world.settle();
    const { differences } = await sheetOf(matterId);
    expect(differences).toMatchObject([{ field: 'chattels', theirs: 'to be agreed', ours: null }]);
    expect((await answerTo(differences[0]?.id ?? '', 'theirs')).statusCode).toBe(409);
    expect(theirs(matter).Chattels).toBe('to be agreed');
  });

  test('the client’s bank account never leaves', async () => {
    const { matterId, matter } = await converted();
    await note(matterId, {
      payoutAccount: { holder: 'J Okafor', sortCode: '00-00-00', accountNumber: '12345678' },
      completionDate: '2026-12-30',
    });
    await world.settle();
    expect(theirs(matter).CompletionDate).toBe('2026-12-30');
    const [kept] = await world.phone.query<{ text: string }>(
      `select coalesce(string_agg(record::text, ''), '') as text from destination_writes where matter_id = $1`,
      [matterId],
    );
    expect(kept?.text).not.toMatch(/12345678|payoutAccount/);
    expect(JSON.stringify(there.records('layouts'))).not.toContain('12345678');
  });

  test('in a dry run nothing changes on either side, and what would is shown', async () => {
    const { matterId, matter } = await converted();
    const mode = (wanted: string) =>
      call('PATCH', `connections/${world.connectionId}/sync`, { mode: wanted });
    await mode('dry_run');
    await note(matterId, { completionDate: '2026-12-18' });
    await theyFillIn(matter, { Chattels: '1500' });
    await world.settle();
    const { sheet } = await sheetOf(matterId);
    expect(sheet).toMatchObject({
      state: 'dry_run',
      planned: {
        take: [{ label: 'Chattels', theirs: '1500.00' }],
        send: [{ label: 'Completion', ours: '2026-12-18' }],
      },
    });
    expect((await ours(matterId)).chattels).toBeNull();
    expect(theirs(matter).CompletionDate ?? null).toBeNull();
    await mode('on');
    await world.settle();
    expect((await ours(matterId)).chattels).toBe(150_000);
    expect(theirs(matter).CompletionDate).toBe('2026-12-18');
  });

  test('a change that is refused is told with their words, and tried again when somebody says so', async () => {
    const { matterId, matter } = await converted();
    there.faults.add({ kind: 'status', status: 400, match: { method: 'PATCH', path: '/layouts' } });
    await note(matterId, { completionDate: '2026-12-18' });
    await world.settle();
    expect((await sheetOf(matterId)).sheet?.state).toBe('failed');
    expect(theirs(matter).CompletionDate ?? null).toBeNull();
    expect((await call('POST', `matters/${matterId}/sync/go-on`)).statusCode).toBe(200);
    await world.settle();
    expect(theirs(matter).CompletionDate).toBe('2026-12-18');
    const failed = await world.phone.query(
      `select 1 from destination_writes where matter_id = $1 and state = 'failed'`,
      [matterId],
    );
    expect(failed).toEqual([]);
  });

  test('two programs that answer each other are stopped after ten changes within a minute', async () => {
    const { matterId } = await converted();
    await world.phone.query(
      `update sync_sheets set sends = array_fill($2::timestamptz, array[10]) where matter_id = $1`,
      [matterId, world.phone.clock.now],
    );
    await note(matterId, { completionDate: '2026-12-18' });
    await world.settle();
    expect((await sheetOf(matterId)).sheet).toMatchObject({ state: 'stopped' });
    await call('POST', `matters/${matterId}/sync/go-on`);
    await world.settle();
    expect((await sheetOf(matterId)).sheet).toMatchObject({ state: 'in_step' });
  });
});

/** Sheets are looked at, and nothing is written. */
async function lookOnly({ phone, systems }: SyncWorld): Promise<void> {
  const { sheetRound } = await import('./worker.ts');
  await sheetRound({ platform: phone.app.platform, practiceSystems: systems });
}

describe('details of a client that Smokeball keeps', () => {
  async function client() {
    const { contactIds, leadId } = await converted(['Priya Shah']);
    const [contactId = ''] = contactIds;
    return { contactId, leadId, external: await world.externalId('contact', contactId) };
  }
  const emailsThere = (id: string) =>
    z
      .looseObject({ person: z.looseObject({ email: z.string().nullish(), notes: z.string().nullish() }) })
      .parse(there.records('contacts').find((view) => view.id === id)).person;
  const syncOf = async (id: string) => contactSync.parse((await call('GET', `contacts/${id}/sync`)).json());
  const newMail = { emails: [{ email: 'priya.shah@example.com', label: 'Home' }] };

  test('changed here, it is a suggestion: nothing is changed on either side', async () => {
    const { contactId, external } = await client();
    expect((await call('PATCH', `contacts/${contactId}`, newMail)).statusCode).toBe(200);
    await world.settle();
    expect(emailsThere(external).email).toBe('priya@example.com');
    expect((await syncOf(contactId)).differences).toMatchObject([
      {
        kind: 'suggestion',
        state: 'open',
        fieldLabel: 'E-mail addresses',
        ours: 'priya.shah@example.com',
        theirs: 'priya@example.com',
        oursBy: { name: 'Olive Owner' },
      },
    ]);
  });

  test('sent, it stands there and here, and what else they keep stays', async () => {
    const { contactId, external } = await client();
    const person = emailsThere(external);
    there.people.changeContact(external, { person: { ...person, notes: 'Prefers evenings' } });
    await world.hint('contact', external);
    await world.settle();
    await call('PATCH', `contacts/${contactId}`, newMail);
    const [open] = (await syncOf(contactId)).differences;
    expect(difference.parse((await answerTo(open?.id ?? '', 'ours')).json()).state).toBe('sending');
    await world.settle();
    expect(emailsThere(external)).toMatchObject({
      email: 'priya.shah@example.com',
      notes: 'Prefers evenings',
    });
    const contact = z
      .looseObject({ emails: z.array(z.object({ email: z.string() })) })
      .parse((await call('GET', `contacts/${contactId}`)).json());
    expect(contact.emails.map(({ email }) => email)).toEqual(['priya.shah@example.com']);
    expect((await syncOf(contactId)).differences).toEqual([]);
  });

  test('of a system that was left nothing waits', async () => {
    const { contactId } = await client();
    await call('PATCH', `contacts/${contactId}`, newMail);
    const open = async () => (await call('GET', 'sync/count')).json().open;
    const before = await open();
    const set = `update connections set status = $2 where id = $1`;
    await world.phone.query(set, [world.connectionId, 'disconnected']);
    expect([await open(), (await call('GET', 'sync/differences')).json().items]).toEqual([0, []]);
    await world.phone.query(set, [world.connectionId, 'active']);
    expect(await open()).toBe(before);
  });

  test('left as it is, nothing happens', async () => {
    const { contactId, external } = await client();
    await call('PATCH', `contacts/${contactId}`, newMail);
    const [open] = (await syncOf(contactId)).differences;
    await answerTo(open?.id ?? '', 'theirs');
    await world.settle();
    expect(emailsThere(external).email).toBe('priya@example.com');
    expect((await syncOf(contactId)).differences).toEqual([]);
  });

  test('changed there meanwhile, it is a conflict with both values', async () => {
    const { contactId, external } = await client();
    await call('PATCH', `contacts/${contactId}`, newMail);
    there.people.changeContact(external, { person: { ...emailsThere(external), email: 'ps@example.com' } });
    await world.hint('contact', external);
    await world.settle();
    expect((await syncOf(contactId)).differences).toMatchObject([
      {
        kind: 'conflict',
        base: 'priya@example.com',
        ours: 'priya.shah@example.com',
        theirs: 'ps@example.com',
      },
    ]);
  });

  test('changed there between our decision and our change, theirs stands and is asked about', async () => {
    const { contactId, external } = await client();
    await call('PATCH', `contacts/${contactId}`, newMail);
    const [open] = (await syncOf(contactId)).differences;
    await answerTo(open?.id ?? '', 'ours');
    there.people.changeContact(external, { person: { ...emailsThere(external), email: 'ps@example.com' } });
    await world.settle();
    expect(emailsThere(external).email).toBe('ps@example.com');
    expect((await syncOf(contactId)).differences).toMatchObject([{ kind: 'conflict', state: 'open' }]);
  });

  test('changed there to the same, the suggestion is done with', async () => {
    const { contactId, external } = await client();
    await call('PATCH', `contacts/${contactId}`, newMail);
    there.people.changeContact(external, {
      person: { ...emailsThere(external), email: 'Priya.Shah@example.com' },
    });
    await world.hint('contact', external);
    await world.settle();
    expect((await syncOf(contactId)).differences).toEqual([]);
  });

  test('a form that was opened before they changed it there is refused: nothing of theirs is undone', async () => {
    const { contactId, external } = await client();
    const { version } = (await call('GET', `contacts/${contactId}`)).json();
    there.people.changeContact(external, {
      person: { ...emailsThere(external), email: 'newer@example.com' },
    });
    await world.hint('contact', external);
    await world.settle();
    const late = await call('PATCH', `contacts/${contactId}`, { ...newMail, version });
    expect(late.statusCode).toBe(409);
    expect((await syncOf(contactId)).differences).toEqual([]);
  });

  test('our own notes are written at once', async () => {
    const { contactId } = await client();
    const changed = await call('PATCH', `contacts/${contactId}`, { notes: 'Call after six' });
    expect(changed.json()).toMatchObject({ notes: 'Call after six' });
    expect((await syncOf(contactId)).differences).toEqual([]);
  });

  test('what cannot be said there is refused and changes nothing', async () => {
    const { contactId } = await client();
    const refused = await call('PATCH', `contacts/${contactId}`, {
      kind: 'company',
      companyName: 'Shah Ltd',
    });
    expect(refused.statusCode).toBe(409);
    expect(refused.json().detail).toContain('Kept in Smokeball');
  });

  test('what they refuse waits for a person with their words', async () => {
    const { contactId, external } = await client();
    const two = [...newMail.emails, { email: 'second@example.com', label: 'Work' }];
    await call('PATCH', `contacts/${contactId}`, { emails: two });
    const [open] = (await syncOf(contactId)).differences;
    await answerTo(open?.id ?? '', 'ours');
    await world.settle();
    expect((await syncOf(contactId)).differences).toMatchObject([
      { state: 'failed', detail: 'Smokeball keeps one e-mail address of a contact.' },
    ]);
    expect(emailsThere(external).email).toBe('priya@example.com');
  });

  test('corrected before it left, only the correction goes', async () => {
    const { contactIds } = await world.instructed(['Quinn Correct']);
    await world.settle();
    const [contactId = ''] = contactIds;
    const external = await world.externalId('contact', contactId);
    const mail = (email: string) =>
      call('PATCH', `contacts/${contactId}`, { emails: [{ email, label: 'Home' }] });
    await mail('wrong@example.com');
    await mail('right@example.com');
    await world.settle();
    expect(emailsThere(external).email).toBe('right@example.com');
    await mail('wrong@example.com');
    await mail('right@example.com');
    await world.settle();
    expect(emailsThere(external).email).toBe('right@example.com');
    expect((await syncOf(contactId)).differences).toEqual([]);
  });

  test('before the conversion the client is ours: a change is sent at once', async () => {
    const { contactIds } = await world.instructed(['Omar Haddad']);
    await world.settle();
    const [contactId = ''] = contactIds;
    const external = await world.externalId('contact', contactId);
    expect(external).not.toBe('');
    await call('PATCH', `contacts/${contactId}`, {
      emails: [{ email: 'omar.h@example.com', label: 'Home' }],
    });
    await world.settle();
    expect(emailsThere(external).email).toBe('omar.h@example.com');
    expect((await syncOf(contactId)).differences).toEqual([]);
  });
});

describe('paused', () => {
  const mode = (wanted: string) => call('PATCH', `connections/${world.connectionId}/sync`, { mode: wanted });

  test('nothing goes there; going on, all of it does', async () => {
    const { matterId, matter, contactIds } = await converted(['Pia Pause']);
    await mode('paused');
    await note(matterId, { completionDate: '2026-12-18' });
    await call('POST', `matters/${matterId}/memos`, { subject: 'While paused', body: 'Wait for it' });
    await call('PATCH', `contacts/${contactIds[0]}`, {
      emails: [{ email: 'pia.p@example.com', label: 'Home' }],
    });
    const sync = contactSync.parse((await call('GET', `contacts/${contactIds[0]}/sync`)).json());
    const refused = await answerTo(sync.differences[0]?.id ?? '', 'ours');
    expect(refused.json()).toMatchObject({ status: 409, detail: expect.stringContaining('Sync is paused') });
    for (let minute = 0; minute < 30; minute += 5) {
      await world.round();
      world.advance(5 * 60_000);
    }
    expect(theirs(matter).CompletionDate ?? null).toBeNull();
    expect(JSON.stringify(there.records('memos'))).not.toContain('While paused');
    await mode('on');
    await world.settle();
    expect(theirs(matter).CompletionDate).toBe('2026-12-18');
    expect(JSON.stringify(there.records('memos'))).toContain('While paused');
  });
});

describe('contacts and referrers that staff make', () => {
  test('a client made with a new enquiry is made there', async () => {
    const made = await call('POST', 'leads', {
      transaction: 'purchase',
      clients: [{ firstName: 'Tomasz', lastName: 'Nowak', emails: ['tomasz@example.com'], phones: [] }],
    });
    expect(made.statusCode, made.body).toBe(201);
    await world.settle();
    const names = there.records('contacts').map((view) => JSON.stringify(view));
    expect(names.filter((text) => text.includes('Nowak'))).toHaveLength(1);
  });

  test('a referrer is made there', async () => {
    const made = await call('POST', 'referrers', { name: 'Mill Street Homes' });
    expect(made.statusCode, made.body).toBe(201);
    await world.settle();
    expect(JSON.stringify(there.records('contacts'))).toContain('Mill Street Homes');
  });

  test('a stranger from the website waits for the conversion', async () => {
    const before = there.records('contacts').length;
    await call('POST', 'leads', {
      transaction: 'purchase',
      source: 'api',
      clients: [{ firstName: 'Web', lastName: 'Visitor', emails: ['web@example.com'], phones: [] }],
    });
    await world.settle();
    expect(there.records('contacts')).toHaveLength(before);
  });

  test('switched off, they wait for the conversion', async () => {
    await call('PATCH', `connections/${world.connectionId}/sync`, { newContacts: false });
    const before = there.records('contacts').length;
    await call('POST', 'referrers', { name: 'Quiet Lettings' });
    await world.settle();
    expect(there.records('contacts')).toHaveLength(before);
    await call('PATCH', `connections/${world.connectionId}/sync`, { newContacts: true });
  });
});

describe('a new quote', () => {
  test('offers the contacts of the practice system, and its referrers under Referrer', async () => {
    const client = there.people.addContact({ person: { firstName: 'Gwen', lastName: 'Morris' } });
    const agent = there.people.addContact({ company: { name: 'Quayside Estates' } });
    const matter = there.people.addMatter({
      number: 'R-1',
      description: 'Morris – Sale',
      clientIds: [client],
      referrerId: agent,
    });
    await world.hint('contact', client);
    await world.hint('contact', agent);
    await world.hint('matter', matter);
    await world.settle();
    const found = async (path: string) => (await call('GET', path)).json().items;
    expect(await found('contacts?q=gwen')).toMatchObject([{ displayName: 'Gwen Morris', createdBy: 'sync' }]);
    expect(await found('referrers?q=quayside')).toMatchObject([{ name: 'Quayside Estates' }]);
    await world.hint('matter', matter);
    await world.settle();
    expect(await found('referrers?q=quayside')).toHaveLength(1);
  });
});

describe('resync', () => {
  const asked = async (path: string) => {
    const begun = await call('POST', path);
    expect(begun.statusCode, begun.body).toBe(202);
    const { id } = resync.parse(begun.json());
    await world.settle();
    return resync.parse((await call('GET', `resyncs/${id}`)).json());
  };

  test('on a client shows what would change, and changes it when told', async () => {
    const { contactIds } = await converted(['Elin Berg']);
    const [contactId = ''] = contactIds;
    const external = await world.externalId('contact', contactId);
    there.people.changeContact(external, {
      person: { firstName: 'Elin', lastName: 'Berg-Lund', email: 'elin@example.com' },
    });
    const found = await asked(`contacts/${contactId}/resync`);
    expect(found).toMatchObject({
      state: 'ready',
      system: 'Smokeball',
      changes: [{ label: 'Name', ours: 'Elin Berg', theirs: 'Elin Berg-Lund' }],
    });
    expect((await call('GET', `contacts/${contactId}`)).json().lastName).toBe('Berg');
    const applied = await call('POST', `resyncs/${found.id}/apply`);
    expect(resync.parse(applied.json()).state).toBe('applied');
    expect((await call('GET', `contacts/${contactId}`)).json().lastName).toBe('Berg-Lund');
    const trail = await world.phone.query(
      `select detail from audit_log where firm_id = $1 and action = 'contact.resynced' and subject_id = $2`,
      [world.phone.firm.id, contactId],
    );
    expect(trail).toHaveLength(1);
    expect((await call('POST', `resyncs/${found.id}/apply`)).statusCode).toBe(409);
  });

  test('an old look does not undo what was read since', async () => {
    const { contactIds } = await converted(['Mia Stale']);
    const [contactId = ''] = contactIds;
    const external = await world.externalId('contact', contactId);
    const person = (lastName: string) => ({
      person: { firstName: 'Mia', lastName, email: 'mia@example.com' },
    });
    there.people.changeContact(external, person('Before'));
    const found = await asked(`contacts/${contactId}/resync`);
    world.advance(60_000);
    there.people.changeContact(external, person('After'));
    await world.hint('contact', external);
    await world.settle();
    const late = await call('POST', `resyncs/${found.id}/apply`);
    expect(late.json()).toMatchObject({ status: 409, detail: 'It has changed since: look again.' });
    expect((await call('GET', `contacts/${contactId}`)).json().lastName).toBe('After');
  });

  test('with nothing new says so', async () => {
    const { contactIds } = await converted(['Nia Rhys']);
    expect(await asked(`contacts/${contactIds[0]}/resync`)).toMatchObject({ state: 'ready', changes: [] });
  });

  test('on a matter shows its title and clients', async () => {
    const { matterId, matter } = await converted(['Ife Ade']);
    there.people.changeMatter(matter, { title: 'Ade – 3 High Street', description: 'Ade – 3 High Street' });
    const found = await asked(`matters/${matterId}/resync`);
    expect(found.changes).toContainEqual(
      expect.objectContaining({ label: 'Title', theirs: 'Ade – 3 High Street' }),
    );
  });

  test('what is gone there says so', async () => {
    const { contactIds } = await converted(['Old Client']);
    const external = await world.externalId('contact', contactIds[0] ?? '');
    there.people.changeContact(external, { isDeleted: true });
    expect(await asked(`contacts/${contactIds[0]}/resync`)).toMatchObject({
      state: 'failed',
      detail: 'It is no longer in Smokeball.',
    });
  });

  test('what is kept here alone has nowhere to look', async () => {
    const made = await call('POST', 'contacts', { kind: 'person', lastName: 'Homebody' });
    expect((await call('POST', `contacts/${made.json().id}/resync`)).statusCode).toBe(409);
  });
});

describe('the matter and its case', () => {
  const leadOf = async (id: string) =>
    z
      .looseObject({
        title: z.string(),
        clients: z.array(z.looseObject({ name: z.string() })),
        otherParties: z.array(z.looseObject({ name: z.string(), role: z.string() })),
      })
      .parse((await call('GET', `leads/${id}`)).json());

  test('a buyer who joins there joins the case here', async () => {
    const { leadId, matter, contactIds } = await converted(['Ann Buyer']);
    const first = await world.externalId('contact', contactIds[0] ?? '');
    const second = there.people.addContact({ person: { firstName: 'Bob', lastName: 'Buyer' } });
    there.people.changeMatter(matter, { clients: [{ id: first }, { id: second }] });
    await world.hint('contact', second);
    await world.hint('matter', matter);
    await world.settle();
    expect((await leadOf(leadId)).clients.map(({ name }) => name)).toEqual(['Ann Buyer', 'Bob Buyer']);
    const events = (await call('GET', `leads/${leadId}/events`)).json().items;
    expect(events).toContainEqual(
      expect.objectContaining({
        kind: 'matter_clients_changed',
        detail: { joined: ['Bob Buyer'], left: [] },
      }),
    );
  });

  test('two at once whom nobody knew here join the case, though the matter is read first', async () => {
    const { leadId, matter, contactIds } = await converted(['Gil Buyer']);
    const first = await world.externalId('contact', contactIds[0] ?? '');
    const second = there.people.addContact({ person: { firstName: 'Hana', lastName: 'Buyer' } });
    const seller = there.people.addContact({ person: { firstName: 'Sid', lastName: 'Seller' } });
    there.people.changeMatter(matter, {
      clients: [{ id: first }, { id: second }],
      otherSides: [{ id: seller }],
    });
    await world.hint('matter', matter);
    await world.round();
    await world.hint('contact', second);
    await world.hint('contact', seller);
    await world.settle();
    const lead = await leadOf(leadId);
    expect(lead.clients.map(({ name }) => name)).toEqual(['Gil Buyer', 'Hana Buyer']);
    expect(lead.otherParties).toMatchObject([{ name: 'Sid Seller' }]);
  });

  test('the other side stands on the case', async () => {
    const { leadId, matter } = await converted(['Cat Buyer']);
    const seller = there.people.addContact({ person: { firstName: 'Sam', lastName: 'Seller' } });
    there.people.changeMatter(matter, { otherSides: [{ id: seller }] });
    await world.hint('contact', seller);
    await world.hint('matter', matter);
    await world.settle();
    expect((await leadOf(leadId)).otherParties).toMatchObject([{ name: 'Sam Seller', role: 'Other side' }]);
  });

  test('a buyer’s new e-mail address there is the case’s', async () => {
    const { leadId, contactIds } = await converted(['Dan Buyer']);
    const external = await world.externalId('contact', contactIds[0] ?? '');
    there.people.changeContact(external, {
      person: { firstName: 'Dan', lastName: 'Buyer', email: 'dan.new@example.com' },
    });
    await world.hint('contact', external);
    await world.settle();
    expect((await leadOf(leadId)).clients).toMatchObject([{ emails: ['dan.new@example.com'] }]);
  });

  test('stages are read there and never set: the screen is told', async () => {
    const { matterId } = await converted(['Eve Buyer']);
    expect(await sheetOf(matterId)).toMatchObject({ keeper: { system: 'Smokeball' }, stagesBothWays: false });
  });
});

describe('copies', () => {
  const memosOn = (matter: string) =>
    there
      .records('memos')
      .filter((view) => JSON.stringify(view).includes(matter) || view.matterId === matter);

  test('an e-mail that is sent later makes one memo there, and is not copied itself', async () => {
    const { leadId, matter } = await converted(['Fay Buyer']);
    const before = memosOn(matter).length;
    const { items } = (await call('GET', 'key-stages?side=purchase')).json();
    const stage = items.find(({ code }: { code: string }) => code === 'searches_ordered') ?? items[3];
    const templates = { client: { email: { subject: 'News of your purchase', body: 'Good news' } } };
    const patched = await call('PATCH', `key-stages/${stage.id}`, { templates, visibleTo: ['client'] });
    expect(patched.statusCode, patched.body).toBe(200);
    const reached = await call('POST', `leads/${leadId}/progress`, { stageId: stage.id, do: 'reach' });
    expect(reached.statusCode, reached.body).toBe(200);
    await world.settle();
    const memos = memosOn(matter).map((view) => JSON.stringify(view));
    expect(memos).toHaveLength(before + 1);
    expect(memos.filter((text) => text.includes('E-mail: News of your purchase'))).toHaveLength(1);
    expect(memos.join()).not.toContain('Good news');
    await call('POST', `leads/${leadId}/progress`, { stageId: stage.id, do: 'undo' });
    await call('POST', `leads/${leadId}/progress`, { stageId: stage.id, do: 'reach' });
    await world.settle();
    expect(memosOn(matter)).toHaveLength(before + 1);
  });

  test('what happens while the matter is still being made there goes there, too, once', async () => {
    const { leadId } = await world.instructed(['Ivy Early']);
    await call('POST', `leads/${leadId}/notes`, { text: 'Prefers the telephone' });
    const matterId = await world.convert(leadId);
    await call('POST', `matters/${matterId}/memos`, { subject: 'In between', body: 'Not there yet' });
    await world.settle();
    const matter = await world.externalId('matter', matterId);
    const memos = memosOn(matter).map((view) => JSON.stringify(view));
    expect(memos.filter((text) => text.includes('Prefers the telephone'))).toHaveLength(1);
    expect(memos.filter((text) => text.includes('In between'))).toHaveLength(1);
    const [own] = await world.phone.query<{ count: number }>(
      `select count(*)::int as count from memos where matter_id = $1`,
      [matterId],
    );
    expect(own?.count).toBe(1);
  });

  test('a document that is put on the matter here is copied there once', async () => {
    const { matterId } = await converted(['Gus Buyer']);
    const before = there.records('files').length;
    const upload = () =>
      world.phone.app.app.inject({
        method: 'POST',
        url: `/api/v1/matters/${matterId}/documents?name=lease.txt`,
        headers: {
          authorization: `Bearer ${world.phone.owner.token}`,
          'content-type': 'application/octet-stream',
        },
        payload: 'The lease',
      });
    const up = await upload();
    expect(up.statusCode, up.body).toBe(201);
    await world.settle();
    expect(there.records('files')).toHaveLength(before + 1);
    await upload();
    await world.settle();
    expect(there.records('files')).toHaveLength(before + 1);
  });

  test('a memo that staff write here is copied there', async () => {
    const { matterId, matter } = await converted(['Hal Buyer']);
    const before = memosOn(matter).length;
    await call('POST', `matters/${matterId}/memos`, { subject: 'Spoke to the seller', body: 'All is well' });
    await world.settle();
    expect(memosOn(matter)).toHaveLength(before + 1);
  });
});

/** What the firm holds about one person: put together for whoever asks, and erased. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import type { TestStaff } from '../../testing/app.ts';
import { genericCall } from '../../testing/phone-events.ts';
import { type PhoneWorld, startPhoneWorld } from '../../testing/phone-world.ts';
import { createFeeScalesFeature } from '../fee-scales/index.ts';
import { createKeyStagesFeature } from '../key-stages/index.ts';
import { createLeadsFeature, noteConverted } from '../leads/index.ts';
import { createQuotesFeature } from '../quotes/index.ts';
import { createRatesFeature } from '../rates/index.ts';
import { createReferrersFeature } from '../referrers/index.ts';
import { personExportJob } from './exports.ts';
import { removeFileJob } from './files.ts';
import { createRetentionFeature, retentionRound } from './index.ts';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
let world: PhoneWorld;
const start = new Date('2026-11-22T10:00:00Z');
beforeAll(async () => {
  world = await startPhoneWorld({
    features: [
      (platform) => createRatesFeature(platform),
      (platform) => createFeeScalesFeature(platform),
      createReferrersFeature,
      (platform) => createLeadsFeature(platform),
      (platform) => createQuotesFeature(platform),
      (platform) => createKeyStagesFeature(platform),
      createRetentionFeature,
    ],
  });
  world.clock.now = start;
  const scale = await ok('POST', 'fee-scales', { name: 'Standard', from: 'usual' });
  await ok('POST', `fee-scales/${scale.id}/publish`, { startsOn: '2026-11-22' });
});
afterAll(() => world.close());
beforeEach(() => {
  world.clock.now = start;
});

const call = (method: Method, path: string, body: unknown, as: TestStaff) =>
  world.app.call(method, `/api/v1/${path}`, body, { headers: { authorization: `Bearer ${as.token}` } });
async function ok(method: Method, path: string, body?: unknown, as: TestStaff = world.owner) {
  const answer = await call(method, path, body, as);
  expect(answer.statusCode, `${path}: ${answer.body}`).toBeLessThan(300);
  return answer.statusCode === 204 ? null : answer.json();
}
const status = async (method: Method, path: string, as: TestStaff, body?: unknown) =>
  (await call(method, path, body, as)).statusCode;

let people = 0;
/** Somebody who asked for a purchase; their number is their own. */
async function person() {
  people += 1;
  const number = `07700 9${String(30_000 + people)}`;
  const made = await ok('POST', 'leads', {
    transaction: 'purchase',
    clients: [
      {
        firstName: 'Zephyrine',
        lastName: `Quill${people}`,
        emails: [`z${people}@example.com`],
        phones: [number],
      },
    ],
    properties: { purchase: { line1: '77 Nightjar Row' } },
    note: `She rang about the house ${people}`,
  });
  const contactId = String(made.clients[0].contactId);
  return {
    leadId: String(made.id),
    contactId,
    name: `Zephyrine Quill${people}`,
    email: `z${people}@example.com`,
    number,
  };
}
type Person = Awaited<ReturnType<typeof person>>;
async function lose(leadId: string): Promise<void> {
  const { items } = await ok('GET', 'lost-reasons');
  await ok('POST', `leads/${leadId}/state`, { state: 'lost', lostReasonId: items[0].id });
}
async function sendQuote({ leadId, contactId, email }: Person): Promise<void> {
  const inputs = { transaction: 'purchase', answers: { purchase: { price: 300_000 } } };
  const { id } = await ok('POST', 'quotes', { leadId, inputs });
  await ok('POST', `quotes/${id}/send`, { to: [{ contactId, email }] });
}

/** Asks for the file and has it made; its id. */
async function exportOf(contactId: string, as = world.owner): Promise<string> {
  const { id, state } = await ok('POST', `contacts/${contactId}/exports`, undefined, as);
  expect(state).toBe('waiting');
  await personExportJob(world.app.platform).run({ firmId: as.firmId, id });
  expect(await ok('GET', `person-exports/${id}`, undefined, as)).toMatchObject({
    state: 'ready',
    error: null,
  });
  return id;
}
const fileOf = (id: string, as = world.owner) => ok('GET', `person-exports/${id}/file`, undefined, as);

describe('the file about a person', () => {
  test('holds what the firm holds, part by part, and nobody else', async () => {
    const [one, other] = [await person(), await person()];
    await sendQuote(one);
    const matterId = await world.addMatter('Will of Quill', [one.contactId]);
    await world.log(genericCall({ far: one.number }));
    await ok('POST', 'tasks', { subject: 'Ring Quill', contactId: one.contactId });
    await ok('POST', `matters/${matterId}/memos`, {
      subject: 'Met',
      body: 'At noon',
      contactId: one.contactId,
    });
    const file = await fileOf(await exportOf(one.contactId));
    expect(file.person).toMatchObject({
      displayName: one.name,
      emails: [{ email: one.email }],
      matters: [{ title: 'Will of Quill', role: 'Client' }],
    });
    expect(file.enquiries).toMatchObject([
      { id: one.leadId, properties: { purchase: { line1: '77 Nightjar Row' } } },
    ]);
    expect(file.enquiryHistory.map(({ text }: { text: string }) => text)).toContain(
      `She rang about the house ${people - 1}`,
    );
    expect(file.quotes).toMatchObject([{ state: 'sent', letter: { clients: [one.name] } }]);
    expect(file.messages).toMatchObject([{ recipient: one.email, channel: 'email' }]);
    expect(file.calls).toMatchObject([{ kind: 'call', direction: 'inbound' }]);
    expect(file.callLog).toMatchObject([{ state: 'logged', why: expect.any(String) }]);
    expect(file.tasks).toMatchObject([{ subject: 'Ring Quill' }]);
    expect(file.memos).toMatchObject([{ subject: 'Met', body: 'At noon' }]);
    expect(file.documents).toEqual([]);
    for (const strange of [other.name, other.email, other.contactId])
      expect(JSON.stringify(file)).not.toContain(strange);
  });

  test('holds only what the asker may see; what is behind a wall is not there at all', async () => {
    const one = await person();
    const secret = await world.addMatter('Secret trust', [one.contactId]);
    await ok('POST', `matters/${secret}/memos`, { subject: 'Hidden', body: 'x', contactId: one.contactId });
    await ok('POST', `leads/${one.leadId}/state`, { state: 'instructed' });
    const actor = { firmId: world.firm.id, staffId: null, now: world.clock.now };
    await world.app.platform.database
      .firm(world.firm.id)
      .write((tx) => noteConverted(tx, actor, one.leadId, secret));
    await ok('PUT', `matters/${secret}/wall`, { restricted: true, staffIds: [world.ben.id] });
    const blind = await fileOf(await exportOf(one.contactId));
    expect(JSON.stringify(blind)).not.toMatch(/Secret trust|Hidden|Nightjar/);
    const [file] = [await fileOf(await exportOf(one.contactId, world.ben), world.ben)];
    expect(JSON.stringify(file)).toMatch(/Secret trust/);
    expect(file.memos).toMatchObject([{ subject: 'Hidden' }]);
  });

  test('is the asker’s alone: for others and other firms it does not exist', async () => {
    const one = await person();
    const id = await exportOf(one.contactId, world.ada);
    const other = await world.newFirm();
    for (const who of [world.owner, world.ben, other.owner]) {
      expect(await status('GET', `person-exports/${id}`, who)).toBe(404);
      expect(await status('GET', `person-exports/${id}/file`, who)).toBe(404);
    }
    expect((await ok('GET', `contacts/${one.contactId}/exports`)).items).toEqual([]);
    expect((await ok('GET', `contacts/${one.contactId}/exports`, undefined, world.ada)).items).toMatchObject([
      { id },
    ]);
    expect(await status('POST', `contacts/${one.contactId}/exports`, other.owner)).toBe(404);
  });

  test('closes when a matter that it tells of is walled off from the asker', async () => {
    const one = await person();
    const matterId = await world.addMatter('Purchase', [one.contactId]);
    const id = await exportOf(one.contactId, world.ada);
    await fileOf(id, world.ada);
    await ok('PUT', `matters/${matterId}/wall`, { restricted: true, staffIds: [world.ben.id] });
    expect(await status('GET', `person-exports/${id}/file`, world.ada)).toBe(409);
  });

  test('two presses are one file; each look at it leaves a trace; after a week it is gone', async () => {
    const one = await person();
    const ask = () => ok('POST', `contacts/${one.contactId}/exports`);
    const [first, second] = await Promise.all([ask(), ask()]);
    expect(first.id).toBe(second.id);
    await personExportJob(world.app.platform).run({ firmId: world.firm.id, id: first.id });
    await personExportJob(world.app.platform).run({ firmId: world.firm.id, id: first.id });
    await fileOf(first.id);
    const { items } = await ok('GET', `audit-log?subjectType=contact&subjectId=${one.contactId}`);
    expect(items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['contact.data_exported', 'contact.export_downloaded']),
    );
    const [row] = await world.query<{ sha256: Buffer }>('select sha256 from person_exports where id = $1', [
      first.id,
    ]);
    world.clock.now = new Date('2026-11-29T10:00:00Z');
    expect(await status('GET', `person-exports/${first.id}/file`, world.owner)).toBe(409);
    await retentionRound(world.app.platform);
    expect(await ok('GET', `person-exports/${first.id}`)).toMatchObject({ state: 'gone' });
    expect(await world.app.platform.files.get(world.firm.id, row?.sha256 ?? Buffer.alloc(32))).toBeNull();
    expect((await ask()).id).not.toBe(first.id);
  });

  test('before it is made it cannot be fetched', async () => {
    const one = await person();
    const { id } = await ok('POST', `contacts/${one.contactId}/exports`);
    expect(await status('GET', `person-exports/${id}/file`, world.owner)).toBe(409);
  });

  test('a thousand calls come all, in pages', async () => {
    const one = await person();
    await world.query(
      `insert into interactions (firm_id, id, source_id, kind, direction, outcome, ended, started_at, contact_id, assembled, last_observed_at)
       select $1, gen_random_uuid(), $2, 'call', 'inbound', 'missed', true, now(), $3, '{}', now() from generate_series(1, 1001)`,
      [world.firm.id, world.source.id, one.contactId],
    );
    const file = await fileOf(await exportOf(one.contactId));
    expect(new Set(file.calls.map(({ id }: { id: string }) => id)).size).toBe(1001);
  });
});

describe('erasing a person', () => {
  const preview = (contactId: string, as = world.owner) =>
    ok('GET', `contacts/${contactId}/erasure`, undefined, as);
  const erase = (one: Person, name = one.name, as = world.owner) =>
    call('POST', `contacts/${one.contactId}/erasure`, { name }, as);

  test('shows first what goes; then it is gone, and the file about them, too', async () => {
    const one = await person();
    await sendQuote(one);
    await lose(one.leadId);
    const exportId = await exportOf(one.contactId);
    const [file] = await world.query<{ sha256: Buffer }>('select sha256 from person_exports where id = $1', [
      exportId,
    ]);
    expect(await preview(one.contactId)).toMatchObject({
      name: one.name,
      contact: true,
      mayErase: true,
      openMatters: [],
      leads: [{ id: one.leadId, keep: null }],
      counts: { numbers: 1, emails: 1, addresses: 0 },
    });
    const done = await erase(one, ` ${one.name.toLowerCase()} `);
    expect([done.statusCode, done.json()]).toEqual([200, { contact: true, leads: 1 }]);
    expect(await status('GET', `contacts/${one.contactId}`, world.owner)).toBe(404);
    expect(await ok('GET', `leads/${one.leadId}`)).toMatchObject({
      title: 'Anonymised enquiry',
      clients: [],
    });
    expect(await status('GET', `person-exports/${exportId}`, world.owner)).toBe(404);
    const { files } = world.app.platform;
    const sha256 = file?.sha256.toString('hex') ?? '';
    await removeFileJob(world.app.platform).run({ firmId: world.firm.id, sha256 });
    expect(await files.get(world.firm.id, Buffer.from(sha256, 'hex'))).toBeNull();
    const { items } = await ok('GET', `audit-log?subjectType=contact&subjectId=${one.contactId}`);
    expect(items[0]).toMatchObject({ action: 'contact.erasure_done', detail: { leads: 1, contact: true } });
    expect(JSON.stringify(items)).not.toContain('Quill');
    expect((await erase(one)).statusCode).toBe(404);
  });

  test.each(['', 'Zephyrine', 'Somebody Else', "' or 1=1"])(
    'another name (%j) erases nothing',
    async (name) => {
      const one = await person();
      await lose(one.leadId);
      const refused = await erase(one, name);
      expect(refused.statusCode).toBe(422);
      expect(refused.json().errors).toMatchObject([{ field: 'name' }]);
      expect(await ok('GET', `leads/${one.leadId}`)).toMatchObject({ anonymisedAt: null });
    },
  );

  test('is for administrators, in their own firm', async () => {
    const one = await person();
    await lose(one.leadId);
    const other = await world.newFirm();
    expect((await erase(one, one.name, world.ada)).statusCode).toBe(403);
    expect(await status('GET', `contacts/${one.contactId}/erasure`, world.ada)).toBe(403);
    expect((await erase(one, one.name, other.owner)).statusCode).toBe(404);
    expect(await ok('GET', `contacts/${one.contactId}`)).toMatchObject({ displayName: one.name });
  });

  const blocked: [string, (one: Person) => Promise<unknown>, object][] = [
    ['an enquiry that goes on', async () => undefined, { leads: [{ keep: 'open' }] }],
    [
      'a hold',
      async ({ leadId }) => {
        await lose(leadId);
        await ok('PUT', `leads/${leadId}/hold`, { reason: 'A claim' });
      },
      { leads: [{ keep: 'hold' }] },
    ],
    [
      'an open matter',
      async ({ leadId, contactId }) => {
        await lose(leadId);
        await world.addMatter('Purchase', [contactId]);
      },
      { leads: [{ keep: 'open_matter' }], openMatters: [{ title: 'Purchase' }], needs: ['matter'] },
    ],
    [
      'somebody who asked along',
      async ({ leadId, contactId }) => {
        const clients = [{ contactId }, { firstName: 'Sam', lastName: 'Quill' }];
        await ok('PATCH', `leads/${leadId}`, { clients });
        await lose(leadId);
      },
      { leads: [{ keep: 'shared' }] },
    ],
  ];
  test.each(blocked)('%s keeps everything, and says so', async (_name, arrange, told) => {
    const one = await person();
    await arrange(one);
    expect(await preview(one.contactId)).toMatchObject({ mayErase: false, contact: false, ...told });
    expect((await erase(one)).statusCode).toBe(409);
    expect(await ok('GET', `leads/${one.leadId}`)).toMatchObject({ anonymisedAt: null });
  });

  test('an open matter behind a wall keeps everything, and neither it nor the wall is named', async () => {
    const one = await person();
    await lose(one.leadId);
    const secret = await world.addMatter('Secret', [one.contactId]);
    await ok('PUT', `matters/${secret}/wall`, { restricted: true, staffIds: [world.ben.id] });
    const shown = await preview(one.contactId);
    expect(shown).toMatchObject({ mayErase: false, openMatters: [], leads: [{ keep: 'needed' }] });
    expect(JSON.stringify(shown)).not.toMatch(/Secret|wall|restricted/i);
    expect(shown.needs).toEqual(['other']);
    const refused = await erase(one);
    expect(refused.statusCode).toBe(409);
    expect(refused.body).not.toMatch(/matter|wall|Secret/);
    expect(await world.count('matter_parties', `contact_id = '${one.contactId}'`)).toBe(1);
  });

  test('an appointment keeps the contact, and stands in what is known of them', async () => {
    const one = await person();
    await lose(one.leadId);
    const matterId = await world.addMatter('Sale', []);
    const eventId = '0198c0de-0000-7000-8000-00000000e0e0';
    await world.query(
      `insert into matter_events (firm_id, id, matter_id, uid, title, starts_at, ends_at, time_zone, organiser_staff_id, created_at, updated_at)
       values ($1, $2, $3, 'one@example.com', 'Witness statement', now(), now(), 'Europe/London', $4, now(), now())`,
      [world.firm.id, eventId, matterId, world.ada.id],
    );
    await world.query(
      `insert into event_attendees (firm_id, id, event_id, matter_id, contact_id, added_at) values ($1, gen_random_uuid(), $2, $3, $4, now())`,
      [world.firm.id, eventId, matterId, one.contactId],
    );
    const file = await fileOf(await exportOf(one.contactId));
    expect(file.appointments).toMatchObject([{ title: 'Witness statement', answer: 'needs-action' }]);
    expect(await preview(one.contactId)).toMatchObject({ contact: false, needs: ['record'] });
    expect((await erase(one)).json()).toEqual({ contact: false, leads: 1 });
  });

  test('the portal access of a contact that was merged into them keeps both', async () => {
    const [one, other] = [await person(), await person()];
    await world.query(
      `insert into portal_users (firm_id, id, contact_id, email, created_at, updated_at) values ($1, gen_random_uuid(), $2, $3, now(), now())`,
      [world.firm.id, other.contactId, other.email],
    );
    await ok('POST', `contacts/${one.contactId}/merge`, { otherId: other.contactId });
    for (const { leadId } of [one, other]) await lose(leadId);
    expect(await preview(one.contactId)).toMatchObject({ contact: false, needs: ['other'] });
    const erased = await erase(one);
    expect(erased.statusCode, erased.body).toBe(200);
    expect(erased.json()).toMatchObject({ contact: false });
    expect(await ok('GET', `contacts/${one.contactId}`)).toMatchObject({ displayName: one.name });
  });

  test('a closed matter keeps the contact; the enquiry that came to nothing goes', async () => {
    const one = await person();
    await lose(one.leadId);
    const matterId = await world.addMatter('Old sale', [one.contactId]);
    await ok('PATCH', `matters/${matterId}`, { status: 'closed' });
    expect(await preview(one.contactId)).toMatchObject({ mayErase: true, contact: false, needs: ['matter'] });
    expect((await erase(one)).json()).toEqual({ contact: false, leads: 1 });
    expect(await ok('GET', `contacts/${one.contactId}`)).toMatchObject({ displayName: one.name });
    expect(await ok('GET', `leads/${one.leadId}`)).toMatchObject({ title: 'Anonymised enquiry' });
  });
});

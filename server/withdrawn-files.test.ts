/** What follows when a file that was sent is withdrawn, by a person or because it is infected (T8, T9), and when it is opened (T16). */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addToDo, toDosRound } from './features/to-dos/index.ts';
import { startWiringWorld, type Texted, type WiringWorld } from './testing/wiring-world.ts';

let world: WiringWorld;
let people = 300;
beforeAll(async () => {
  world = await startWiringWorld();
});
afterAll(() => world.close());

interface Sent {
  client: Texted;
  partner: Texted;
  id: string;
  matterId: string;
  fileId: string;
}

/** A client has sent a picture by text to a conversation with two of them, and both have been told of everything. */
async function sent(words = 'a picture'): Promise<Sent> {
  people += 2;
  const client = await world.client(`+447700900${people}`);
  const partner = await world.client(`+447700900${people + 1}`);
  const { id, matterId } = await world.thread([client, partner]);
  await world.text(client.number, 'Look', [{ contentType: 'text/plain', body: Buffer.from(words) }]);
  for (const who of [client, partner]) {
    const seq = (await world.messages(id, who)).at(-1)?.seq;
    await world.ok(who, 'PUT', `/portal/api/conversations/${id}/read`, { seq });
  }
  world.pass(20 * 60);
  await world.work();
  const fileId = (await world.messages(id)).at(-1)?.files[0]?.id ?? '';
  return { client, partner, id, matterId, fileId };
}
const mails = async ({ email }: Texted) =>
  (
    await world.rows<{ subject: string; body: string }>(
      'select subject, body from outbox where recipient = $1 order by id',
      [email],
    )
  ).map(({ subject, body }) => ({ subject, body }));
const withdraw = (fileId: string) => world.ok(world.firm.owner, 'POST', `/api/v1/files/${fileId}/withdraw`);

describe('a file is withdrawn by a person', () => {
  test('the thread and open streams say so, without its name; those outside who had it are told by mail after the usual time', async () => {
    const { client, partner, id, fileId } = await sent();
    const before = (await mails(partner)).length;
    await withdraw(fileId);
    const [message, note] = (await world.messages(id)).slice(-2);
    expect(message?.files).toMatchObject([{ state: 'withdrawn' }]);
    expect(note?.note).toMatchObject({
      what: 'file_withdrawn',
      text: 'person',
      people: [{ id: client.id }, { id: partner.id }],
    });
    const news = await world.rows(
      `select type from events where firm_id = $1 and conversation_id = $2 and not staff_only order by seq desc limit 1`,
      [world.firm.id, id],
    );
    expect(news).toEqual([{ type: 'conversation.changed' }]);
    world.pass(14 * 60);
    await world.work();
    expect(await mails(partner)).toHaveLength(before);
    world.pass(60);
    await world.work();
    const mail = (await mails(partner)).at(-1);
    expect(mail?.subject).toBe('Hartley & Reid has withdrawn a file');
    expect(mail?.body).toContain(`/portal/c/${id}`);
    expect(`${mail?.subject} ${mail?.body}`).not.toMatch(/text-1|Mill Lane/);
  });

  test('whoever saw it in the portal meanwhile gets no mail', async () => {
    const { partner, id, fileId } = await sent();
    const before = (await mails(partner)).length;
    await withdraw(fileId);
    const seq = (await world.messages(id, partner)).at(-1)?.seq;
    await world.ok(partner, 'PUT', `/portal/api/conversations/${id}/read`, { seq });
    world.pass(3600);
    await world.work();
    expect(await mails(partner)).toHaveLength(before);
  });

  test('somebody who joined after it is not told that it was', async () => {
    const { id, matterId, fileId } = await sent();
    people += 2;
    const late = await world.client(`+447700900${people}`);
    await world.rows(
      `insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) values ($1, $2, $3, 'Client', true)`,
      [world.firm.id, matterId, late.contactId],
    );
    await world.ok(world.mina, 'POST', `/api/v1/conversations/${id}/participants`, {
      portalUserIds: [late.id],
    });
    await world.work();
    const before = (await mails(late)).length;
    await withdraw(fileId);
    world.pass(3600);
    await world.work();
    expect((await mails(late)).slice(before)).toEqual([]);
  });

  test('who opened it stays listed for staff, and nobody has to open it any more', async () => {
    const { partner, id, matterId, fileId } = await sent();
    await world.app.platform.database.firm(world.firm.id).write((tx) =>
      addToDo(tx, {
        ...{ firmId: world.firm.id, matterId, conversationId: id, portalUserId: partner.id },
        ...{ kind: 'file', sourceId: fileId, title: 'Open it', now: world.app.platform.clock.now() },
      }),
    );
    const link = await world.ok<{ url: string }>(partner, 'POST', `/portal/api/files/${fileId}/links`, {});
    await world.app.filesApp.inject({ url: new URL(link.url).pathname });
    await withdraw(fileId);
    const { items } = await world.ok<{ items: { personId: string }[] }>(
      world.mina,
      'GET',
      `/api/v1/files/${fileId}/reads`,
    );
    expect(items.map(({ personId }) => personId)).toEqual([partner.id]);
    const toDos = await world.ok<{ items: { kind: string }[] }>(partner, 'GET', '/portal/api/to-dos');
    expect(toDos.items.filter(({ kind }) => kind === 'file')).toEqual([]);
  });
});

describe('a file is found to be infected later', () => {
  test('it is withdrawn in every thread, and those who had it are told at once', async () => {
    const words = `bad one day ${people}`;
    const one = await sent(words);
    const other = await sent(words);
    world.clamd.learn('Win.Late', words);
    await world.job('files.rescan');
    for (const { id } of [one, other]) {
      const [message, note] = (await world.messages(id)).slice(-2);
      expect(message?.files).toMatchObject([{ state: 'withdrawn' }]);
      expect(note?.note).toMatchObject({ what: 'file_withdrawn', text: 'infected' });
    }
    await world.work();
    expect((await mails(one.partner)).at(-1)?.subject).toBe('Hartley & Reid has withdrawn a file');
    expect((await mails(other.client)).at(-1)?.subject).toBe('Hartley & Reid has withdrawn a file');
  });
});

describe('T16: what one has to do is done by what happens', () => {
  test('file → opened', async () => {
    const { client, partner, id, matterId, fileId } = await sent();
    const state = async () =>
      await world.rows(
        `select portal_user_id as id, state, done_how from to_dos where firm_id = $1 and source_id = $2 order by created_at`,
        [world.firm.id, fileId],
      );
    for (const { id: portalUserId } of [client, partner])
      await world.app.platform.database.firm(world.firm.id).write((tx) =>
        addToDo(tx, {
          ...{ firmId: world.firm.id, matterId, conversationId: id, portalUserId, kind: 'file' },
          ...{ sourceId: fileId, title: 'Open it', now: world.app.platform.clock.now() },
        }),
      );
    const link = await world.ok<{ url: string }>(partner, 'POST', `/portal/api/files/${fileId}/links`, {});
    expect((await world.app.filesApp.inject({ url: new URL(link.url).pathname })).statusCode).toBe(200);
    expect(await state()).toEqual(
      expect.arrayContaining([
        { id: partner.id, state: 'done', done_how: 'happened' },
        { id: client.id, state: 'open', done_how: null },
      ]),
    );
  });

  test('message → read: one for all that one has not looked at, told live to its person', async () => {
    people += 2;
    const client = await world.client(`+447700900${people}`);
    const { id } = await world.thread([client]);
    await world.say(id, 'Please read the contract');
    const own = async () =>
      (
        await world.ok<{ items: { kind: string; state: string; title: string; conversationId: string }[] }>(
          client,
          'GET',
          '/portal/api/to-dos',
        )
      ).items;
    expect(await own()).toMatchObject([{ kind: 'message', state: 'open', conversationId: id }]);
    const seq = (await world.messages(id, client)).at(-1)?.seq ?? 0;
    await world.ok(client, 'PUT', `/portal/api/conversations/${id}/read`, { seq });
    expect(await own()).toMatchObject([{ kind: 'message', state: 'done', doneHow: 'happened' }]);
    const news = await world.rows(
      `select 1 from events where firm_id = $1 and type = 'to_do.changed' and portal_user_id = $2`,
      [world.firm.id, client.id],
    );
    expect(news).toHaveLength(2);
    // The next message is something to do again; an answer from a telephone is no look into the portal.
    await world.say(id, 'And sign it');
    await world.text(client.number, 'OK');
    expect(await own()).toMatchObject([{ state: 'open' }, { state: 'done' }]);
    await world.ok(client, 'POST', `/portal/api/conversations/${id}/messages`, { body: 'Done' });
    expect(await own()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
    // What has ended asks nobody to read it.
    await world.say(id, 'Goodbye');
    await world.ok(world.mina, 'POST', `/api/v1/conversations/${id}/end`);
    expect(await own()).toMatchObject([{ state: 'done' }, { state: 'done' }]);
  });

  test('event → answered, and event → past, of somebody who joined the portal after the invitation', async () => {
    const { owner } = world.firm;
    const contact = await world.ok<{ id: string }>(owner, 'POST', '/api/v1/contacts', {
      ...{ kind: 'person', firstName: 'Nia', lastName: 'Late', emails: [{ email: 'nia.late@example.com' }] },
    });
    const matter = await world.ok<{ id: string }>(owner, 'POST', '/api/v1/matters', {
      title: 'A will',
      parties: [{ contactId: contact.id, role: 'Client', isClient: true }],
    });
    for (const day of ['2026-12-10', '2026-12-11'])
      await world.ok(owner, 'POST', `/api/v1/matters/${matter.id}/events`, {
        ...{ title: `Signing ${day}`, startsAt: `${day}T10:00`, endsAt: `${day}T11:00` },
        ...{ staffIds: [owner.id], contactIds: [contact.id], place: '', description: '' },
      });
    const user = await world.ok<{ id: string }>(owner, 'POST', '/api/v1/portal-users', {
      contactId: contact.id,
    });
    const toDos = () =>
      world.rows<{ title: string; state: string; done_how: string | null }>(
        `select title, state, done_how from to_dos where firm_id = $1 and portal_user_id = $2 order by title`,
        [world.firm.id, user.id],
      );
    expect(await toDos()).toMatchObject([{ state: 'open' }, { state: 'open' }]);
    const [first] = await world.rows<{ event: string; attendee: string }>(
      `select a.event_id as event, a.id as attendee from event_attendees a join matter_events e on e.id = a.event_id
       where a.firm_id = $1 and a.contact_id = $2 order by e.starts_at limit 1`,
      [world.firm.id, contact.id],
    );
    const path = `/api/v1/events/${first?.event}/attendees/${first?.attendee}/answer`;
    await world.ok(owner, 'PUT', path, { answer: 'accepted' });
    world.pass(20 * 24 * 3600);
    await toDosRound(world.app.platform);
    expect(await toDos()).toMatchObject([
      { state: 'done', done_how: 'happened' },
      { state: 'done', done_how: 'passed' },
    ]);
  });
});

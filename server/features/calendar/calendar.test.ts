/** Events through the API, the portal and the mail, on a real PostgreSQL. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type CalendarWorld, startCalendarWorld } from '../../testing/calendar-world.ts';
import { toDosRound } from '../to-dos/index.ts';
import { addToDosOfNewcomer, mailReminders, type Reminder, remindRound } from './index.ts';
import type { Event, OwnEvent } from './shapes.ts';

let world: CalendarWorld;
beforeAll(async () => {
  world = await startCalendarWorld();
});
afterAll(async () => {
  await world.close();
});
beforeEach(async () => {
  world.clock.now = new Date('2026-03-02T09:00:00Z');
  await world.mails();
  world.news.length = 0;
});

const input = {
  title: 'Signing of the contract',
  place: 'Our office',
  description: 'Bring your passport.',
  startsAt: '2026-03-10T10:00',
  endsAt: '2026-03-10T11:00',
};
const create = async (more: Record<string, unknown> = {}): Promise<Event> => {
  const body = {
    ...input,
    staffIds: [world.tessa.id],
    contactIds: [world.jane.contactId, world.john.contactId, world.nina.contactId],
    ...more,
  };
  const answer = await world.tessa.call('POST', `/api/v1/matters/${world.matterId}/events`, body);
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
};
const change = async (id: string, body: Record<string, unknown>): Promise<Event> => {
  const answer = await world.tessa.call('PATCH', `/api/v1/events/${id}`, body);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};
const appointment = async (id: string, who = world.jane): Promise<OwnEvent> => {
  const answer = await who.call('GET', `/portal/api/appointments/${id}`);
  expect(answer.statusCode, answer.body).toBe(200);
  return answer.json();
};
const toDosOf = async (who = world.jane) =>
  (await who.call('GET', '/portal/api/to-dos')).json().items as {
    sourceId: string;
    state: string;
    title: string;
    doneHow: string | null;
  }[];
const toDoOf = async (eventId: string, who = world.jane) =>
  (await toDosOf(who)).find(({ sourceId }) => sourceId === eventId);
const answerOf = ({ attendees }: Event, contactId = world.jane.contactId) =>
  attendees.find((one) => one.contactId === contactId)?.answer;

describe('T11 through the API', () => {
  test('create: one REQUEST to each external, who does not learn who else is invited; a to-do in the portal', async () => {
    const event = await create();
    expect(event).toMatchObject({
      sequence: 0,
      startsAt: '2026-03-10T10:00:00.000Z',
      timeZone: 'Europe/London',
      localStart: '2026-03-10T10:00',
      neutral: false,
      organiserName: 'Tessa Reid',
    });
    expect(event.attendees.map(({ name, answer, inPortal }) => [name, answer, inPortal])).toEqual([
      ['Tessa Reid', 'accepted', false],
      ['Jane Okafor', 'needs-action', true],
      ['John Okafor', 'needs-action', true],
      ['Nina Witness', 'needs-action', false],
    ]);
    const mails = await world.mails();
    expect(mails.map(({ to, method, subject }) => [to, method, subject])).toEqual([
      ['jane@example.com', 'REQUEST', 'Signing of the contract'],
      ['john@example.com', 'REQUEST', 'Signing of the contract'],
      ['nina@example.com', 'REQUEST', 'Signing of the contract'],
    ]);
    const people = ['jane', 'john', 'nina', world.tessa.email.split('@')[0]];
    for (const mail of mails) {
      const others = people.filter((name) => !mail.to.startsWith(`${name}@`));
      for (const name of others)
        expect(`${mail.calendar}${mail.body}`, `${mail.to} learns of ${name}`).not.toContain(`${name}@`);
      for (const line of [
        'METHOD:REQUEST',
        `UID:${event.uid}`,
        'SEQUENCE:0',
        'DTSTART:20260310T100000Z',
        'DTEND:20260310T110000Z',
        'SUMMARY:Signing of the contract',
        'LOCATION:Our office',
        'STATUS:CONFIRMED',
      ])
        expect(mail.calendar.split('\r\n')).toContain(line);
      expect(mail.calendar).toMatch(/ORGANIZER;CN="Hartley & Reid":mailto:calendar@hartley\.example\.com/i);
      expect(mail.calendar.toLowerCase()).toContain(`mailto:${mail.to}`);
      expect(mail.calendar.toLowerCase()).toContain('rsvp=true');
      expect(mail).toMatchObject({ matterId: world.matterId, replyTo: 'calendar@hartley.example.com' });
    }
    expect(mails[0]?.body).toContain(`/portal/appointments/${event.id}`);
    expect(mails[2]?.body).not.toContain('/portal/');
    expect(await toDoOf(event.id)).toMatchObject({
      kind: 'event',
      state: 'open',
      title: input.title,
      dueOn: '2026-03-10',
    });
    expect(world.news.map(({ effect, portalUserId }) => [effect, portalUserId])).toEqual([
      ['to_do', world.jane.id],
      ['to_do', world.john.id],
    ]);
  });

  test('title or notes only: no mail, the portal shows them; asked for, a REQUEST with the same SEQUENCE', async () => {
    const event = await create();
    await world.jane.call('POST', `/portal/api/appointments/${event.id}/answer`, {
      answer: 'accepted',
      sequence: 0,
    });
    await world.mails();
    const after = await change(event.id, { title: 'Signing', version: event.version });
    expect(after.sequence).toBe(0);
    expect(answerOf(after)).toBe('accepted');
    expect(await world.mails()).toEqual([]);
    expect(await appointment(event.id)).toMatchObject({
      title: 'Signing',
      changed: false,
      answer: 'accepted',
    });
    expect((await toDoOf(event.id))?.title).toBe('Signing');
    await change(event.id, { description: 'Bring nothing.', tell: true });
    const mails = await world.mails();
    expect(mails.map(({ subject }) => subject)).toEqual(Array(3).fill('Updated: Signing'));
    expect(mails[0]?.calendar).toContain('SEQUENCE:0');
  });

  test.each([
    ['time', { startsAt: '2026-03-11T10:00' }],
    ['place', { place: 'County Court' }],
  ])(
    'another %s: REQUEST with SEQUENCE 1, answers reset, highlighted until looked at, to do once more',
    async (_name, patch) => {
      const event = await create();
      await world.jane.call('POST', `/portal/api/appointments/${event.id}/answer`, {
        answer: 'accepted',
        sequence: 0,
      });
      expect(await toDoOf(event.id)).toMatchObject({ state: 'done', doneHow: 'happened' });
      await world.mails();
      const after = await change(event.id, patch);
      expect(after.sequence).toBe(1);
      expect(after.attendees.map(({ answer, answeredAt }) => [answer, answeredAt !== null])).toEqual([
        ['accepted', true],
        ['needs-action', false],
        ['needs-action', false],
        ['needs-action', false],
      ]);
      const mails = await world.mails();
      expect(mails.map(({ to, method }) => [to, method])).toEqual([
        ['jane@example.com', 'REQUEST'],
        ['john@example.com', 'REQUEST'],
        ['nina@example.com', 'REQUEST'],
      ]);
      for (const { calendar } of mails) {
        expect(calendar).toContain('SEQUENCE:1');
        expect(calendar).toContain(`UID:${event.uid}`);
      }
      expect(await appointment(event.id)).toMatchObject({
        changed: true,
        answer: 'needs-action',
        sequence: 1,
      });
      expect(await toDoOf(event.id)).toMatchObject({ state: 'open', doneHow: null });
      await world.jane.call('POST', `/portal/api/appointments/${event.id}/seen`, { sequence: 0 });
      expect((await appointment(event.id)).changed).toBe(true);
      const seen = await world.jane.call('POST', `/portal/api/appointments/${event.id}/seen`, {
        sequence: 1,
      });
      expect(seen.json()).toMatchObject({ changed: false });
      expect((await appointment(event.id, world.john)).changed).toBe(true);
    },
  );

  test('`startsAt` alone keeps how long it lasts', async () => {
    const event = await create();
    expect(await change(event.id, { startsAt: '2026-07-01T09:15' })).toMatchObject({
      localStart: '2026-07-01T09:15',
      localEnd: '2026-07-01T10:15',
      startsAt: '2026-07-01T08:15:00.000Z',
    });
  });

  test('an attendee removed: CANCEL to that one, from whose portal it vanishes; invited again it is back', async () => {
    const event = await create();
    await world.mails();
    const contactIds = [world.jane.contactId, world.nina.contactId];
    const after = await change(event.id, { contactIds });
    expect(after.attendees.map(({ name }) => name)).toEqual(['Tessa Reid', 'Jane Okafor', 'Nina Witness']);
    const mails = await world.mails();
    expect(mails.map(({ to, method }) => [to, method])).toEqual([['john@example.com', 'CANCEL']]);
    expect(mails[0]?.calendar).toMatch(/METHOD:CANCEL[\s\S]*STATUS:CANCELLED/);
    expect((await world.john.call('GET', `/portal/api/appointments/${event.id}`)).statusCode).toBe(404);
    expect(await toDoOf(event.id, world.john)).toBeUndefined();
    expect(await appointment(event.id)).toMatchObject({ state: 'planned', changed: false });
    await change(event.id, { contactIds: [...contactIds, world.john.contactId] });
    expect((await world.mails()).map(({ to, method }) => [to, method])).toEqual([
      ['john@example.com', 'REQUEST'],
    ]);
    expect(await appointment(event.id, world.john)).toMatchObject({ answer: 'needs-action' });
    expect(await toDoOf(event.id, world.john)).toMatchObject({ state: 'open' });
  });

  test('cancelled: CANCEL to all, struck out in the portal, nothing to do, and no more changes', async () => {
    const event = await create();
    await world.mails();
    const answer = await world.tessa.call('POST', `/api/v1/events/${event.id}/cancel`);
    expect(answer.json()).toMatchObject({ state: 'cancelled', sequence: 1 });
    const mails = await world.mails();
    expect(mails.map(({ to, method, subject }) => [to, method, subject])).toEqual(
      ['jane@example.com', 'john@example.com', 'nina@example.com'].map((to) => [
        to,
        'CANCEL',
        'Cancelled: Signing of the contract',
      ]),
    );
    for (const { calendar } of mails) expect(calendar).toMatch(/METHOD:CANCEL[\s\S]*SEQUENCE:1/);
    expect(await appointment(event.id)).toMatchObject({ state: 'cancelled' });
    expect(await toDoOf(event.id)).toBeUndefined();
    const late = await world.jane.call('POST', `/portal/api/appointments/${event.id}/answer`, {
      answer: 'accepted',
      sequence: 1,
    });
    expect(late.statusCode).toBe(409);
    for (const [method, url, body] of [
      ['PATCH', `/api/v1/events/${event.id}`, { place: 'Court' }],
      ['POST', `/api/v1/events/${event.id}/cancel`, undefined],
    ] as const)
      expect((await world.tessa.call(method, url, body)).json().code).toBe('wrong_state');
    expect(await world.mails()).toEqual([]);
  });

  test('of a sensitive matter nothing that leaves the house says what it is about', async () => {
    const event = await create({ neutral: true });
    for (const mail of await world.mails()) {
      expect(mail.subject).toBe('Appointment with Hartley & Reid');
      expect(mail.calendar).toContain('SUMMARY:Appointment with Hartley & Reid');
      expect(`${mail.subject}${mail.body}${mail.calendar}`).not.toMatch(/contract|passport/i);
    }
    expect(await appointment(event.id)).toMatchObject({ title: input.title });
    const file = await world.jane.call('GET', `/portal/api/appointments/${event.id}.ics`);
    expect(file.body).toContain('SUMMARY:Appointment with Hartley & Reid');
    expect(file.body).not.toMatch(/contract|passport/i);
  });

  test('what is over is written to nobody', async () => {
    const event = await create({ startsAt: '2026-03-01T10:00', endsAt: '2026-03-01T11:00' });
    expect(await world.mails()).toEqual([]);
    expect(await toDoOf(event.id)).toBeUndefined();
  });
});

describe('what cannot be', () => {
  const refused = async (more: Record<string, unknown>) => {
    const before = await world.query('select count(*) from matter_events');
    const answer = await world.tessa.call('POST', `/api/v1/matters/${world.matterId}/events`, {
      ...input,
      ...more,
    });
    expect(answer.statusCode).toBe(422);
    expect(await world.query('select count(*) from matter_events')).toEqual(before);
    expect(await world.mails()).toEqual([]);
    return answer.json().errors;
  };

  test.each([
    [
      'an hour that the clocks skip',
      { startsAt: '2026-03-29T01:30', endsAt: '2026-03-29T03:00' },
      'startsAt',
    ],
    ['the end before the start', { endsAt: '2026-03-10T09:00' }, 'endsAt'],
    ['a zone that nobody knows', { timeZone: 'Mars/Olympus' }, 'timeZone'],
    ['a title of two lines', { title: 'One\nBCC: x@example.com' }, 'title'],
    ['somebody unknown', { contactIds: ['0198c0de-0000-7000-8000-000000000000'] }, 'contactIds'],
    ['unknown staff', { staffIds: ['0198c0de-0000-7000-8000-000000000000'] }, 'staffIds'],
  ])('%s', async (_name, more, field) => {
    expect(await refused(more)).toMatchObject([{ field }]);
  });

  test('a contact who cannot be reached', async () => {
    const contact = { kind: 'person', firstName: 'Phil', lastName: 'Phone' };
    const { id } = (await world.owner.call('POST', '/api/v1/contacts', contact)).json();
    expect(await refused({ contactIds: [id] })).toEqual([
      { field: 'contactIds', message: 'Phil Phone has no e-mail address' },
    ]);
  });

  test('a change on top of somebody else’s', async () => {
    const event = await create();
    await change(event.id, { title: 'Signing', version: event.version });
    const late = await world.tessa.call('PATCH', `/api/v1/events/${event.id}`, {
      title: 'x',
      version: event.version,
    });
    expect(late.json().code).toBe('conflict');
  });
});

describe('in the portal', () => {
  test('one reads one’s own events and answers alone, and learns nothing of who else attends', async () => {
    const both = await create();
    const hers = await create({ title: 'Hers', contactIds: [world.jane.contactId] });
    const listed: OwnEvent[] = (
      await world.john.call('GET', '/portal/api/appointments?when=upcoming&limit=200')
    ).json().items;
    expect(listed.map(({ id }) => id)).toContain(both.id);
    expect(listed.map(({ id }) => id)).not.toContain(hers.id);
    expect((await world.john.call('GET', `/portal/api/appointments/${hers.id}`)).statusCode).toBe(404);
    expect((await world.john.call('GET', `/portal/api/appointments/${hers.id}.ics`)).statusCode).toBe(404);
    for (const [path, body] of [
      ['answer', { answer: 'declined', sequence: 0 }],
      ['seen', { sequence: 0 }],
    ] as const)
      expect(
        (await world.john.call('POST', `/portal/api/appointments/${hers.id}/${path}`, body)).statusCode,
      ).toBe(404);
    const shown = await world.john.call('GET', `/portal/api/appointments/${both.id}`);
    expect(shown.body).not.toMatch(/jane|nina|attendees/i);
    expect(Object.keys(shown.json())).not.toContain('attendees');
    const seen = await world.app.platform.database
      .portal({ firmId: world.firm.id, portalUserId: world.john.id, secondFactor: true })
      .read((tx) =>
        tx.selectFrom('event_attendees').select('contact_id').where('firm_id', '=', world.firm.id).execute(),
      );
    expect(new Set(seen.map((row) => row.contact_id))).toEqual(new Set([world.john.contactId]));
  });

  test.each(['accepted', 'tentative', 'declined'])(
    'one answers %s; staff see it with its time, and the to-do is done',
    async (answer) => {
      const event = await create();
      world.clock.now = new Date('2026-03-02T12:34:00Z');
      const answered = await world.jane.call('POST', `/portal/api/appointments/${event.id}/answer`, {
        answer,
        sequence: 0,
      });
      expect(answered.json()).toMatchObject({ answer, answeredAt: '2026-03-02T12:34:00.000Z' });
      const seen: Event = (await world.tessa.call('GET', `/api/v1/events/${event.id}`)).json();
      expect(seen.attendees.find(({ contactId }) => contactId === world.jane.contactId)).toMatchObject({
        answer,
        answeredAt: '2026-03-02T12:34:00.000Z',
        answeredBy: 'portal',
      });
      expect(answerOf(seen, world.john.contactId)).toBe('needs-action');
      expect(await toDoOf(event.id)).toMatchObject({ state: 'done', doneHow: 'happened' });
      expect(await toDoOf(event.id, world.john)).toMatchObject({ state: 'open' });
      const [row] = await world.query<{ portal_user_id: string }>(
        `select portal_user_id from audit_log where action = 'event.answered' order by id desc limit 1`,
      );
      expect(row?.portal_user_id).toBe(world.jane.id);
    },
  );

  test('an answer that is taken back is asked for again, by the to-do as well; staff see it', async () => {
    const event = await create();
    const url = `/portal/api/appointments/${event.id}/answer`;
    await world.jane.call('POST', url, { answer: 'declined', sequence: 0 });
    expect((await world.jane.call('DELETE', url)).statusCode).toBe(204);
    expect(await appointment(event.id)).toMatchObject({ answer: 'needs-action', answeredAt: null });
    expect(await toDoOf(event.id)).toMatchObject({ state: 'open', doneHow: null });
    const seen: Event = (await world.tessa.call('GET', `/api/v1/events/${event.id}`)).json();
    expect(answerOf(seen)).toBe('needs-action');
    // Again it changes nothing, and somebody else's stays.
    await world.john.call('POST', url, { answer: 'accepted', sequence: 0 });
    expect((await world.jane.call('DELETE', url)).statusCode).toBe(204);
    expect((await appointment(event.id, world.john)).answer).toBe('accepted');
    world.clock.now = new Date('2026-03-10T11:00:00Z');
    expect((await world.john.call('DELETE', url)).json().code).toBe('wrong_state');
  });

  test('open screens of those who attend are told of a change, and of nobody else’s answers', async () => {
    const event = await create();
    await change(event.id, { startsAt: '2026-03-13T10:00' });
    await world.john.call('POST', `/portal/api/appointments/${event.id}/answer`, {
      answer: 'accepted',
      sequence: 1,
    });
    const told = await world.app.platform.database
      .portal({ firmId: world.firm.id, portalUserId: world.jane.id, secondFactor: false })
      .read((tx) =>
        tx
          .selectFrom('events')
          .select('type')
          .where('firm_id', '=', world.firm.id)
          .where('subject_id', '=', event.id)
          .orderBy('seq')
          .execute(),
      );
    expect(told.map(({ type }) => type)).toEqual(['appointment.changed', 'appointment.changed']);
  });

  test('an answer to a time that has moved meanwhile is refused, and one after the end as well', async () => {
    const event = await create();
    await change(event.id, { startsAt: '2026-03-12T10:00' });
    const url = `/portal/api/appointments/${event.id}/answer`;
    expect((await world.jane.call('POST', url, { answer: 'accepted', sequence: 0 })).json().code).toBe(
      'conflict',
    );
    expect((await appointment(event.id)).answer).toBe('needs-action');
    world.clock.now = new Date('2026-03-12T11:00:00Z');
    expect((await world.jane.call('POST', url, { answer: 'accepted', sequence: 1 })).statusCode).not.toBe(
      200,
    );
  });

  test('a copy for one’s own calendar has the same UID and nobody in it', async () => {
    const event = await create();
    const file = await world.jane.call('GET', `/portal/api/appointments/${event.id}.ics`);
    expect(file.headers).toMatchObject({
      'content-type': 'text/calendar; charset=utf-8',
      'content-disposition': 'attachment; filename="appointment.ics"',
    });
    for (const line of ['METHOD:PUBLISH', `UID:${event.uid}`, 'SEQUENCE:0', 'DTSTART:20260310T100000Z'])
      expect(file.body.split('\r\n')).toContain(line);
    expect(file.body).not.toMatch(/ATTENDEE|ORGANIZER/);
    const own = await world.tessa.call('GET', `/api/v1/events/${event.id}/calendar-file`);
    expect(own.body).toContain(`UID:${event.uid}`);
  });

  test('what is past is done by itself', async () => {
    const event = await create();
    world.clock.now = new Date('2026-03-10T10:59:59Z');
    await toDosRound(world.app.platform);
    const [open] = await world.query(
      'select state from to_dos where source_id = $1 and portal_user_id = $2',
      [event.id, world.jane.id],
    );
    expect(open).toEqual({ state: 'open' });
    world.clock.now = new Date('2026-03-10T11:00:00Z');
    await toDosRound(world.app.platform);
    const rows = await world.query('select state, done_how from to_dos where source_id = $1', [event.id]);
    expect(rows).toEqual(Array(2).fill({ state: 'done', done_how: 'passed' }));
  });
});

test('whoever comes to the portal after the invitation finds it there to do, once', async () => {
  const open = await create({ title: 'Open' });
  await create({ title: 'Cancelled' }).then(({ id }) =>
    world.tessa.call('POST', `/api/v1/events/${id}/cancel`),
  );
  const portalUserId = '0198c0de-0000-7000-8000-00000000aaaa';
  await world.query(
    `insert into portal_users (firm_id, id, contact_id, email, created_at, updated_at) values ($1, $2, $3, 'nina@example.com', now(), now())`,
    [world.firm.id, portalUserId, world.nina.contactId],
  );
  await world.query(
    `update event_attendees set state = 'declined' where contact_id = $1 and event_id <> $2`,
    [world.nina.contactId, open.id],
  );
  const { firm } = world.app.platform.database;
  for (const _ of [1, 2])
    await firm(world.firm.id).write((tx) =>
      addToDosOfNewcomer(tx, world.firm.id, portalUserId, world.clock.now),
    );
  const rows = await world.query(
    'select source_id, title, due_on, state from to_dos where portal_user_id = $1',
    [portalUserId],
  );
  expect(rows).toEqual([{ source_id: open.id, title: 'Open', due_on: '2026-03-10', state: 'open' }]);
  await world.query('delete from portal_users where id = $1', [portalUserId]);
});

describe('walls', () => {
  test('outside a matter’s wall its events, their mails and to-dos do not exist; whoever is outside cannot be asked along', async () => {
    const { tessa, owner } = world;
    const outsider = await world.app.signedIn(world.firm, 'administrator');
    const matter = await owner.call('POST', '/api/v1/matters', {
      title: 'Walled',
      restricted: true,
      accessStaffIds: [owner.id, tessa.id],
      parties: [{ contactId: world.jane.contactId, role: 'Client', isClient: true }],
    });
    const { id: matterId } = matter.json();
    const url = `/api/v1/matters/${matterId}/events`;
    const made = await tessa.call('POST', url, { ...input, contactIds: [world.jane.contactId] });
    expect(made.json()).toMatchObject({ neutral: true });
    const { id } = made.json();
    const asked = await tessa.call('POST', url, { ...input, staffIds: [outsider.id] });
    expect(asked.json().errors).toMatchObject([{ field: 'staffIds' }]);
    for (const path of [
      `/api/v1/events/${id}`,
      url,
      `/api/v1/matters/${matterId}/to-dos`,
      `/api/v1/events/${id}/calendar-file`,
    ])
      expect((await outsider.call('GET', path)).statusCode, path).toBe(404);
    expect((await outsider.call('GET', '/api/v1/events?limit=200')).body).not.toContain(id);
    const named = { ...input, title: 'Behind the wall', neutral: false, contactIds: [world.jane.contactId] };
    expect((await tessa.call('POST', url, named)).statusCode).toBe(201);
    expect((await outsider.call('GET', '/api/v1/outbox?limit=200')).body).not.toContain('Behind the wall');
    expect((await owner.call('GET', '/api/v1/outbox?limit=200')).body).toContain('Behind the wall');
  });
});

describe('lists', () => {
  test('of a matter, by time, in pages; the past newest first; one’s own without what one declined', async () => {
    const matter = await world.owner.call('POST', '/api/v1/matters', { title: 'Sale of 3 High Street' });
    const { id: matterId } = matter.json();
    const url = `/api/v1/matters/${matterId}/events`;
    const days = ['03', '01', '12', '11', '10'];
    for (const day of days) {
      const times = { startsAt: `2026-03-${day}T10:00`, endsAt: `2026-03-${day}T11:00` };
      const body = { ...input, title: day, ...times, staffIds: [world.tessa.id] };
      expect((await world.tessa.call('POST', url, body)).statusCode).toBe(201);
    }
    world.clock.now = new Date('2026-03-10T09:00:00Z');
    const titles = async (query: string) => {
      const { items, next } = (await world.tessa.call('GET', `${url}?${query}`)).json();
      return { titles: items.map(({ title }: { title: string }) => title), next };
    };
    expect((await titles('')).titles).toEqual(['01', '03', '10', '11', '12']);
    const first = await titles('when=upcoming&limit=2');
    expect(first.titles).toEqual(['10', '11']);
    expect((await titles(`when=upcoming&limit=2&after=${first.next}`)).titles).toEqual(['12']);
    expect((await titles('when=past')).titles).toEqual(['03', '01']);
    expect((await titles('from=2026-03-03T00:00:00Z&to=2026-03-11T00:00:00Z')).titles).toEqual(['03', '10']);
    const mine = async (): Promise<Event[]> =>
      (await world.tessa.call('GET', '/api/v1/events?attendee=me&when=upcoming&limit=200')).json().items;
    const own = (await mine()).filter((one) => one.matterId === matterId);
    expect(own.map(({ title }) => title)).toEqual(['10', '11', '12']);
    const [event] = own;
    const attendeeId = event?.attendees[0]?.id;
    const declined = await world.tessa.call(
      'PUT',
      `/api/v1/events/${event?.id}/attendees/${attendeeId}/answer`,
      {
        answer: 'declined',
      },
    );
    expect(declined.json().attendees).toMatchObject([{ answer: 'declined', answeredBy: 'staff' }]);
    expect((await mine()).filter((one) => one.matterId === matterId).map(({ title }) => title)).toEqual([
      '11',
      '12',
    ]);
  });
});

describe('reminders', () => {
  const told: Reminder[] = [];
  const round = () => {
    const { platform } = world.app;
    const channels = [mailReminders(platform), async (_tx: unknown, one: Reminder) => void told.push(one)];
    return remindRound({ ...platform, channels });
  };
  const at = async (time: string) => {
    world.clock.now = new Date(time);
    await round();
    return (await world.mails()).map(({ to, subject }) => [to, subject]);
  };

  test('a day and an hour before, by the program’s clock, to those outside who did not decline; each once', async () => {
    await world.query(`delete from event_reminders`);
    await create({ title: 'Survey', startsAt: '2026-04-10T10:00', endsAt: '2026-04-10T11:00' });
    const [event] = await world.query<{ id: string }>(`select id from matter_events where title = 'Survey'`);
    await world.john.call('POST', `/portal/api/appointments/${event?.id}/answer`, {
      answer: 'declined',
      sequence: 0,
    });
    await world.mails();
    const reminders = [
      ['jane@example.com', 'Reminder: Survey'],
      ['nina@example.com', 'Reminder: Survey'],
    ];
    expect(await at('2026-04-09T08:59:59Z')).toEqual([]);
    expect(await at('2026-04-09T09:00:00Z')).toEqual(reminders);
    expect(told.map(({ contactId, minutesBefore }) => [contactId, minutesBefore])).toEqual([
      [world.jane.contactId, 1440],
      [world.nina.contactId, 1440],
    ]);
    expect(await at('2026-04-09T09:00:01Z')).toEqual([]);
    expect(await at('2026-04-10T08:00:00Z')).toEqual(reminders);
    expect(await at('2026-04-10T08:30:00Z')).toEqual([]);
  });

  test('go with the event when it moves, and end when it is cancelled', async () => {
    await world.query(`delete from event_reminders`);
    const moved = await create({ title: 'Moved', startsAt: '2026-04-20T10:00', endsAt: '2026-04-20T11:00' });
    const cancelled = await create({
      title: 'Off',
      startsAt: '2026-04-20T10:00',
      endsAt: '2026-04-20T11:00',
    });
    await change(moved.id, { startsAt: '2026-04-22T10:00' });
    await world.tessa.call('POST', `/api/v1/events/${cancelled.id}/cancel`);
    await world.mails();
    expect(await at('2026-04-19T09:00:00Z')).toEqual([]);
    expect((await at('2026-04-21T09:00:00Z')).map(([, subject]) => subject)).toEqual(
      Array(3).fill('Reminder: Moved'),
    );
    const rows = await world.query('select outcome from event_reminders where event_id = $1', [cancelled.id]);
    expect(rows).toEqual(Array(2).fill({ outcome: 'cancelled' }));
  });

  test('after a day of standstill one reminder comes, not two', async () => {
    await world.query(`delete from event_reminders`);
    await create({
      title: 'Late',
      startsAt: '2026-04-30T10:00',
      endsAt: '2026-04-30T11:00',
      contactIds: [world.jane.contactId],
    });
    await world.mails();
    expect(await at('2026-04-30T08:30:00Z')).toEqual([['jane@example.com', 'Reminder: Late']]);
    const rows = await world.query(
      `select minutes_before, outcome from event_reminders order by minutes_before`,
    );
    expect(rows).toEqual([
      { minutes_before: 60, outcome: 'sent' },
      { minutes_before: 1440, outcome: 'overtaken' },
    ]);
  });
});

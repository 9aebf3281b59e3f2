/** Answers that come by mail, from the webhook to the event. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { authserv, type CalendarWorld, replyMail, startCalendarWorld } from '../../testing/calendar-world.ts';
import type { Event } from './shapes.ts';

let world: CalendarWorld;
beforeAll(async () => {
  world = await startCalendarWorld();
});
afterAll(async () => {
  await world.close();
});
beforeEach(() => {
  world.clock.now = new Date('2026-03-02T09:00:00Z');
});

const create = async (more: Record<string, unknown> = {}): Promise<Event> => {
  const answer = await world.tessa.call('POST', `/api/v1/matters/${world.matterId}/events`, {
    title: 'Signing of the contract',
    startsAt: '2026-03-10T10:00',
    endsAt: '2026-03-10T11:00',
    contactIds: [world.jane.contactId, world.nina.contactId],
    ...more,
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json();
};
const read = async (id: string): Promise<Event> =>
  (await world.tessa.call('GET', `/api/v1/events/${id}`)).json();
const move = async (id: string, startsAt: string): Promise<Event> =>
  (await world.tessa.call('PATCH', `/api/v1/events/${id}`, { startsAt })).json();
const answersOf = ({ attendees }: Event) => attendees.map(({ name, answer }) => [name, answer]);
const newest = async () => {
  const [row] = await world.query<{ state: string; verdict: string; matter_id: string | null }>(
    'select state, taken_by, verdict, matter_id from incoming_mails order by id desc limit 1',
  );
  return row;
};

describe('T11, a REPLY', () => {
  test('of the one invited, proved, to the current time: it counts, with its time; her to-do is done', async () => {
    const event = await create();
    world.clock.now = new Date('2026-03-02T10:30:00Z');
    const { statusCode } = await world.mailIn(
      replyMail({ from: 'jane@example.com', uid: event.uid, sequence: 0 }),
    );
    expect(statusCode).toBe(200);
    const after = await read(event.id);
    expect(after.attendees[0]).toMatchObject({
      name: 'Jane Okafor',
      answer: 'accepted',
      answeredBy: 'mail',
      answeredAt: '2026-03-02T10:30:00.000Z',
    });
    expect(after.replies).toEqual([]);
    expect(await newest()).toEqual({
      state: 'taken',
      taken_by: 'calendar',
      verdict: 'dkim',
      matter_id: world.matterId,
    });
    const toDos = (await world.jane.call('GET', '/portal/api/to-dos?limit=200')).json().items;
    expect(toDos.find(({ sourceId }: { sourceId: string }) => sourceId === event.id)).toMatchObject({
      state: 'done',
    });
  });

  test('vector: time moved twice, old REPLY (SEQ 0) arrives → ignored, attendee stays needs-action at SEQ 2', async () => {
    const event = await create();
    await move(event.id, '2026-03-11T10:00');
    await move(event.id, '2026-03-12T10:00');
    await world.mailIn(replyMail({ from: 'jane@example.com', uid: event.uid, sequence: 0 }));
    const after = await read(event.id);
    expect(after.sequence).toBe(2);
    expect(answersOf(after)).toEqual([
      ['Jane Okafor', 'needs-action'],
      ['Nina Witness', 'needs-action'],
    ]);
    expect(after.replies).toMatchObject([{ reason: 'other_time', sender: 'jane@example.com', sequence: 0 }]);
    await world.mailIn(replyMail({ from: 'jane@example.com', uid: event.uid, sequence: 2 }));
    expect(answersOf(await read(event.id))[0]).toEqual(['Jane Okafor', 'accepted']);
  });

  test.each([
    ['somebody who is not invited', { from: 'mallory@evil.example.net' }, 'not_invited'],
    [
      'somebody else in her name',
      { from: 'mallory@evil.example.net', attendee: 'jane@example.com' },
      'other_sender',
    ],
    [
      'another one invited, in her name',
      { from: 'nina@example.com', attendee: 'jane@example.com' },
      'other_sender',
    ],
    ['her address, nothing proved', { results: null }, 'unverified_sender'],
    [
      'her address, another server’s word',
      { results: 'mx.evil.example.net; dkim=pass header.d=example.com' },
      'unverified_sender',
    ],
    [
      'her address, another domain’s signature',
      { results: `${authserv}; dkim=pass header.d=evil.example.net` },
      'unverified_sender',
    ],
    [
      'her address, DMARC failed',
      { results: `${authserv}; dkim=pass header.d=example.com; dmarc=fail header.from=example.com` },
      'unverified_sender',
    ],
    ['her, delegating', { answer: 'DELEGATED' }, 'unreadable'],
    ['her, with two methods', { mimeMethod: 'REQUEST' }, 'unreadable'],
  ])('of %s waits for staff and changes nothing', async (_name, mail, reason) => {
    const event = await create();
    await world.mailIn(replyMail({ from: 'jane@example.com', uid: event.uid, sequence: 0, ...mail }));
    const after = await read(event.id);
    expect(answersOf(after)).toEqual([
      ['Jane Okafor', 'needs-action'],
      ['Nina Witness', 'needs-action'],
    ]);
    expect(after.replies.map((one) => one.reason)).toEqual([reason]);
  });

  test('to a cancelled event waits for staff, who cannot take it', async () => {
    const event = await create();
    await world.tessa.call('POST', `/api/v1/events/${event.id}/cancel`);
    await world.mailIn(replyMail({ from: 'jane@example.com', uid: event.uid, sequence: 1 }));
    const [reply] = (await read(event.id)).replies;
    expect(reply?.reason).toBe('cancelled');
    const url = `/api/v1/events/${event.id}/replies/${reply?.id}`;
    expect((await world.tessa.call('POST', url, { do: 'take' })).json().code).toBe('wrong_state');
    expect((await world.tessa.call('POST', url, { do: 'dismiss' })).json().replies).toEqual([]);
  });

  test('to an event that nobody knows is nobody’s, as is a mail without one', async () => {
    await world.mailIn(replyMail({ from: 'jane@example.com', uid: 'unknown@example.com', sequence: 0 }));
    expect(await newest()).toMatchObject({ state: 'unclaimed', matter_id: null });
    await world.mailIn('From: jane@example.com\nSubject: Hello\nMessage-ID: <hello@example.com>\n\nDear all');
    expect(await newest()).toMatchObject({ state: 'unclaimed' });
    const listed = (await world.owner.call('GET', '/api/v1/incoming-mails?state=unclaimed')).json().items;
    expect(listed[0]).toMatchObject({
      sender: 'jane@example.com',
      subject: 'Hello',
      senderVerified: false,
      verdict: 'no_results',
    });
  });

  test('of another firm’s event is nobody’s here', async () => {
    const other = await world.app.makeFirm();
    const matter = await other.owner.call('POST', '/api/v1/matters', { title: 'Theirs' });
    const made = await other.owner.call('POST', `/api/v1/matters/${matter.json().id}/events`, {
      title: 'Theirs',
      startsAt: '2026-03-10T10:00',
      endsAt: '2026-03-10T11:00',
    });
    await world.mailIn(replyMail({ from: 'jane@example.com', uid: made.json().uid, sequence: 0 }));
    expect(await newest()).toMatchObject({ state: 'unclaimed' });
  });

  test('an answer that was written earlier and comes later does not count; a newer one does', async () => {
    const event = await create();
    const mail = (answer: string, writtenAt: string) =>
      world.mailIn(replyMail({ from: 'jane@example.com', uid: event.uid, sequence: 0, answer, writtenAt }));
    await mail('DECLINED', '20260302T100000Z');
    await mail('ACCEPTED', '20260302T095500Z');
    expect(answersOf(await read(event.id))[0]).toEqual(['Jane Okafor', 'declined']);
    await mail('TENTATIVE', '20260302T110000Z');
    expect(answersOf(await read(event.id))[0]).toEqual(['Jane Okafor', 'tentative']);
    expect((await read(event.id)).replies).toEqual([]);
  });
});

describe('a strange answer', () => {
  const strange = async () => {
    const event = await create();
    await world.mailIn(replyMail({ from: 'jane@example.com', uid: event.uid, sequence: 0, results: null }));
    const [reply] = (await read(event.id)).replies;
    return { event, reply, url: `/api/v1/events/${event.id}/replies/${reply?.id}` };
  };

  test('is taken once by a member of staff, as hers', async () => {
    const { url } = await strange();
    const taken = await world.tessa.call('POST', url, { do: 'take' });
    expect(taken.json()).toMatchObject({
      replies: [],
      attendees: [{ answer: 'accepted', answeredBy: 'mail' }, {}],
    });
    expect((await world.tessa.call('POST', url, { do: 'dismiss' })).json().code).toBe('wrong_state');
  });

  test('is dismissed, and changes nothing', async () => {
    const { url } = await strange();
    const after: Event = (await world.tessa.call('POST', url, { do: 'dismiss' })).json();
    expect(after.replies).toEqual([]);
    expect(after.attendees[0]).toMatchObject({ answer: 'needs-action' });
  });
});

describe('the webhook', () => {
  const count = async () =>
    (await world.query<{ n: number }>('select count(*)::int as n from incoming_mails'))[0]?.n;

  test('stores the same mail once, however often it comes', async () => {
    const event = await create();
    const raw = replyMail({ from: 'jane@example.com', uid: event.uid, sequence: 0 });
    const before = (await count()) ?? 0;
    for (const id of ['a', 'a', 'b']) expect((await world.mailIn(raw, { id })).statusCode).toBe(200);
    expect(await count()).toBe(before + 1);
  });

  test('refuses what is not signed with the firm’s secret, and stores nothing', async () => {
    const before = await count();
    const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;
    const refused = await world.mailIn('From: jane@example.com\n\nHello', { secret });
    expect(refused.statusCode).toBe(401);
    expect(await count()).toBe(before);
    const nowhere = await world.app.app.inject({
      method: 'POST',
      url: '/hooks/mail/mailnothing',
      payload: 'x',
    });
    expect(nowhere.statusCode).toBe(404);
  });

  test('what is no mail is kept, unread', async () => {
    await world.mailIn('');
    expect(await newest()).toMatchObject({ state: 'unreadable' });
  });

  test('a mail is read as it came, by administrators, and that is noted', async () => {
    await world.mailIn('From: jane@example.com\nSubject: The original\n\nAs it came.');
    const [mail] = (await world.owner.call('GET', '/api/v1/incoming-mails')).json().items;
    const raw = await world.owner.call('GET', `/api/v1/incoming-mails/${mail.id}/raw`);
    expect(raw.body).toBe('From: jane@example.com\r\nSubject: The original\r\n\r\nAs it came.');
    expect((await world.tessa.call('GET', `/api/v1/incoming-mails/${mail.id}/raw`)).statusCode).toBe(403);
    const rows = await world.query(
      `select 1 from audit_log where action = 'incoming_mail.read' and subject_id = $1`,
      [mail.id],
    );
    expect(rows).toHaveLength(1);
  });

  test('without an address for answers they go to whoever organises the event', async () => {
    await world.owner.call('PATCH', '/api/v1/mail-in', { replyAddress: '' });
    await world.mails();
    await create();
    const [mail] = await world.mails();
    expect(mail).toMatchObject({ replyTo: world.tessa.email });
    expect(mail?.calendar).toContain(`ORGANIZER;CN="Tessa Reid":mailto:${world.tessa.email}`);
    await world.owner.call('PATCH', '/api/v1/mail-in', { replyAddress: 'calendar@hartley.example.com' });
  });

  test('takes 50 mails in a minute, and asks for the rest later', async () => {
    const answers: number[] = [];
    for (let n = 0; n < 60; n += 1)
      answers.push((await world.mailIn(`From: jane@example.com\nSubject: ${n}\n\n${n}`)).statusCode);
    expect(answers).toContain(429);
    expect(answers.filter((status) => status === 200).length).toBeLessThanOrEqual(50);
  });
});

/** T2, "merge contacts: union of grants needs review, never automatic". */
import { setTimeout as wait } from 'node:timers/promises';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { newId } from '../../platform/ids.ts';
import { mailsTo } from '../../testing/portal-browser.ts';
import type { TestPortalUser } from '../../testing/portal-user.ts';
import { absorbContact } from '../practice/index.ts';
import { type MergedWorld, startMergedWorld } from './merged-world.ts';

let world: MergedWorld;
let jane: TestPortalUser;
let jay: TestPortalUser;
/** Jane's and Jay's own conversations, and one of both, in which Jane is since its third message. */
let hers: string;
let his: string;
let both: string;

beforeAll(async () => {
  world = await startMergedWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  jane = await world.person('Jane');
  jay = await world.person('Jay');
  const matterId = await world.matter('Lease of 4 Quay Street', [jane, jay]);
  hers = await world.thread({ matterId, portalUserIds: [jane.id] });
  his = await world.thread({ matterId, portalUserIds: [jay.id] });
  both = await world.thread({ matterId, portalUserIds: [jay.id] });
  await world.say(hers, 'For Jane');
  await world.say(his, 'For Jay');
  await world.say(both, 'Before Jane came');
  const added = await world.mina.call('POST', `/api/v1/conversations/${both}/participants`, {
    portalUserIds: [jane.id],
  });
  expect(added.statusCode, added.body).toBeLessThan(300);
  await world.say(both, 'For both');
});

const none = { messages: 0, files: 0 };
const refusedFor = (answer: { statusCode: number; body: string }, reason: string) => {
  expect(answer.statusCode, answer.body).toBe(409);
  expect(answer.body).toContain(`"reason":"${reason}"`);
};
const standing = () =>
  world.rows(
    `select p.conversation_id, p.portal_user_id, p.from_seq, p.to_seq, p.left_how, u.contact_id, u.active, u.email
     from participants p join portal_users u on u.id = p.portal_user_id where p.portal_user_id = any($1)
     order by p.id`,
    [[jane.id, jay.id]],
  );

/** Null: by the mailbox, as before. */
const comesByNumber = (who: TestPortalUser, number: string | null) =>
  world.rows(`update portal_users set email = $1, number = $2, version = version + 1 where id = $3`, [
    ...[number === null ? who.email : '', number, who.id],
  ]);

describe('what waits for a decision', () => {
  test('a merge leaves an entry, and changes nothing for either', async () => {
    const before = await standing();
    await world.merge(jane, jay);
    expect(await world.list()).toEqual([
      {
        ...{ id: jay.contactId, name: 'Jay Doe', apart: null },
        into: { id: jane.contactId, name: 'Jane Doe' },
        emails: [jane.email, jay.email],
      },
    ]);
    expect(await world.list(world.mina, `?contactId=${jane.contactId}`)).toHaveLength(1);
    expect(await standing()).toEqual(before);
    expect(await world.reads(jay, his)).toEqual(['Welcome', 'For Jay']);
    expect((await jay.call('GET', '/portal/api/conversations')).statusCode).toBe(200);
    await world.decide(jay, { decision: 'apart' });
  });

  test('what each reaches today, and what would become visible to whom', async () => {
    await world.rows(
      `insert into attachments (firm_id, id, conversation_id, seq, position, name, size_bytes, sha256, content_type, verdict, created_at)
       select $1, $2, $3, seq, 1, 'Lease.pdf', 3, '\\x00', 'application/pdf', 'clean', now() from messages
       where conversation_id = $3 and body = 'For Jay'`,
      [world.firm.id, newId(), his],
    );
    await world.merge(jane, jay);
    const seen = await world.see(jay);
    expect(seen.kept).toMatchObject({
      id: jane.id,
      email: jane.email,
      active: true,
      signedIn: 1,
      passkey: false,
    });
    expect(seen.other).toMatchObject({
      id: jay.id,
      email: jay.email,
      matters: [{ title: 'Lease of 4 Quay Street' }],
    });
    const gainsOf = (id: string) => seen.conversations.find((one: { id: string }) => one.id === id).gains;
    expect(gainsOf(hers)).toEqual({ kept: none, other: { messages: 2, files: 0 } });
    expect(gainsOf(his)).toEqual({ kept: { messages: 2, files: 1 }, other: none });
    // Of the one that both are in, what was said before Jane came.
    expect(gainsOf(both)).toEqual({ kept: { messages: 2, files: 0 }, other: none });
    expect(seen.gains).toEqual({ kept: { messages: 4, files: 1 }, other: { messages: 2, files: 0 } });
    await world.decide(jay, { decision: 'apart' });
  });

  test('also where a connected system made them one, and through several merges', async () => {
    const third = await world.person('June');
    const connectionId = newId();
    await world.rows(
      `insert into connections (firm_id, id, vendor, name, region, sign_in_grant, client_id, credentials, status, hook_key, hook_secret)
       values ($1, $2, 'smokeball', 'Smokeball', 'uk', 'authorization_code', 'client', '\\x00', 'active', gen_random_uuid()::text, '\\x00')`,
      [world.firm.id, connectionId],
    );
    await world.rows('update contacts set kept_in = $1 where id = $2', [connectionId, jay.contactId]);
    await world.rows(
      `insert into text_consents (firm_id, id, number, change, channel, basis, contact_id, at)
       values ($1, gen_random_uuid(), '+447700900999', 'out', 'sms', 'STOP', $2, now())`,
      [world.firm.id, jay.contactId],
    );
    await world.app.platform.database
      .firm(world.firm.id)
      .write((tx) =>
        absorbContact(
          tx,
          { firmId: world.firm.id, connectionId, country: 'GB', now: new Date() },
          { keptId: third.contactId, otherId: jay.contactId },
        ),
      );
    expect(await world.list()).toMatchObject([{ id: jay.contactId, into: { id: third.contactId } }]);
    // What stood with the one stands with the other: that a number wants no texts, too.
    expect(
      await world.rows(`select contact_id as id from text_consents where number = '+447700900999'`),
    ).toEqual([{ id: third.contactId }]);
    // Merged by hand of old, before anybody looked after such things.
    await world.rows('update contacts set merged_into_id = $1, archived_at = now() where id = $2', [
      ...[jane.contactId, third.contactId],
    ]);
    expect(await world.list()).toMatchObject([
      { id: third.contactId, into: { id: jane.contactId } },
      { id: jay.contactId, into: { id: jane.contactId }, emails: [jane.email, jay.email] },
    ]);
    for (const one of [jay, third]) await world.decide(one, { decision: 'apart' });
  });

  test('one that is disabled has nothing to lose, and a contact that came back is nobody else', async () => {
    await world.merge(jane, jay);
    await world.rows('update portal_users set active = false where id = $1', [jay.id]);
    expect(await world.list()).toEqual([]);
    await world.rows('update portal_users set active = true where id = $1', [jay.id]);
    expect(await world.list()).toHaveLength(1);
    const restored = await world.owner.call('POST', `/api/v1/contacts/${jay.contactId}/restore`);
    expect(restored.statusCode, restored.body).toBeLessThan(300);
    expect(await world.list()).toEqual([]);
  });
});

describe('one person: what both read is one’s', () => {
  test('the kept one reads what either read, from where each began, and nothing else', async () => {
    await world.merge(jane, jay);
    const answer = await world.decide(jay, { decision: 'unite' });
    expect(answer.json(), answer.body).toEqual({ contactId: jane.contactId });
    expect(await world.reads(jane, hers)).toEqual(['Welcome', 'For Jane']);
    expect(await world.reads(jane, his)).toEqual(['Welcome', 'For Jay']);
    expect(await world.reads(jane, both)).toEqual(['Welcome', 'Before Jane came', 'For both']);
    for (const id of [hers, his, both])
      expect(await world.reads(jay, id)).toEqual(id === both ? expect.anything() : []);
    expect(await world.list()).toEqual([]);
    expect((await world.mina.call('GET', `/api/v1/merged-contacts/${jay.contactId}`)).statusCode).toBe(404);
    const again = await world.decide(jay, {
      decision: 'unite',
      confirmed: { kept: none, other: none },
      email: jane.email,
    });
    expect(again.statusCode).toBe(404);
    const { rows: logged } = {
      rows: await world.rows(
        `select detail from audit_log where action = 'contact.access_decided' and subject_id = $1`,
        [jay.contactId],
      ),
    };
    expect(logged).toEqual([
      {
        detail: { decision: 'united', intoId: jane.contactId, keptId: jane.id, otherId: jay.id, stopped: [] },
      },
    ]);
    expect(
      await world.rows(
        `select 1 from audit_log where action = 'conversation.people_united' and subject_id = any($1)`,
        [[his, both]],
      ),
    ).toHaveLength(2);
  });

  test('what they wrote under either is theirs, under the name of then', async () => {
    await world.say(his, 'From Jay', jay);
    await world.merge(jane, jay);
    await world.decide(jay, { decision: 'unite' });
    // As after signing in anew and showing that it is them.
    await world.rows('update portal_sessions set revoked_at = null where id = $1', [jane.sessionId]);
    await world.rows('update portal_logins set confirmed_at = $1 where portal_user_id = $2', [
      ...[world.app.platform.clock.now(), jane.id],
    ]);
    const page = (await jane.call('GET', `/portal/api/conversations/${his}/messages`)).json();
    expect(page.items.at(-1)).toMatchObject({ body: 'From Jay', mine: true, author: { name: 'Jay Doe' } });
  });

  test('with somebody who was in it from now on only, what was said before stays closed', async () => {
    await world.merge(jay, jane);
    expect(
      (await world.decide(jane, { decision: 'only_one', keepId: jane.id, reason: 'Jay is a typing error' }))
        .statusCode,
    ).toBe(200);
    expect(await world.reads(jane, both)).toEqual(['For both']);
    expect(await world.reads(jane, his)).toEqual([]);
  });

  test('sessions of both end at once, and open streams are told', async () => {
    await world.merge(jane, jay);
    const client = await world.app.platform.database.pool.connect();
    const told: string[] = [];
    client.on('notification', ({ payload }) => void told.push(payload ?? ''));
    await client.query('listen matterline_signals');
    await world.decide(jay, { decision: 'unite' });
    for (let tries = 0; tries < 50 && !told.some((one) => one.includes(jay.id)); tries += 1) await wait(20);
    client.release(true);
    const signIn = told.filter((one) => one.includes('"sign_in"'));
    for (const { id } of [jane, jay]) expect(signIn.some((one) => one.includes(id))).toBe(true);
    for (const one of [jane, jay])
      expect((await one.call('GET', '/portal/api/conversations')).statusCode).toBe(401);
  });

  test('both mailboxes lead to the one; before the first read each shows that it is them; both are told', async () => {
    await world.merge(jane, jay);
    await world.decide(jay, { decision: 'unite', email: jay.email });
    for (const { email } of [jane, jay]) {
      const [mail] = (await mailsTo(world.app, email)).filter(({ body }) => body.includes('knew you twice'));
      expect(mail?.body).not.toContain('@');
      const { browser, state } = await world.comeBy(email);
      expect(state).toBe('confirm');
      expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
      const made = await world.mina.call('POST', `/api/v1/portal-users/${jane.id}/confirmation-code`);
      expect(made.statusCode, made.body).toBe(200);
      const { code } = made.json();
      expect((await browser.call('POST', '/session/confirm', { code })).json().state).toBe('signed_in');
      expect((await browser.call('GET', '/sessions')).statusCode).toBe(200);
    }
    const user = (await world.mina.call('GET', `/api/v1/portal-users/${jane.id}`)).json();
    expect(user).toMatchObject({ email: jay.email, mustConfirm: false, contactId: jane.contactId });
  });

  test('another address written later is the only one again', async () => {
    await world.merge(jane, jay);
    await world.decide(jay, { decision: 'unite' });
    const { version } = (await world.owner.call('GET', `/api/v1/portal-users/${jane.id}`)).json();
    const changed = await world.owner.call('PATCH', `/api/v1/portal-users/${jane.id}`, {
      ...{ email: 'jane.new@example.com', version },
    });
    expect(changed.statusCode, changed.body).toBe(200);
    const logins = await world.rows(
      'select a.email from portal_logins l join portal_accounts a on a.id = l.account_id where l.portal_user_id = $1',
      [jane.id],
    );
    expect(logins).toEqual([{ email: 'jane.new@example.com' }]);
  });

  test('what they have to do, drafts, invitations, notices and how far they read go along', async () => {
    const [same, alone, event] = [newId(), newId(), newId()];
    await world.toDo(jane, same, 'open');
    await world.toDo(jay, same, 'done');
    await world.toDo(jay, alone, 'open');
    for (const one of [jane, jay])
      await one.call('PUT', `/portal/api/conversations/${both}/draft`, { body: `Draft of ${one.name}` });
    await jay.call('PUT', `/portal/api/conversations/${his}/read`, { seq: 2 });
    await world.rows(
      `insert into notice_timers (firm_id, conversation_id, portal_user_id, notified_seq, pending_seq, pending_at, due_at)
       values ($1, $2, $3, 4, null, null, null), ($1, $2, $4, 1, 2, now(), now() + interval '15 minutes')`,
      [world.firm.id, both, jane.id, jay.id],
    );
    await world.rows(
      `insert into matter_events (firm_id, id, matter_id, uid, title, starts_at, ends_at, time_zone, organiser_staff_id, created_at, updated_at)
       values ($1, $2, $3, 'uid-' || ($2::uuid)::text, 'Signing', '2026-11-30T10:00:00Z', '2026-11-30T11:00:00Z', 'Europe/London', $4, now(), now())`,
      [world.firm.id, event, world.matterId, world.mina.id],
    );
    for (const [one, state] of [
      [jane, 'needs-action'],
      [jay, 'accepted'],
    ] as const)
      await world.rows(
        `insert into event_attendees (firm_id, id, event_id, matter_id, contact_id, email, state, answered_at, answered_by, added_at)
         values ($1, $2, $3, $4, $5, $6, $7::text, case when $7::text = 'accepted' then now() end, case when $7::text = 'accepted' then 'mail' end, now())`,
        [world.firm.id, newId(), event, world.matterId, one.contactId, one.email, state],
      );
    await world.merge(jane, jay);
    const answer = await world.decide(jay, { decision: 'unite' });
    expect(answer.statusCode, answer.body).toBe(200);
    const toDos = await world.rows<{ source_id: string; state: string }>(
      `select source_id, state from to_dos where portal_user_id = $1 and kind = 'file' order by state`,
      [jane.id],
    );
    expect(toDos).toEqual([
      { source_id: same, state: 'done' },
      { source_id: alone, state: 'open' },
    ]);
    expect(
      await world.rows('select body from drafts where conversation_id = $1 and not is_staff', [both]),
    ).toEqual([{ body: 'Draft of Jane Doe\n\nDraft of Jay Doe' }]);
    expect(
      await world.rows(
        'select seq::int as seq from read_pointers where conversation_id = $1 and person_id = $2',
        [his, jane.id],
      ),
    ).toEqual([{ seq: 2 }]);
    expect(
      await world.rows(
        `select portal_user_id, notified_seq::int as told, pending_seq::int as waits from notice_timers
         where conversation_id = $1 and due_at is not null`,
        [both],
      ),
    ).toEqual([{ portal_user_id: jane.id, told: 1, waits: 2 }]);
    expect(
      await world.rows(
        'select contact_id, state from event_attendees where event_id = $1 and removed_at is null',
        [event],
      ),
    ).toEqual([{ contact_id: jane.contactId, state: 'accepted' }]);
  });

  test('who said stop with one number is texted on none', async () => {
    for (const [one, number, consent] of [
      [jane, '+447700900201', 'in'],
      [jay, '+447700900202', 'out'],
    ] as const) {
      await world.rows(
        `insert into contact_numbers (firm_id, id, contact_id, raw, part, e164, position) values ($1, $2, $3, $4, $4, $4, 0)`,
        [world.firm.id, newId(), one.contactId, number],
      );
      await world.rows(
        `insert into text_numbers (firm_id, number, consent, consent_at) values ($1, $2, $3, now())`,
        [...[world.firm.id, number, consent]],
      );
    }
    await world.merge(jane, jay);
    await world.decide(jay, { decision: 'unite' });
    const words = await world.rows(
      'select number, change, by_staff_id from text_consents where contact_id = $1',
      [jane.contactId],
    );
    expect(words).toEqual([{ number: '+447700900201', change: 'out', by_staff_id: world.mina.id }]);
    expect(await world.rows(`select number from text_numbers where consent = 'in'`)).toEqual([]);
  });

  test('one access alone: it goes on as it is, with the contact that goes on', async () => {
    await world.rows('delete from portal_logins where portal_user_id = $1', [jane.id]);
    const nobody = await world.owner.call('POST', '/api/v1/contacts', {
      kind: 'person',
      firstName: 'Jay',
      lastName: 'Dow',
    });
    const keptId: string = nobody.json().id;
    await world.owner.call('POST', `/api/v1/contacts/${keptId}/merge`, { otherId: jay.contactId });
    expect((await world.see(jay)).kept).toBeNull();
    refusedFor(
      await world.decide(jay, { decision: 'only_one', keepId: jay.id, reason: 'the only one' }),
      'alone',
    );
    expect((await world.decide(jay, { decision: 'unite' })).statusCode).toBe(200);
    expect((await world.mina.call('GET', `/api/v1/portal-users/${jay.id}`)).json().contactId).toBe(keptId);
    expect((await jay.call('GET', `/portal/api/conversations/${his}`)).statusCode).toBe(200);
  });
});

describe('what keeps them from becoming one', () => {
  test('without a proof of the last minutes nobody decides, but to leave all as it is', async () => {
    await world.merge(jane, jay);
    const { seen, gains } = await world.see(jay);
    await world.rows(
      `update auth_session set "createdAt" = $1::timestamptz - interval '1 hour', "provenAt" = null`,
      [world.app.platform.clock.now()],
    );
    const path = `/api/v1/merged-contacts/${jay.contactId}/decision`;
    const answer = await world.mina.call('POST', path, {
      decision: 'unite',
      seen,
      confirmed: gains,
      email: jane.email,
    });
    expect(answer.json()).toMatchObject({ code: 'step_up_needed' });
    expect((await world.mina.call('POST', path, { decision: 'apart', seen })).statusCode).toBe(200);
  });

  test('other counts than what becomes visible: nothing changes', async () => {
    await world.merge(jane, jay);
    const before = await standing();
    const { gains } = await world.see(jay);
    await world.say(his, 'One more');
    refusedFor(await world.decide(jay, { decision: 'unite', confirmed: gains }), 'confirm');
    expect(await standing()).toEqual(before);
    await world.decide(jay, { decision: 'apart' });
  });

  test('something changed since it was looked at: a conflict, and nothing changes', async () => {
    await world.merge(jane, jay);
    const { seen } = await world.see(jay);
    await world.mina.call('POST', `/api/v1/conversations/${both}/participants/${jane.id}/removal`, {
      how: 'removed',
    });
    const before = await standing();
    const answer = await world.decide(jay, { decision: 'unite', seen });
    expect(answer.statusCode).toBe(409);
    expect(answer.json()).toMatchObject({ code: 'conflict' });
    expect(await standing()).toEqual(before);
    await world.decide(jay, { decision: 'apart' });
  });

  test('T12: somebody of the other side never comes into a privileged conversation by it', async () => {
    const matterId = await world.matter('Doe v Doe', [jane]);
    await world.party(matterId, jay.contactId, 'Other side', false);
    const privileged = await world.thread({ matterId, portalUserIds: [jane.id] });
    await world.merge(jane, jay);
    const seen = await world.see(jay);
    expect(seen.conversations.find((one: { id: string }) => one.id === privileged)).toMatchObject({
      ...{ class: 'privileged', personClass: 'opposing', problem: 'lower_class' },
    });
    refusedFor(await world.decide(jay, { decision: 'unite' }), 'lower_class');
    expect(await world.reads(jay, privileged)).toEqual([]);
    await world.decide(jay, { decision: 'apart' });
  });

  test('T1 row 7: who was removed for cause does not come back by the other’s access', async () => {
    const removed = await world.mina.call(
      'POST',
      `/api/v1/conversations/${both}/participants/${jane.id}/removal`,
      {
        ...{ how: 'for_cause', reason: 'Threatened a witness' },
      },
    );
    expect(removed.statusCode, removed.body).toBeLessThan(300);
    await world.merge(jane, jay);
    refusedFor(await world.decide(jay, { decision: 'unite' }), 'for_cause');
    expect(await world.reads(jane, both)).toEqual([]);
    await world.decide(jay, { decision: 'apart' });
  });

  test('while somebody’s second factors are being taken away', async () => {
    await world.rows(
      `insert into portal_resets (firm_id, id, portal_user_id, checked_by, note, asked_by_staff_id, asked_at)
       values ($1, $2, $3, 'video', 'Saw them', $4, now())`,
      [world.firm.id, newId(), jay.id, world.mina.id],
    );
    await world.merge(jane, jay);
    refusedFor(await world.decide(jay, { decision: 'unite' }), 'reset_open');
    await world.decide(jay, { decision: 'apart' });
  });

  test('one by e-mail and one by mobile number: refused either way round, and nothing changes', async () => {
    await world.merge(jane, jay);
    for (const one of [jane, jay]) {
      await comesByNumber(one, '+447700900555');
      const before = await standing();
      refusedFor(await world.decide(jay, { decision: 'unite', email: '' }), 'two_ways');
      const mailbox = one === jane ? jay.email : jane.email;
      refusedFor(await world.decide(jay, { decision: 'unite', email: mailbox }), 'two_ways');
      expect(await standing()).toEqual(before);
      expect((await world.see(jay))[one === jane ? 'kept' : 'other']).toMatchObject({
        ...{ email: '', number: '+447700900555' },
      });
      expect(await world.list()).toMatchObject([{ emails: [mailbox] }]);
      await comesByNumber(one, null);
    }
    await world.decide(jay, { decision: 'apart' });
  });

  test('a mailbox of neither', async () => {
    await world.merge(jane, jay);
    const answer = await world.decide(jay, { decision: 'unite', email: 'somebody@example.com' });
    expect(answer.statusCode).toBe(422);
    await world.decide(jay, { decision: 'apart' });
  });
});

describe('one person, and one access only', () => {
  const reason = 'The mailbox is not theirs any more';

  test('the other ends at once, and nothing that it read is the kept one’s', async () => {
    await world.merge(jane, jay);
    const answer = await world.decide(jay, { decision: 'only_one', keepId: jane.id, reason });
    expect(answer.statusCode, answer.body).toBe(200);
    expect((await jay.call('GET', '/portal/api/conversations')).statusCode).toBe(401);
    expect((await jane.call('GET', '/portal/api/conversations')).statusCode).toBe(200);
    expect(await world.reads(jane, his)).toEqual([]);
    expect(await world.list()).toEqual([]);
  });

  test('the one of the merged contact may go on: it stands with the contact from then on', async () => {
    await world.merge(jane, jay);
    const answer = await world.decide(jay, { decision: 'only_one', keepId: jay.id, reason });
    expect(answer.statusCode, answer.body).toBe(200);
    const places = await world.rows(
      'select id, contact_id, active from portal_users where id = any($1) order by active',
      [[jane.id, jay.id]],
    );
    expect(places).toEqual([
      { id: jane.id, contact_id: jay.contactId, active: false },
      { id: jay.id, contact_id: jane.contactId, active: true },
    ]);
    expect((await jane.call('GET', '/portal/api/conversations')).statusCode).toBe(401);
    expect(await world.reads(jay, hers)).toEqual([]);
  });

  test('enabled again, it is asked about again', async () => {
    await world.merge(jane, jay);
    await world.decide(jay, { decision: 'only_one', keepId: jane.id, reason });
    const enabled = await world.owner.call('PATCH', `/api/v1/portal-users/${jay.id}`, { active: true });
    expect(enabled.statusCode, enabled.body).toBe(200);
    expect(await world.list()).toMatchObject([{ id: jay.contactId }]);
    await world.decide(jay, { decision: 'apart' });
  });

  test('without saying why', async () => {
    await world.merge(jane, jay);
    const answer = await world.decide(jay, { decision: 'only_one', keepId: jane.id, reason: '' });
    expect(answer.statusCode).toBe(422);
    await world.decide(jay, { decision: 'apart' });
  });
});

test('two of the staff decide at the same moment: one of them does, the other is told', async () => {
  await world.merge(jane, jay);
  await world.fresh();
  const { seen, gains } = await world.see(jay);
  const path = `/api/v1/merged-contacts/${jay.contactId}/decision`;
  const answers = await Promise.all([
    world.mina.call('POST', path, { decision: 'unite', seen, confirmed: gains, email: jane.email }),
    world.omar.call('POST', path, {
      decision: 'only_one',
      seen,
      keepId: jay.id,
      reason: 'Jane left the company',
    }),
  ]);
  const codes = answers.map(({ statusCode }) => statusCode).toSorted((a, b) => a - b);
  expect(codes[0]).toBe(200);
  expect([404, 409]).toContain(codes[1]);
  const decisions = await world.rows('select 1 from merged_contact_decisions where contact_id = $1', [
    jay.contactId,
  ]);
  expect(decisions).toHaveLength(1);
});

describe('two people', () => {
  test('nothing changes, and nobody is asked again until something is another', async () => {
    await world.merge(jane, jay);
    const before = await standing();
    expect((await world.decide(jay, { decision: 'apart' })).statusCode).toBe(200);
    expect(await standing()).toEqual(before);
    expect(await world.list()).toEqual([]);
    expect(await world.list(world.mina, `?state=apart&contactId=${jay.contactId}`)).toMatchObject([
      { id: jay.contactId, apart: { by: 'Mina Shah' } },
    ]);
    await world.rows(`update portal_users set email = 'other@example.com' where id = $1`, [jay.id]);
    expect(await world.list()).toMatchObject([{ id: jay.contactId }]);
    await world.decide(jay, { decision: 'apart' });
  });

  test('decided otherwise later', async () => {
    await world.merge(jane, jay);
    await world.decide(jay, { decision: 'apart' });
    expect((await world.decide(jay, { decision: 'unite' })).statusCode).toBe(200);
    expect(await world.reads(jane, his)).toEqual(['Welcome', 'For Jay']);
  });
});

/** §4, reply by e-mail, from the notice over the webhook to the message. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import {
  answerMail,
  authserv,
  type MailRepliesWorld,
  type Notice,
  startMailRepliesWorld,
} from '../../testing/mail-replies-world.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';

let world: MailRepliesWorld;
let client: TestPortalUser;
let id: string;

beforeAll(async () => {
  world = await startMailRepliesWorld();
  await patch('portal-settings', { undoSeconds: 0 });
  await patch('notice-settings', { mode: 'strict' });
});
afterAll(() => world.close());

async function patch(path: string, body: object, status = 200) {
  const answer = await world.owner.call('PATCH', `/api/v1/${path}`, body);
  expect(answer.statusCode, answer.body).toBe(status);
  return answer.json();
}
const say = async (body = 'When can you come?') => {
  const answer = await world.mina.call('POST', `/api/v1/conversations/${id}/messages`, {
    body,
    confirmed: true,
  });
  expect(answer.statusCode, answer.body).toBe(201);
};
const newest = async (): Promise<Notice> => {
  const mail = (await world.mailsTo(client)).at(-1);
  if (!mail) throw new Error('no mail');
  return mail;
};
const addressOf = ({ replyTo }: Notice) => replyTo ?? 'none@example.com';
const answer = async (more: Partial<Parameters<typeof answerMail>[0]> = {}) => {
  const mail = answerMail({ from: client.email, to: addressOf(notice), ...more });
  expect((await world.mailIn(mail)).statusCode).toBe(200);
};
const messages = async () =>
  (
    await world.sql<{ body: string; sentBy: string }>(
      `select body, sent_by as "sentBy" from messages where conversation_id = $1 and author_portal_user_id = $2 order by seq`,
      [id, client.id],
    )
  ).map(({ body, sentBy }) => `${sentBy}: ${body}`);
const became = async () =>
  (
    await world.sql<{ state: string; reason: string }>(
      'select state, reason from mail_replies where conversation_id = $1 order by id',
      [id],
    )
  ).map(({ state, reason }) => (reason === '' ? state : `${state}: ${reason}`));
const draft = async () =>
  (await client.call('GET', `/portal/api/conversations/${id}`)).json<{ draft: string }>().draft;
const readUpTo = async () =>
  (
    await world.sql<{ seq: number }>(
      'select seq::int as seq from read_pointers where conversation_id = $1 and person_id = $2',
      [id, client.id],
    )
  )[0]?.seq ?? 0;

let notice: Notice;
async function begin(): Promise<void> {
  client = await makePortalUser(world.app, world.firm, { firstName: 'Cleo', lastName: 'Marsh' });
  await world.party(world.matterId, client.contactId, 'Client', true);
  const body = { kind: 'external', matterId: world.matterId, portalUserIds: [client.id] };
  id = (await world.mina.call('POST', '/api/v1/conversations', body)).json<{ id: string }>().id;
  await say();
  await world.wait(1);
  notice = await newest();
}

describe('switched off, as it is at first', () => {
  test('a notice has no address for answers', async () => {
    expect((await world.owner.call('GET', '/api/v1/mail-reply-settings')).json()).toEqual({
      replyByMail: false,
      days: 14,
      version: 0,
    });
    await begin();
    expect(notice.replyTo).toBeNull();
    expect(notice.body).not.toContain('answer this e-mail');
    expect(notice.automatic).toBe(true);
  });

  test('it cannot be switched on while answers could not come in, or nobody could be proved', async () => {
    const on = { replyByMail: true };
    expect(await patch('mail-reply-settings', on, 409)).toMatchObject({ reason: 'no_reply_address' });
    await patch('mail-in', { replyAddress: `${'x'.repeat(40)}@hartley.example.com` });
    expect(await patch('mail-reply-settings', on, 409)).toMatchObject({ reason: 'no_reply_address' });
    await patch('mail-in', { replyAddress: 'answers@hartley.example.com' });
    expect(await patch('mail-reply-settings', on, 409)).toMatchObject({ reason: 'no_authserv' });
    await patch('mail-in', { authservId: authserv });
    expect(await patch('mail-reply-settings', on)).toMatchObject({ replyByMail: true, version: 1 });
  });
});

describe('switched on', () => {
  beforeEach(async () => {
    await patch('mail-reply-settings', { replyByMail: true, days: 14 });
    await begin();
  });

  test('each notice has an address of its own, which stands in the mail alone', async () => {
    expect(notice.replyTo).toMatch(/^answers\+[a-z2-9]{26}@hartley\.example\.com$/);
    expect(notice.body).toMatch(/^— Write your answer above this line —\n/);
    await say();
    await world.wait(900);
    expect((await newest()).replyTo).not.toBe(notice.replyTo);
    const token = addressOf(notice).slice(8, 34);
    const stored = await world.sql(
      `select 1 from reply_addresses where encode(token_hash, 'escape') like $1`,
      [`%${token}%`],
    );
    expect(stored).toEqual([]);
  });

  test('an answer becomes a message of that person, without the quote; the notice counts as read', async () => {
    expect(await readUpTo()).toBe(0);
    await answer();
    expect(await messages()).toEqual(['email: Yes, Thursday suits me.']);
    expect(await became()).toEqual(['posted']);
    expect(await readUpTo()).toBe(1);
  });

  test('what was said after the notice does not count as read', async () => {
    await say('And bring the deeds.');
    await answer();
    expect(await readUpTo()).toBe(1);
    await world.wait(900);
    expect((await newest()).subject).toBe('A new message from Hartley & Reid');
  });

  test('the same message by two ways is one', async () => {
    await answer({ messageId: '<same@example.com>' });
    await answer({ messageId: '<same@example.com>', headers: ['X-Way: another'] });
    expect(await messages()).toHaveLength(1);
    expect(await became()).toEqual(['posted', 'dropped: repeated']);
  });

  test('capitals in the address change nothing', async () => {
    await answer({ to: addressOf(notice).toUpperCase() });
    expect(await became()).toEqual(['posted']);
  });

  test.each([
    ['an out-of-office note', 'Auto-Submitted: auto-replied', 'auto_submitted'],
    ['bulk mail', 'Precedence: bulk', 'precedence'],
    ['Exchange’s own note', 'X-Auto-Response-Suppress: All', 'auto_response'],
    ['a bounce without a report', 'Return-Path: <>', 'no_return_path'],
    ['a mailing list', 'List-Id: <all.example.com>', 'list'],
  ])('%s is dropped, with its reason, and nobody is told', async (_name, header, reason) => {
    await answer({ headers: [header] });
    expect(await became()).toEqual([`dropped: ${reason}`]);
    expect(await messages()).toEqual([]);
    expect(await world.mailsTo(client)).toHaveLength(1);
  });

  describe('a sender who is not proved to be that person', () => {
    test.each([
      ['nothing proved', { results: null }, 'unverified_sender'],
      [
        'another server’s word',
        { results: 'mx.evil.example.net; dkim=pass header.d=example.com' },
        'unverified_sender',
      ],
      [
        'another domain’s signature',
        { results: `${authserv}; dkim=pass header.d=evil.example.net` },
        'unverified_sender',
      ],
      [
        'DMARC failed',
        { results: `${authserv}; dkim=pass header.d=example.com; dmarc=fail header.from=example.com` },
        'unverified_sender',
      ],
      ['somebody else, proved', { from: 'mallory@evil.example.net' }, 'other_sender'],
    ])('%s: waits for staff, nothing is posted, nobody is told', async (_name, how, reason) => {
      const before = (await world.sql('select 1 from outbox')).length;
      await answer(how);
      expect(await became()).toEqual([`triage: ${reason}`]);
      expect(await messages()).toEqual([]);
      expect((await world.sql('select 1 from outbox')).length).toBe(before);
      const waiting = await world.mina.call('GET', `/api/v1/conversations/${id}/mail-replies`);
      expect(waiting.json().items).toMatchObject([
        { reason, body: 'Yes, Thursday suits me.', personName: client.name },
      ]);
    });

    test('an address that nobody has is nobody’s, and answered like one that somebody has', async () => {
      const to = `answers+${'a'.repeat(26)}@hartley.example.com`;
      const one = await world.mailIn(answerMail({ from: 'mallory@evil.example.net', to }));
      const other = await world.mailIn(
        answerMail({ from: 'mallory@evil.example.net', to: addressOf(notice) }),
      );
      expect([one.statusCode, one.body]).toEqual([other.statusCode, other.body]);
    });

    const settle = async (does: 'post' | 'dismiss', who = world.mina) => {
      const { items } = (await world.mina.call('GET', `/api/v1/conversations/${id}/mail-replies`)).json();
      return await who.call('POST', `/api/v1/conversations/${id}/mail-replies/${items[0].id}`, { do: does });
    };

    test('staff posts it as theirs, with its files; that is noted for staff alone, and nothing counts as read', async () => {
      await answer({ results: null, files: [{ name: 'deeds.txt', content: 'The deeds' }] });
      expect((await settle('post')).statusCode).toBe(204);
      await world.inspect();
      expect(await messages()).toEqual(['email: Yes, Thursday suits me.']);
      expect(await readUpTo()).toBe(0);
      const listed = await client.call('GET', `/portal/api/conversations/${id}/messages`);
      const { items } = listed.json<{ items: { kind: string; files: { name: string }[] }[] }>();
      expect(items.flatMap(({ files }) => files.map(({ name }) => name))).toEqual(['deeds.txt']);
      expect(listed.body).not.toContain('mail_let_in');
      const staff = await world.mina.call('GET', `/api/v1/conversations/${id}/messages`);
      expect(staff.body).toContain('mail_let_in');
    });

    test('staff puts it aside; it is settled once', async () => {
      await answer({ results: null });
      const [row] = await world.sql<{ id: string }>(
        'select id from mail_replies where conversation_id = $1',
        [id],
      );
      expect((await settle('dismiss')).statusCode).toBe(204);
      const again = await world.mina.call('POST', `/api/v1/conversations/${id}/mail-replies/${row?.id}`, {
        do: 'post',
      });
      expect(again.statusCode).toBe(409);
      expect(await messages()).toEqual([]);
    });

    test('whoever is outside the matter’s wall finds nothing', async () => {
      await answer({ results: null });
      await world.restrict(world.matterId, [world.mina.id, world.owner.id]);
      const hidden = await world.omar.call('GET', `/api/v1/conversations/${id}/mail-replies`);
      expect(hidden.statusCode).toBe(404);
      await world.restrict(world.matterId, []);
    });
  });

  describe('T1 and T3 decide when the mail comes', () => {
    const refused = async (reason: string, words: RegExp) => {
      expect(await became()).toEqual([`refused: ${reason}`]);
      expect(await messages()).toEqual([]);
      const mail = await newest();
      expect(mail).toMatchObject({
        subject: 'Your e-mail did not reach Hartley & Reid',
        automatic: true,
        replyTo: null,
      });
      expect(mail.body).toMatch(words);
    };
    const act = async (what: string, body?: object) => {
      const done = await world.mina.call('POST', `/api/v1/conversations/${id}/${what}`, body);
      expect(done.statusCode, done.body).toBeLessThan(300);
    };

    test('archived: refused with whom to turn to; the draft is kept', async () => {
      await act('archive');
      await answer();
      await refused('archived', /contact Hartley & Reid directly: Mina Shah/);
      expect(await draft()).toBe('Yes, Thursday suits me.');
    });

    test('ended: refused with whom to turn to; the draft is kept', async () => {
      await act('end');
      await answer();
      await refused('ended', /contact Hartley & Reid directly: Mina Shah/);
      expect(await draft()).toBe('Yes, Thursday suits me.');
    });

    test('removed for cause: refused without a name', async () => {
      await world.sql(
        `update participants set left_at = now(), left_how = 'for_cause', cause = 'x', to_seq = 1 where conversation_id = $1 and portal_user_id = $2`,
        [id, client.id],
      );
      await answer();
      await refused('no_conversation', /directly, by a number or an address that you know/);
    });

    test('a disabled account is not found', async () => {
      await world.sql('update portal_users set active = false where id = $1', [client.id]);
      await answer();
      await refused('no_conversation', /contact Hartley & Reid directly/);
    });

    test('a conversation that asks for a second factor: a mail that leads to the portal', async () => {
      await world.sql('update conversations set second_factor = true where id = $1', [id]);
      await answer();
      await refused('second_factor', new RegExp(`/portal/c/${id}`));
    });

    test('somebody who set up a second factor answers in the portal: a mailbox proves less', async () => {
      await world.sql(
        `insert into portal_authenticators (account_id, secret, created_at, confirmed_at) values ($1, '\\x00', now(), now())`,
        [client.accountId],
      );
      await answer();
      await refused('second_factor', /second step of signing in/);
      await say();
      await world.wait(900);
      expect((await newest()).replyTo).toBeNull();
    });

    test('an address that is over', async () => {
      await world.sql('update reply_addresses set expires_at = $2 where conversation_id = $1', [
        id,
        world.app.platform.clock.now(),
      ]);
      await answer();
      await refused('expired', /limited time/);
      expect(await draft()).toBe('Yes, Thursday suits me.');
    });

    test('switched off since', async () => {
      await patch('mail-reply-settings', { replyByMail: false });
      await answer();
      await refused('off', /not taken by e-mail any more/);
    });

    test('what stood in the draft before stays', async () => {
      await client.call('PUT', `/portal/api/conversations/${id}/draft`, { body: 'Begun in the portal.' });
      await act('archive');
      await answer();
      expect(await draft()).toBe('Begun in the portal.\n\nYes, Thursday suits me.');
    });
  });

  describe('files', () => {
    test('the message comes with all of them once they were looked at, and not before', async () => {
      await answer({
        files: [
          { name: 'a.txt', content: 'one' },
          { name: 'b.txt', content: 'two' },
        ],
      });
      expect([await became(), await messages()]).toEqual([['waiting'], []]);
      await world.inspect();
      expect([await became(), await messages()]).toEqual([['posted'], ['email: Yes, Thursday suits me.']]);
      const names = await world.sql(
        'select name from attachments where conversation_id = $1 order by position',
        [id],
      );
      expect(names).toEqual([{ name: 'a.txt' }, { name: 'b.txt' }]);
    });

    test('one that cannot be taken: nothing is posted, the draft and the files wait in the portal, and they are told', async () => {
      await answer({ files: [{ name: 'a.txt', content: 'one' }] });
      await world.sql(
        `update uploads set state = 'infected', verdict = 'infected' where conversation_id = $1`,
        [id],
      );
      await world.inspect();
      expect([await became(), await messages()]).toEqual([['refused: files'], []]);
      expect((await newest()).body).toMatch(/a\.txt: /);
      expect(await draft()).toBe('Yes, Thursday suits me.');
    });

    test('a conversation that ended while they were looked at takes nothing', async () => {
      await answer({ files: [{ name: 'a.txt', content: 'one' }] });
      await world.mina.call('POST', `/api/v1/conversations/${id}/end`);
      await world.inspect();
      expect([await became(), await messages()]).toEqual([['refused: ended'], []]);
    });
  });
});

describe('T4, a mailbox that refuses for good', () => {
  const report = (mailId: string, recipient: string, status: string) =>
    [
      'From: MAILER-DAEMON@mx.example.com',
      'Return-Path: <>',
      'MIME-Version: 1.0',
      'Content-Type: multipart/report; report-type=delivery-status; boundary="b"',
      '',
      '--b',
      'Content-Type: message/delivery-status',
      '',
      'Reporting-MTA: dns; mx.example.com',
      '',
      `Final-Recipient: rfc822; ${recipient}`,
      'Action: failed',
      `Status: ${status}`,
      '--b',
      'Content-Type: text/rfc822-headers',
      '',
      `Message-ID: <${mailId}@${world.app.platform.publicUrl.hostname}>`,
      '--b--',
      '',
    ].join('\n');
  const bounced = async () =>
    (
      await world.sql<{ bounced: boolean }>(
        'select bounced_at is not null as bounced from portal_users where id = $1',
        [client.id],
      )
    )[0]?.bounced;
  const warnings = async () =>
    (await world.mina.call('GET', `/api/v1/conversations/${id}/messages`)).body.split('"mail_bounced"')
      .length - 1;

  test('marks the mailbox, closes its windows, warns staff once in the thread, and nobody outside', async () => {
    await begin();
    await say();
    for (const _ of [1, 2]) await world.mailIn(report(notice.id, client.email, '5.1.1'));
    expect([await bounced(), await warnings()]).toEqual([true, 1]);
    expect((await client.call('GET', `/portal/api/conversations/${id}/messages`)).body).not.toContain(
      'mail_bounced',
    );
    const before = (await world.mailsTo(client)).length;
    await say();
    await world.wait(1_800);
    expect((await world.mailsTo(client)).length).toBe(before);
    const told = await world.mina.call('GET', `/api/v1/conversations/${id}/notices`);
    expect(told.json().items).toMatchObject([
      { result: 'cancelled', reason: 'bounced' },
      { result: 'cancelled', reason: 'bounced' },
      { result: 'sent', reason: 'welcome' },
    ]);
    expect(await warnings()).toBe(1);
  });

  test.each([
    ['a full mailbox', async () => report(notice.id, client.email, '5.2.2')],
    ['somebody else’s address', async () => report(notice.id, 'other@example.com', '5.1.1')],
    [
      'a mail that we never sent',
      async () => report('0198c0de-0000-7000-8000-000000000001', client.email, '5.1.1'),
    ],
  ])('%s marks nothing', async (_name, raw) => {
    await begin();
    await world.mailIn(await raw());
    expect([await bounced(), await warnings()]).toEqual([false, 0]);
  });
});

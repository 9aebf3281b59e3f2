import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  startTestApp,
  type TestApp,
  type TestFirm,
  type TestStaff,
  testPassword,
} from '../../testing/app.ts';

let app: TestApp;
let firm: TestFirm;
let now = new Date();
beforeAll(async () => {
  app = await startTestApp({ clock: { now: () => now } });
  firm = await app.makeFirm({ country: 'GB' });
});
afterAll(async () => {
  await app.close();
});

const asToken = (staff: TestStaff) =>
  app.call('GET', '/api/v1/me', undefined, { headers: { authorization: `Bearer ${staff.token}` } });

describe('staff', () => {
  test('are added with numbers as E.164 and a rate in the firm’s currency', async () => {
    const answer = await firm.owner.call('POST', '/api/v1/staff', {
      firstName: 'Nia',
      lastName: 'Norris',
      email: 'Nia@Example.com',
      extension: '104',
      directNumbers: ['020 7946 0104', '+44 20 7946 0104'],
      hourlyRate: { amount: 25000, currency: 'GBP' },
      invite: false,
    });
    expect(answer.statusCode).toBe(201);
    expect(answer.json()).toMatchObject({
      email: 'nia@example.com',
      role: 'member',
      directNumbers: ['+442079460104'],
      defaultBillable: null,
      hourlyRate: { amount: 25000, currency: 'GBP' },
      active: true,
      signIn: 'none',
    });
    const read = await firm.owner.call('GET', `/api/v1/staff/${answer.json().id}`);
    expect(read.json()).toEqual(answer.json());
  });

  test.each([
    ['an e-mail address that is taken, in any case', { email: 'NIA@example.com' }, 409],
    ['another currency', { hourlyRate: { amount: 1, currency: 'USD' } }, 422],
    ['a number that is none', { directNumbers: ['reception'] }, 422],
  ])('are refused with %s', async (_name, wrong, status) => {
    const answer = await firm.owner.call('POST', '/api/v1/staff', {
      firstName: 'A',
      lastName: 'B',
      email: 'new@example.com',
      ...wrong,
    });
    expect(answer.statusCode).toBe(status);
  });

  test('change their own name, and nothing else of themselves', async () => {
    const other = await app.makeFirm();
    const member = await app.signedIn(other, 'member');
    const more = await member.call('PATCH', '/api/v1/me', { firstName: 'Mia', role: 'owner' });
    expect(more.json().errors).toEqual([{ field: 'role', message: expect.any(String) }]);
    expect((await member.call('PATCH', '/api/v1/me', {})).statusCode).toBe(422);
    const answer = await member.call('PATCH', '/api/v1/me', { firstName: ' Mia ' });
    expect(answer.statusCode).toBe(200);
    const me = (await member.call('GET', '/api/v1/me')).json();
    expect(me.staff).toMatchObject({ firstName: 'Mia', role: 'member' });
    expect((await member.call('PATCH', '/api/v1/me', { lastName: ' ' })).statusCode).toBe(422);
  });

  test('see their own hourly rate and not those of colleagues, administrators see all', async () => {
    const [member, administrator] = [await app.signedIn(firm), await app.signedIn(firm, 'administrator')];
    const hourlyRate = { amount: 20000, currency: 'GBP' };
    for (const { id } of [member, administrator])
      await firm.owner.call('PATCH', `/api/v1/staff/${id}`, { hourlyRate });
    const rates = async (who: TestStaff) => {
      const { items } = (await who.call('GET', '/api/v1/staff?limit=200')).json();
      const one = await Promise.all(
        [member, administrator].map(async ({ id }) => (await who.call('GET', `/api/v1/staff/${id}`)).json()),
      );
      return [member, administrator].map(({ id }, at) => {
        const listed = items.find((item: { id: string }) => item.id === id).hourlyRate;
        expect(one[at].hourlyRate).toEqual(listed);
        return listed;
      });
    };
    expect(await rates(member)).toEqual([hourlyRate, null]);
    expect(await rates(administrator)).toEqual([hourlyRate, hourlyRate]);
  });

  test('are listed page by page, by name', async () => {
    const other = await app.makeFirm();
    for (const lastName of ['Zed', 'Abel', 'Mint']) await app.signedIn(other, 'member', { lastName });
    const names: string[] = [];
    let after = '';
    do {
      const page = await other.owner.call('GET', `/api/v1/staff?limit=2${after && `&after=${after}`}`);
      names.push(...page.json().items.map((one: { lastName: string }) => one.lastName));
      after = page.json().next ?? '';
    } while (after);
    expect(names).toEqual(['Abel', 'Mint', 'Owner', 'Zed']);
  });

  test('when deactivated are out at once, with session and token, and come back without them', async () => {
    const leaver = await app.signedIn(firm);
    expect((await leaver.call('GET', '/api/v1/me')).statusCode).toBe(200);
    expect((await asToken(leaver)).statusCode).toBe(200);
    await firm.owner.call('PATCH', `/api/v1/staff/${leaver.id}`, { active: false });
    expect((await leaver.call('GET', '/api/v1/me')).statusCode).toBe(401);
    expect((await asToken(leaver)).statusCode).toBe(401);
    await firm.owner.call('PATCH', `/api/v1/staff/${leaver.id}`, { active: true });
    expect((await leaver.call('GET', '/api/v1/me')).statusCode).toBe(401);
    expect((await asToken(leaver)).statusCode).toBe(401);
  });

  test('cannot sign in while deactivated', async () => {
    const { id, email } = (
      await firm.owner.call('POST', '/api/v1/staff', {
        firstName: 'I',
        lastName: 'V',
        email: 'iv@example.com',
      })
    ).json();
    const token = await invitationFor(email);
    const details = { firstName: 'I', lastName: 'V', password: testPassword };
    expect((await app.call('POST', `/api/v1/invitations/${token}/accept`, details)).statusCode).toBe(200);
    await firm.owner.call('PATCH', `/api/v1/staff/${id}`, { active: false });
    const answer = await app.call('POST', '/api/auth/sign-in/email', { email, password: testPassword });
    expect(answer.statusCode).toBe(401);
  });

  test('keep one owner when two owners demote each other at the same moment', async () => {
    const other = await app.makeFirm();
    const second = await app.signedIn(other, 'owner');
    const answers = await Promise.all([
      other.owner.call('PATCH', `/api/v1/staff/${second.id}`, { role: 'member' }),
      second.call('PATCH', `/api/v1/staff/${other.owner.id}`, { role: 'member' }),
    ]);
    // Whoever comes second is refused as the last owner, or finds itself a member before it is heard.
    const [first, refused] = answers.map(({ statusCode }) => statusCode).sort();
    expect(first).toBe(200);
    expect([403, 409]).toContain(refused);
    const { rows } = await app.platform.database.pool.query(
      `select id from staff_members where firm_id = $1 and role = 'owner' and active`,
      [other.id],
    );
    expect(rows).toHaveLength(1);
  });

  test('who are administrators cannot touch owners', async () => {
    const administrator = await app.signedIn(firm, 'administrator');
    const answer = await administrator.call('PATCH', `/api/v1/staff/${firm.owner.id}`, { firstName: 'X' });
    expect([answer.statusCode, answer.json().detail]).toEqual([403, 'Only an owner can change an owner.']);
    const owner = { firstName: 'A', lastName: 'B', email: 'ab@example.com', role: 'owner' };
    expect((await administrator.call('POST', '/api/v1/staff', owner)).statusCode).toBe(403);
  });
});

/** The token in the newest kept invitation to this address, as the owner reads it in the outbox. */
async function invitationFor(email: string): Promise<string> {
  const outbox = await firm.owner.call('GET', '/api/v1/outbox?limit=200');
  const mail = outbox.json().items.find((one: { recipient: string }) => one.recipient === email);
  return /\/invitation\/([\w-]+)/.exec(mail.body)?.[1] ?? '';
}

describe('a new e-mail address', () => {
  const signIn = async (email: string) =>
    (await app.call('POST', '/api/auth/sign-in/email', { email, password: testPassword })).statusCode;
  const mailsTo = async (email: string) =>
    (await firm.owner.call('GET', '/api/v1/outbox?limit=200'))
      .json()
      .items.filter((mail: { recipient: string }) => mail.recipient === email)
      .map((mail: { subject: string }) => mail.subject);

  test('moves the sign-in along, tells both addresses, and ends links to the old one', async () => {
    const person = await app.makeFirm().then(({ owner }) => owner);
    await app.call('POST', '/api/auth/request-password-reset', { email: person.email });
    const colleague = await app.signedIn({ id: person.firmId }, 'owner');
    const answer = await colleague.call('PATCH', `/api/v1/staff/${person.id}`, {
      email: 'Moved.To@example.com',
    });
    expect(answer.json()).toMatchObject({ email: 'moved.to@example.com' });
    expect([await signIn('moved.to@example.com'), await signIn(person.email)]).toEqual([200, 401]);
    expect((await person.call('GET', '/api/v1/me')).statusCode).toBe(200);
    const told = (await colleague.call('GET', '/api/v1/outbox?limit=200')).json().items;
    const subject = 'Your Matterline sign-in has a new e-mail address';
    for (const recipient of [person.email, 'moved.to@example.com'])
      expect(told).toContainEqual(expect.objectContaining({ recipient, subject }));
    const { rows } = await app.platform.database.pool.query(
      'select 1 from auth_verification where value = $1',
      [person.userId],
    );
    expect(rows).toEqual([]);
  });

  test('is refused when the sign-in is another firm’s, too, and when somebody else has the address', async () => {
    const shared = await app.signedIn(firm);
    const other = await app.makeFirm();
    const there = await app.signedIn(other);
    await app.platform.database.pool.query('update memberships set user_id = $1 where staff_id = $2', [
      shared.userId,
      there.id,
    ]);
    const path = `/api/v1/staff/${shared.id}`;
    const answer = await firm.owner.call('PATCH', path, { email: 'elsewhere@example.com' });
    expect(answer.json()).toMatchObject({ status: 409, code: 'wrong_state', errors: [{ field: 'email' }] });
    expect((await firm.owner.call('GET', path)).json().email).toBe(shared.email);
    const free = await app.signedIn(firm);
    const taken = await firm.owner.call('PATCH', `/api/v1/staff/${free.id}`, { email: other.owner.email });
    expect(taken.json()).toMatchObject({ code: 'already_exists', errors: [{ field: 'email' }] });
    expect(await mailsTo('elsewhere@example.com')).toEqual([]);
  });
});

describe('an invitation', () => {
  async function invited(email: string) {
    const made = await firm.owner.call('POST', '/api/v1/staff', {
      firstName: 'In',
      lastName: 'Vited',
      email,
    });
    expect(made.json().signIn).toBe('invited');
    return { id: String(made.json().id), token: await invitationFor(email) };
  }
  const details = { firstName: 'Ina', lastName: 'Vitt', password: testPassword };

  test('sets name and password and signs in, once', async () => {
    const { id, token } = await invited('once@example.com');
    expect((await app.call('GET', `/api/v1/invitations/${token}`)).json()).toMatchObject({
      firmName: 'Example & Co',
      email: 'once@example.com',
    });
    const both = await Promise.all(
      [1, 2].map(() => app.call('POST', `/api/v1/invitations/${token}/accept`, details)),
    );
    expect(both.map(({ statusCode }) => statusCode).sort()).toEqual([200, 404]);
    const accepted = both.find(({ statusCode }) => statusCode === 200);
    expect(accepted?.json()).toEqual({ signedIn: true });
    const cookie = String(accepted?.headers['set-cookie']).split(';')[0];
    const me = await app.call('GET', '/api/v1/me', undefined, { headers: { cookie } });
    expect(me.json().staff).toMatchObject({ id, firstName: 'Ina', lastName: 'Vitt' });
    expect((await app.call('GET', `/api/v1/invitations/${token}`)).statusCode).toBe(404);
  });

  test('needs an address: people whom a practice system brought may have none', async () => {
    const added = { firstName: 'Pat', lastName: 'Nomail', email: 'pat@example.com', invite: false };
    const { id } = (await firm.owner.call('POST', '/api/v1/staff', added)).json();
    await app.platform.database.pool.query(`update staff_members set email = '' where id = $1`, [id]);
    const refused = await firm.owner.call('POST', `/api/v1/staff/${id}/invitation`);
    expect([refused.statusCode, refused.json().detail]).toEqual([
      409,
      'Give this person an e-mail address first.',
    ]);
    const listed = (await firm.owner.call('GET', '/api/v1/staff')).json().items;
    expect(listed.find((one: { id: string }) => one.id === id)).toMatchObject({ email: '', signIn: 'none' });
    await firm.owner.call('PATCH', `/api/v1/staff/${id}`, { email: 'pat@example.com' });
    expect((await firm.owner.call('POST', `/api/v1/staff/${id}/invitation`)).statusCode).toBe(201);
  });

  test('ends after seven days, when revoked, when sent anew, when the address changes', async () => {
    const { id, token } = await invited('ends@example.com');
    const read = (text: string) => app.call('GET', `/api/v1/invitations/${text}`);
    expect((await firm.owner.call('GET', '/api/v1/invitations')).json().items).toContainEqual(
      expect.objectContaining({ staffId: id, email: 'ends@example.com', mailKept: true }),
    );
    expect((await firm.owner.call('POST', `/api/v1/staff/${id}/invitation`)).statusCode).toBe(201);
    const second = await invitationFor('ends@example.com');
    expect([(await read(token)).statusCode, (await read(second)).statusCode]).toEqual([404, 200]);
    expect((await firm.owner.call('DELETE', `/api/v1/staff/${id}/invitation`)).statusCode).toBe(204);
    expect((await read(second)).statusCode).toBe(404);
    await firm.owner.call('POST', `/api/v1/staff/${id}/invitation`);
    const third = await invitationFor('ends@example.com');
    now = new Date(now.getTime() + 7 * 86_400_000);
    expect((await read(third)).statusCode).toBe(404);
    now = new Date(now.getTime() - 7 * 86_400_000);
    expect((await read(third)).statusCode).toBe(200);
    await firm.owner.call('PATCH', `/api/v1/staff/${id}`, { email: 'moved@example.com' });
    expect((await read(third)).statusCode).toBe(404);
  });

  test('to somebody who signs in for another firm needs that password, and leaves it as it is', async () => {
    const other = await app.makeFirm();
    const { id, token } = await invited(other.owner.email);
    const accept = (password: string) =>
      app.call('POST', `/api/v1/invitations/${token}/accept`, { ...details, password });
    expect((await accept('another long password')).statusCode).toBe(403);
    const answer = await accept(testPassword);
    expect([answer.json(), answer.headers['set-cookie']]).toEqual([{ signedIn: false }, undefined]);
    const me = await other.owner.call('GET', '/api/v1/me');
    expect(me.json().firms).toHaveLength(2);
    expect(me.json().firm.id).toBe([firm.id, other.id].sort()[0]);
    for (const wanted of [firm.id, other.id]) {
      const chosen = await other.owner.call('POST', '/api/v1/me/active-firm', { firmId: wanted });
      expect(chosen.statusCode).toBe(204);
      expect((await other.owner.call('GET', '/api/v1/me')).json().firm.id).toBe(wanted);
    }
    // Left here, still at work there: the session goes on in the other firm.
    await firm.owner.call('PATCH', `/api/v1/staff/${id}`, { active: false });
    expect((await other.owner.call('GET', '/api/v1/me')).json().firms).toHaveLength(1);
    const back = await other.owner.call('POST', '/api/v1/me/active-firm', { firmId: firm.id });
    expect(back.statusCode).toBe(404);
  });
});

describe('tokens, sessions and records', () => {
  test('a token is shown once, stored as its SHA-256, and ends when revoked', async () => {
    const person = await app.signedIn(firm);
    const made = (await person.call('POST', '/api/v1/tokens', { name: 'Backup' })).json();
    const { rows } = await app.platform.database.pool.query('select * from api_tokens where id = $1', [
      made.id,
    ]);
    expect(JSON.stringify(rows)).not.toContain(made.token);
    const read = () =>
      app.call('GET', '/api/v1/me', undefined, { headers: { authorization: `Bearer ${made.token}` } });
    expect((await read()).json().staff.id).toBe(person.id);
    const listed = (await person.call('GET', '/api/v1/tokens')).json().items;
    expect(listed.find(({ id }: { id: string }) => id === made.id)).toMatchObject({
      name: 'Backup',
      lastUsedAt: now.toISOString(),
    });
    const stranger = await app.signedIn(firm);
    expect((await stranger.call('DELETE', `/api/v1/tokens/${made.id}`)).statusCode).toBe(404);
    expect((await person.call('DELETE', `/api/v1/tokens/${made.id}`)).statusCode).toBe(204);
    expect((await read()).statusCode).toBe(401);
  });

  test('last use of a token is written at most once a minute', async () => {
    const person = await app.signedIn(firm);
    const used = async () => {
      await asToken(person);
      return (await person.call('GET', '/api/v1/tokens')).json().items[0].lastUsedAt;
    };
    const first = await used();
    now = new Date(now.getTime() + 30_000);
    expect(await used()).toBe(first);
    now = new Date(now.getTime() + 31_000);
    expect(await used()).toBe(now.toISOString());
  });

  test('a token is not kept for a repeated Idempotency-Key', async () => {
    const send = () =>
      firm.owner.call(
        'POST',
        '/api/v1/tokens',
        { name: 'Once' },
        { headers: { 'idempotency-key': 'token-1' } },
      );
    const made = await send();
    const again = await send();
    expect([made.statusCode, again.json().code]).toEqual([201, 'answer_lost']);
    const { rows } = await app.platform.database.pool.query('select response::text from idempotency_keys');
    expect(JSON.stringify(rows)).not.toContain(made.json().token);
  });

  test('sessions are listed and one can be ended, at once', async () => {
    const person = await app.signedIn(firm);
    const elsewhere = await app.signIn.startSession(person.userId, {
      address: '192.0.2.9',
      userAgent: 'Phone',
    });
    const cookie = elsewhere.split(';')[0] ?? '';
    const { items } = (await person.call('GET', '/api/v1/me/sessions')).json();
    expect(items.map((one: { userAgent: string; current: boolean }) => [one.userAgent, one.current])).toEqual(
      [
        ['Phone', false],
        ['tests', true],
      ],
    );
    const there = () => app.call('GET', '/api/v1/me', undefined, { headers: { cookie } });
    expect((await there()).statusCode).toBe(200);
    const stranger = await app.signedIn(firm);
    expect((await stranger.call('DELETE', `/api/v1/me/sessions/${items[0].id}`)).statusCode).toBe(404);
    expect((await person.call('DELETE', `/api/v1/me/sessions/${items[0].id}`)).statusCode).toBe(204);
    expect((await there()).statusCode).toBe(401);
    expect((await person.call('POST', '/api/v1/sign-out')).statusCode).toBe(204);
    expect((await person.call('GET', '/api/v1/me')).statusCode).toBe(401);
  });

  test('every change stands in the audit log with who made it', async () => {
    const person = await app.signedIn(firm);
    await firm.owner.call('PATCH', `/api/v1/staff/${person.id}`, { extension: '77' });
    const log = await firm.owner.call('GET', `/api/v1/audit-log?subjectId=${person.id}`);
    expect(log.json().items).toEqual([
      expect.objectContaining({
        action: 'staff.changed',
        staffId: firm.owner.id,
        subjectType: 'staff',
        detail: { extension: '77' },
      }),
    ]);
  });

  test('links in the outbox are for owners', async () => {
    const administrator = await app.signedIn(firm, 'administrator');
    const seen = (await administrator.call('GET', '/api/v1/outbox')).json().items;
    expect(seen.filter((one: { confidential: boolean }) => one.confidential)).toEqual([]);
    const all = (await firm.owner.call('GET', '/api/v1/outbox')).json().items;
    expect(all.some((one: { body: string }) => one.body.includes('/invitation/'))).toBe(true);
  });

  test('an owner who reads a kept sign-in link is noted, once a look, with whose it was and nothing of it', async () => {
    const owner = await app.signedIn(firm, 'owner');
    const email = 'kept.link@example.com';
    await firm.owner.call('POST', '/api/v1/staff', { firstName: 'Kit', lastName: 'Link', email });
    const administrator = await app.signedIn(firm, 'administrator');
    await administrator.call('GET', '/api/v1/outbox?limit=200');
    const noted = async () =>
      (await firm.owner.call('GET', '/api/v1/audit-log?limit=200'))
        .json()
        .items.filter(
          (one: { action: string; detail: { name?: string } }) =>
            one.action === 'mail.link_read' && one.detail.name === email,
        );
    expect(await noted()).toEqual([]);
    for (const _look of [1, 2]) {
      const seen = (await owner.call('GET', '/api/v1/outbox?limit=200')).json().items;
      expect(seen.some((one: { recipient: string }) => one.recipient === email)).toBe(true);
    }
    expect(await noted()).toMatchObject([
      { staffId: owner.id, subjectType: 'mail', subjectId: expect.any(String), detail: { name: email } },
    ]);
  });
});

import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { features } from '../../feature-list.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { appCode } from '../../testing/authenticator-app.ts';
import { askForLink, mailsTo, openPortalBrowser, signInByLink } from '../../testing/portal-browser.ts';
import { makePortalUser } from '../../testing/portal-user.ts';
import { findOrCreatePortalUser } from './index.ts';

const clock = { time: new Date('2026-03-02T09:00:00.000Z'), now: () => clock.time };
const later = (minutes: number) => {
  clock.time = new Date(clock.time.getTime() + minutes * 60_000);
};

let app: TestApp;
let firm: TestFirm;
let owner: TestStaff;
let member: TestStaff;
beforeAll(async () => {
  app = await startTestApp({ features, clock });
  firm = await app.makeFirm({ name: 'Hartley & Reid' });
  owner = firm.owner;
  member = await app.signedIn(firm, 'member');
});
afterAll(async () => {
  await app.close();
});

let contacts = 0;
async function contact(...emails: string[]): Promise<string> {
  contacts += 1;
  const answer = await owner.call('POST', '/api/v1/contacts', {
    ...{ kind: 'person', firstName: 'Jane', lastName: `Okafor${contacts}` },
    emails: emails.map((email) => ({ email })),
  });
  expect(answer.statusCode, answer.body).toBe(201);
  return answer.json().id;
}

const path = '/api/v1/portal-users';

describe('inviting', () => {
  test('makes a portal user of the contact, who gets a mail that opens nothing', async () => {
    const email = 'invited@example.com';
    const contactId = await contact(email);
    const answer = await member.call('POST', path, { contactId });
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({
      ...{ contactId, email, active: true, secondFactor: false, mustConfirm: false, lastSignedInAt: null },
      invitedAt: '2026-03-02T09:00:00.000Z',
    });
    const [mail] = await mailsTo(app, email);
    expect(mail?.subject).toBe('Hartley & Reid invites you to its client portal');
    // Only a destination: no token, nothing that signs anybody in.
    const [link] = /http\S+/.exec(mail?.body ?? '') ?? [];
    expect(link).toBe(`http://matterline.example.com/portal/sign-in#${email}`);
    const entered = await signInByLink(app, openPortalBrowser(app), email);
    expect(entered.json().session).toMatchObject({
      state: 'signed_in',
      seat: { firmName: 'Hartley & Reid' },
    });
    const [seen] = (await owner.call('GET', `${path}?contactId=${contactId}`)).json().items;
    expect(seen.lastSignedInAt).toBe('2026-03-02T09:00:00.000Z');
  });

  test('without an e-mail address: refused with the reason, and nothing is made', async () => {
    const contactId = await contact();
    const answer = await owner.call('POST', path, { contactId });
    expect(answer.statusCode).toBe(422);
    expect(answer.json()).toMatchObject({ reason: 'no_email' });
    expect(answer.json().detail).toMatch(/^Jane Okafor\d+ has no e-mail address\./);
    expect((await owner.call('GET', `${path}?contactId=${contactId}`)).json().items).toEqual([]);
  });

  test('with one of several addresses; one of somebody else’s is refused', async () => {
    const contactId = await contact('first@example.com', 'second@example.com');
    expect((await owner.call('POST', path, { contactId, email: 'third@example.com' })).statusCode).toBe(422);
    const answer = await owner.call('POST', path, { contactId, email: 'SECOND@example.com' });
    expect(answer.json().email).toBe('second@example.com');
  });

  test('twice is one portal user with two mails; once more on request, and not without end', async () => {
    const contactId = await contact('twice@example.com');
    const [one, two] = await Promise.all([1, 2].map(() => owner.call('POST', path, { contactId })));
    expect(one?.json().id).toBe(two?.json().id);
    const resend = () => member.call('POST', `${path}/${one?.json().id}/invitation`);
    expect((await resend()).statusCode).toBe(200);
    expect(await mailsTo(app, 'twice@example.com')).toHaveLength(3);
    const answers = [];
    for (let n = 0; n < 5; n += 1) answers.push((await resend()).statusCode);
    expect(answers.at(-1)).toBe(429);
  });

  test('for other features: found or made, without a mail', async () => {
    const contactId = await contact('quiet@example.com');
    const actor = { firmId: firm.id, staffId: owner.id, now: clock.now() };
    const find = () =>
      app.platform.database
        .firm(firm.id, owner.id)
        .write((tx) => findOrCreatePortalUser(tx, actor, contactId));
    const made = await find();
    expect(made).toMatchObject({ created: true, active: true, email: 'quiet@example.com' });
    expect(await find()).toEqual({ ...made, created: false });
    expect(await mailsTo(app, 'quiet@example.com')).toEqual([]);
  });
});

describe('the list', () => {
  test('newest first, by words, by page', async () => {
    const other = await app.makeFirm();
    const names = ['Abel', 'Beth', 'Cora'];
    for (const firstName of names) await makePortalUser(app, other, { firstName, lastName: 'Fern' });
    const first = (await other.owner.call('GET', `${path}?limit=2`)).json();
    expect(first.items.map(({ name }: { name: string }) => name)).toEqual(['Cora Fern', 'Beth Fern']);
    const second = (await other.owner.call('GET', `${path}?limit=2&after=${first.next}`)).json();
    expect([second.items.map(({ name }: { name: string }) => name), second.next]).toEqual([
      ['Abel Fern'],
      null,
    ]);
    const found = (await other.owner.call('GET', `${path}?q=beth`)).json().items;
    expect(found.map(({ name }: { name: string }) => name)).toEqual(['Beth Fern']);
    expect((await other.owner.call('GET', `${path}?q=${encodeURIComponent('%')}`)).json().items).toEqual([]);
  });
});

describe('disabling', () => {
  test('ends every session with the next request; enabling brings none back', async () => {
    const person = await makePortalUser(app, firm, { trusted: true });
    const browser = openPortalBrowser(app);
    await signInByLink(app, browser, person.email);
    expect((await member.call('PATCH', `${path}/${person.id}`, { active: false })).statusCode).toBe(403);
    expect((await owner.call('PATCH', `${path}/${person.id}`, { active: false })).json().active).toBe(false);
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await person.call('GET', '/api/v1/portal/sessions')).statusCode).toBe(401);
    expect((await owner.call('POST', path, { contactId: person.contactId })).json()).toMatchObject({
      reason: 'disabled',
    });
    await owner.call('PATCH', `${path}/${person.id}`, { active: true });
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await signInByLink(app, browser, person.email)).statusCode).toBe(200);
  });

  test('a link that was sent before opens nothing', async () => {
    const person = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const { token } = await askForLink(app, browser, person.email);
    await owner.call('PATCH', `${path}/${person.id}`, { active: false });
    expect((await browser.call('POST', `/sign-in-links/${token}/use`, {})).json().reason).toBe('over');
  });

  test('of two changes to what one saw the second is told', async () => {
    const person = await makePortalUser(app, firm);
    const { version } = (await owner.call('GET', `${path}/${person.id}`)).json();
    expect((await owner.call('PATCH', `${path}/${person.id}`, { active: false, version })).statusCode).toBe(
      200,
    );
    expect((await owner.call('PATCH', `${path}/${person.id}`, { active: true, version })).statusCode).toBe(
      409,
    );
  });
});

describe('another address, written by the firm', () => {
  const rename = (id: string, email: string) => owner.call('PATCH', `${path}/${id}`, { email });
  const logOf = async (id: string) => {
    const { rows } = await app.platform.database.pool.query(
      `select action, detail from audit_log where firm_id = $1 and subject_id = $2 order by id`,
      [firm.id, id],
    );
    return rows;
  };

  test('ends sessions and links, tells both addresses, keeps old and new, and asks for the firm’s code before the first read', async () => {
    const person = await makePortalUser(app, firm);
    const [old, pending] = [openPortalBrowser(app), openPortalBrowser(app)];
    await signInByLink(app, old, person.email, true);
    const { token } = await askForLink(app, pending, person.email);
    const email = 'moved@example.com';
    later(1);
    expect((await rename(person.id, email)).json()).toMatchObject({ email, mustConfirm: true });
    expect((await old.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await pending.call('POST', `/sign-in-links/${token}/use`, {})).json().reason).toBe('over');
    for (const address of [person.email, email])
      expect((await mailsTo(app, address)).at(-1)?.subject).toContain('another e-mail address');
    expect(await logOf(person.id)).toContainEqual({
      action: 'portal_user.changed',
      detail: { emailBefore: person.email, email },
    });

    const browser = openPortalBrowser(app);
    expect((await signInByLink(app, browser, email)).json().session).toMatchObject({
      state: 'confirm',
      seat: { firmName: 'Hartley & Reid', personName: '' },
    });
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await browser.call('POST', '/factors/authenticator')).statusCode).toBe(401);
    expect((await browser.call('POST', '/session/confirm', { code: '00000000' })).json().reason).toBe(
      'code_over',
    );
    const { code } = (await member.call('POST', `${path}/${person.id}/confirmation-code`)).json();
    const wrong = code === '00000000' ? '11111111' : '00000000';
    expect((await browser.call('POST', '/session/confirm', { code: wrong })).statusCode).toBe(422);
    expect((await browser.call('POST', '/session/confirm', { code })).json()).toMatchObject({
      state: 'signed_in',
    });
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(200);
    // Once shown is shown.
    expect((await signInByLink(app, openPortalBrowser(app), email)).json().session.state).toBe('signed_in');
    expect((await member.call('POST', `${path}/${person.id}/confirmation-code`)).statusCode).toBe(409);
  });

  test('five wrong codes end the code', async () => {
    const person = await makePortalUser(app, firm);
    later(1);
    await rename(person.id, 'five@example.com');
    const { code } = (await member.call('POST', `${path}/${person.id}/confirmation-code`)).json();
    const browser = openPortalBrowser(app);
    await signInByLink(app, browser, 'five@example.com');
    const wrong = code === '00000000' ? '11111111' : '00000000';
    for (let n = 0; n < 5; n += 1) await browser.call('POST', '/session/confirm', { code: wrong });
    expect((await browser.call('POST', '/session/confirm', { code })).json().reason).toBe('code_over');
  });

  test('a second factor from before shows the same person, too', async () => {
    const person = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    await signInByLink(app, browser, person.email);
    const { uri } = (await browser.call('POST', '/factors/authenticator')).json();
    const code = () => codeOf(uri);
    await browser.call('POST', '/factors/authenticator/confirm', { code: await code() });
    later(2);
    await rename(person.id, 'factor@example.com');
    const next = openPortalBrowser(app);
    expect((await signInByLink(app, next, 'factor@example.com')).json().session.state).toBe('second_factor');
    const proof = { kind: 'authenticator', code: await code() };
    expect((await next.call('POST', '/session/second-factor', proof)).json().state).toBe('signed_in');
  });

  test('the mailbox of somebody at another firm: their factor shows nothing here', async () => {
    const elsewhere = await app.makeFirm({ name: 'Marsh Legal' });
    const stranger = await makePortalUser(app, elsewhere, { email: 'stranger@example.com' });
    const browser = openPortalBrowser(app);
    await signInByLink(app, browser, stranger.email);
    const { uri } = (await browser.call('POST', '/factors/authenticator')).json();
    await browser.call('POST', '/factors/authenticator/confirm', { code: await codeOf(uri) });
    const person = await makePortalUser(app, firm);
    later(2);
    await rename(person.id, stranger.email);
    const next = openPortalBrowser(app);
    await signInByLink(app, next, stranger.email);
    const proof = { kind: 'authenticator', code: await codeOf(uri) };
    expect((await next.call('POST', '/session/second-factor', proof)).json().state).toBe('choose_firm');
    const seat = { firmId: firm.id, portalUserId: person.id };
    expect((await next.call('POST', '/session/seat', seat)).json().state).toBe('confirm');
  });

  test('another spelling of the same mailbox changes no sign-in', async () => {
    const person = await makePortalUser(app, firm);
    expect((await rename(person.id, person.email.toUpperCase())).json()).toMatchObject({
      mustConfirm: false,
    });
    expect((await person.call('GET', '/api/v1/portal/sessions')).statusCode).toBe(200);
  });
});

const codeOf = (uri: string) => appCode(uri, clock.time);

describe('sessions of a portal user', () => {
  test('administrators see and end those at their firm', async () => {
    const person = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    await signInByLink(app, browser, person.email);
    const list = () => owner.call('GET', `${path}/${person.id}/sessions`);
    const { items } = (await list()).json();
    expect(items).toHaveLength(2);
    expect((await member.call('GET', `${path}/${person.id}/sessions`)).statusCode).toBe(403);
    expect((await owner.call('DELETE', `${path}/${person.id}/sessions/${items[0].id}`)).statusCode).toBe(204);
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await owner.call('DELETE', `${path}/${person.id}/sessions`)).statusCode).toBe(204);
    expect((await list()).json().items).toEqual([]);
    const elsewhere = await app.makeFirm();
    expect((await elsewhere.owner.call('GET', `${path}/${person.id}/sessions`)).statusCode).toBe(404);
  });
});

test('a contact who comes to the portal is not erased with an enquiry', async () => {
  const person = await makePortalUser(app, firm);
  const erasure = await owner.call('GET', `/api/v1/contacts/${person.contactId}/erasure`);
  expect(erasure.statusCode, erasure.body).toBe(200);
  expect(erasure.json()).toMatchObject({ contact: false });
  const alone = await contact('alone@example.com');
  expect((await owner.call('GET', `/api/v1/contacts/${alone}/erasure`)).json()).toMatchObject({
    contact: true,
  });
});

/** Clients without e-mail, as staff look after them: the firm's option, invitations, other numbers, notices. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appCode } from '../../testing/authenticator-app.ts';
import { type ByNumberWorld, startByNumberWorld } from '../../testing/by-number-world.ts';
import { mailsTo, openPortalBrowser, signInByLink } from '../../testing/portal-browser.ts';

let world: ByNumberWorld;
beforeAll(async () => {
  world = await startByNumberWorld();
});
afterAll(() => world.close());

let numbers = 500;
const nextNumber = () => {
  numbers += 1;
  return `+447700900${numbers}`;
};
const invite = (contactId: string, number: string, who = world.member) =>
  who.call('POST', '/api/v1/portal-users', { contactId, number });

describe('inviting', () => {
  test('goes by text, with a link that opens nothing', async () => {
    const number = nextNumber();
    const contactId = await world.contact(world.firm, number);
    const answer = await invite(contactId, number);
    expect(answer.statusCode, answer.body).toBe(201);
    expect(answer.json()).toMatchObject({ email: '', number, mustConfirm: true, secondFactor: false });
    expect(answer.json().invitedAt).not.toBeNull();
    const [text = ''] = await world.texts(number);
    expect(text).toMatch(/^Hartley & Reid invites you to its client portal\..+Reply STOP/);
    const { pathname } = new URL(/http\S+/.exec(text)?.[0] ?? '');
    const followed = await world.app.app.inject({ method: 'GET', url: pathname });
    expect(followed.headers.location).toBe(
      `/portal/sign-in?from=${encodeURIComponent(`/portal?firm=${world.firm.id}`)}`,
    );
    expect(followed.headers['set-cookie']).toBeUndefined();
  });

  test('waits for quiet hours to end', async () => {
    const number = nextNumber();
    const contactId = await world.contact(world.firm, number);
    const before = world.clock.now;
    world.clock.now = new Date('2026-03-05T22:00:00.000Z');
    expect((await invite(contactId, number)).statusCode).toBe(201);
    expect(await world.texts(number)).toEqual([]);
    world.clock.now = new Date('2026-03-06T09:01:00.000Z');
    expect(await world.texts(number)).toHaveLength(1);
    world.clock.now = before;
  });

  test.each<[string, () => Promise<[string, string]>, string]>([
    [
      'the firm does not offer it',
      async () => {
        const off = await world.openFirm('Offley', { on: false });
        const number = nextNumber();
        const contactId = await world.contact(off, number);
        return [(await invite(contactId, number, off.owner)).body, number];
      },
      'numbers_off',
    ],
    [
      'somebody with an e-mail address',
      async () => {
        const number = nextNumber();
        const contactId = await world.contact(world.firm, number, { emails: [`c${number}@example.com`] });
        return [(await invite(contactId, number)).body, number];
      },
      'has_email',
    ],
    [
      'a number of somebody else',
      async () => {
        const contactId = await world.contact(world.firm, nextNumber());
        const number = nextNumber();
        return [(await invite(contactId, number)).body, number];
      },
      'other_number',
    ],
    [
      'a number that two contacts have: never guessed across clients',
      async () => {
        const number = nextNumber();
        await world.contact(world.firm, number);
        const contactId = await world.contact(world.firm, number);
        return [(await invite(contactId, number)).body, number];
      },
      'number_shared',
    ],
    [
      'nobody agreed to texts',
      async () => {
        const number = nextNumber();
        const contactId = await world.contact(world.firm, number, { agrees: false });
        return [(await invite(contactId, number)).body, number];
      },
      'no_consent',
    ],
    [
      'a landline',
      async () => {
        const number = '+442079460123';
        const contactId = await world.contact(world.firm, number, { agrees: false });
        return [(await invite(contactId, number)).body, number];
      },
      'not_mobile',
    ],
    [
      'a country to which the firm does not text',
      async () => {
        const number = '+61491570156';
        const contactId = await world.contact(world.firm, number);
        return [(await invite(contactId, number)).body, number];
      },
      'country',
    ],
  ])('%s: refused with the reason, and nothing is made', async (_name, act, reason) => {
    const [body, number] = await act();
    expect(JSON.parse(body)).toMatchObject({ status: 422, reason });
    const { rows } = await world.app.platform.database.pool.query(
      'select 1 from portal_users where number = $1',
      [number],
    );
    expect(rows).toEqual([]);
  });
});

describe('another number, written by the firm', () => {
  test('ends sessions, tells both numbers, is audited, and a factor from before shows who it is', async () => {
    const [old, number] = [nextNumber(), nextNumber()];
    const person = await world.invited(world.firm, old);
    const { browser, uri } = await world.comeIn(world.firm, person, old);
    world.pass(1);
    const phones = [{ text: old }, { text: number }];
    const contact = await world.owner.call('PATCH', `/api/v1/contacts/${person.contactId}`, { phones });
    expect(contact.statusCode, contact.body).toBe(200);
    const path = `/api/v1/portal-users/${person.id}`;
    const refused = await world.owner.call('PATCH', path, { number });
    expect(refused.json()).toMatchObject({ reason: 'no_consent' });
    const word = { number, change: 'in', basis: 'Said yes' };
    await world.owner.call('POST', `/api/v1/contacts/${person.contactId}/text-consents`, word);
    expect((await world.member.call('PATCH', path, { number })).statusCode).toBe(403);
    const changed = await world.owner.call('PATCH', path, { number });
    expect(changed.json()).toMatchObject({ number, mustConfirm: true });
    expect(await world.state(browser)).toBe('signed_out');
    expect((await world.texts(old)).at(-1)).toMatch(/with this number no more/);
    expect((await world.texts(number)).at(-1)).toMatch(/with this number from now on/);
    const { rows } = await world.app.platform.database.pool.query(
      `select detail from audit_log where subject_id = $1 and action = 'portal_user.changed'`,
      [person.id],
    );
    expect(rows).toMatchObject([{ detail: { numberBefore: old, number } }]);
    const back = openPortalBrowser(world.app);
    const { id, code } = await world.ask(back, number);
    await back.call('POST', `/sign-in-requests/${id}/use`, { code });
    const proof = { kind: 'authenticator', code: await appCode(uri, world.clock.now) };
    expect((await back.call('POST', '/session/second-factor', proof)).json().state).toBe('signed_in');
  });

  test('an e-mail address later on: an ordinary account, with its second factor', async () => {
    const number = nextNumber();
    const email = `later${numbers}@example.com`;
    const person = await world.invited(world.firm, number);
    const { uri } = await world.comeIn(world.firm, person, number);
    world.pass(1);
    const changed = await world.owner.call('PATCH', `/api/v1/portal-users/${person.id}`, { email });
    expect(changed.json()).toMatchObject({ email, number: null });
    expect((await mailsTo(world.app, email)).at(-1)?.body).toContain(`ending in ${number.slice(-3)}`);
    expect((await world.texts(number)).at(-1)).toMatch(/your e-mail address from now on/);
    const browser = openPortalBrowser(world.app);
    await signInByLink(world.app, browser, email);
    const proof = { kind: 'authenticator', code: await appCode(uri, world.clock.now) };
    expect((await browser.call('POST', '/session/second-factor', proof)).json()).toMatchObject({
      ...{ state: 'signed_in', email, number: null },
    });
  });
});

/** Somebody of the staff who proved moments ago that it is them. */
async function fresh() {
  const staff = await world.app.signedIn(world.firm, 'member');
  await world.app.platform.database.pool.query(
    `update auth_session set "createdAt" = $1, "provenAt" = $1 where "userId" = $2`,
    [world.clock.now, staff.userId],
  );
  return staff;
}

describe('who lost every second factor', () => {
  test('begins anew: two of the staff, a day, figures; each step is told by text', async () => {
    const number = nextNumber();
    const person = await world.invited(world.firm, number);
    await world.comeIn(world.firm, person, number);
    world.pass(30);
    const reset = `/api/v1/portal-users/${person.id}/reset`;
    const check = { checkedBy: 'in_person', note: 'Passport seen' };
    const [ada, ben] = [await fresh(), await fresh()];
    const asked = await ada.call('POST', reset, check);
    expect(asked.statusCode, asked.body).toBe(200);
    expect((await ben.call('POST', `${reset}/confirmation`)).statusCode).toBe(200);
    await world.work();
    world.pass(24 * 60 + 1);
    const done = await (await fresh()).call('POST', `${reset}/completion`);
    expect(done.statusCode, done.body).toBe(200);
    const said = await world.texts(number);
    expect(
      said.filter((text) => /lost every second step|In 24 hours|in 24 hours|were taken away/.test(text)),
    ).toHaveLength(3);
    const browser = openPortalBrowser(world.app);
    const { id, code } = await world.ask(browser, number);
    const entered = await browser.call('POST', `/sign-in-requests/${id}/use`, { code });
    expect(entered.json().session.state).toBe('confirm');
  });
});

describe('being told of messages (T4) by text', () => {
  const post = async (id: string, body: string) => {
    const answer = await world.member.call('POST', `/api/v1/conversations/${id}/messages`, {
      ...{ body, confirmed: true },
    });
    expect(answer.statusCode, answer.body).toBe(201);
  };
  const reasons = async (id: string) =>
    (await world.member.call('GET', `/api/v1/conversations/${id}/notices`))
      .json<{ items: { result: string; reason: string; text: string | null }[] }>()
      .items.map(({ result, reason, text }) => `${result}: ${reason}, ${text}`)
      .reverse();

  async function conversation(number: string) {
    const { owner, firm, member } = world;
    expect((await owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 })).statusCode).toBe(200);
    const person = await world.invited(firm, number);
    const parties = [{ contactId: person.contactId, role: 'Client', isClient: true }];
    const matter = await owner.call('POST', '/api/v1/matters', { title: 'Sale of a house', parties });
    const made = await member.call('POST', '/api/v1/conversations', {
      ...{ kind: 'external', matterId: matter.json().id, title: 'Your sale', portalUserIds: [person.id] },
    });
    expect(made.statusCode, made.body).toBe(201);
    return { person, id: made.json<{ id: string }>().id };
  }

  test('welcome at once, the next after an hour while that stays unopened: a link and no words, each once', async () => {
    const number = nextNumber();
    const { id, person } = await conversation(number);
    const before = (await world.texts(number)).length;
    await post(id, 'The keys are under the mat');
    const [welcome = ''] = (await world.texts(number)).slice(before);
    expect(welcome).toContain('Hartley & Reid');
    expect(welcome).not.toContain('keys');
    const { pathname } = new URL(/http\S+/.exec(welcome)?.[0] ?? '');
    const followed = await world.app.app.inject({ method: 'GET', url: pathname });
    expect(followed.headers.location).toBe(`/portal/c/${id}?firm=${world.firm.id}`);
    await post(id, 'Please answer');
    world.pass(59);
    expect((await world.texts(number)).length - before).toBe(1);
    world.pass(2);
    expect((await world.texts(number)).length - before).toBe(2);
    await world.work();
    expect(await reasons(id)).toEqual(['sent: welcome, accepted', 'sent: unread, accepted']);
    const { browser } = await world.comeIn(world.firm, person, number);
    const cookie = [...browser.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const seen = await world.app.app.inject({
      ...{ method: 'GET', url: `/portal/api/conversations/${id}/messages`, headers: { cookie } },
    });
    expect(seen.body).toContain('The keys are under the mat');
  });

  test('held for quiet hours', async () => {
    const number = nextNumber();
    const { id } = await conversation(number);
    const [count, day] = [(await world.texts(number)).length, world.clock.now];
    world.clock.now = new Date('2026-03-10T22:00:00.000Z');
    await post(id, 'Good night');
    expect((await world.texts(number)).length).toBe(count);
    expect(await reasons(id)).toEqual(['sent: welcome, queued']);
    world.clock.now = new Date('2026-03-11T09:01:00.000Z');
    expect((await world.texts(number)).length).toBe(count + 1);
    world.clock.now = day;
  });

  test('stopped: nothing goes, and staff read in the thread that this client cannot be reached', async () => {
    const number = nextNumber();
    const { id, person } = await conversation(number);
    const count = (await world.texts(number)).length;
    const word = { number, change: 'out', basis: 'Rang and said so' };
    await world.owner.call('POST', `/api/v1/contacts/${person.contactId}/text-consents`, word);
    await post(id, 'Hello');
    await post(id, 'Hello again');
    expect((await world.texts(number)).length).toBe(count);
    expect(await reasons(id)).toContain('cancelled: unreachable, null');
    const thread = await world.member.call('GET', `/api/v1/conversations/${id}/messages`);
    expect(thread.body.match(/texts_unreachable/g)).toHaveLength(1);
  });
});

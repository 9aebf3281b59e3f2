import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { features } from '../../feature-list.ts';
import { startTestApp, type TestApp, type TestFirm } from '../../testing/app.ts';
import {
  askForLink,
  mailsTo,
  nextMail,
  openPortalBrowser,
  readSignInMail,
  signInByLink,
} from '../../testing/portal-browser.ts';
import { makePortalUser } from '../../testing/portal-user.ts';
import { portalSignInCleanupJob } from './jobs.ts';

const start = new Date('2026-03-02T09:00:00.000Z');
const clock = { time: start, now: () => clock.time };
const later = (minutes: number) => {
  clock.time = new Date(clock.time.getTime() + minutes * 60_000);
};

let app: TestApp;
let firm: TestFirm;
beforeAll(async () => {
  app = await startTestApp({ features, clock });
  firm = await app.makeFirm({ name: 'Hartley & Reid' });
});
afterAll(async () => {
  await app.close();
});
afterEach(() => {
  later(24 * 60);
});

const wrongCode = (code: string) => (code === '000000' ? '111111' : '000000');

describe('link', () => {
  test('HEAD, GET and a scanner that runs scripts and presses buttons use nothing up; a human in another browser gets in by the code', async () => {
    const { email } = await makePortalUser(app, firm);
    const asking = openPortalBrowser(app);
    const { token, code } = await askForLink(app, asking, email);

    const scanner = openPortalBrowser(app);
    for (const method of ['HEAD', 'GET'] as const) {
      const look = await scanner.call(method, `/sign-in-links/${token}`);
      expect(look.statusCode).toBe(200);
    }
    const pressed = await scanner.call('POST', `/sign-in-links/${token}/use`, {});
    expect(pressed.statusCode).toBe(409);
    expect(pressed.json()).toMatchObject({ code: 'wrong_state', reason: 'code_needed' });
    // A form that a foreign page sends by itself lacks our header.
    const auto = await scanner.call('POST', `/sign-in-links/${token}/use`, {}, { 'x-matterline': '0' });
    expect(auto.statusCode).toBe(403);
    expect((await scanner.call('GET', '/session')).json()).toEqual({ state: 'signed_out' });

    const human = openPortalBrowser(app);
    expect((await human.call('GET', `/sign-in-links/${token}`)).json()).toEqual({
      state: 'open',
      sameBrowser: false,
    });
    const entered = await human.call('POST', `/sign-in-links/${token}/use`, { code });
    expect(entered.statusCode, entered.body).toBe(200);
    expect(entered.json().session).toMatchObject({
      state: 'signed_in',
      email,
      seat: { firmName: 'Hartley & Reid' },
    });
    // Used up: by nobody any more, not in the browser that asked either.
    expect((await asking.call('POST', `/sign-in-links/${token}/use`, {})).json().reason).toBe('over');
    expect((await asking.call('GET', `/sign-in-links/${token}`)).json().state).toBe('over');
  });

  test('in the browser that asked a press is enough, and leads to where one wanted to go', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const destination = '/portal/c/0198c0de-0000-7000-8000-000000000000';
    await browser.call('POST', '/sign-in-requests', { email, destination });
    const { token } = readSignInMail(await nextMail(app, email, 0));
    expect((await browser.call('GET', `/sign-in-links/${token}`)).json().sameBrowser).toBe(true);
    const entered = await browser.call('POST', `/sign-in-links/${token}/use`, {});
    expect(entered.json()).toMatchObject({ session: { state: 'signed_in' }, destination });
    expect((await browser.call('GET', '/session')).json()).toMatchObject({ state: 'signed_in' });
  });

  test('of two presses at one moment one gets in', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const { token } = await askForLink(app, browser, email);
    const tries = await Promise.all(
      [1, 2, 3].map(() => browser.call('POST', `/sign-in-links/${token}/use`, {})),
    );
    expect(tries.map(({ statusCode }) => statusCode).toSorted()).toEqual([200, 409, 409]);
  });

  test('it ends after a quarter of an hour, and when the same browser asks again', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const first = await askForLink(app, browser, email);
    const second = await askForLink(app, browser, email);
    expect((await browser.call('POST', `/sign-in-links/${first.token}/use`, {})).json().reason).toBe('over');
    later(15);
    expect((await browser.call('POST', `/sign-in-links/${second.token}/use`, {})).json().reason).toBe('over');
  });

  test('somebody who asks in another’s name does not end what the owner asked for', async () => {
    const { email } = await makePortalUser(app, firm);
    const owner = openPortalBrowser(app);
    const { token } = await askForLink(app, owner, email);
    await askForLink(app, openPortalBrowser(app), email);
    expect((await owner.call('POST', `/sign-in-links/${token}/use`, {})).statusCode).toBe(200);
  });

  test('neither link nor code nor session stands in the database', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const { token, code } = await askForLink(app, browser, email);
    const { pool } = app.platform.database;
    const { rows } = await pool.query('select row_to_json(r)::text as row from portal_requests r');
    expect(rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(rows)).not.toContain(token);
    expect(JSON.stringify(rows)).not.toContain(`"${code}"`);
    await browser.call('POST', `/sign-in-links/${token}/use`, {});
    const sessions = await pool.query('select row_to_json(s)::text as row from portal_sessions s');
    expect(JSON.stringify(sessions.rows)).not.toContain(browser.cookies.get('matterline-portal'));
  });
});

describe('code', () => {
  test('4 wrong, resend, 4 wrong, new challenges in 3 parallel sessions: one shared count, a delay after 10', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const guess = (from: typeof browser, id: string, code: string) =>
      from.call('POST', `/sign-in-requests/${id}/use`, { code });

    const first = await askForLink(app, browser, email);
    for (const left of [4, 3, 2, 1]) {
      const answer = await guess(browser, first.id, wrongCode(first.code));
      expect(answer.statusCode).toBe(422);
      expect(answer.json().detail).toContain(left === 1 ? 'One try is left' : `${left} tries are left`);
    }
    const resent = await askForLink(app, browser, email);
    expect((await guess(browser, first.id, first.code)).json().reason).toBe('over');
    for (let n = 0; n < 4; n += 1)
      expect((await guess(browser, resent.id, wrongCode(resent.code))).statusCode).toBe(422);

    const parallel = await Promise.all(
      [1, 2, 3].map(async () => {
        const other = openPortalBrowser(app);
        return { other, ...(await askForLink(app, other, email)) };
      }),
    );
    const answers = await Promise.all(
      parallel.map(({ other, id, code }) => guess(other, id, wrongCode(code))),
    );
    // The ninth and the tenth are looked at, the eleventh is not.
    expect(answers.map(({ statusCode }) => statusCode).toSorted()).toEqual([422, 422, 429]);
    const [one] = parallel;
    const right = await guess(one?.other ?? browser, one?.id ?? '', one?.code ?? '');
    expect(right.statusCode).toBe(429);
    expect(Number(right.headers['retry-after'])).toBe(15 * 60);

    // No lock: the link still works where it was asked for.
    const link = await browser.call('POST', `/sign-in-links/${resent.token}/use`, {});
    expect(link.statusCode, link.body).toBe(200);

    later(15);
    const fresh = openPortalBrowser(app);
    const next = await askForLink(app, fresh, email);
    expect((await guess(fresh, next.id, wrongCode(next.code))).statusCode).toBe(422);
    const delayed = await guess(fresh, next.id, next.code);
    expect(Number(delayed.headers['retry-after'])).toBe(30 * 60);
  });

  test('five tries a request, also for the right one after them', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const { id, code } = await askForLink(app, browser, email);
    for (let n = 0; n < 5; n += 1)
      await browser.call('POST', `/sign-in-requests/${id}/use`, { code: wrongCode(code) });
    const answer = await browser.call('POST', `/sign-in-requests/${id}/use`, { code });
    expect(answer.json()).toMatchObject({ reason: 'code_over' });
  });

  test('ten minutes, once, and only where it was asked for', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const old = await askForLink(app, browser, email);
    later(10);
    expect(
      (await browser.call('POST', `/sign-in-requests/${old.id}/use`, { code: old.code })).json().reason,
    ).toBe('code_over');
    const { id, code } = await askForLink(app, browser, email);
    const elsewhere = await openPortalBrowser(app).call('POST', `/sign-in-requests/${id}/use`, { code });
    expect(elsewhere.json().reason).toBe('over');
    expect((await browser.call('POST', `/sign-in-requests/${id}/use`, { code })).statusCode).toBe(200);
    expect((await browser.call('POST', `/sign-in-requests/${id}/use`, { code })).statusCode).toBe(409);
  });

  test('what is no six figures is refused and not counted', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    const { id, code } = await askForLink(app, browser, email);
    for (let n = 0; n < 6; n += 1)
      expect((await browser.call('POST', `/sign-in-requests/${id}/use`, { code: '12 34' })).statusCode).toBe(
        422,
      );
    expect((await browser.call('POST', `/sign-in-requests/${id}/use`, { code })).statusCode).toBe(200);
  });
});

describe('enumeration', () => {
  test('a known, an unknown and a disabled address get the same answers, asking and guessing', async () => {
    const known = await makePortalUser(app, firm);
    const off = await makePortalUser(app, firm);
    await firm.owner.call('PATCH', `/api/v1/portal-users/${off.id}`, { active: false });
    const said = async (email: string) => {
      const browser = openPortalBrowser(app);
      const asked = await browser.call('POST', '/sign-in-requests', { email });
      const { id, ...rest } = asked.json();
      const answers = [];
      for (let n = 0; n < 6; n += 1) {
        const { statusCode, body } = await browser.call('POST', `/sign-in-requests/${id}/use`, {
          code: '000000',
        });
        const { instance: _, ...words } = JSON.parse(body);
        answers.push([statusCode, words]);
      }
      const names = Object.keys(asked.headers).toSorted();
      return { status: asked.statusCode, rest, names, answers };
    };
    const answers = await said(known.email);
    expect(await said('nobody@example.com')).toEqual(answers);
    expect(await said(off.email)).toEqual(answers);
    expect(answers.answers.map(([status]) => status)).toEqual([422, 422, 422, 422, 422, 409]);
    expect(await mailsTo(app, 'nobody@example.com')).toEqual([]);
    expect(await mailsTo(app, off.email)).toEqual([]);
  });

  test('the answer leaves before anybody looks whether the address is known', async () => {
    const { email } = await makePortalUser(app, firm);
    // Looking the address up would wait for this lock; the answer does not.
    const holder = await app.platform.database.pool.connect();
    try {
      await holder.query('begin; lock table portal_logins in access exclusive mode');
      const answer = await openPortalBrowser(app).call('POST', '/sign-in-requests', { email });
      expect(answer.statusCode).toBe(202);
    } finally {
      await holder.query('rollback');
      holder.release();
    }
    expect((await nextMail(app, email, 0)).subject).toBe('Sign in to Hartley & Reid');
  });
});

describe('limits', () => {
  test('strangers who ask and ask fill no mailbox, and do not keep its owner’s own browser from a mail', async () => {
    const { email } = await makePortalUser(app, firm);
    const own = openPortalBrowser(app);
    await signInByLink(app, own, email);
    const before = (await mailsTo(app, email)).length;
    for (let n = 0; n < 30; n += 1)
      expect((await openPortalBrowser(app).call('POST', '/sign-in-requests', { email })).statusCode).toBe(
        202,
      );
    expect((await signInByLink(app, own, email)).statusCode).toBe(200);
    expect((await mailsTo(app, email)).length - before).toBeLessThanOrEqual(21);
  });

  test('one browser that asks again and again is told to wait', async () => {
    const browser = openPortalBrowser(app);
    const answers = [];
    for (let n = 0; n < 6; n += 1)
      answers.push(
        (await browser.call('POST', '/sign-in-requests', { email: 'again@example.com' })).statusCode,
      );
    expect(answers).toEqual([202, 202, 202, 202, 202, 429]);
  });
});

test('what is over is removed at night; what is in force stays', async () => {
  const { email, id } = await makePortalUser(app, firm);
  const [own, guest] = [openPortalBrowser(app), openPortalBrowser(app)];
  await signInByLink(app, guest, email);
  await signInByLink(app, own, email, true);
  later(29 * 24 * 60);
  const count = async (table: string) => {
    const { rows } = await app.platform.database.pool.query(
      `select count(*)::int as n from ${table} where account_id = (select account_id from portal_logins where portal_user_id = $1)`,
      [id],
    );
    return rows[0].n;
  };
  const job = portalSignInCleanupJob(app.platform);
  expect(await count('portal_requests')).toBe(2);
  await job.run({});
  expect(await count('portal_requests')).toBe(0);
  expect((await own.call('GET', '/sessions')).statusCode).toBe(200);
  expect(await count('portal_sessions')).toBe(3);
  later(14 * 24 * 60);
  await job.run({});
  // The guest's, and the one of the test's own making, were over a month ago.
  expect(await count('portal_sessions')).toBe(1);
  expect(await count('portal_devices')).toBe(2);
});

describe('session', () => {
  test('at least 128 bits, another at each sign-in, and the one before is over', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    await signInByLink(app, browser, email);
    const first = browser.cookies.get('matterline-portal') ?? '';
    expect(Buffer.from(first, 'base64url').length * 8).toBeGreaterThanOrEqual(128);
    await signInByLink(app, browser, email);
    const second = browser.cookies.get('matterline-portal') ?? '';
    expect(second).not.toBe(first);
    const old = openPortalBrowser(app);
    old.cookies.set('matterline-portal', first);
    expect((await old.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(200);
  });

  test('idle for half an hour: over; looking at it and background requests do not prolong it', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    await signInByLink(app, browser, email);
    later(20);
    expect((await browser.call('POST', '/session/touch')).json()).toMatchObject({ state: 'signed_in' });
    later(20);
    await browser.call('GET', '/session');
    await browser.call('GET', '/sessions', undefined, { 'x-matterline-background': '1' });
    await browser.call('GET', '/sessions', undefined, { accept: 'text/event-stream' });
    later(9);
    expect((await browser.call('GET', '/session')).json().state).toBe('signed_in');
    later(1);
    expect((await browser.call('GET', '/session')).json().state).toBe('signed_out');
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
  });

  test('twelve hours however much it is used; on a trusted device thirty days, idle or not', async () => {
    const { email } = await makePortalUser(app, firm);
    const [own, library] = [openPortalBrowser(app), openPortalBrowser(app)];
    await signInByLink(app, own, email, true);
    await signInByLink(app, library, email);
    for (let n = 0; n < 35; n += 1) {
      later(20);
      expect((await library.call('POST', '/session/touch')).statusCode).toBe(200);
    }
    later(20);
    expect((await library.call('POST', '/session/touch')).statusCode).toBe(401);
    expect((await own.call('GET', '/sessions')).statusCode).toBe(200);
    later(29 * 24 * 60);
    expect((await own.call('GET', '/sessions')).statusCode).toBe(200);
    later(13 * 60);
    expect((await own.call('GET', '/sessions')).statusCode).toBe(401);
  });

  test('one’s own are listed and ended, one or all others; nobody else’s', async () => {
    const [person, other] = [await makePortalUser(app, firm), await makePortalUser(app, firm)];
    const [desk, phone, tablet] = [openPortalBrowser(app), openPortalBrowser(app), openPortalBrowser(app)];
    for (const browser of [desk, phone, tablet]) await signInByLink(app, browser, person.email, true);
    const { items } = (await desk.call('GET', '/sessions')).json();
    expect(items.filter(({ current }: { current: boolean }) => current)).toHaveLength(1);
    const phones = (await phone.call('GET', '/sessions')).json().items;
    const onPhone = phones.find(({ current }: { current: boolean }) => current);
    expect((await desk.call('DELETE', `/sessions/${other.sessionId}`)).statusCode).toBe(404);
    expect((await desk.call('DELETE', `/sessions/${onPhone.id}`)).statusCode).toBe(204);
    expect((await phone.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await desk.call('DELETE', '/sessions')).statusCode).toBe(204);
    expect((await tablet.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await desk.call('GET', '/sessions')).json().items).toHaveLength(1);
  });

  test('signing out ends it, and its cookie', async () => {
    const { email } = await makePortalUser(app, firm);
    const browser = openPortalBrowser(app);
    await signInByLink(app, browser, email);
    const token = browser.cookies.get('matterline-portal') ?? '';
    expect((await browser.call('DELETE', '/session')).statusCode).toBe(204);
    expect(browser.cookies.has('matterline-portal')).toBe(false);
    browser.cookies.set('matterline-portal', token);
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
  });

  test('a sign-in from a new browser is told by mail; the first one, and a known browser, are not', async () => {
    const { email } = await makePortalUser(app, firm);
    const news = async () => (await mailsTo(app, email)).filter(({ subject }) => /New device/.test(subject));
    const [desk, phone] = [openPortalBrowser(app), openPortalBrowser(app)];
    await signInByLink(app, desk, email);
    await signInByLink(app, desk, email);
    expect(await news()).toEqual([]);
    await signInByLink(app, phone, email);
    expect(await news()).toMatchObject([{ subject: 'New device signed in to Hartley & Reid' }]);
  });

  test('the firm’s log tells who came in', async () => {
    const { email, id } = await makePortalUser(app, firm);
    await signInByLink(app, openPortalBrowser(app), email);
    const { rows } = await app.platform.database.pool.query(
      `select action from audit_log where firm_id = $1 and portal_user_id = $2`,
      [firm.id, id],
    );
    expect(rows).toEqual([{ action: 'portal_user.signed_in' }]);
  });
});

describe('several firms', () => {
  test('one mailbox: it chooses, switches, and neither firm learns of the other', async () => {
    const second = await app.makeFirm({ name: 'Marsh Legal' });
    const email = 'several@example.com';
    const [here, there] = [
      await makePortalUser(app, firm, { email }),
      await makePortalUser(app, second, { email }),
    ];
    const browser = openPortalBrowser(app);
    const entered = (await signInByLink(app, browser, email)).json().session;
    expect(entered.state).toBe('choose_firm');
    expect(entered.seats.map(({ firmName }: { firmName: string }) => firmName)).toEqual([
      'Hartley & Reid',
      'Marsh Legal',
    ]);
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
    const sit = (seat: { firmId: string; portalUserId: string }) =>
      browser.call('POST', '/session/seat', seat);
    expect((await sit({ firmId: second.id, portalUserId: here.id })).statusCode).toBe(404);
    expect((await sit({ firmId: firm.id, portalUserId: here.id })).json()).toMatchObject({
      state: 'signed_in',
      seat: { firmName: 'Hartley & Reid' },
    });
    expect((await sit({ firmId: second.id, portalUserId: there.id })).json()).toMatchObject({
      seat: { firmName: 'Marsh Legal' },
    });
    const [mail] = await mailsTo(app, email);
    expect(`${mail?.subject} ${mail?.body}`).not.toMatch(/Hartley|Marsh/);

    // Disabled there, while they look there: out at once, and they may still come in here.
    await second.owner.call('PATCH', `/api/v1/portal-users/${there.id}`, { active: false });
    expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
    expect((await signInByLink(app, browser, email)).json().session).toMatchObject({
      state: 'signed_in',
      seat: { firmName: 'Hartley & Reid' },
    });
    expect((await sit({ firmId: second.id, portalUserId: there.id })).statusCode).toBe(404);
  });

  test('a couple with one mailbox at one firm chooses the person', async () => {
    const email = 'couple@example.com';
    await makePortalUser(app, firm, { email, firstName: 'Ann', lastName: 'Ash' });
    await makePortalUser(app, firm, { email, firstName: 'Bob', lastName: 'Ash' });
    const { session } = (await signInByLink(app, openPortalBrowser(app), email)).json();
    expect(session.seats.map(({ personName }: { personName: string }) => personName)).toEqual([
      'Ann Ash',
      'Bob Ash',
    ]);
  });
});

/** T7 with every factor lost: from asking over a day to the figures that staff read out. */
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { features } from '../../feature-list.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from '../../testing/app.ts';
import { appCode } from '../../testing/authenticator-app.ts';
import {
  mailsTo,
  openPortalBrowser,
  type PortalBrowser,
  signInByLink,
} from '../../testing/portal-browser.ts';
import { makePortalUser, type TestPortalUser } from '../../testing/portal-user.ts';

const clock = { time: new Date(), now: () => clock.time };
const later = (minutes: number) => {
  clock.time = new Date(clock.time.getTime() + minutes * 60_000);
};

let app: TestApp;
let firm: TestFirm;
let tessa: TestStaff;
let omar: TestStaff;
let person: TestPortalUser;
let browser: PortalBrowser;
let uri: string;

beforeAll(async () => {
  app = await startTestApp({ features, clock });
  firm = await app.makeFirm({ name: 'Hartley & Reid' });
});
afterAll(() => app.close());
beforeEach(async () => {
  await freshStaff();
  person = await makePortalUser(app, firm);
  browser = openPortalBrowser(app);
  await signInByLink(app, browser, person.email);
  uri = (await browser.call('POST', '/factors/authenticator')).json().uri;
  const set = await browser.call('POST', '/factors/authenticator/confirm', {
    code: await appCode(uri, clock.time),
  });
  expect(set.statusCode, set.body).toBe(200);
  later(1);
});

/** Each act wants a proof of the last minutes. */
async function freshStaff(): Promise<void> {
  tessa = await app.signedIn(firm, 'member', { firstName: 'Tessa', lastName: 'Reid' });
  omar = await app.signedIn(firm, 'member', { firstName: 'Omar', lastName: 'Shah' });
  await app.platform.database.pool.query(`update auth_session set "provenAt" = $1 where "userId" = any($2)`, [
    clock.time,
    [tessa.userId, omar.userId],
  ]);
}

const path = () => `/api/v1/portal-users/${person.id}/reset`;
const check = { checkedBy: 'called_back', note: 'Called back on +44 20 7946 0001, knew the matter.' };
const ask = (who = tessa) => who.call('POST', path(), check);
const confirm = (who = omar) => who.call('POST', `${path()}/confirmation`);
const carryOut = (who = omar) => who.call('POST', `${path()}/completion`);
const subjects = async (email = person.email) => (await mailsTo(app, email)).map(({ body }) => body);
const audited = async () => {
  const { rows } = await app.platform.database.pool.query<{ action: string }>(
    `select action from audit_log where firm_id = $1 and subject_id = $2 and action like 'portal_reset.%' order by at, id`,
    [firm.id, person.id],
  );
  return rows.map(({ action }) => action.replace('portal_reset.', ''));
};

/** Asked, confirmed, and a day has passed. */
async function ready(): Promise<void> {
  expect((await ask()).statusCode).toBe(200);
  expect((await confirm()).statusCode).toBe(200);
  later(24 * 60);
  await freshStaff();
}

test('two of the staff and a day: then all is revoked, and the mailbox needs the figures that staff read out', async () => {
  await ready();
  const done = await carryOut();
  expect(done.json(), done.body).toEqual({ reset: null });
  expect((await browser.call('GET', '/sessions')).statusCode).toBe(401);
  expect((await person.call('GET', '/api/v1/portal/sessions')).statusCode).toBe(401);
  const next = openPortalBrowser(app);
  expect((await signInByLink(app, next, person.email)).json().session.state).toBe('confirm');
  // The mailbox alone gets nowhere.
  expect((await next.call('GET', '/sessions')).statusCode).toBe(401);
  const staffView = (await tessa.call('GET', `/api/v1/portal-users/${person.id}`)).json();
  expect(staffView).toMatchObject({ mustConfirm: true, secondFactor: false });
  const { code } = (await tessa.call('POST', `/api/v1/portal-users/${person.id}/confirmation-code`)).json();
  expect((await next.call('POST', '/session/confirm', { code })).json().state).toBe('signed_in');
  expect(await audited()).toEqual(['asked', 'confirmed', 'done']);
});

test('its owner is told of each step, at every address that the firm has', async () => {
  await app.platform.database.pool.query(
    'insert into contact_emails (firm_id, id, contact_id, email, position) values ($1, gen_random_uuid(), $2, $3, 1)',
    [firm.id, person.contactId, `second-${person.email}`],
  );
  await ready();
  await carryOut();
  for (const email of [person.email, `second-${person.email}`]) {
    const told = (await subjects(email)).filter((body) => body.includes('second step'));
    expect(told.filter((body) => /asked to begin anew|In 24 hours|were taken away/.test(body))).toHaveLength(
      3,
    );
  }
});

describe('what keeps from it', () => {
  const refused = (answer: { statusCode: number; body: string }, reason: string) => {
    expect(answer.statusCode, answer.body).toBe(409);
    expect(answer.body).toContain(`"reason":"${reason}"`);
  };

  test('without a proof of the last minutes nobody asks, confirms or carries out', async () => {
    later(20);
    for (const answer of [await ask(), await confirm(), await carryOut()])
      expect(answer.json()).toMatchObject({ code: 'step_up_needed' });
    expect(await audited()).toEqual([]);
  });

  test('the one who asked cannot confirm', async () => {
    await ask();
    refused(await confirm(tessa), 'same_person');
  });

  test('before a second person and a day nothing is taken away', async () => {
    await ask();
    refused(await carryOut(), 'not_confirmed');
    await confirm();
    later(23 * 60);
    await freshStaff();
    refused(await carryOut(), 'too_early');
    expect((await tessa.call('GET', `/api/v1/portal-users/${person.id}`)).json().secondFactor).toBe(true);
  });

  test('a factor that was proved meanwhile is not lost', async () => {
    await ready();
    const next = openPortalBrowser(app);
    await signInByLink(app, next, person.email);
    const proof = { kind: 'authenticator', code: await appCode(uri, clock.time) };
    expect((await next.call('POST', '/session/second-factor', proof)).json().state).toBe('signed_in');
    later(1);
    refused(await carryOut(), 'factor_used');
  });

  test('anybody of the firm stops it, and its owner is told', async () => {
    await ready();
    later(30);
    expect((await tessa.call('DELETE', path())).json()).toEqual({ reset: null });
    await freshStaff();
    refused(await carryOut(), 'not_asked');
    expect((await subjects()).at(-1)).toContain('stay as they are');
  });

  test('somebody without a second factor has nothing to lose', async () => {
    person = await makePortalUser(app, firm);
    refused(await ask(), 'no_factor');
  });

  test('how they were recognised must be said', async () => {
    expect((await tessa.call('POST', path(), { checkedBy: 'called_back', note: '' })).statusCode).toBe(422);
    expect((await tessa.call('POST', path(), { checkedBy: 'a_feeling', note: 'knew her' })).statusCode).toBe(
      422,
    );
  });
});

test('another firm’s portal is not opened by it: there the mailbox needs that firm’s figures', async () => {
  const elsewhere = await app.makeFirm({ name: 'Marsh Legal' });
  const there = await makePortalUser(app, elsewhere, { email: person.email });
  await ready();
  expect((await carryOut()).statusCode).toBe(200);
  const next = openPortalBrowser(app);
  expect((await signInByLink(app, next, person.email)).json().session.state).toBe('choose_firm');
  for (const seat of [
    { firmId: elsewhere.id, portalUserId: there.id },
    { firmId: firm.id, portalUserId: person.id },
  ])
    expect((await next.call('POST', '/session/seat', seat)).json().state).toBe('confirm');
  // Confirmed here, and a factor set up here, show nothing there.
  const { code } = (await tessa.call('POST', `/api/v1/portal-users/${person.id}/confirmation-code`)).json();
  expect((await next.call('POST', '/session/confirm', { code })).json().state).toBe('signed_in');
  const app2 = (await next.call('POST', '/factors/authenticator')).json();
  await next.call('POST', '/factors/authenticator/confirm', { code: await appCode(app2.uri, clock.time) });
  const seat = { firmId: elsewhere.id, portalUserId: there.id };
  expect((await next.call('POST', '/session/seat', seat)).json().state).toBe('confirm');
  const { rows } = await app.platform.database.pool.query(
    `select 1 from audit_log where firm_id = $1 and action = 'portal_user.factors_taken_away'`,
    [elsewhere.id],
  );
  expect(rows).toHaveLength(1);
});

/** T7, last row: a client without e-mail comes by phone and a second factor, and never by the phone alone. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { appCode } from '../../testing/authenticator-app.ts';
import { type ByNumberWorld, startByNumberWorld } from '../../testing/by-number-world.ts';
import { openPortalBrowser, type PortalBrowser } from '../../testing/portal-browser.ts';

let world: ByNumberWorld;
beforeAll(async () => {
  world = await startByNumberWorld();
});
afterAll(() => world.close());

let numbers = 100;
const nextNumber = () => {
  numbers += 1;
  return `+447700900${numbers}`;
};
const listen = (browser: PortalBrowser) => browser.call('GET', '/sessions');
const use = (browser: PortalBrowser, { id, code }: { id: string; code: string }) =>
  browser.call('POST', `/sign-in-requests/${id}/use`, { code });

describe('the first time', () => {
  test('code by text, figures that staff read out, then a second factor; nothing opens before', async () => {
    const number = nextNumber();
    const person = await world.invited(world.firm, number);
    const browser = openPortalBrowser(world.app);
    const asked = await world.ask(browser, number);
    expect(asked.code).toMatch(/^\d{6}$/);
    const entered = await use(browser, asked);
    expect(entered.json().session).toMatchObject({
      state: 'confirm',
      byNumber: true,
      seat: { personName: '' },
    });
    expect((await listen(browser)).statusCode).toBe(401);
    expect((await browser.call('POST', '/factors/authenticator')).statusCode).toBe(401);
    const code = await world.figures(world.firm, person.id);
    expect((await browser.call('POST', '/session/confirm', { code })).json().state).toBe('set_up_factor');
    expect((await listen(browser)).statusCode).toBe(401);
    const { uri } = (await browser.call('POST', '/factors/authenticator')).json();
    const set = await browser.call('POST', '/factors/authenticator/confirm', {
      code: await appCode(uri, world.clock.now),
    });
    expect(set.json().recoveryCodes).toHaveLength(10);
    expect((await browser.call('GET', '/session')).json()).toMatchObject({
      ...{ state: 'signed_in', email: '', number, hasFactor: true, secondFactor: true },
    });
    expect((await listen(browser)).statusCode).toBe(200);
    expect((await world.texts(number)).at(-1)).toMatch(/An authenticator app was set up/);
    const seen = await world.owner.call('GET', `/api/v1/portal-users/${person.id}`);
    expect(seen.json()).toMatchObject({ mustConfirm: false, secondFactor: true, number });
    expect(seen.json().lastSignedInAt).not.toBeNull();
  });

  test('whoever stops after the figures needs new ones: the phone alone sets nothing up', async () => {
    const number = nextNumber();
    const person = await world.invited(world.firm, number);
    const first = openPortalBrowser(world.app);
    await use(first, await world.ask(first, number));
    await first.call('POST', '/session/confirm', { code: await world.figures(world.firm, person.id) });
    expect(await world.state(first)).toBe('set_up_factor');
    world.pass(1);
    const thief = openPortalBrowser(world.app);
    await use(thief, await world.ask(thief, number));
    expect(await world.state(thief)).toBe('confirm');
    expect((await thief.call('POST', '/factors/authenticator')).statusCode).toBe(401);
  });
});

describe('every time after', () => {
  test('the phone alone is in nowhere; app or printed code lets in, each code once', async () => {
    const number = nextNumber();
    const person = await world.invited(world.firm, number);
    const { uri, codes } = await world.comeIn(world.firm, person, number);
    world.pass(1);
    const browser = openPortalBrowser(world.app);
    const entered = await use(browser, await world.ask(browser, number));
    expect(entered.json().session).toMatchObject({ state: 'second_factor', authenticator: true });
    expect((await listen(browser)).statusCode).toBe(401);
    const prove = (kind: string, code = '') => browser.call('POST', '/session/second-factor', { kind, code });
    const app = await prove('authenticator', await appCode(uri, world.clock.now));
    expect(app.json().state).toBe('signed_in');
    const other = openPortalBrowser(world.app);
    await use(other, await world.ask(other, number));
    const printed = { kind: 'recovery', code: codes[0] };
    expect((await other.call('POST', '/session/second-factor', printed)).json().state).toBe('signed_in');
    const third = openPortalBrowser(world.app);
    await use(third, await world.ask(third, number));
    expect((await third.call('POST', '/session/second-factor', printed)).statusCode).toBe(422);
  });

  test('the last second factor cannot be removed', async () => {
    const number = nextNumber();
    const person = await world.invited(world.firm, number);
    const { browser } = await world.comeIn(world.firm, person, number);
    const answer = await browser.call('DELETE', '/factors/authenticator');
    expect([answer.statusCode, answer.json().reason]).toEqual([409, 'last_factor']);
    expect(await world.state(browser)).toBe('signed_in');
  });
});

describe('the code', () => {
  test('is bound to the browser that asked, works once, and for ten minutes', async () => {
    const number = nextNumber();
    await world.invited(world.firm, number);
    const browser = openPortalBrowser(world.app);
    const asked = await world.ask(browser, number);
    expect((await use(openPortalBrowser(world.app), asked)).json()).toMatchObject({ reason: 'over' });
    world.pass(11);
    expect((await use(browser, asked)).json()).toMatchObject({ reason: 'code_over' });
    const again = await world.ask(browser, number);
    expect((await use(browser, again)).statusCode).toBe(200);
    expect((await use(browser, again)).json()).toMatchObject({ reason: 'over' });
  });

  test('4 wrong, another, 4 wrong, in parallel sessions: one shared counter, delayed after 10', async () => {
    const number = nextNumber();
    await world.invited(world.firm, number);
    const browsers = [1, 2, 3].map(() => openPortalBrowser(world.app));
    const statuses: number[] = [];
    let last = { id: '', code: '' };
    for (const browser of browsers) {
      last = await world.ask(browser, number);
      const wrong = last.code === '000000' ? '000001' : '000000';
      for (let n = 0; n < 4; n += 1)
        statuses.push((await use(browser, { id: last.id, code: wrong })).statusCode);
    }
    expect(statuses).toEqual([...Array.from({ length: 10 }, () => 422), 429, 429]);
    expect((await use(browsers[2] ?? openPortalBrowser(world.app), last)).statusCode).toBe(429);
  });

  test('is not to be read at the firm, before or after it was sent', async () => {
    const number = nextNumber();
    await world.invited(world.firm, number);
    const { code } = await world.ask(openPortalBrowser(world.app), number);
    const { rows } = await world.app.platform.database.pool.query(
      `select words, body, sealed from text_messages where number = $1 and kind = 'sign_in'`,
      [number],
    );
    expect(JSON.stringify(rows)).not.toContain(code);
    expect(rows).toMatchObject([{ sealed: null }]);
  });

  test('is sent in quiet hours, too: whoever asks is awake', async () => {
    const number = nextNumber();
    await world.invited(world.firm, number);
    await world.work();
    const before = world.clock.now;
    world.clock.now = new Date('2026-03-05T23:30:00.000Z');
    expect((await world.ask(openPortalBrowser(world.app), number)).code).toMatch(/^\d{6}$/);
    world.clock.now = before;
  });

  test('no more than five an hour reach one number, and none reaches who stopped texts', async () => {
    const number = nextNumber();
    const { contactId } = await world.invited(world.firm, number);
    for (let n = 0; n < 5; n += 1) await world.ask(openPortalBrowser(world.app), number);
    const count = (await world.texts(number)).length;
    await openPortalBrowser(world.app).call('POST', '/sign-in-requests', { number });
    const other = nextNumber();
    const stopped = await world.invited(world.firm, other);
    const word = { number: other, change: 'out', basis: 'Rang and said so' };
    await world.owner.call('POST', `/api/v1/contacts/${stopped.contactId}/text-consents`, word);
    const reached = (await world.texts(other)).length;
    await openPortalBrowser(world.app).call('POST', '/sign-in-requests', { number: other });
    // A code that is sent shows that the two before would have been.
    const third = nextNumber();
    await world.invited(world.firm, third);
    await world.ask(openPortalBrowser(world.app), third);
    expect([(await world.texts(number)).length, (await world.texts(other)).length]).toEqual([count, reached]);
    expect(contactId).not.toBe('');
  });

  test('others who ask for codes do not keep the owner’s own browser from one', async () => {
    const number = nextNumber();
    const person = await world.invited(world.firm, number);
    const { browser } = await world.comeIn(world.firm, person, number);
    for (let n = 0; n < 4; n += 1) await world.ask(openPortalBrowser(world.app), number);
    const count = (await world.texts(number)).length;
    await openPortalBrowser(world.app).call('POST', '/sign-in-requests', { number });
    expect((await world.ask(browser, number)).code).toMatch(/^\d{6}$/);
    expect((await world.texts(number)).length).toBe(count + 1);
  });

  test('known and unknown numbers get the same answer', async () => {
    const number = nextNumber();
    await world.invited(world.firm, number);
    const [known, unknown] = await Promise.all(
      [number, '+447700900999'].map((one) =>
        openPortalBrowser(world.app).call('POST', '/sign-in-requests', { number: one }),
      ),
    );
    expect([known?.statusCode, unknown?.statusCode]).toEqual([202, 202]);
    const shape = (answer: typeof known) => Object.keys(answer?.json() ?? {});
    expect(shape(known)).toEqual(shape(unknown));
    expect(await world.texts('+447700900999')).toEqual([]);
  });
});

describe('the same number at two firms', () => {
  test('is two logins: the firm’s own link decides, and without one nobody is texted', async () => {
    const number = nextNumber();
    const other = await world.openFirm('Marsh Law');
    const here = await world.invited(world.firm, number);
    const there = await world.invited(other, number);
    const unnamed = openPortalBrowser(world.app);
    const before = (await world.texts(number)).length;
    expect((await unnamed.call('POST', '/sign-in-requests', { number })).statusCode).toBe(202);
    const { browser } = await world.comeIn(other, there, number, `/portal?firm=${other.id}`);
    expect((await browser.call('GET', '/session')).json()).toMatchObject({
      seat: { firmName: 'Marsh Law' },
      seats: [{ firmName: 'Marsh Law' }],
    });
    // The code of the named firm, and what was told of the factor: none for the unnamed request.
    expect((await world.texts(number)).length - before).toBe(2);
    // A second factor there opens nothing here.
    const mine = openPortalBrowser(world.app);
    const entered = await use(mine, await world.ask(mine, number, `/portal?firm=${world.firm.id}`));
    expect(entered.json().session).toMatchObject({ state: 'confirm', seat: { portalUserId: here.id } });
  });
});

/** A firm whose clients without e-mail come by mobile number, through a simulated provider of texts: for tests. */
import { vi } from 'vitest';
import { createTwilioSimulator, type TwilioSimulator } from '../../simulators/twilio.ts';
import { conversationNeighbours } from '../conversation-neighbours.ts';
import { features } from '../feature-list.ts';
import { noticeRound } from '../features/notices/index.ts';
import { textsRound } from '../features/texts/index.ts';
import { createTextInbox } from '../text-inbox.ts';
import { messageSenders } from '../vendors/registry.ts';
import { startTestApp, type TestApp, type TestFirm, type TestStaff } from './app.ts';
import { appCode } from './authenticator-app.ts';
import { openPortalBrowser, type PortalBrowser } from './portal-browser.ts';

export interface ByNumberWorld {
  app: TestApp;
  clock: { now: Date };
  provider: TwilioSimulator;
  firm: TestFirm;
  owner: TestStaff;
  member: TestStaff;
  /** A further firm, which texts with the same provider. */
  openFirm(name: string, more?: { on?: boolean }): Promise<TestFirm>;
  contact(at: TestFirm, number: string, more?: { emails?: string[]; agrees?: boolean }): Promise<string>;
  /** The portal user that was invited. */
  invited(at: TestFirm, number: string): Promise<{ id: string; contactId: string }>;
  pass(minutes: number): void;
  /** Notices and texts that are due. */
  work(): Promise<void>;
  /** Bodies of what reached the number, the oldest first. */
  texts(number: string): Promise<string[]>;
  /** Asks for a code by number and reads it from the text. */
  ask(browser: PortalBrowser, number: string, destination?: string): Promise<{ id: string; code: string }>;
  /** Figures that staff read out. */
  figures(at: TestFirm, portalUserId: string): Promise<string>;
  /** Code, figures, authenticator app: in for the first time. */
  comeIn(
    at: TestFirm,
    person: { id: string },
    number: string,
    destination?: string,
  ): Promise<{ browser: PortalBrowser; uri: string; codes: string[] }>;
  state(browser: PortalBrowser): Promise<string>;
  close(): Promise<void>;
}

/** What is sent beside the answer comes a little later; on a busy machine, much. */
const patience = { timeout: 20_000 };

/** Thursday, noon in London. */
const noon = '2026-03-05T12:00:00.000Z';

export async function startByNumberWorld(): Promise<ByNumberWorld> {
  const clock = { now: new Date(noon) };
  const provider = await createTwilioSimulator({ now: () => clock.now, timeScale: 0 });
  const app = await startTestApp({ features, allowLoopback: true, clock: { now: () => clock.now } });
  const { platform } = app;
  const deps = {
    platform,
    senders: messageSenders,
    inbox: createTextInbox(conversationNeighbours(platform)),
    media: null,
  };
  let lines = 0;
  let people = 0;

  const openFirm: ByNumberWorld['openFirm'] = async (name, { on = true } = {}) => {
    const firm = await app.makeFirm({ name });
    lines += 1;
    const account = { apiUrl: provider.url, accountId: provider.accountSid, authToken: provider.authToken };
    await ok(firm.owner, 'POST', '/text-settings', account);
    await ok(firm.owner, 'POST', '/text-lines', { number: `+44770090000${lines}` });
    const { version } = await ok<{ version: number }>(firm.owner, 'GET', '/text-settings');
    if (on) await ok(firm.owner, 'PATCH', '/text-settings', { signInByNumber: true, version });
    return firm;
  };
  const firm = await openFirm('Hartley & Reid');
  const member = await app.signedIn(firm, 'member', { firstName: 'Tessa', lastName: 'Reid' });

  async function work(): Promise<void> {
    for (let round = 0; round < 3; round += 1) {
      await noticeRound(platform);
      await textsRound(deps);
    }
  }

  const world: ByNumberWorld = {
    ...{ app, clock, provider, firm, owner: firm.owner, member, openFirm, work },
    async contact(at, number, { emails = [], agrees = true } = {}) {
      people += 1;
      const { id } = await ok<{ id: string }>(at.owner, 'POST', '/contacts', {
        ...{ kind: 'person', firstName: 'Jane', lastName: `Okafor${people}`, phones: [{ text: number }] },
        emails: emails.map((email) => ({ email })),
      });
      const word = { number, change: 'in', basis: 'Said yes across the desk' };
      if (agrees) await ok(at.owner, 'POST', `/contacts/${id}/text-consents`, word);
      return id;
    },
    async invited(at, number) {
      const contactId = await world.contact(at, number);
      return await ok(at.owner, 'POST', '/portal-users', { contactId, number });
    },
    pass(minutes) {
      clock.now = new Date(clock.now.getTime() + minutes * 60_000);
    },
    async texts(number) {
      await work();
      return provider.control
        .messages()
        .filter(({ to }) => to === number)
        .map(({ body }) => String(body));
    },
    async ask(browser, number, destination = '') {
      const before = (await world.texts(number)).length;
      const { id } = (await browser.call('POST', '/sign-in-requests', { number, destination })).json();
      const body = await vi.waitFor(async () => {
        const text = (await world.texts(number)).at(before);
        if (text === undefined) throw new Error(`no text to ${number} yet`);
        return text;
      }, patience);
      return { id, code: /^(\d{6}) is your code/.exec(body)?.[1] ?? '' };
    },
    async figures(at, portalUserId) {
      const path = `/portal-users/${portalUserId}/confirmation-code`;
      return (await ok<{ code: string }>(at.owner, 'POST', path)).code;
    },
    async comeIn(at, person, number, destination) {
      const browser = openPortalBrowser(app);
      const { id, code } = await world.ask(browser, number, destination);
      await browser.call('POST', `/sign-in-requests/${id}/use`, { code });
      await browser.call('POST', '/session/confirm', { code: await world.figures(at, person.id) });
      const { uri } = (await browser.call('POST', '/factors/authenticator')).json();
      const set = await browser.call('POST', '/factors/authenticator/confirm', {
        code: await appCode(uri, clock.now),
      });
      if (set.statusCode !== 200) throw new Error(`setting up: ${set.statusCode} ${set.body}`);
      return { browser, uri, codes: set.json<{ recoveryCodes: string[] }>().recoveryCodes };
    },
    async state(browser) {
      return (await browser.call('GET', '/session')).json<{ state: string }>().state;
    },
    async close() {
      await app.close();
      await provider.close();
    },
  };
  return world;
}

async function ok<T>(
  who: TestStaff,
  method: 'GET' | 'POST' | 'PATCH',
  path: string,
  body?: unknown,
): Promise<T> {
  const answer = await who.call(method, `/api/v1${path}`, body);
  if (answer.statusCode >= 300) throw new Error(`${method} ${path}: ${answer.statusCode} ${answer.body}`);
  return answer.json<T>();
}

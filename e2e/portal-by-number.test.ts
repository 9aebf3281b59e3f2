import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { appCode } from '../server/testing/authenticator-app.ts';
import { createTwilioSimulator, type TwilioSimulator } from '../simulators/twilio.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { checkNarrow, narrow, press, tabTo } from './narrow.ts';

const number = '+447700900111';

journey(
  'portal: a client without e-mail is invited by text, comes in by code, figures and app, reads and answers',
  async (desk) => {
    const provider = await createTwilioSimulator({ timeScale: 0 });
    try {
      desk.program.app.platform.allowLoopback = true;
      const office = await openOffice(desk.program);
      const contactId = await office.contact('Jane Okafor', number);
      await connect(office, provider);
      const staff = await desk.open({ cookie: office.owner.cookie });
      await switchOn(desk, staff);
      await invite(desk, staff, contactId, provider);
      const phone = await desk.open({ size: narrow });
      const read = () => readOut(desk, staff);
      await comeIn(desk, phone, { provider, read });
      await readAndAnswer(desk, office, { contactId, phone, provider });
    } finally {
      await provider.close();
    }
  },
  { timeoutMs: 420_000 },
);

async function connect({ owner }: Office, provider: TwilioSimulator): Promise<void> {
  const ask = async (method: 'POST' | 'PATCH', path: string, body: unknown): Promise<unknown> => {
    const answer = await owner.call(method, `/api/v1${path}`, body);
    expect(answer.statusCode, answer.body).toBeLessThan(300);
    return answer.json();
  };
  const account = { apiUrl: provider.url, accountId: provider.accountSid, authToken: provider.authToken };
  await ask('POST', '/text-settings', account);
  await ask('POST', '/text-lines', { number: '+447700900001' });
  await ask('PATCH', '/portal-settings', { undoSeconds: 0 });
  const seen = await owner.call('GET', '/api/v1/text-settings');
  const { version } = seen.json<{ version: number }>();
  // The journey may run at night.
  await ask('PATCH', '/text-settings', { quietFrom: 0, quietUntil: 0, version });
}

/** The firm's option, off until somebody switches it on. */
async function switchOn(desk: Desk, page: Page): Promise<void> {
  await page.goto('/portal/sign-in');
  await page.getByLabel('Your e-mail address', { exact: true }).waitFor();
  await page.goto('/settings/texts');
  const option = page.getByLabel('Let clients without e-mail come by mobile number');
  await option.waitFor();
  expect(await option.isChecked()).toBe(false);
  await option.check({ force: true });
  await desk.checkAccess(page, 'texts with the option of clients without e-mail');
  await desk.shoot(page, 'by-number-0-option');
  await page.getByRole('region', { name: 'Limit' }).getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved').first().waitFor();
}

async function invite(desk: Desk, page: Page, contactId: string, provider: TwilioSimulator): Promise<void> {
  await page.goto(`/contacts/${contactId}`);
  const section = page.getByRole('region', { name: 'Client portal' });
  await section.getByText('they have to agree to texts').waitFor();
  const texting = page.getByRole('region', { name: 'Texts', exact: true });
  await texting.getByRole('button', { name: /^They agree to texts/ }).click();
  await page.getByRole('dialog').getByLabel('How do you know?').fill('Said yes across the desk');
  await page.getByRole('dialog').getByRole('button', { name: 'Note it' }).click();
  await section.getByRole('button', { name: 'Invite by text' }).click();
  await section.getByText('Has never signed in').waitFor();
  await desk.checkAccess(page, 'a client without e-mail, invited');
  await desk.shoot(page, 'by-number-1-invited');
  await textTo(provider, /invites you to its client portal/);
}

/** The newest text that the client has, of these words. */
async function textTo(provider: TwilioSimulator, words: RegExp): Promise<string> {
  const find = () =>
    provider.control
      .messages()
      .filter(({ to, body }) => to === number && words.test(String(body)))
      .at(-1);
  await expect.poll(find, { timeout: 60_000 }).toBeDefined();
  return String(find()?.body ?? '');
}

async function readOut(desk: Desk, page: Page): Promise<string> {
  const section = page.getByRole('region', { name: 'Client portal' });
  await section.getByRole('button', { name: 'Make a code to read out' }).click();
  const said = section.getByRole('status');
  await said.waitFor();
  await desk.shoot(page, 'by-number-2-read-out');
  return (
    /(\d{4}) (\d{4})/
      .exec((await said.textContent()) ?? '')
      ?.slice(1)
      .join('') ?? ''
  );
}

/** On a small telephone, by keyboard alone. */
async function comeIn(
  desk: Desk,
  page: Page,
  { provider, read }: { provider: TwilioSimulator; read: () => Promise<string> },
): Promise<void> {
  const invitation = await textTo(provider, /invites you/);
  const { pathname } = new URL(/http\S+/.exec(invitation)?.[0] ?? '');
  await page.goto(pathname);
  const field = page.getByLabel('Your e-mail address or mobile number');
  await field.waitFor();
  await tabTo(page, field);
  await page.keyboard.type('07700 900111');
  await checkNarrow(desk, page, 'by-number-3-sign-in');
  await tabTo(page, field);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Check your texts' }).waitFor();
  await checkNarrow(desk, page, 'by-number-4-check-texts');
  const text = await textTo(provider, /is your code to sign in/);
  const code = page.getByLabel('Code of six figures');
  expect(await code.getAttribute('autocomplete')).toBe('one-time-code');
  await tabTo(page, code);
  await page.keyboard.type(/^\d{6}/.exec(text)?.[0] ?? '');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'Is it you?' }).waitFor();
  await checkNarrow(desk, page, 'by-number-5-is-it-you');
  const figures = await read();
  await tabTo(page, page.getByLabel('Code of eight figures'));
  await page.keyboard.type(figures);
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'One step more, once only' }).waitFor();
  await checkNarrow(desk, page, 'by-number-6-set-up');
  await setUpApp(desk, page);
}

async function setUpApp(desk: Desk, page: Page): Promise<void> {
  const answer = page.waitForResponse((response) => response.url().endsWith('/factors/authenticator'));
  await press(page, page.getByRole('button', { name: 'Set up an authenticator app' }));
  const begun: unknown = await (await answer).json();
  const uri = typeof begun === 'object' && begun !== null ? String(Reflect.get(begun, 'uri')) : '';
  await page.getByLabel('The code that the app shows now').fill(await appCode(uri, new Date()));
  await checkNarrow(desk, page, 'by-number-7-app');
  await press(page, page.getByRole('button', { name: 'Confirm' }));
  await page.getByRole('heading', { name: 'Print these recovery codes' }).waitFor();
  expect(await page.locator('.p-codes__list li').count()).toBe(10);
  await checkNarrow(desk, page, 'by-number-8-codes');
  await press(page, page.getByRole('button', { name: 'I have kept them' }));
  await page.getByText('Nothing needs you just now').waitFor();
}

async function readAndAnswer(
  desk: Desk,
  office: Office,
  { contactId, phone, provider }: { contactId: string; phone: Page; provider: TwilioSimulator },
): Promise<void> {
  const matterId = await office.matter('Sale of a house', [contactId]);
  const [person] = (await office.tessa.call('GET', `/api/v1/portal-users?contactId=${contactId}`)).json<{
    items: { id: string }[];
  }>().items;
  const made = await office.tessa.call('POST', '/api/v1/conversations', {
    ...{ kind: 'external', matterId, title: 'Your sale', portalUserIds: [person?.id] },
  });
  expect(made.statusCode, made.body).toBe(201);
  const { id } = made.json<{ id: string }>();
  const posted = await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, {
    ...{ body: 'When can you come to sign?', confirmed: true },
  });
  expect(posted.statusCode, posted.body).toBe(201);
  const notice = await textTo(provider, /message/i);
  expect(notice).not.toContain('sign?');
  const { pathname } = new URL(/http\S+/.exec(notice)?.[0] ?? '');
  await phone.goto(pathname);
  await phone.getByText('When can you come to sign?').waitFor();
  await phone.getByLabel('Message to Hartley & Reid').fill('On Monday at ten');
  await phone.getByRole('button', { name: 'Send' }).click();
  await phone.getByText('On Monday at ten').waitFor();
  await checkNarrow(desk, phone, 'by-number-9-answered');
  await expect
    .poll(async () => (await office.tessa.call('GET', `/api/v1/conversations/${id}/messages`)).body)
    .toContain('On Monday at ten');
}

/** The whole path of a client at 320 px by keyboard alone, and what a screen reader hears on the way. */
import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { mailsTo, nextMail, readSignInMail } from '../server/testing/portal-browser.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { arriveAt, checkNarrow, narrow, press, shootNow, tabTo } from './narrow.ts';
import { post, undoFor } from './talk.ts';

const email = 'jane.okafor@example.com';

journey(
  'a11y: invited by e-mail, in by the code, read, reply, three files of which one is resumed, accept, sign off: by keyboard at 320 px',
  async (desk) => {
    const office = await openOffice(desk.program);
    const conversation = await prepare(office);
    const page = await desk.open({ size: narrow });
    await comeIn(desk, page);
    await read(desk, page);
    await reply(page, office, conversation);
    await sendFiles(desk, page);
    await accept(desk, page);
    await signOff(desk, page);
  },
  // Nine screens, each looked at in two sizes, light and dark.
  { timeoutMs: 240_000 },
);

/** Jane is invited, written to, and asked to come. */
async function prepare(office: Office): Promise<string> {
  const contactId = await post(office.owner, '/api/v1/contacts', {
    ...{ kind: 'person', firstName: 'Jane', lastName: 'Okafor', emails: [{ email }] },
  });
  const portalUserId = await post(office.tessa, '/api/v1/portal-users', { contactId });
  const matterId = await office.matter('Purchase of 12 Mill Lane', [contactId]);
  await undoFor(office, 0);
  await office.owner.call('PATCH', '/api/v1/portal-settings', { typingShown: true });
  const id = await post(office.tessa, '/api/v1/conversations', {
    ...{ kind: 'external', matterId, portalUserIds: [portalUserId] },
  });
  const said = await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, {
    body: 'Welcome. Please send us your passport.',
  });
  expect(said.statusCode, said.body).toBe(201);
  const start = new Date(Date.now() + 8 * 86_400_000).toISOString().slice(0, 10);
  await post(office.tessa, `/api/v1/matters/${matterId}/events`, {
    ...{ title: 'Signing of the contract', place: 'Our office', description: 'Bring your passport.' },
    ...{ startsAt: `${start}T10:00`, endsAt: `${start}T11:00`, contactIds: [contactId] },
  });
  return id;
}

async function comeIn(desk: Desk, page: Page): Promise<void> {
  const [invitation] = await mailsTo(desk.program.app, email);
  await page.goto(/http\S+/.exec(invitation?.body ?? '')?.[0] ?? '');
  const field = page.getByLabel('Your e-mail address');
  await field.waitFor();
  expect(await field.inputValue()).toBe(email);
  await checkNarrow(desk, page, 'journey-1-sign-in');
  const before = (await mailsTo(desk.program.app, email)).length;
  await press(page, page.getByRole('button', { name: 'E-mail me a link' }));
  await page.getByRole('heading', { name: 'Check your mail' }).waitFor();
  const { code } = readSignInMail(await nextMail(desk.program.app, email, before));
  await tabTo(page, page.getByLabel('Code of six figures'));
  await page.keyboard.type(code);
  await checkNarrow(desk, page, 'journey-2-code');
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { level: 1, name: 'Hello, Jane Okafor' }).waitFor();
}

async function read(desk: Desk, page: Page): Promise<void> {
  const next = page.getByRole('region', { name: 'Next for you' });
  await next.getByText('Signing of the contract').waitFor();
  const matter = page.getByRole('region', { name: 'Purchase of 12 Mill Lane' });
  const line = matter.getByRole('link', { name: /1 new message from Tessa Reid/ });
  await line.waitFor();
  await page.getByRole('link', { name: 'Messages 1 waiting' }).waitFor();
  await checkNarrow(desk, page, 'journey-3-home');
  // The first stop leads past everything that stands on each page.
  await page.getByRole('link', { name: 'Skip to the content' }).focus();
  await press(page, line);
  await arriveAt(page, 'Purchase of 12 Mill Lane');
  await page.getByRole('log', { name: 'Conversation' }).getByText('Please send us your passport.').waitFor();
  await checkNarrow(desk, page, 'journey-4-conversation');
}

async function reply(page: Page, office: Office, id: string): Promise<void> {
  const log = page.getByRole('log', { name: 'Conversation' });
  const field = page.getByLabel('Message to Hartley & Reid');
  await tabTo(page, field);
  await page.keyboard.type('Here it is.');
  // The firm writes as well, and that is said in words.
  await office.tessa.call('POST', `/api/v1/conversations/${id}/typing`);
  await page.getByRole('status').filter({ hasText: 'Hartley & Reid is writing…' }).waitFor();
  await press(page, page.getByRole('button', { name: 'Send' }));
  await log.getByText('Here it is.').waitFor();
  expect(await field.inputValue()).toBe('');
  // Read by looking: nothing waits any more.
  await page.getByRole('link', { name: 'Messages', exact: true }).waitFor();
}

const large = { name: 'deeds.bin', bytes: randomBytes(20 * 1024 ** 2) };

/** As they lie on the person's device. */
async function filesOnDevice(): Promise<{ folder: string; paths: string[] }> {
  const folder = await mkdtemp(join(tmpdir(), 'matterline-device-'));
  const files = [
    ...['passport.txt', 'payslip.txt'].map((name) => ({ name, bytes: Buffer.from(name) })),
    large,
  ];
  const paths: string[] = [];
  for (const { name, bytes } of files) {
    paths.push(join(folder, name));
    await writeFile(join(folder, name), bytes);
  }
  return { folder, paths };
}

/** The connection breaks while the third is on its way; it goes on where it was. */
async function sendFiles(desk: Desk, page: Page): Promise<void> {
  desk.expectComplaint(/ERR_CONNECTION_|ERR_INCOMPLETE_CHUNKED_ENCODING|ERR_EMPTY_RESPONSE|ERR_SOCKET/);
  desk.expectComplaint(/ 502 | 503 /);
  const network = await page.context().newCDPSession(page);
  await network.send('Network.enable');
  const speed = (uploadThroughput: number) =>
    network.send('Network.emulateNetworkConditions', {
      ...{ offline: false, latency: 0, downloadThroughput: -1, uploadThroughput },
    });
  const chooser = page.waitForEvent('filechooser');
  await press(page, page.getByRole('button', { name: 'Attach files' }));
  const offsets: number[] = [];
  page.on('response', (response) => {
    const offset = response.headers()['upload-offset'];
    if (response.request().method() === 'HEAD' && offset !== undefined) offsets.push(Number(offset));
  });
  await speed(3 * 1024 ** 2);
  const { folder, paths } = await filesOnDevice();
  await (await chooser).setFiles(paths);
  const item = page
    .getByRole('list', { name: 'Files of this message' })
    .getByRole('listitem')
    .filter({ hasText: large.name });
  const progress = item.getByRole('progressbar');
  await progress.waitFor();
  await expect
    .poll(() => progress.evaluate((bar) => (bar instanceof HTMLProgressElement ? bar.value : 0)), {
      interval: 50,
    })
    .toBeGreaterThan(9 * 1024 ** 2);
  await desk.program.goOffline();
  await page.getByText('No connection. What you type is kept here').waitFor({ timeout: 30_000 });
  await shootNow(page, 'journey-5-no-connection');
  await speed(-1);
  await desk.program.goOnline();
  await page.getByText('All files are ready').waitFor({ state: 'attached', timeout: 40_000 });
  expect(Math.max(...offsets), 'it went on where it was').toBeGreaterThan(0);
  await checkNarrow(desk, page, 'journey-6-files-ready');
  await press(page, page.getByRole('button', { name: 'Send' }));
  await page.getByRole('article').filter({ hasText: large.name }).waitFor();
  const { rows } = await desk.program.app.platform.database.pool.query<{ name: string; hash: string }>(
    `select name, encode(sha256, 'hex') as hash from attachments order by position`,
  );
  expect(rows.map(({ name }) => name)).toEqual(['passport.txt', 'payslip.txt', 'deeds.bin']);
  expect(rows[2]?.hash).toBe(createHash('sha256').update(large.bytes).digest('hex'));
  await rm(folder, { recursive: true });
  await press(page, page.getByRole('link', { name: 'Files', exact: true }));
  await arriveAt(page, 'Files');
  await page.getByRole('list', { name: 'Sent and received' }).getByText('deeds.bin').waitFor();
  await checkNarrow(desk, page, 'journey-7-files');
}

async function accept(desk: Desk, page: Page): Promise<void> {
  await press(page, page.getByRole('link', { name: 'Appointments' }));
  await arriveAt(page, 'Appointments');
  await press(page, page.getByRole('link', { name: /Signing of the contract.*Not answered yet/ }));
  await arriveAt(page, 'Signing of the contract');
  await press(page, page.getByRole('button', { name: 'Yes, I am coming' }));
  await page.getByRole('status').filter({ hasText: 'You are coming. Hartley & Reid is told.' }).waitFor();
  await checkNarrow(desk, page, 'journey-8-accepted');
}

async function signOff(desk: Desk, page: Page): Promise<void> {
  await press(page, page.getByRole('link', { name: 'Account' }));
  await arriveAt(page, 'Account');
  await checkNarrow(desk, page, 'journey-9-account');
  await press(page, page.getByRole('button', { name: 'Sign off', exact: true }));
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  expect(await (await page.request.get('/api/v1/portal/session')).json()).toEqual({ state: 'signed_out' });
}

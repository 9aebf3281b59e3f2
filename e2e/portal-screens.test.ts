/** The portal's screens beside messages: start, to do, appointments, files, texts; and what cannot be seen any more. */
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { arriveAt, checkNarrow, narrow } from './narrow.ts';
import { post, undoFor } from './talk.ts';

const email = 'cleo.marsh@example.com';

interface World {
  office: Office;
  cleo: TestPortalUser;
  purchase: string;
  will: string;
  conversation: string;
}

async function prepare({ program }: Desk): Promise<World> {
  const office = await openOffice(program);
  const cleo = await makePortalUser(program.app, office.firm, {
    firstName: 'Cleo',
    lastName: 'Marsh',
    email,
  });
  const purchase = await office.matter('Purchase of 12 Mill Lane', [cleo.contactId]);
  const will = await office.matter('Will', [cleo.contactId]);
  await undoFor(office, 0);
  const conversation = await post(office.tessa, '/api/v1/conversations', {
    ...{ kind: 'external', matterId: purchase, portalUserIds: [cleo.id] },
  });
  const said = await office.tessa.call('POST', `/api/v1/conversations/${conversation}/messages`, {
    body: 'Welcome.',
  });
  expect(said.statusCode, said.body).toBe(201);
  return { office, cleo, purchase, will, conversation };
}

const askFor = ({ office, cleo }: World, matterId: string, title: string, dueOn: string | null) =>
  post(office.tessa, `/api/v1/matters/${matterId}/to-dos`, { portalUserId: cleo.id, title, dueOn });

const dayFromNow = (days: number) => new Date(Date.now() + days * 86_400_000).toISOString().slice(0, 10);

const invite = ({ office, cleo }: World, matterId: string, title: string, more: object = {}) =>
  post(office.tessa, `/api/v1/matters/${matterId}/events`, {
    ...{ title, place: 'Our office', contactIds: [cleo.contactId] },
    ...{ startsAt: `${dayFromNow(9)}T10:00`, endsAt: `${dayFromNow(9)}T11:00`, ...more },
  });

journey(
  'portal: the start says what is next, how far each matter is, and what waits at another firm; to do is ticked and undone',
  async (desk) => {
    const world = await prepare(desk);
    const { cleo, purchase, will, office } = world;
    await beginCase(desk, world);
    await askFor(world, purchase, 'Send us your proof of address', dayFromNow(-2));
    await askFor(world, will, 'Tell us who is to be your executor', dayFromNow(5));
    await invite(world, will, 'Signing of your will');
    const marsh = await desk.program.app.makeFirm({ name: 'Marsh Legal' });
    await makePortalUser(desk.program.app, marsh, { firstName: 'Cleo', lastName: 'Marsh', email });
    const page = await desk.open({ cookie: cleo.cookie, size: narrow });
    await page.goto('/portal');
    const next = page.getByRole('region', { name: 'Next for you' });
    await next.getByText('Send us your proof of address').waitFor();
    const section = page.getByRole('region', { name: 'Purchase of 12 Mill Lane' });
    await section.getByText('Your papers, identity and funds are checked').first().waitFor();
    await section.getByText('Show all steps').click();
    await section
      .getByRole('listitem')
      .filter({ hasText: 'You have instructed us' })
      .getByText('Now')
      .waitFor();
    const firms = page.getByRole('region', { name: 'At your other law firms' });
    await firms.getByText('Nothing waits for you there.').waitFor();
    await checkNarrow(desk, page, 'portal-start');

    await next.getByRole('link', { name: 'Open' }).click();
    await arriveAt(page, 'To do');
    const rows = page.getByRole('main').getByRole('listitem');
    // Two things that were asked for, an appointment, and a message that was not read.
    await expect.poll(() => rows.count()).toBe(4);
    // The matters' names come by themselves.
    await expect
      .poll(() => rows.first().textContent())
      .toMatch(/proof of address.*Was due.*Purchase of 12 Mill Lane/);
    await checkNarrow(desk, page, 'portal-to-do');
    await page.getByRole('button', { name: 'Mark as done: Send us your proof of address' }).click();
    const told = page.getByRole('status').filter({ hasText: 'Done: Send us your proof of address' });
    await told.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('status').filter({ hasText: 'To do again' }).waitFor();
    await page.getByRole('button', { name: 'Mark as done: Send us your proof of address' }).click();
    await told.waitFor();
    const seen = await office.tessa.call('GET', `/api/v1/matters/${purchase}/to-dos?state=done`);
    expect(seen.json().items).toMatchObject([{ title: 'Send us your proof of address', doneHow: 'ticked' }]);
    await page.getByRole('main').getByRole('link', { name: 'Done', exact: true }).click();
    await page.getByRole('button', { name: 'Not done after all: Send us your proof of address' }).waitFor();
    await checkNarrow(desk, page, 'portal-to-do-done');
    await page.goto('/portal');
    await firms.getByRole('button', { name: 'Go to Marsh Legal' }).click();
    await page.getByRole('banner').getByText('Marsh Legal').waitFor();
    await page.getByText('Nothing needs you just now').waitFor();
    await checkNarrow(desk, page, 'portal-start-empty');
  },
);

/** The purchase is a case with its key stages; the first is reached. */
async function beginCase(desk: Desk, { office, purchase }: World): Promise<void> {
  const { rows } = await desk.program.app.platform.database.pool.query<{ id: string }>(
    `insert into leads (firm_id, id, number, state_since, transaction, title, matter_id, created_at, updated_at)
     values ($1, gen_random_uuid(), 1, now(), 'purchase', 'Purchase', $2, now(), now()) returning id`,
    [office.firm.id, purchase],
  );
  const leadId = rows[0]?.id ?? '';
  const progress = await office.owner.call('GET', `/api/v1/leads/${leadId}/progress`);
  const shape = z.object({
    tracks: z.array(z.object({ stages: z.array(z.object({ stageId: z.string(), code: z.string() })) })),
  });
  const { tracks } = shape.parse(progress.json());
  const stage = tracks[0]?.stages.find(({ code }) => code === 'quote_accepted');
  const reached = await office.owner.call('POST', `/api/v1/leads/${leadId}/progress`, {
    ...{ stageId: stage?.stageId, do: 'reach', tell: false },
  });
  expect(reached.statusCode, reached.body).toBe(200);
}

journey(
  'portal: an appointment is answered, undone, moved and asked again, and cancelled; each by the reader’s clock, too',
  async (desk) => {
    const world = await prepare(desk);
    const { office, cleo, purchase } = world;
    const id = await invite(world, purchase, 'Signing of the contract', { timeZone: 'Australia/Sydney' });
    const page = await desk.open({ cookie: cleo.cookie, size: narrow });
    await page.goto('/portal/appointments');
    await page
      .getByRole('link', { name: /Signing of the contract/ })
      .getByText(/Your time:/)
      .waitFor();
    await checkNarrow(desk, page, 'portal-appointments');
    // As the mail's link leads.
    await page.goto(`/portal/appointments/${id}`);
    await page.getByText('We remind you by e-mail one day and one hour before.').waitFor();
    await page.getByRole('button', { name: 'No, I cannot' }).click();
    const told = page.getByRole('status').filter({ hasText: 'You are not coming. Hartley & Reid is told.' });
    await told.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('status').filter({ hasText: 'Undone.' }).waitFor();
    expect(await answerOf(office, id, cleo)).toBe('needs-action');
    await page.getByRole('button', { name: 'Maybe' }).click();
    await page.getByRole('status').filter({ hasText: 'You may come.' }).waitFor();
    const file = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Add to my calendar' }).click();
    expect((await file).suggestedFilename()).toMatch(/\.ics$/);
    await checkNarrow(desk, page, 'portal-appointment');

    // Told live: the time has changed, and the answer is asked for again.
    const moved = { startsAt: `${dayFromNow(10)}T14:00`, endsAt: `${dayFromNow(10)}T15:00` };
    expect((await office.tessa.call('PATCH', `/api/v1/events/${id}`, moved)).statusCode).toBe(200);
    await page.getByText('The time or place changed. Please answer again.').waitFor();
    await checkNarrow(desk, page, 'portal-appointment-moved');
    await page.getByRole('button', { name: 'Yes, I am coming' }).click();
    await page.getByRole('status').filter({ hasText: 'You are coming.' }).waitFor();
    expect(await answerOf(office, id, cleo)).toBe('accepted');
    expect((await office.tessa.call('POST', `/api/v1/events/${id}/cancel`)).statusCode).toBe(200);
    await page.getByText('Hartley & Reid cancelled this appointment.').waitFor();
    expect(await page.getByRole('button', { name: 'Maybe' }).count()).toBe(0);
    await checkNarrow(desk, page, 'portal-appointment-cancelled');
    await page.getByRole('link', { name: 'All appointments' }).click();
    await page.getByRole('link', { name: /Signing of the contract.*Cancelled/ }).waitFor();
  },
);

async function answerOf(office: Office, id: string, { contactId }: TestPortalUser) {
  const shape = z.object({
    attendees: z.array(z.object({ contactId: z.string().nullable(), answer: z.string() })),
  });
  const { attendees } = shape.parse((await office.tessa.call('GET', `/api/v1/events/${id}`)).json());
  return attendees.find((one) => one.contactId === contactId)?.answer;
}

/** One page, and as little as a PDF can be. */
const pdf = Buffer.from(`%PDF-1.4
1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj
2 0 obj<</Type/Pages/Kids[3 0 R 4 0 R]/Count 2>>endobj
3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj
4 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 400]>>endobj
trailer<</Root 1 0 R>>
`);

journey(
  'portal: all files in one place, found, previewed and downloaded; a withdrawn one is a name; what is not one’s to see says so; texts are switched off',
  async (desk) => {
    const world = await prepare(desk);
    const { cleo, conversation } = world;
    const { pool } = desk.program.app.platform.database;
    const page = await desk.open({ cookie: cleo.cookie, size: narrow });
    await page.goto(`/portal/c/${conversation}`);
    await page
      .getByLabel('Attach files')
      .last()
      .setInputFiles([
        { name: 'contract.pdf', mimeType: 'application/pdf', buffer: pdf },
        { name: 'passport “März”.txt', mimeType: 'text/plain', buffer: Buffer.from('a passport') },
      ]);
    await page.getByText('All files are ready').waitFor({ state: 'attached' });
    await page.getByRole('button', { name: 'Send' }).click();
    await page.getByRole('article').filter({ hasText: 'contract.pdf' }).waitFor();
    // Looked at by a scanner, as a firm has one.
    await pool.query(`update attachments set verdict = 'clean' where name = 'contract.pdf'`);
    await pool.query(
      `update attachments set withdrawn_at = now(), withdrawn_why = 'person' where name like 'passport%'`,
    );
    await page.goto('/portal/files');
    const list = page.getByRole('list', { name: 'Sent and received' });
    await list.getByText('It was withdrawn. Nobody can open it.').waitFor();
    expect(await list.getByRole('button').count()).toBe(1);
    await checkNarrow(desk, page, 'portal-files');
    await page.getByLabel('Find a file by its name').fill('CONTR');
    await page.getByRole('button', { name: 'Find' }).click();
    await expect.poll(() => list.getByRole('listitem').count()).toBe(1);
    expect(page.url()).toContain('q=CONTR');
    const download = page.waitForEvent('download');
    await list.getByRole('button', { name: 'Download contract.pdf' }).click();
    expect((await download).suggestedFilename()).toBe('contract.pdf');
    await list.getByRole('link', { name: 'contract.pdf' }).click();
    await arriveAt(page, 'contract.pdf');
    await page.getByRole('img', { name: 'Page 1 of contract.pdf' }).waitFor();
    await page.getByText('Page 1 of 2').waitFor();
    await page.getByRole('button', { name: 'Next page' }).click();
    await page.getByText('Page 2 of 2').waitFor();
    await checkNarrow(desk, page, 'portal-file-preview');
    await page.goto('/portal/files?q=nothing');
    await page.getByText('No file found').waitFor();
    await switchTexts(desk, page, world);
    await loseSight(desk, page, world);
    await zoom(page);
  },
);

async function switchTexts(desk: Desk, page: Page, { office, cleo }: World): Promise<void> {
  const phones = [{ text: '+44 7700 900123' }];
  const changed = await office.owner.call('PATCH', `/api/v1/contacts/${cleo.contactId}`, { phones });
  expect(changed.statusCode, changed.body).toBe(200);
  await page.goto('/portal/account');
  const section = page.getByRole('region', { name: 'Text messages' });
  await section.getByText('Number ending in 123').waitFor();
  const box = section.getByLabel('Send me text messages');
  expect(await box.isChecked()).toBe(false);
  await box.click();
  await section.getByText('You get texts from now on.').waitFor();
  expect(await box.isChecked()).toBe(true);
  await box.click();
  await section.getByText('You get no more texts. E-mails still come.').waitFor();
  await checkNarrow(desk, page, 'portal-texts');
}

/** Removed while they write: nothing of it is left on the screen but their own words. */
async function loseSight(desk: Desk, page: Page, { cleo, conversation }: World): Promise<void> {
  desk.expectComplaint(/ 404 .*\/portal\/api\/conversations\//);
  await page.goto(`/portal/c/${conversation}`);
  await page.getByLabel('Message to Hartley & Reid').fill('Half a thought');
  await desk.program.app.platform.database.pool.query(
    `update participants set left_at = now(), left_how = 'for_cause', cause = 'Adverse', to_seq = 0 where portal_user_id = $1`,
    [cleo.id],
  );
  // Told at once, without a press.
  const alert = page.getByRole('alert');
  await alert.getByText('This conversation is not, or no longer, yours to see').waitFor();
  await page
    .getByRole('region', { name: 'What you had begun to write' })
    .getByText('Half a thought')
    .waitFor();
  expect(await page.getByText('Welcome.').count()).toBe(0);
  await checkNarrow(desk, page, 'portal-not-yours');
}

/** A window of 640 px at 200 % is one of 320. */
async function zoom(page: Page): Promise<void> {
  await page.setViewportSize({ width: 640, height: 900 });
  for (const path of [
    '/portal',
    '/portal/messages',
    '/portal/to-do',
    '/portal/appointments',
    '/portal/files',
    '/portal/account',
  ]) {
    await page.goto(path);
    await page.getByRole('heading', { level: 1 }).waitFor();
    await page.evaluate(() => {
      document.documentElement.style.zoom = '2';
    });
    const [content = 1, room = 0] = await page.evaluate(() => [
      document.documentElement.scrollWidth,
      document.documentElement.clientWidth,
    ]);
    expect(content, `${path} scrolls sideways at 200 %`).toBeLessThanOrEqual(room);
  }
}

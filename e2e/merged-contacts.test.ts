import type { Page } from 'playwright-core';
import { newId } from '../server/platform/ids.ts';
import { testPassword } from '../server/testing/app.ts';
import { makePortalUser, type TestPortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { checkNarrow, tabTo } from './narrow.ts';
import { post, undoFor } from './talk.ts';

journey(
  'merged contacts: a client who was in the portal twice is looked at, becomes one person, and others are kept apart',
  async (desk) => {
    const office = await openOffice(desk.program);
    await undoFor(office, 0);
    const page = await desk.open({ cookie: office.owner.cookie });
    await nothingYet(desk, page);
    const [jane, jay] = [await client(desk, office, 'Jane'), await client(desk, office, 'Jay')];
    const id = await talks(desk, office, jane, jay);
    await office.owner.call('POST', `/api/v1/contacts/${jane.contactId}/merge`, { otherId: jay.contactId });
    await lookAtBoth(desk, page, jane);
    await becomeOne(desk, page, office);
    await page.goto(`/conversations/${id}`);
    await page.getByText('was in the portal twice, and is one person now', { exact: false }).waitFor();
    await desk.shoot(page, 'merged-contacts-thread');
    await keepApart(desk, page, office);
  },
  { timeoutMs: 240_000 },
);

const client = (desk: Desk, office: Office, firstName: string) =>
  makePortalUser(desk.program.app, office.firm, { firstName, lastName: 'Okafor' });

async function nothingYet(desk: Desk, page: Page): Promise<void> {
  await page.goto('/contacts');
  await page.getByRole('button', { name: 'More' }).first().click();
  await page.getByRole('menuitem', { name: 'Merged, twice in the portal' }).click();
  await page.getByText('Nothing to decide').waitFor();
  await checkNarrow(desk, page, 'merged-contacts-empty');
}

/** The id of a conversation that both take part in. */
async function talks(desk: Desk, office: Office, jane: TestPortalUser, jay: TestPortalUser): Promise<string> {
  const { tessa } = office;
  const matterId = await office.matter('Purchase of 12 Mill Lane', [jane.contactId, jay.contactId]);
  const ids: string[] = [];
  for (const [title, one, bodies] of [
    ['Searches', jane, ['The searches are back.', 'All is well with the drains.']],
    ['Deposit', jay, ['The deposit is due on Friday.']],
    ['Exchange', jay, ['We can exchange next week.', 'Please choose a day.']],
  ] as const) {
    const id = await post(tessa, '/api/v1/conversations', {
      ...{ kind: 'external', matterId, title, portalUserIds: [one.id] },
    });
    for (const body of bodies)
      await tessa.call('POST', `/api/v1/conversations/${id}/messages`, { body, confirmed: true });
    ids.push(id);
  }
  const shared = ids.at(-1) ?? '';
  await tessa.call('POST', `/api/v1/conversations/${shared}/participants`, { portalUserIds: [jane.id] });
  const { pool } = desk.program.app.platform.database;
  await pool.query(
    `insert into to_dos (firm_id, id, matter_id, portal_user_id, kind, title, created_at)
     values ($1, $2, $3, $4, 'free', 'Bring your passport', now())`,
    [office.firm.id, newId(), matterId, jay.id],
  );
  await pool.query(
    `insert into text_numbers (firm_id, number, consent, consent_at) values ($1, '+447700900301', 'out', now())`,
    [office.firm.id],
  );
  await pool.query(
    `insert into text_inbound (firm_id, id, provider_id, number, body, state, portal_user_id, received_at)
     values ($1, $2, 'SM1', '+447700900301', 'stop', 'noted', $3, now())`,
    [office.firm.id, newId(), jay.id],
  );
  return shared;
}

async function lookAtBoth(desk: Desk, page: Page, jane: TestPortalUser): Promise<void> {
  await page.goto(`/contacts/${jane.contactId}`);
  await page.getByText('Somebody has to decide whether they are one person', { exact: false }).waitFor();
  await desk.checkAccess(page, 'a contact with a merged one');
  await desk.shoot(page, 'merged-contacts-notice');
  await page.goto('/contacts/duplicates?merged=open');
  await page.getByRole('link', { name: 'Look at it: Jane Okafor' }).waitFor();
  await checkNarrow(desk, page, 'merged-contacts-list');
  await tabTo(page, page.getByRole('link', { name: 'Look at it: Jane Okafor' }));
  await page.keyboard.press('Enter');
  await page.getByRole('heading', { name: 'What are they?' }).waitFor();
  await page.getByText('Bring your passport').waitFor();
  await checkNarrow(desk, page, 'merged-contacts-both');
}

async function becomeOne(desk: Desk, page: Page, office: Office): Promise<void> {
  desk.expectComplaint(/ 403 .*\/decision$/);
  await page.getByRole('radio', { name: 'One person, but only one way in goes on' }).check();
  await page.getByRole('button', { name: 'End the other one' }).click();
  await page.getByText('Say in a few words why.').waitFor();
  await checkNarrow(desk, page, 'merged-contacts-only-one');
  await page.getByRole('radio', { name: 'One person: give what both read to one' }).check();
  await page.getByRole('button', { name: 'Make them one' }).click();
  await page.getByText('Tick that you have seen it.').waitFor();
  await page.getByRole('checkbox', { name: 'I have seen how much that is' }).check();
  await checkNarrow(desk, page, 'merged-contacts-unite');
  const { pool } = desk.program.app.platform.database;
  await pool.query(
    `update auth_session set "createdAt" = now() - interval '1 hour', "provenAt" = null where "userId" = $1`,
    [office.owner.userId],
  );
  await page.getByRole('button', { name: 'Make them one' }).click();
  const proof = page.getByRole('dialog');
  await proof.getByLabel('Your password').fill(testPassword);
  await proof.getByRole('button', { name: 'Go on' }).click();
  await page.getByText('is one person in the portal now', { exact: false }).waitFor();
  await page.getByText('Nothing to decide').waitFor();
}

async function keepApart(desk: Desk, page: Page, office: Office): Promise<void> {
  const [ann, amy] = [await client(desk, office, 'Ann'), await client(desk, office, 'Amy')];
  const matterId = await office.matter('Okafor v Okafor', [ann.contactId]);
  await post(office.tessa, '/api/v1/conversations', {
    ...{ kind: 'external', matterId, title: 'Our advice', portalUserIds: [ann.id] },
  });
  await desk.program.app.platform.database.pool.query(
    `insert into matter_parties (firm_id, matter_id, contact_id, role, is_client) values ($1, $2, $3, 'Other side', false)`,
    [office.firm.id, matterId, amy.contactId],
  );
  await office.owner.call('POST', `/api/v1/contacts/${ann.contactId}/merge`, { otherId: amy.contactId });
  await page.goto(`/contacts/duplicates?merged=open&id=${amy.contactId}`);
  await page
    .getByText('Privileged words could reach somebody further from the client', { exact: false })
    .waitFor();
  await checkNarrow(desk, page, 'merged-contacts-privilege');
  await page.getByRole('radio', { name: 'Two people: keep them apart' }).check();
  await page.getByRole('button', { name: 'Keep them apart' }).click();
  await page.getByText('They are kept apart').waitFor();
  await page.getByText('Two people', { exact: true }).click();
  await page.getByText('Two people, says Olive Owner', { exact: false }).waitFor();
  await desk.shoot(page, 'merged-contacts-apart');
}

import { expect } from 'vitest';
import { reminderLink } from '../server/features/leads/reminder-link.ts';
import { journey, phone } from './desk.ts';
import { openOffice, recentCall } from './firm.ts';

journey(
  'leads: a new enquiry with its conflict check, its way along the track, its chase, lost and reopened, the board',
  async (desk) => {
    const office = await openOffice(desk.program);
    const seller = await office.contact('Sam Seller', '+442079460102');
    const buyer = await office.contact('Bella Buyer', '+442079460103');
    await office.matter('Buyer – Purchase of 7 High Road', [buyer], {
      parties: [
        { contactId: buyer, role: 'Buyer', isClient: true },
        { contactId: seller, role: 'Seller', isClient: false },
      ],
    });
    const page = await desk.open({ cookie: office.tessa.cookie });
    await page.goto('/');
    await page.getByRole('heading', { name: /Tessa/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('q');
    await page.getByText('Every enquiry, from the first word on').waitFor();
    await desk.checkAccess(page, 'no leads');
    await desk.shoot(page, 'leads-none');

    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog', { name: 'New lead' });
    await dialog.getByLabel('First name').fill('Sam');
    await dialog.getByLabel('Last name').fill('Seller');
    await dialog.getByText('Look closely').waitFor();
    await dialog.getByText('is Seller on matter 00001 (open), not our client').waitFor();
    await desk.checkAccess(page, 'a new lead');
    await desk.shoot(page, 'lead-new');
    await dialog.getByLabel('First name').fill('Jane');
    await dialog.getByLabel('Last name').fill('Okafor');
    await dialog.getByText('Look closely').waitFor({ state: 'detached' });
    await dialog.getByLabel('Phone').fill('07700 900123');
    await dialog.getByLabel('E-mail').fill('jane@example.com');
    await dialog.getByLabel('Address').fill('12 Mill Lane');
    await dialog.getByLabel('Postcode').fill('BN3 1AA');
    await dialog.getByLabel('What do they want to know?').fill('How long does it take?');
    await dialog.getByRole('button', { name: 'Add lead' }).click();
    await page.getByRole('heading', { name: 'Jane Okafor – Purchase of 12 Mill Lane' }).waitFor();

    await page.getByText('How long does it take?').waitFor();
    await page.getByRole('button', { name: 'We answered' }).click();
    const details = page.getByRole('region', { name: 'Details' });
    await details.getByText('Not yet').waitFor({ state: 'detached' });
    const track = page.getByRole('list', { name: 'Where it stands' });
    await track.getByRole('button', { name: 'Quoted' }).click();
    await page
      .locator('.undo-toast__line', { hasText: 'Jane Okafor – Purchase of 12 Mill Lane” is now Quoted' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await track.getByRole('button', { name: 'New' }).and(page.locator('[aria-current="step"]')).waitFor();
    await track.getByRole('button', { name: 'Chasing' }).click();
    const chase = page.getByRole('region', { name: 'Chase' });
    await chase.getByText('Your quote for your purchase').waitFor();
    await chase.getByRole('button', { name: 'Leave out' }).click();
    await page.getByText('Left out: Text').first().waitFor();
    await page.getByRole('button', { name: 'Check now' }).click();
    await page.getByText('Nobody and nothing of this is known.').waitFor();
    await desk.checkAccess(page, 'a lead');
    await desk.shoot(page, 'lead');
    await page.getByRole('button', { name: 'Send Jane Okafor no more reminders' }).click();
    await chase.getByText('Stopped: no more reminders wanted').waitFor();

    // The state stands in the badge of the title, too.
    await page.getByRole('button', { name: 'Chasing' }).first().click();
    await page.getByRole('menuitem', { name: 'Lost' }).click();
    const lose = page.getByRole('dialog', { name: 'Why was it lost?' });
    await lose.getByRole('button', { name: 'Mark as lost' }).click();
    await lose.getByText('Choose a reason').waitFor();
    await lose.getByLabel('Chose another firm').check();
    await desk.checkAccess(page, 'losing a lead');
    await desk.shoot(page, 'lead-lost');
    await lose.getByRole('button', { name: 'Mark as lost' }).click();
    await page.getByText('Lost: Chose another firm', { exact: true }).waitFor();
    await page
      .locator('.undo-toast__line', { hasText: 'is now Lost' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await page.getByText('Reopened: back to Chasing').waitFor();

    for (const [name, transaction] of [
      ['Ben Marsh', 'sale'],
      ['Carla Webb', 'remortgage'],
      ['Dora Bell', 'sale_and_purchase'],
    ]) {
      const [firstName, lastName] = name?.split(' ') ?? [];
      const body = { transaction, clients: [{ firstName, lastName }] };
      expect((await office.tessa.call('POST', '/api/v1/leads', body)).statusCode).toBe(201);
    }
    await page.goto('/leads');
    const fresh = page.getByRole('region', { name: 'New, 3' });
    await fresh.getByRole('link', { name: 'Ben Marsh – Sale' }).waitFor();
    await desk.checkAccess(page, 'the board');
    await desk.shoot(page, 'leads-board');
    await fresh
      .getByRole('link', { name: 'Ben Marsh – Sale' })
      .dragTo(page.getByRole('region', { name: 'Quoted, 0' }));
    await page.getByRole('region', { name: 'Quoted, 1' }).getByText('Ben Marsh – Sale').waitFor();
    await page.getByRole('button', { name: 'Move Carla Webb – Remortgage' }).click();
    await page.getByRole('menuitem', { name: 'Instructed' }).click();
    await page.getByRole('region', { name: 'Instructed, 1' }).getByText('Carla Webb').waitFor();
    await page.keyboard.press('j');
    await page.keyboard.press('l');
    await expect.poll(() => page.url()).toContain('selected=');
    await page.keyboard.press('Enter');
    await page.getByRole('heading', { name: 'Ben Marsh – Sale' }).waitFor();

    await page.goto('/leads');
    await page.getByRole('button', { name: 'Table' }).click();
    await page.getByRole('option', { name: /Dora Bell/ }).waitFor();
    await desk.checkAccess(page, 'the table');
    await desk.shoot(page, 'leads-table');
    await page.getByRole('searchbox').fill('900123');
    await page.getByRole('option', { name: /Dora Bell/ }).waitFor({ state: 'detached' });
    await page.getByRole('option', { name: /Jane Okafor/ }).click();
    await page.getByRole('heading', { name: /Jane Okafor/ }).waitFor();

    // On a phone the columns lie beside each other; the page itself does not move sideways.
    const home = await desk.open({ cookie: office.tessa.cookie, size: phone });
    await home.goto('/');
    await home
      .getByRole('region', { name: 'Quotes to chase' })
      .getByText('Dora Bell – Sale and purchase')
      .waitFor();
    await home.close();
  },
);

journey('leads: from a call of somebody unknown, and the lists that administrators keep', async (desk) => {
  const office = await openOffice(desk.program);
  await office.deliver(recentCall({ far: '+447700900777' }));
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/activity');
  await page.getByRole('option').first().click();
  await page.getByRole('button', { name: 'Make a lead' }).click();
  const dialog = page.getByRole('dialog', { name: 'Lead from this call' });
  await desk.checkAccess(page, 'a lead from a call');
  await dialog.getByRole('button', { name: 'Add lead' }).click();
  await page.getByRole('heading', { name: /– Purchase/ }).waitFor();
  await page.getByRole('link', { name: 'The call' }).waitFor();

  await page.goto('/settings/lost-reasons');
  await page.getByLabel('Rename “Price”').fill('Too dear');
  await page.getByLabel('Rename “Price”').press('Enter');
  await page.getByLabel('Rename “Too dear”').waitFor();
  await page.getByRole('button', { name: 'Move “Too dear” down' }).click();
  await expect.poll(() => page.getByRole('textbox').first().inputValue()).toBe('Chose another firm');
  await page.getByRole('button', { name: 'No longer offer “Out of scope”' }).click();
  await page.getByRole('button', { name: 'Offer again: Out of scope' }).waitFor();
  await desk.checkAccess(page, 'lost reasons');
  await desk.shoot(page, 'lost-reasons');

  await page.goto('/settings/chase-sequences');
  await page.getByRole('button', { name: 'After a quote' }).click();
  const form = page.getByRole('dialog', { name: 'After a quote' });
  await form.getByLabel('Words').first().fill('Pay to sort code 20-00-00');
  desk.expectComplaint(/ 422 /);
  await form.getByRole('button', { name: 'Save' }).click();
  await form.getByText('Bank details do not go into messages').first().waitFor();
  await desk.checkAccess(page, 'a chase sequence');
  await desk.shoot(page, 'chase-sequence');
  await form.getByLabel('Words').first().fill('Hello {client}, our quote is in your e-mail.');
  await form.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved “After a quote”').waitFor();

  // Whoever gets a reminder ends them without signing in; opening the link alone ends nothing.
  const contactId = await office.contact('Rita Weary', '+442079460199');
  const link = reminderLink(desk.program.app.platform, { firmId: office.firm.id, contactId });
  const outside = await desk.open({ size: phone });
  await outside.goto(link);
  await outside.getByRole('heading', { name: 'Reminders from Hartley & Reid' }).waitFor();
  await desk.checkAccess(outside, 'ending reminders');
  await desk.shoot(outside, 'reminders');
  await outside.getByRole('button', { name: 'Send me no more reminders' }).click();
  await outside.getByText('Done. Hartley & Reid sends you no more reminders.').waitFor();
  desk.expectComplaint(/ 404 /);
  await outside.goto(`${link.slice(0, -8)}AAAAAAAA`);
  await outside.getByText('This link leads nowhere').first().waitFor();
});

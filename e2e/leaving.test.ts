import { expect } from 'vitest';
import { journey, phone } from './desk.ts';
import { openOffice } from './firm.ts';

journey(
  'somebody leaves who alone sees a restricted matter: an owner chooses who takes over',
  async (desk) => {
    const office = await openOffice(desk.program);
    const { owner, tessa } = office;
    const heir = await desk.program.app.signedIn(office.firm, 'member', {
      firstName: 'Hugo',
      lastName: 'Heir',
    });
    const quiet = await tessa.call('POST', '/api/v1/matters', {
      title: 'Quiet merger',
      restricted: true,
      accessStaffIds: [tessa.id],
    });
    const seen = () => heir.call('GET', `/api/v1/matters/${quiet.json().id}`);
    expect((await seen()).statusCode).toBe(404);

    desk.expectComplaint(/ 409 .*\/api\/v1\/staff/);
    const page = await desk.open({ cookie: owner.cookie });
    await page.goto('/settings/staff');
    await page.getByText('Tessa Reid').first().click();
    await page.getByRole('button', { name: 'Deactivate' }).click();
    const dialog = page.getByRole('dialog', { name: 'Tessa Reid leaves' });
    await dialog.getByText('Nobody else can open one restricted matter of this person.').waitFor();
    await desk.checkAccess(page, 'handing over');
    await desk.shoot(page, 'hand-over');
    await dialog.getByRole('button', { name: 'Hand over and deactivate' }).click();
    await dialog.getByText('Choose a colleague', { exact: true }).waitFor();
    await dialog.getByLabel('Takes over').first().click();
    await page.getByRole('option', { name: 'Hugo Heir', exact: true }).click();
    await dialog.getByRole('button', { name: 'Hand over and deactivate' }).click();
    await page.getByText('Tessa Reid is deactivated and signed out everywhere').waitFor();
    expect((await seen()).statusCode).toBe(200);
    await page.setViewportSize(phone);
    await desk.checkAccess(page, 'staff on a phone');
  },
);

journey(
  'what was typed and not saved is asked about, wherever one goes; what was saved is not',
  async (desk) => {
    const office = await openOffice(desk.program);
    const jane = await office.contact('Jane Okafor', '+442079460101');
    const matter = await office.matter('Purchase of 12 Mill Lane', [jane]);
    const page = await desk.open({ cookie: office.owner.cookie });
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    const stay = question.getByRole('button', { name: 'Stay here' }).last();
    const leave = question.getByRole('button', { name: 'Leave without saving' });
    const menu = page.getByRole('navigation').first();

    // A form over the screen: Escape.
    await page.goto('/contacts');
    await page.getByRole('button', { name: 'New contact' }).first().click();
    const last = page.getByRole('textbox', { name: 'Last name' });
    await last.fill('Halloran');
    await page.keyboard.press('Escape');
    await question.waitFor();
    await desk.checkAccess(page, 'leaving a form');
    await desk.shoot(page, 'leave-typed');
    await stay.click();
    expect(await last.inputValue()).toBe('Halloran');
    await page.getByRole('button', { name: 'Cancel' }).click();
    await leave.click();
    await last.waitFor({ state: 'detached' });
    await page.getByRole('button', { name: 'New contact' }).first().click();
    await page.keyboard.press('Escape');
    await last.waitFor({ state: 'detached' });

    // A form beside a list: another page, another record, the way back.
    await page.goto(`/matters/${matter}/fees`);
    await page.getByRole('button', { name: 'Add a fee' }).first().click();
    const subject = page.getByRole('textbox', { name: 'Subject' });
    await subject.fill('Reading the lease');
    await menu.getByRole('link', { name: 'Contacts' }).click();
    await stay.click();
    expect(await subject.inputValue()).toBe('Reading the lease');
    expect(new URL(page.url()).pathname).toBe(`/matters/${matter}/fees`);
    await page.getByRole('button', { name: 'Close' }).first().click();
    await stay.click();
    await page.getByRole('button', { name: 'Add a fee' }).last().click();
    await page.getByText('Fee added').waitFor();
    expect(await question.count()).toBe(0);
    await subject.fill('Reading the new lease');
    await menu.getByRole('link', { name: 'Tasks' }).click();
    await leave.click();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/tasks');

    // A task.
    await page.getByRole('button', { name: 'New task' }).first().click();
    await page.getByRole('textbox', { name: 'What is to be done' }).fill('Call back');
    await menu.getByRole('link', { name: 'Matters' }).click();
    await stay.click();
    // The list beside it may show other tasks meanwhile.
    await page.getByRole('button', { name: 'Mine', exact: true }).click();
    await expect.poll(() => new URL(page.url()).searchParams.get('who')).toBe('me');
    expect(await question.count()).toBe(0);
    await page.getByRole('button', { name: 'Add task' }).click();
    await page.getByText('Task added').waitFor();
    await menu.getByRole('link', { name: 'Matters' }).click();
    await expect.poll(() => new URL(page.url()).pathname).toBe('/matters');
  },
);

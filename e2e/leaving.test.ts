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

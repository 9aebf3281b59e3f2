import { expect } from 'vitest';
import { journey, phone } from './desk.ts';
import { openOffice } from './firm.ts';

journey('tax rates and fees: in force, since when, how sure, and that they may be old', async (desk) => {
  const office = await openOffice(desk.program);
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings');
  await page.getByRole('link', { name: /Tax rates and fees/ }).click();
  await page.getByRole('heading', { name: 'Stamp Duty Land Tax' }).waitFor();
  const standard = page.getByRole('region', { name: 'Standard', exact: true }).first();
  await standard.getByRole('row', { name: '£250,000 to £925,000 5%' }).waitFor();
  // The newest sources that were seen are older than four months.
  await page.getByText('Some rates may be out of date').waitFor();
  await desk.shoot(page, 'rates');
  const former = page.getByText('Replaced on 1 April 2025.');
  expect(await former.isVisible()).toBe(false);
  await page
    .getByText(/\d sets that are not in force now/)
    .first()
    .click();
  await former.waitFor();
  await desk.checkAccess(page, 'tax rates and fees');

  const small = await desk.open({ cookie: office.owner.cookie, size: phone });
  await small.goto('/settings/rates');
  await small.getByRole('heading', { name: 'HM Land Registry', exact: true }).scrollIntoViewIfNeeded();
  await desk.shoot(small, 'rates-fees');
});

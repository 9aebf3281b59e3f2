/** Where one gets lost: an address that leads nowhere, and rows of choices that do not fit on a small phone. */
import { expect } from 'vitest';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';
import { checkNarrow, narrow } from './narrow.ts';

journey(
  'whoever went astray keeps the menu and finds the way home, in the app and in the portal',
  async (desk) => {
    const office = await openOffice(desk.program);
    const page = await desk.open({ cookie: office.owner.cookie });
    await page.goto('/no/such/place');
    await page.getByText('Nothing at this address').last().waitFor();
    await page.getByRole('navigation').getByRole('link', { name: 'Matters' }).first().waitFor();
    await desk.checkAccess(page, 'nowhere');
    await desk.shoot(page, 'nowhere');
    await page.getByRole('main').getByRole('link').click();
    await page.getByText('Nothing at this address').first().waitFor({ state: 'detached' });

    const cleo = await makePortalUser(desk.program.app, office.firm, {
      firstName: 'Cleo',
      lastName: 'Marsh',
    });
    const portal = await desk.open({ cookie: cleo.cookie, size: narrow });
    await portal.goto('/portal/no/such/place');
    await portal.getByRole('heading', { name: 'There is nothing here' }).waitFor();
    await portal.getByRole('navigation').getByRole('link', { name: 'Files' }).waitFor();
    await checkNarrow(desk, portal, 'portal-nowhere');
    await portal.getByRole('main').getByRole('link').click();
    await portal.waitForURL('**/portal');
  },
);

journey('at 320 px every filter above a list is on the screen', async (desk) => {
  const office = await openOffice(desk.program);
  await office.contact('Pat Okafor', '+44 20 7946 0123');
  const page = await desk.open({ cookie: office.owner.cookie, size: narrow });
  const rows: readonly [string, string][] = [
    ['/activity', '.filter-bar__chips > *'],
    ['/contacts', '.filter-bar__chips > *'],
  ];
  for (const [address, choices] of rows) {
    await page.goto(address);
    await page.locator(choices).first().waitFor();
    const cut = await page
      .locator(choices)
      .evaluateAll((all) =>
        all
          .filter((one) => one.getBoundingClientRect().right > window.innerWidth + 1)
          .map((one) => one.textContent),
      );
    expect(cut, `${address} cuts off`).toEqual([]);
    await desk.shoot(page, `row-${choices.slice(1, 8)}${address.slice(1, 9).replaceAll('/', '-')}`);
    await page.screenshot({ path: `e2e/screenshots/row-320${address.slice(0, 9).replaceAll('/', '-')}.png` });
  }
});

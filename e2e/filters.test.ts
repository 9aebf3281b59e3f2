import { expect } from 'vitest';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

journey(
  'Activity of one contact: looked for by name, shared by the address, taken away again',
  async (desk) => {
    const office = await openOffice(desk.program);
    const jane = await office.contact('Jane Okafor', '+442079460101');
    const sam = await office.contact('Sam Whitlock', '+442079460102');
    await office.matter('Purchase of 12 Mill Lane', [jane]);
    await office.matter('Whitlock – Will', [sam]);
    await office.ring();
    await office.ring({ far: '+442079460102' });

    const page = await desk.open({ cookie: office.owner.cookie });
    await page.goto('/activity');
    const rows = page.getByRole('option');
    await expect.poll(() => rows.count()).toBe(2);
    await page.getByRole('button', { name: 'Contact', exact: true }).click();
    await page.getByRole('searchbox', { name: 'Name, number or e-mail' }).fill('whit');
    await page.getByRole('button', { name: 'Jane Okafor', exact: true }).waitFor({ state: 'detached' });
    await desk.checkAccess(page, 'looking for a contact');
    await desk.shoot(page, 'filter-1-contact');
    await page.getByRole('button', { name: 'Sam Whitlock', exact: true }).click();
    await expect.poll(() => rows.count()).toBe(1);
    await page.getByRole('option', { name: /Fee · Whitlock – Will/ }).waitFor();
    expect(new URL(page.url()).searchParams.get('contact')).toBe(sam);

    await page.reload();
    const chip = page.getByRole('button', { name: 'Contact: Sam Whitlock. Remove this filter' });
    await chip.waitFor();
    await expect.poll(() => rows.count()).toBe(1);
    await chip.click();
    await expect.poll(() => rows.count()).toBe(2);
  },
);

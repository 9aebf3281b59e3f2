import { expect } from 'vitest';
import { startReceiver } from '../server/testing/webhook-receiver.ts';
import { journey, phone } from './desk.ts';
import { openOffice } from './firm.ts';

journey(
  'webhooks: add an endpoint, copy its secret, test it, see a call arrive, send again, remove',
  async (desk) => {
    const receiver = await startReceiver();
    try {
      desk.program.app.platform.allowLoopback = true;
      const office = await openOffice(desk.program);
      const page = await desk.open({ cookie: office.owner.cookie });
      await page.goto('/settings');
      await page.getByRole('link', { name: /Webhooks/ }).click();
      await page.getByText('Nothing is sent anywhere').waitFor();
      await desk.checkAccess(page, 'no webhooks');
      await desk.shoot(page, 'webhooks-none');

      await page.getByRole('button', { name: 'Add an endpoint' }).click();
      const dialog = page.getByRole('dialog');
      await dialog.getByRole('button', { name: 'Add endpoint' }).click();
      await dialog.getByText('This is needed').waitFor();
      desk.expectComplaint(/ 422 /);
      await dialog.getByLabel('Address').fill('http://hooks.example.com/');
      await dialog.getByRole('button', { name: 'Add endpoint' }).click();
      await dialog.getByText('The address must begin with https://').waitFor();
      await dialog.getByLabel('Address').fill(receiver.url('/hooks'));
      await dialog.getByLabel('What is it for?').fill('Time sheets');
      await desk.checkAccess(page, 'a new webhook');
      await desk.shoot(page, 'webhook-new');
      await dialog.getByRole('button', { name: 'Add endpoint' }).click();
      await dialog.getByText('Copy the secret now').waitFor();
      expect(await dialog.getByLabel('Secret').inputValue()).toMatch(/^whsec_/);
      await desk.checkAccess(page, 'the secret of a webhook');
      await desk.shoot(page, 'webhook-secret');
      await dialog.getByRole('button', { name: 'Done' }).click();

      await page.getByText('Nothing has been sent yet').waitFor();
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page
        .getByRole('option', { name: /webhook\.test/ })
        .getByText('Delivered')
        .waitFor();
      const jane = await office.contact('Jane Okafor', '+442079460101');
      await office.matter('Purchase of 12 Mill Lane', [jane]);
      await office.ring();
      const logged = page.getByRole('option', { name: /log_entry\.logged/ });
      await logged.getByText('Delivered').waitFor();
      await logged.click();
      const detail = page.getByRole('region', { name: 'Details' });
      await page.getByRole('heading', { name: 'It was logged, moved or logged again' }).waitFor();
      await page
        .getByText('"Jane Okafor"')
        .or(page.getByText(/Purchase of 12 Mill Lane/))
        .first()
        .waitFor();
      await desk.checkAccess(page, 'a delivery');
      await desk.shoot(page, 'webhook-log');
      expect(await detail.count()).toBeLessThanOrEqual(1);

      const before = receiver.received.length;
      await page.getByRole('button', { name: 'Send again', exact: true }).click();
      await expect.poll(() => receiver.received.length).toBe(before + 1);
      receiver.answer = 500;
      await page.getByRole('button', { name: 'Send a test' }).click();
      await page.getByText('It answered 500.').first().waitFor();
      await page.getByText('Nothing could be delivered since').waitFor();
      await desk.shoot(page, 'webhook-failing');

      const small = await desk.open({ cookie: office.owner.cookie, size: phone });
      await small.goto('/settings/webhooks');
      await small.getByRole('link', { name: /Time sheets/ }).click();
      await small
        .getByRole('option', { name: /webhook\.test/ })
        .first()
        .waitFor();
      await desk.checkAccess(small, 'deliveries on a phone');
      // Else it would ask for what is removed below.
      await small.close();

      await page.getByRole('button', { name: /Pause, change/ }).click();
      await page.getByRole('menuitem', { name: 'Pause' }).click();
      await page.getByRole('button', { name: 'Switch on' }).waitFor();
      await page.getByRole('button', { name: /Pause, change/ }).click();
      await page.getByRole('menuitem', { name: 'New secret' }).click();
      await dialog.getByRole('button', { name: 'Make a new secret' }).click();
      await dialog.getByText('Copy the new secret now').waitFor();
      await dialog.getByRole('button', { name: 'Done' }).click();
      await page.getByText('The old secret still signs').waitFor();
      await page.getByRole('button', { name: /Pause, change/ }).click();
      await page.getByRole('menuitem', { name: 'Remove' }).click();
      await dialog.getByRole('button', { name: 'Remove for good' }).click();
      await page.getByText('Nothing is sent anywhere').waitFor();
    } finally {
      await receiver.close();
    }
  },
);

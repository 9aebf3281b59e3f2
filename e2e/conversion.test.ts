import { expect } from 'vitest';
import { z } from 'zod';
import { journey, phone } from './desk.ts';
import { openOffice } from './firm.ts';

const created = z.object({ id: z.string() });

journey(
  'a quote that was accepted becomes a matter: fees, costs, papers and its first stage are there',
  async (desk) => {
    const { owner } = await openOffice(desk.program);
    const call = async (path: string, body: unknown) => {
      const answer = await owner.call('POST', `/api/v1${path}`, body);
      if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
      return created.parse(answer.json());
    };
    const scale = await call('/fee-scales', { name: 'Standard', from: 'usual' });
    await call(`/fee-scales/${scale.id}/publish`, { startsOn: new Date().toISOString().slice(0, 10) });
    const contact = await call('/contacts', {
      kind: 'person',
      firstName: 'Jane',
      lastName: 'Okafor',
      emails: [{ email: 'jane.okafor@example.com', label: 'Home' }],
    });
    const lead = await call('/leads', {
      transaction: 'purchase',
      clients: [{ contactId: contact.id }],
      properties: { purchase: { line1: '12 Mill Lane', town: 'Hartley', postcode: 'ZZ1 1ZZ' } },
    });
    const inputs = { transaction: 'purchase', answers: { purchase: { price: 350_000 } } };
    const quote = await call('/quotes', { leadId: lead.id, inputs });
    await call(`/quotes/${quote.id}/send`, {
      to: [{ contactId: contact.id, email: 'jane.okafor@example.com' }],
    });
    await call(`/quotes/${quote.id}/accept`, { by: 'Jane Okafor', note: 'by telephone' });

    const page = await desk.open({ cookie: owner.cookie });
    await page.goto(`/leads/${lead.id}`);
    await page.getByRole('button', { name: 'Make it a matter…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Make it a matter' });
    expect(await dialog.getByLabel('The client’s role on the matter').inputValue()).toBe('Buyer');
    await dialog.getByRole('button', { name: 'Make the matter' }).waitFor();
    await dialog.getByLabel('Notes for the matter').fill('Wants to move before Christmas');
    await dialog.getByText(/What is made: \d+ records/).click();
    await dialog.getByText('Legal fee for the purchase').waitFor();
    await desk.checkAccess(page, 'make it a matter');
    await desk.shoot(page, 'conversion-dialog');
    await dialog.getByRole('button', { name: 'Make the matter' }).click();

    await page.waitForURL(/\/matters\//);
    await page.getByRole('heading', { name: /Purchase of 12 Mill Lane/ }).waitFor();
    await desk.shoot(page, 'conversion-matter');
    await page
      .getByRole('tab', { name: 'Time & Fees' })
      .or(page.getByRole('link', { name: 'Time & Fees' }))
      .first()
      .click();
    await page.getByText('Legal fee for the purchase').first().waitFor();

    await page.goto(`/leads/${lead.id}`);
    await page.getByText(/Became matter/).waitFor();
    await page.getByText('What was made of it').click();
    await page.getByText('Notes at conversion').waitFor();
    await desk.shoot(page, 'conversion-lead');
    await page.setViewportSize(phone);
    await desk.shoot(page, 'conversion-lead-phone');
    await desk.checkAccess(page, 'a converted lead');
  },
);

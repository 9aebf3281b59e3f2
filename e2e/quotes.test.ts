import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { type Desk, journey } from './desk.ts';
import { openOffice } from './firm.ts';

const created = z.object({ id: z.string() });
const withVersions = created.extend({ versions: z.array(created) });
const outbox = z.object({ items: z.array(z.object({ recipient: z.string(), body: z.string() })) });

/** A firm with a fee scale in force and an enquiry for a purchase. */
async function openFirm(desk: Desk) {
  const { firm, owner } = await openOffice(desk.program);
  const call = async (method: 'GET' | 'POST', path: string, body?: unknown) => {
    const answer = await owner.call(method, `/api/v1${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    const json: unknown = answer.json();
    return json;
  };
  const scale = created.parse(await call('POST', '/fee-scales', { name: 'Standard', from: 'usual' }));
  const startsOn = new Date().toISOString().slice(0, 10);
  await call('POST', `/fee-scales/${scale.id}/publish`, { startsOn });
  const lead = created.parse(
    await call('POST', '/leads', {
      transaction: 'purchase',
      clients: [{ firstName: 'Jane', lastName: 'Okafor', emails: ['jane.okafor@example.com'] }],
      properties: { purchase: { line1: '12 Mill Lane', town: 'Hartley', postcode: 'ZZ1 1ZZ' } },
    }),
  );
  return { firm, owner, call, leadId: lead.id };
}
type Firm = Awaited<ReturnType<typeof openFirm>>;

/** What a client finds in the e-mail: the link of their quote. */
async function linkFor({ call }: Firm, recipient: string): Promise<string> {
  const { items } = outbox.parse(await call('GET', '/outbox'));
  const mail = items.find((one) => one.recipient === recipient);
  const link = /https?:\S+\/quote\/\S+/.exec(mail?.body ?? '')?.[0];
  if (link === undefined) throw new Error(`no link for ${recipient}`);
  return new URL(link).pathname;
}

/** A quote for 350,000, sent to Jane. */
async function sendQuote(firm: Firm, price = 350_000) {
  const inputs = { transaction: 'purchase', answers: { purchase: { price } } };
  const quote = created.parse(await firm.call('POST', '/quotes', { leadId: firm.leadId, inputs }));
  const lead = z
    .object({ clients: z.array(z.object({ contactId: z.string() })) })
    .parse(await firm.call('GET', `/leads/${firm.leadId}`));
  const to = lead.clients.map(({ contactId }) => ({ contactId, email: 'jane.okafor@example.com' }));
  await firm.call('POST', `/quotes/${quote.id}/send`, { to });
  return quote.id;
}

async function totalOf(page: Page): Promise<string> {
  return (await page.locator('[data-total]').textContent()) ?? '';
}

journey('a purchase quote by keyboard: from nothing to the sent PDF in under a minute', async (desk) => {
  const firm = await openFirm(desk);
  const page = await desk.open({ cookie: firm.owner.cookie });
  await page.goto(`/leads/${firm.leadId}`);
  const quotes = page.getByRole('region', { name: 'Quotes' });
  await quotes.getByText('No quote yet').waitFor();
  const began = Date.now();
  const keys = page.keyboard;
  await keys.press('n');
  await page.getByLabel('Price', { exact: true }).waitFor();
  // The cursor stands in the first question that has no usual answer.
  await keys.type('350000');
  await keys.press('Enter');
  await keys.type('l');
  await expect.poll(() => page.getByLabel('Freehold or leasehold?').inputValue()).toBe('leasehold');
  await page.getByText('Leasehold property').waitFor();
  expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('350,000');
  const before = await totalOf(page);
  // Further down with Enter; a mortgage is answered with one key, and asks for its lender.
  const mortgage = page.getByRole('radiogroup', { name: 'With a mortgage?' });
  for (let step = 0; step < 30 && !(await mortgage.locator(':focus').count()); step += 1)
    await keys.press('Enter');
  await keys.press('y');
  await page.getByText('Waiting for: Lender').first().waitFor();
  expect(await totalOf(page)).toBe(before);
  await keys.press('Enter');
  await keys.type('Harbour Bank');
  await expect.poll(() => totalOf(page)).not.toBe(before);
  await keys.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Send the quote' });
  await dialog.getByLabel(/jane\.okafor@example\.com/).waitFor();
  await keys.press('Enter');
  await page.getByRole('link', { name: 'Open the PDF' }).first().waitFor();
  const seconds = (Date.now() - began) / 1000;
  console.log(`a purchase quote by keyboard: ${seconds.toFixed(1)} s`);
  expect(seconds).toBeLessThan(60);

  await page.getByText('Sent', { exact: true }).first().waitFor();
  const href = await page.getByRole('link', { name: 'Open the PDF' }).first().getAttribute('href');
  const pdf = await page.request.get(href ?? '');
  expect([pdf.status(), pdf.headers()['content-type']]).toEqual([200, 'application/pdf']);
  expect((await pdf.body()).subarray(0, 5).toString()).toBe('%PDF-');
  await linkFor(firm, 'jane.okafor@example.com');
  await page.getByText('Property tax').first().waitFor();
  await desk.checkAccess(page, 'a sent quote');
  await desk.shoot(page, 'quote-sent');
  await page.getByRole('link', { name: 'To the lead' }).click();
  await quotes.getByText('Not opened yet').waitFor();
  await quotes.getByText('Kept in the outbox: jane.okafor@example.com').waitFor();
  await desk.checkAccess(page, 'a lead with a quote');
  await desk.shoot(page, 'lead-quotes');
});

journey('the editor: discounts and lines undone, sale and purchase, kept while typing', async (desk) => {
  const firm = await openFirm(desk);
  const page = await desk.open({ cookie: firm.owner.cookie });
  await page.goto(`/leads/${firm.leadId}/quotes/new`);
  await page.getByLabel('Price', { exact: true }).fill('350000');
  await expect.poll(() => totalOf(page)).toMatch(/^£\d/);
  const plain = await totalOf(page);

  await page.getByRole('button', { name: 'Discount' }).click();
  const form = page.getByRole('form', { name: 'Discount' });
  await form.getByLabel('Amount').fill('100');
  await form.getByRole('button', { name: 'Add' }).click();
  await expect.poll(() => totalOf(page)).not.toBe(plain);
  const reduced = await totalOf(page);
  await page.getByRole('button', { name: 'Remove Discount' }).click();
  await expect.poll(() => totalOf(page)).toBe(plain);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => totalOf(page)).toBe(reduced);
  await page.getByText('Saved', { exact: true }).waitFor();
  await desk.checkAccess(page, 'the editor');
  await desk.shoot(page, 'quote-editor');

  // What was typed is there again after a reload; a price on application must be set by hand.
  await page.reload();
  await expect.poll(() => totalOf(page)).toBe(reduced);
  await page.getByLabel('Price', { exact: true }).fill('2500000');
  await page.keyboard.press('Control+Enter');
  const dialog = page.getByRole('dialog', { name: 'Send the quote' });
  const missing = dialog.getByRole('button', { name: /Set a price for/ });
  await missing.waitFor();
  await desk.checkAccess(page, 'a price is missing');
  await desk.shoot(page, 'quote-send-missing');
  await missing.click();
  // The dialog goes, and the cursor stands in the field.
  await page.locator('[data-price-of] input:focus').waitFor();
  await page.keyboard.type('4500');
  await expect.poll(() => totalOf(page)).not.toBe(reduced);
  await page.getByText('Price set by hand').waitFor();
  await desk.shoot(page, 'quote-editor-by-hand');

  await page.getByLabel('Quote for').selectOption('Sale and purchase');
  await page.getByRole('region', { name: 'Sale', exact: true }).first().waitFor();
  await page.getByLabel('Price', { exact: true }).first().fill('275k');
  await page.getByRole('region', { name: 'Sale', exact: true }).nth(1).waitFor();
  await page.getByText('Saved', { exact: true }).waitFor();
  await desk.shoot(page, 'quote-sale-and-purchase');

  await page.setViewportSize({ width: 390, height: 844 });
  // The price by hand was asked for among the lines.
  await page.getByRole('button', { name: 'Back to the questions' }).click();
  expect(await page.getByLabel('Quote for').isVisible()).toBe(true);
  await page.getByRole('button', { name: 'Show the lines' }).click();
  await page.getByRole('button', { name: 'Back to the questions' }).waitFor();
  expect(await page.getByLabel('Quote for').isVisible()).toBe(false);
  await desk.shoot(page, 'quote-lines-on-a-phone');
});

journey('somebody else saves the same draft: a clear choice, nothing lost unasked', async (desk) => {
  const firm = await openFirm(desk);
  const inputs = { transaction: 'purchase', answers: { purchase: { price: 200_000 } } };
  const { id } = created.parse(await firm.call('POST', '/quotes', { leadId: firm.leadId, inputs }));
  const page = await desk.open({ cookie: firm.owner.cookie });
  await page.goto(`/quotes/${id}`);
  await expect.poll(() => totalOf(page)).toMatch(/^£\d/);
  const theirs = { transaction: 'purchase', answers: { purchase: { price: 300_000 } } };
  const answer = await firm.owner.call('PUT', `/api/v1/quotes/${id}/draft`, { inputs: theirs, version: 1 });
  expect(answer.statusCode, answer.body).toBe(200);
  desk.expectComplaint(/409/);
  await page.getByLabel('Titles at the Land Registry').fill('2');
  await page.getByText('Somebody else changed this draft meanwhile').waitFor();
  await page.getByRole('button', { name: 'Take theirs' }).click();
  await expect.poll(() => page.getByLabel('Price', { exact: true }).inputValue()).toBe('300,000');
});

journey('the client reads and accepts the quote: the lead is instructed', async (desk) => {
  const firm = await openFirm(desk);
  const quoteId = await sendQuote(firm);
  const path = await linkFor(firm, 'jane.okafor@example.com');
  const client = await desk.open({ size: { width: 320, height: 640 } });
  await client.goto(path);
  await client.getByRole('heading', { name: 'Your purchase' }).waitFor();
  expect(await client.locator('meta[name="robots"]').first().getAttribute('content')).toContain('noindex');
  const widths = await client.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
  expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
  await client.getByText('How it is worked out').first().click();
  await desk.checkAccess(client, 'the client’s quote');
  await client.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
  await desk.shoot(client, 'quote-page');

  await client.getByRole('button', { name: 'Accept', exact: true }).click();
  await client.getByText('Please type your name.').waitFor();
  await client.keyboard.type('Jane Okafor');
  await client.keyboard.press('Tab');
  await client.keyboard.press('Space');
  await client.keyboard.press('Enter');
  await client.getByText('Accepted by Jane Okafor').waitFor();
  // Whoever answered below is shown what became of it above.
  await expect
    .poll(() => client.getByRole('status').evaluate((it) => it === document.activeElement))
    .toBe(true);
  const way = client.getByRole('list', { name: 'Your purchase' });
  await way.getByText('You have instructed us').waitFor();
  expect(await way.getByRole('listitem').filter({ hasText: 'Next' }).count()).toBe(1);
  await client.getByText(/^1 of \d+ steps done$/).waitFor();
  await desk.checkAccess(client, 'an accepted quote');
  await desk.shoot(client, 'quote-page-accepted');
  await client.reload();
  await client.getByText('Accepted by Jane Okafor').waitFor();
  expect(await client.getByRole('button', { name: 'Accept', exact: true }).count()).toBe(0);

  const lead = z.object({ state: z.string() }).parse(await firm.call('GET', `/leads/${firm.leadId}`));
  expect(lead.state).toBe('instructed');
  const page = await desk.open({ cookie: firm.owner.cookie });
  await page.goto(`/quotes/${quoteId}`);
  await page.getByText('Accepted', { exact: true }).first().waitFor();
  await page
    .getByText(/Seen by the client/)
    .first()
    .waitFor();
});

journey(
  'a next version: what has changed is told, the first page says that there is a newer one',
  async (desk) => {
    const firm = await openFirm(desk);
    const quoteId = await sendQuote(firm);
    const first = await linkFor(firm, 'jane.okafor@example.com');
    const page = await desk.open({ cookie: firm.owner.cookie });
    await page.goto(`/quotes/${quoteId}`);
    await page.getByRole('button', { name: 'Begin the next version' }).click();
    await page.getByLabel('Price', { exact: true }).fill('420000');
    await expect.poll(() => totalOf(page)).toMatch(/^£\d/);
    await page.getByText('Saved', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Send …' }).click();
    await page.getByRole('button', { name: 'Send it' }).click();
    await page.getByText('What has changed since the version before').waitFor();
    await page.getByLabel('Compare with').selectOption('Version 1');
    await page.getByRole('columnheader', { name: 'Version 2' }).waitFor();
    await desk.checkAccess(page, 'versions compared');
    await desk.shoot(page, 'quote-versions');
    await page.getByRole('link', { name: 'Version 1' }).click();
    await page.getByText('Replaced', { exact: true }).first().waitFor();

    const client = await desk.open();
    await client.goto(first);
    await client.getByText('There is a newer version of this quote').waitFor();
    const { versions } = withVersions.parse(await firm.call('GET', `/quotes/${quoteId}`));
    expect(versions).toHaveLength(2);

    await page.goto(`/quotes/${quoteId}`);
    await page.getByRole('button', { name: 'What can be done with this quote' }).click();
    await page.getByRole('menuitem', { name: 'Withdraw' }).click();
    await page
      .getByRole('dialog', { name: 'Withdraw this quote?' })
      .getByRole('button', { name: 'Withdraw' })
      .click();
    await page.getByText('Withdrawn', { exact: true }).first().waitFor();
  },
);

journey('the client declines in words; another quote is accepted by telephone', async (desk) => {
  const firm = await openFirm(desk);
  const declined = await sendQuote(firm);
  const client = await desk.open({ size: { width: 390, height: 844 } });
  await client.goto(await linkFor(firm, 'jane.okafor@example.com'));
  await client.getByText('No, thank you').click();
  await client.getByLabel('Would you tell us why? It is up to you.').fill('We are not moving after all.');
  await client.getByRole('button', { name: 'Decline the quote' }).click();
  await client.getByText('You declined this quote').waitFor();
  desk.expectComplaint(/404/);
  await client.goto('/quote/a-link-that-was-cut');
  await client.getByText('There is no such quote').waitFor();

  const page = await desk.open({ cookie: firm.owner.cookie });
  await page.goto(`/quotes/${declined}`);
  await page.getByText('We are not moving after all.').waitFor();
  await page.goto(`/quotes/${await sendQuote(firm, 240_000)}`);
  await page.getByRole('button', { name: 'What can be done with this quote' }).click();
  await page.getByRole('menuitem', { name: 'Accepted in another way …' }).click();
  const dialog = page.getByRole('dialog', { name: 'The client accepted in another way' });
  await dialog.getByLabel('Who accepted').fill('Jane Okafor');
  await dialog.getByLabel('How, in a few words').fill('By telephone');
  await desk.checkAccess(page, 'an acceptance by telephone');
  await dialog.getByRole('button', { name: 'Note the acceptance' }).click();
  await page.getByText('Accepted', { exact: true }).first().waitFor();
  await page.getByText('By telephone').waitFor();
});

journey(
  'the client’s page brings at most 120 KB of script, gzipped, and nothing of the staff app',
  async (desk) => {
    const firm = await openFirm(desk);
    await sendQuote(firm);
    const path = await linkFor(firm, 'jane.okafor@example.com');
    const client = await desk.open();
    const sizes: Promise<number>[] = [];
    const asked: string[] = [];
    client.on('response', (response) => {
      const request = response.request();
      if (request.url().includes('/api/')) asked.push(new URL(request.url()).pathname);
      if (request.resourceType() === 'script')
        sizes.push(request.sizes().then((size) => size.responseBodySize));
    });
    await client.goto(path);
    await client.getByRole('heading', { name: 'Your purchase' }).waitFor();
    await client.waitForLoadState('load');
    const weight = (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    console.log(`the client’s quote, gzipped script: ${weight} bytes`);
    expect(weight).toBeGreaterThan(10_000);
    expect(weight).toBeLessThanOrEqual(120 * 1024);
    expect(asked).toEqual([`/api/v1/quote-page/${path.split('/').at(-1)}`]);
  },
);

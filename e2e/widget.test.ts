/** The quote form on a firm's website, by somebody who has a keyboard and a small telephone; and how it is set up. */
import { createServer } from 'node:http';
import { expect } from 'vitest';
import { z } from 'zod';
import { type Desk, journey, phone } from './desk.ts';
import { openOffice } from './firm.ts';

const withId = z.looseObject({ id: z.string() });
const widget = withId.extend({ key: z.string(), scriptUrl: z.string(), frameUrl: z.string() });

/** A website of the firm's: another origin, with styles that would spoil the form and a policy that names its server. */
async function openSite(programOrigin: string) {
  const policy = `default-src 'none'; style-src 'unsafe-inline'; script-src ${programOrigin}; connect-src ${programOrigin}; frame-src ${programOrigin}`;
  let page = '';
  const server = createServer((request, response) => {
    if (request.url !== '/') {
      response.writeHead(204).end();
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/html; charset=utf-8',
      'content-security-policy': policy,
    });
    response.end(page);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', () => resolve()));
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return {
    origin: `http://127.0.0.1:${address.port}`,
    show(body: string) {
      page = `<!doctype html><html lang="en-GB"><head><title>Hartley &amp; Reid</title>
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <style>* { color: #222; font-size: 9px !important; display: inline } body { display: block; background: #fff }
          main, h1, div { display: block }</style></head>
        <body><main><h1>Conveyancing</h1>${body}</main></body></html>`;
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.closeAllConnections();
        server.close(() => resolve());
      }),
  };
}

async function makeWidget(desk: Desk, office: Awaited<ReturnType<typeof openOffice>>, origin: string) {
  const call = async (method: 'POST' | 'PATCH', path: string, body: unknown) => {
    const answer = await office.owner.call(method, `/api/v1${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    return withId.parse(answer.json());
  };
  const scale = await call('POST', '/fee-scales', { name: 'Conveyancing', from: 'usual' });
  const today = new Date().toLocaleDateString('sv-SE', { timeZone: 'Europe/London' });
  await call('POST', `/fee-scales/${scale.id}/publish`, { startsOn: today });
  // Origins of this machine are for trials: no API makes one here, so that no real firm ever has one.
  const made = widget.parse(
    await call('POST', '/widgets', {
      name: 'Main website',
      transactions: ['sale', 'purchase', 'sale_and_purchase', 'remortgage'],
      consentText: 'We keep your answers for twelve months to quote for you.',
      privacyUrl: 'https://www.example.com/privacy',
      thanks: 'We send your quote within one working day.',
      look: { accent: '#ffd166', font: 'own' },
      prices: { published: true, staff: 'Two solicitors.', complaints: 'Write to us.' },
    }),
  );
  await desk.program.app.platform.database.firm(office.firm.id).write((tx) =>
    tx
      .updateTable('widgets')
      .set({ origins: [origin] })
      .where('firm_id', '=', office.firm.id)
      .execute(),
  );
  await call('PATCH', `/widgets/${made.id}`, { active: true });
  return made;
}

journey('a visitor asks for a quote by keyboard at 320 px, on another website', async (desk) => {
  const office = await openOffice(desk.program);
  const site = await openSite(desk.program.origin);
  try {
    const { key, scriptUrl, frameUrl } = await makeWidget(desk, office, site.origin);
    site.show(`<script src="${scriptUrl}" data-widget="${key}" async></script>`);
    const page = await desk.open({ size: { width: 320, height: 640 } });
    await page.goto(site.origin);
    await page.getByRole('heading', { name: 'Get a quote from Hartley & Reid' }).waitFor();
    // From the first radio on, by Tab, arrows and letters alone.
    await page.keyboard.press('Tab');
    await expect.poll(() => focused(page)).toBe('I am selling');
    await page.keyboard.press('ArrowDown');
    await expect.poll(() => focused(page)).toBe('I am buying');
    await tabTo(page, 'Price');
    await page.keyboard.type('420,000');
    // Another look at what is needed loses nothing that was typed.
    await page.getByLabel('I am selling and buying').check();
    await page.getByRole('group', { name: 'The home that you sell' }).waitFor();
    await page.getByLabel('I am buying', { exact: true }).check();
    expect(await page.getByLabel('Price', { exact: true }).inputValue()).toBe('420,000');
    await tabTo(page, 'With a mortgage?');
    await page.keyboard.press('Space');
    await page.getByRole('status').filter({ hasText: 'in all' }).waitFor();
    const small = page.getByText(/and £11,000\.00 of property tax/);
    await small.waitFor();
    // A first home costs less tax: the price follows the answer.
    await tabTo(page, 'After the purchase, the buyers …');
    await page.keyboard.press('ArrowDown');
    await page.getByText(/and £6,000\.00 of property tax/).waitFor();
    const widths = await page.evaluate(() => [document.documentElement.scrollWidth, window.innerWidth]);
    expect(widths[0]).toBeLessThanOrEqual(widths[1] ?? 0);
    await desk.checkAccess(page, 'the form on a website');

    await tabTo(page, 'Send my request');
    await page.keyboard.press('Enter');
    await page.getByText('4 things need another look:').waitFor();
    await page.getByRole('button', { name: 'First name: Please answer.' }).press('Enter');
    await expect.poll(() => focused(page)).toBe('First name');
    await page.keyboard.type('Zoë');
    await tabTo(page, 'Last name');
    await page.keyboard.type('Okafor');
    await tabTo(page, 'E-mail');
    await page.keyboard.type('zoe@example.com');
    await tabTo(page, 'We keep your answers for twelve months to quote for you. I agree.');
    await page.keyboard.press('Space');
    expect(await page.getByText('4 things need another look:').isVisible()).toBe(false);
    await desk.shoot(page, 'widget');
    await page.setViewportSize({ width: 320, height: 640 });
    await tabTo(page, 'Send my request');
    await page.keyboard.press('Enter');
    await page.getByText('We send your quote within one working day.').waitFor();
    await expect.poll(() => focused(page)).toBe('We have your request');
    await desk.checkAccess(page, 'the thanks');

    const leads = z
      .object({ items: z.array(z.looseObject({ title: z.string(), source: z.string() })) })
      .parse((await office.owner.call('GET', '/api/v1/leads')).json());
    expect(leads.items).toMatchObject([{ title: 'Zoë Okafor – Purchase', source: 'widget' }]);

    // Where foreign scripts are forbidden: the same in a frame.
    site.show(`<iframe src="${frameUrl}" title="Get a quote" width="320" height="600"></iframe>`);
    await page.goto(site.origin);
    await page.frameLocator('iframe').getByLabel('I am buying', { exact: true }).waitFor();

    const prices = await desk.open({ size: phone });
    await prices.goto(`/prices/${key}`);
    await prices.getByRole('heading', { name: 'Buying a home' }).waitFor();
    await desk.checkAccess(prices, 'the price page');
    await desk.shoot(prices, 'widget-prices');
  } finally {
    await site.close();
  }
});

journey('an administrator sets up the form, sees what is missing, and copies its code', async (desk) => {
  const office = await openOffice(desk.program);
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings');
  await page.getByRole('link', { name: /^Website/ }).click();
  await page.getByText('No form on your website yet').waitFor();
  await page.getByRole('button', { name: 'Add a form' }).click();
  await page.getByRole('button', { name: 'Make it' }).click();
  await page.getByText(/Say what the visitor agrees to/).waitFor();
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByText(/Not yet: Say what the visitor agrees to/).waitFor();
  desk.expectComplaint(/ 409 .*\/api\/v1\/widgets\//);
  desk.expectComplaint(/ 422 .*\/api\/v1\/widgets\//);
  await page.getByLabel('Your websites').fill('https://www.example.com/path');
  await page.getByLabel('What the visitor agrees to').fill('We keep your answers for a year.');
  await page.getByLabel('Privacy notice').fill('https://www.example.com/privacy');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('An address like https://www.example.com, without a path.').waitFor();
  await page.getByLabel('Your websites').fill('https://www.example.com');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.').waitFor();
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'Switch off' }).waitFor();
  const code = await page.getByLabel('Code', { exact: true }).inputValue();
  expect(code).toMatch(
    /^<script src="http:\/\/localhost:\d+\/widget\/v1\.js" data-widget="[\w-]{65}" async><\/script>$/,
  );
  await page.frameLocator('iframe').getByText('This is a preview: nothing is sent.').waitFor();
  await desk.checkAccess(page, 'settings, website');
  await desk.shoot(page, 'website-settings');
});

type Page = Awaited<ReturnType<Desk['open']>>;

/** The label of what has the focus, inside the form's own tree. */
function focused(page: Page): Promise<string> {
  return page.evaluate(() => {
    let active: Element | null = document.activeElement;
    while (active?.shadowRoot?.activeElement) active = active.shadowRoot.activeElement;
    if (active instanceof HTMLInputElement || active instanceof HTMLSelectElement)
      return [...(active.labels ?? [])]
        .map((label) => (label.textContent ?? '').replace(' (optional)', ''))
        .join(' ');
    return active?.textContent ?? '';
  });
}

async function tabTo(page: Page, label: string): Promise<void> {
  for (let presses = 0; presses < 60; presses += 1) {
    if ((await focused(page)) === label) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`Tab never comes to “${label}”`);
}

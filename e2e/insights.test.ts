import { expect } from 'vitest';
import { newId } from '../server/platform/ids.ts';
import { type Desk, journey, phone } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

journey(
  'insights: the numbers of a month, each with its definition and the leads behind it, by both views, as CSV; stages',
  async (desk) => {
    const office = await openOffice(desk.program);
    const page = await desk.open({ cookie: office.tessa.cookie });
    await page.goto('/');
    await page.getByRole('heading', { name: /Tessa/ }).waitFor();
    await page.keyboard.press('g');
    await page.keyboard.press('i');
    await page.getByText('No leads in this period').waitFor();
    await desk.checkAccess(page, 'no insights');
    await desk.shoot(page, 'insights-none');

    const { quayside } = await fillLeads(desk, office);
    await page.goto('/insights?period=this_year');
    const tiles = page.getByRole('region', { name: 'Key numbers' });
    const tile = (name: RegExp) => tiles.getByRole('link', { name });
    await tile(/^New leads: 12\./).waitFor();
    await tile(/^Quotes first sent: 8\./).waitFor();
    await tile(/^Conversion: 37.5%/).waitFor();
    await tile(/^Value: £2,400\./).waitFor();
    await page.getByText('1 converted without a known value').waitFor();
    await page.getByText('3 of 12 leads became a matter so far').waitFor();
    await page.getByText('Most value: Referrer, £2,400').waitFor();
    await page.getByRole('list').locator('.columns__bar').first().waitFor();
    await desk.checkAccess(page, 'insights');
    await desk.shoot(page, 'insights');
    await shootWhole(desk, page.url(), office);

    await tiles.getByRole('button', { name: 'What “Conversion” counts' }).click();
    await page.getByText('Converted leads divided by quotes first sent in the period.').waitFor();
    await desk.checkAccess(page, 'a definition');
    await page.keyboard.press('Escape');

    // Everything is in the address: what is chosen stays when one comes back.
    await page.getByRole('button', { name: 'Referrer', exact: true }).last().click();
    const byReferrer = page.getByRole('region', { name: 'Referrer', exact: true });
    await byReferrer.getByRole('link', { name: /^Quayside Homes, Converted: 2\./ }).click();
    await page.getByRole('heading', { name: 'Converted: 2' }).waitFor();
    await page.getByText('By cohort · Quayside Homes').waitFor();
    await expect.poll(() => page.getByRole('option').count()).toBe(2);
    expect(new URL(page.url()).searchParams.get('referrer')).toBe(quayside);
    await desk.checkAccess(page, 'rows');
    await desk.shoot(page, 'insights-rows');
    const download = page.waitForEvent('download');
    await page.getByRole('link', { name: 'Download CSV' }).click();
    expect((await download).suggestedFilename()).toMatch(/^leads-\d{4}-01-01-.*\.csv$/);
    await page.getByRole('option').first().click();
    await page.getByRole('heading', { name: /Okafor \d+ – Sale/ }).waitFor();
    await page.goBack();
    await page.goBack();
    await byReferrer.getByRole('link', { name: /^Quayside Homes, Converted: 2\./ }).waitFor();

    await page.getByRole('button', { name: 'By close date' }).click();
    await page.getByText('What ended in this period, whenever it had begun.').waitFor();
    await page.getByText('3 leads became a matter, 2 were lost').waitFor();
    await page.getByRole('button', { name: 'Period: This year' }).click();
    await page.getByRole('menuitemradio', { name: 'Own days' }).click();
    await page.getByLabel('From', { exact: true }).fill('2001-01-01');
    await page.getByLabel('To', { exact: true }).fill('2001-01-31');
    await page.getByText('No leads in this period').waitFor();

    await page.goto('/insights?period=this_year&part=stages');
    const sale = page.getByRole('region', { name: 'Sale', exact: true }).first();
    await sale.getByRole('link', { name: /^Client care and ID complete, Median: 8 days/ }).waitFor();
    await desk.checkAccess(page, 'stages');
    await desk.shoot(page, 'insights-stages');
    await sale.getByRole('link', { name: /^Client care and ID complete, Cases: 3/ }).click();
    await expect.poll(() => page.getByRole('option').count()).toBe(3);
    await page.getByRole('heading', { name: 'Days taken, median: 8 days' }).waitFor();
    await page.getByRole('link', { name: 'All numbers' }).click();
    await sale.waitFor();

    // The narrowest phone there is.
    const small = await desk.open({ cookie: office.tessa.cookie, size: { width: 320, height: 640 } });
    for (const path of ['/insights?period=this_year', '/insights?period=this_year&part=stages']) {
      await small.goto(path);
      await small.getByRole('heading', { name: 'Insights' }).waitFor();
      await small.waitForLoadState('networkidle');
      expect(await small.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(320);
      expect(await small.evaluate(() => document.querySelector('#content')?.scrollWidth)).toBeLessThanOrEqual(
        320,
      );
    }
  },
);

/** From top to bottom, as no window shows it. */
async function shootWhole(desk: Desk, url: string, office: Office): Promise<void> {
  for (const [name, size] of [
    ['insights-whole', { width: 1280, height: 1900 }],
    ['insights-whole-phone', { width: phone.width, height: 3200 }],
  ] as const)
    for (const scheme of ['light', 'dark'] as const) {
      const page = await desk.open({ cookie: office.tessa.cookie, size, scheme });
      await page.goto(url);
      await page.getByText('Most value: Referrer, £2,400').waitFor();
      await page.locator('.columns__bar').first().waitFor();
      const path = new URL(`./screenshots/${name}-${scheme}.png`, import.meta.url).pathname;
      await page.screenshot({ path, animations: 'disabled' });
      await page.close();
    }
}

const dayMs = 86_400_000;

/** A dozen enquiries of this year with all that may become of them, and the days on which stages were reached. */
async function fillLeads(desk: Desk, office: Office): Promise<{ quayside: string }> {
  const { pool } = desk.program.app.platform.database;
  const firmId = office.firm.id;
  const call = async (path: string, body: unknown) => {
    const answer = await office.owner.call('POST', `/api/v1${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    return String(answer.json().id);
  };
  const quayside = await call('/referrers', { name: 'Quayside Homes' });
  // Reasons come with the first look at them.
  const reasons: { id: string; label: string }[] = (
    await office.owner.call('GET', '/api/v1/lost-reasons')
  ).json().items;
  const stages: { id: string }[] = (await office.owner.call('GET', '/api/v1/key-stages?side=sale')).json()
    .items;
  const year = new Date().getUTCFullYear();
  for (let number = 0; number < 12; number += 1) {
    const fate = ['matter', 'matter', 'matter', 'lost', 'lost', 'expired', 'sent', 'sent'][number] ?? 'new';
    // In January, whenever this runs: always this year, in the past or today.
    const came = new Date(Math.min(Date.UTC(year, 0, 1, 9) + number * dayMs * 0.2, Date.now() - 60_000));
    const id = await call('/leads', {
      transaction: 'sale',
      clients: [{ firstName: 'Jane', lastName: `Okafor ${number}` }],
      assigneeId: number % 2 === 0 ? office.tessa.id : null,
      source: number < 2 ? 'referrer' : number < 6 ? 'widget' : 'call',
      referrerId: number < 2 ? quayside : null,
    });
    const state = { matter: 'converted', lost: 'lost', expired: 'expired', sent: 'quoted', new: 'new' }[fate];
    const closed = ['matter', 'lost', 'expired'].includes(fate);
    await pool.query(
      `update leads set created_at = $3, state = $4, state_before = $5, closed_at = $6, value = $7, instructed_at = $8,
         lost_reason_id = $9, first_response_at = $10 where firm_id = $1 and id = $2`,
      [
        ...[firmId, id, came, state, closed ? (fate === 'matter' ? 'instructed' : 'quoted') : null],
        ...[closed ? came : null, fate === 'matter' ? [120_000, 120_000, 0][number] : null],
        ...[fate === 'matter' ? came : null, fate === 'lost' ? reasons[number - 3]?.id : null],
        number % 4 === 3 ? null : new Date(came.getTime() + number * 900_000),
      ],
    );
    if (number < 8) await addQuote(desk, firmId, id, came);
    if (fate === 'matter')
      for (const [at, days] of [0, 8, 10].entries())
        await pool.query(
          `insert into key_stage_progress (firm_id, lead_id, key_stage_id, state, event_on, entered_at, entered_by)
           values ($1, $2, $3, 'reached', make_date($4, 1, $5), now(), 'person')`,
          [firmId, id, stages[at]?.id, year, 1 + days],
        );
  }
  return { quayside };
}

async function addQuote(desk: Desk, firmId: string, leadId: string, sentAt: Date): Promise<void> {
  const { pool } = desk.program.app.platform.database;
  const quoteId = newId();
  await pool.query(
    `insert into quotes (firm_id, id, lead_id, number, created_at, updated_at) values ($1, $2, $3, 1, $4, $4)`,
    [firmId, quoteId, leadId, sentAt],
  );
  await pool.query(
    `insert into quote_versions (firm_id, id, quote_id, number, state, inputs, priced, content_hash, sent_at, created_at, updated_at)
     values ($1, $2, $3, 1, 'expired', '{}', '{}', '\\x00', $4, $4, $4)`,
    [firmId, newId(), quoteId, sentAt],
  );
}

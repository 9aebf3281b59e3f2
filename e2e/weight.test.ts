import type { Page, Request, Response } from 'playwright-core';
import { expect } from 'vitest';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

const limit = 200 * 1024;

journey('the first load of Home and of Activity brings at most 200 KB of script, gzipped', async (desk) => {
  const office = await openOffice(desk.program);
  const jane = await office.contact('Jane Okafor', '+442079460101');
  await office.matter('Purchase of 12 Mill Lane', [jane]);
  await office.ring();
  const weights: Record<string, number> = {};
  for (const [path, words] of [
    ['/', 'Needs a person'],
    ['/activity', 'Fee · Purchase of 12 Mill Lane'],
  ] as const) {
    // A window of its own: nothing is kept from the page before.
    const page = await desk.open({ cookie: office.owner.cookie });
    const scripts = collectScripts(page);
    await page.goto(path);
    await page.getByText(words).first().waitFor();
    await page.waitForLoadState('load');
    weights[path] = await scripts.weight();
    await page.close();
  }
  console.log(`first load, gzipped script: ${JSON.stringify(weights)} bytes`);
  for (const [path, weight] of Object.entries(weights)) {
    expect(weight, path).toBeGreaterThan(10_000);
    expect(weight, path).toBeLessThanOrEqual(limit);
  }
});

journey('the first load of the client portal brings at most 120 KB of script, gzipped', async (desk) => {
  const { firm } = await openOffice(desk.program);
  const person = await makePortalUser(desk.program.app, firm);
  const weights: Record<string, number> = {};
  for (const [path, cookie, words] of [
    ['/portal/sign-in', undefined, 'E-mail me a link'],
    ['/portal', person.cookie, 'Nothing needs you just now'],
    ['/portal/messages', person.cookie, 'No messages yet'],
    ['/portal/to-do', person.cookie, 'Nothing to do'],
    ['/portal/appointments', person.cookie, 'No appointments'],
    ['/portal/files', person.cookie, 'No files yet'],
    ['/portal/account', person.cookie, 'Where you are signed in'],
  ] as const) {
    const page = await desk.open(cookie === undefined ? {} : { cookie });
    const scripts = collectScripts(page);
    await page.goto(path);
    await page.getByText(words).first().waitFor();
    await page.waitForLoadState('load');
    weights[path] = await scripts.weight();
    await page.close();
  }
  console.log(`portal, first load, gzipped script: ${JSON.stringify(weights)} bytes`);
  for (const [path, weight] of Object.entries(weights)) {
    expect(weight, path).toBeGreaterThan(10_000);
    expect(weight, path).toBeLessThanOrEqual(120 * 1024);
  }
});

function collectScripts(page: Page) {
  const sizes: Promise<number>[] = [];
  const note = (response: Response) => {
    if (response.request().resourceType() !== 'script') return;
    // As it came over the wire, which is gzipped where the build left such a copy.
    sizes.push(sizeOf(response.request()));
  };
  page.on('response', note);
  return {
    async weight(): Promise<number> {
      // What comes later has no page any more that could tell its size.
      page.off('response', note);
      return (await Promise.all(sizes)).reduce((sum, size) => sum + size, 0);
    },
  };
}

async function sizeOf(request: Request): Promise<number> {
  return (await request.sizes()).responseBodySize;
}

import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { type Desk, journey } from './desk.ts';
import { openOffice } from './firm.ts';

const narrow = { width: 320, height: 640 };
const created = z.looseObject({ id: z.string() });

journey(
  'the portal as an app: the firm’s look shows, the manifest is the firm’s, a push is shown, and without a connection its pages stay',
  async (desk) => {
    const office = await openOffice(desk.program);
    const client = await makePortalUser(desk.program.app, office.firm, {
      ...{ firstName: 'Cleo', lastName: 'Marsh', trusted: true },
    });
    const matterId = await office.matter('Purchase of 12 Mill Lane', [client.contactId]);
    await office.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
    const made = await office.tessa.call('POST', '/api/v1/conversations', {
      ...{ kind: 'external', matterId, portalUserIds: [client.id] },
    });
    const { id } = created.parse(made.json());
    await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, { body: 'Welcome.' });

    await chooseLook(desk, await desk.open({ cookie: office.owner.cookie }));
    await chooseWords(desk, await desk.open({ cookie: office.owner.cookie }));
    const page = await desk.open({ cookie: client.cookie, size: narrow });
    await seeLook(desk, page);
    await checkManifest(page, office.firm.id);
    await getPush(page, desk.program.origin, id);
    await goOffline(desk, page, id);
    await signOff(desk, page);
  },
);

async function chooseLook(desk: Desk, page: Page): Promise<void> {
  await page.goto('/settings/portal-look');
  await page.getByRole('textbox', { name: 'Written as #rrggbb' }).fill('#7a1f5c');
  await desk.checkAccess(page, 'portal look');
  await desk.shoot(page, 'portal-look');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved. Clients see it with their next visit.').waitFor();
  await page.close();
}

async function chooseWords(desk: Desk, page: Page): Promise<void> {
  await page.goto('/settings/message-templates');
  await page.getByRole('button', { name: /Messages that were not read/ }).click();
  const words = page.getByLabel('Words', { exact: true });
  await words.fill('Something new from {firm}.');
  await page.getByText('It must hold {link}.').waitFor();
  await words.fill('Something new from {firm}: {link}');
  await page.getByText('Something new from Hartley & Reid: https://').waitFor();
  await desk.checkAccess(page, 'message templates');
  await desk.shoot(page, 'message-templates');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('your words', { exact: true }).waitFor();
  await page.close();
}

async function seeLook(desk: Desk, page: Page): Promise<void> {
  await page.goto('/portal/account');
  await page.getByRole('heading', { name: 'On this device' }).waitFor();
  const colour = () => page.evaluate(() => document.documentElement.style.getPropertyValue('--firm-day'));
  await expect.poll(colour).toBe('#7a1f5c');
  await page.getByText('So that you see at once when Hartley & Reid has written.').waitFor();
  await desk.checkAccess(page, 'portal account');
  await desk.shoot(page, 'portal-app-account');
}

async function checkManifest(page: Page, firmId: string): Promise<void> {
  const href = await page.locator('link[rel="manifest"]').getAttribute('href');
  expect(href).toBe(`/portal/app.webmanifest?firm=${firmId}`);
  const session = await page.context().newCDPSession(page);
  const { errors, url } = await session.send('Page.getAppManifest');
  expect(errors).toEqual([]);
  expect(url).toContain(firmId);
}

/** As a push service would hand it to the browser; Chromium itself decrypted it then. */
async function getPush(page: Page, origin: string, id: string): Promise<void> {
  await page.evaluate(async () => void (await navigator.serviceWorker.ready));
  const [worker] = page.context().serviceWorkers();
  if (!worker) throw new Error('no service worker');
  // A browser without a screen shows no notices to anybody: what it is asked to show is noted instead.
  await worker.evaluate(`asked = []; registration.showNotification = async (title, { body, tag }) => {
    asked.push({ title, body, tag });
  }`);
  const session = await page.context().newCDPSession(page);
  const found = new Promise<string>((resolve) => {
    session.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
      const [first] = registrations;
      if (first) resolve(first.registrationId);
    });
  });
  await session.send('ServiceWorker.enable');
  const data = JSON.stringify({
    title: 'Hartley & Reid',
    body: 'You have a new message.',
    tag: id,
    url: `/portal/c/${id}`,
  });
  await session.send('ServiceWorker.deliverPushMessage', { origin, registrationId: await found, data });
  await expect
    .poll(() => worker.evaluate('asked'))
    .toEqual([{ title: 'Hartley & Reid', body: 'You have a new message.', tag: id }]);
}

async function goOffline(desk: Desk, page: Page, id: string): Promise<void> {
  await page.goto(`/portal/c/${id}`);
  const field = page.getByLabel('Message to Hartley & Reid');
  await field.waitFor();
  desk.expectComplaint(/ERR_INTERNET_DISCONNECTED|Failed to load resource|Failed to fetch/);
  await page.context().setOffline(true);
  await field.fill('Written in the tunnel.');
  const kept = () => page.evaluate(() => Object.values(localStorage).join());
  await expect.poll(kept).toContain('Written in the tunnel.');
  await page.reload();
  await page.getByText('There is no connection. What you wrote is kept.').waitFor();
  await desk.shoot(page, 'portal-offline');
  await page.context().setOffline(false);
  await expect.poll(() => field.inputValue(), { timeout: 15_000 }).toBe('Written in the tunnel.');
}

/** Neither words nor notices stay, and what is kept holds nothing that the server said of anybody. */
async function signOff(desk: Desk, page: Page): Promise<void> {
  await page.goto('/portal/account');
  await page.getByRole('button', { name: 'Sign off', exact: true }).last().click();
  await page.getByRole('heading', { name: 'Sign in' }).waitFor();
  const left = () =>
    page.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration('/portal');
      const notices = (await registration?.getNotifications()) ?? [];
      const drafts = Object.keys(localStorage).filter((name) => name.startsWith('portal-draft'));
      const paths: string[] = [];
      for (const name of await caches.keys())
        for (const request of await (await caches.open(name)).keys())
          paths.push(new URL(request.url).pathname);
      return {
        ...{ notices: notices.length, drafts: drafts.length },
        strange: paths.filter((path) => !/^\/(?:assets\/|portal$|colour-scheme\.js$)/.test(path)),
      };
    });
  await expect.poll(left).toEqual({ notices: 0, drafts: 0, strange: [] });
  await desk.checkAccess(page, 'signed off');
}

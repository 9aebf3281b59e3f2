import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { makePortalUser } from '../server/testing/portal-user.ts';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

const created = z.looseObject({ id: z.string() });
const mib = 1024 ** 2;

journey(
  'uploads: a large file goes on after the page was loaded anew, and no part is sent twice',
  async (desk) => {
    const { program } = desk;
    const office = await openOffice(program);
    const client = await makePortalUser(program.app, office.firm, { firstName: 'Cleo', lastName: 'Marsh' });
    await office.owner.call('PATCH', '/api/v1/portal-settings', { undoSeconds: 0 });
    const matterId = await office.matter('Purchase of 12 Mill Lane', [client.contactId]);
    const made = await office.tessa.call('POST', '/api/v1/conversations', {
      ...{ kind: 'external', matterId, portalUserIds: [client.id] },
    });
    const { id } = created.parse(made.json());
    // Only then it is there for the client.
    await office.tessa.call('POST', `/api/v1/conversations/${id}/messages`, {
      body: 'Please send the film.',
    });
    const folder = await mkdtemp(join(tmpdir(), 'matterline-film-'));
    try {
      const film = join(folder, 'film.bin');
      await writeFile(film, randomBytes(80 * mib));
      const page = await desk.open({ cookie: client.cookie });
      const parts = countParts(page);
      await page.goto(`/portal/c/${id}`);
      await choose(page, film);
      // In the middle of it.
      await expect.poll(() => parts.length, { timeout: 20_000 }).toBeGreaterThanOrEqual(2);
      await page.getByRole('button', { name: 'Pause film.bin' }).click();
      await page.reload();
      const mine = page.getByRole('list', { name: 'Files of this message' });
      await mine.getByText('choose the same file again and it goes on').waitFor();
      await choose(page, film);
      await mine.getByText(/[Nn]ot scanned/).waitFor();
      expect(await mine.getByRole('listitem').count()).toBe(1);
      const starts = parts.map(({ offset }) => offset);
      expect(starts).toEqual([...starts].sort((a, b) => a - b));
      expect(starts.filter((offset) => offset === 0)).toHaveLength(1);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  },
);

const choose = (page: Page, file: string) => page.getByLabel('Attach files').last().setInputFiles(file);

/** Each PATCH, from which byte on. */
function countParts(page: Page): { offset: number }[] {
  const parts: { offset: number }[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'PATCH' || !request.url().includes('/uploads/')) return;
    parts.push({ offset: Number(request.headers()['upload-offset']) });
  });
  return parts;
}

import { expect } from 'vitest';
import { z } from 'zod';
import { createDialpadSimulator } from '../simulators/dialpad.ts';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

journey(
  'history from the call log: start, see it move, pause, go on, done; refused credentials in words',
  async (desk) => {
    const office = await openOffice(desk.program);
    const simulator = await createDialpadSimulator({ timeScale: 0 });
    try {
      for (let hours = 6; hours < 7 * 24; hours += 12)
        simulator.control.placeCall({
          external: '+61491570156',
          startedAt: new Date(Date.now() - hours * 3_600_000),
          talkSeconds: 65,
        });
      const connect = async (name: string, apiKey: string) => {
        const body = { kind: 'dialpad', name, credentials: { apiUrl: simulator.url, apiKey } };
        const answer = await office.owner.call('POST', '/api/v1/sources', body);
        return z.object({ id: z.string() }).parse(answer.json()).id;
      };
      const id = await connect('Dialpad', 'dialpad-key');
      const page = await desk.open({ cookie: office.owner.cookie });
      await page.goto(`/settings/sources/${id}`);
      const card = page.getByRole('region', { name: 'Bring in history' });
      await card.getByText('only calls can be brought in').waitFor();
      await card.getByText('Other', { exact: true }).click();
      await card.getByLabel('Days back').fill('400');
      await card.getByText('A whole number from 1 to 365.').waitFor();
      expect(await card.getByRole('button', { name: /Bring in/ }).isDisabled()).toBe(true);
      await desk.checkAccess(page, 'history, before');
      await desk.shoot(page, 'history-start');
      await card.getByText('7 days', { exact: true }).click();
      await card.getByRole('button', { name: 'Bring in 7 days' }).click();
      // It moves without the page being loaded again.
      await card.getByText(/^[23] of 7 days$/).waitFor();
      await card.getByRole('button', { name: 'Pause' }).click();
      await card.getByRole('button', { name: 'Go on' }).waitFor();
      await desk.checkAccess(page, 'history, paused');
      await desk.shoot(page, 'history-paused');
      await card.getByRole('button', { name: 'Go on' }).click();
      await card.getByText('7 of 7 days').waitFor({ timeout: 20_000 });
      await card.getByText(/^14 calls found/).waitFor();
      await card.getByRole('button', { name: 'Bring in more' }).waitFor();
      await desk.checkAccess(page, 'history, done');
      await desk.shoot(page, 'history-done');
      await card.getByRole('button', { name: 'See them in Activity' }).click();
      await page
        .getByText(/61 491 570 156|0491 570 156/)
        .first()
        .waitFor();

      const refused = await connect('Old key', 'no-longer');
      await page.goto(`/settings/sources/${refused}`);
      await card.getByRole('button', { name: 'Bring in 30 days' }).click();
      await card.getByText(/refused our credentials/).waitFor();
      await desk.shoot(page, 'history-refused');

      await page.goto(`/settings/sources/${office.phones.id}`);
      await card.getByText('Earlier calls can be brought in from a file.').waitFor();
      await desk.shoot(page, 'history-file');
      await card.getByRole('button', { name: 'Import a file' }).click();
      await page.getByText('Choose a CSV file').waitFor();
    } finally {
      await simulator.close();
    }
  },
);

import { createServer } from 'node:http';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { z } from 'zod';
import { silence } from '../server/features/speech/sound-file.ts';
import { startSpeechSimulator } from '../simulators/speech/index.ts';
import { type Desk, journey, phone } from './desk.ts';
import { type Office, openOffice } from './firm.ts';

journey(
  'transcription: enter a service, say how callers are told, see a call written down and correct it',
  async (desk) => {
    const service = await startSpeechSimulator();
    const files = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'audio/wav' }).end(silence());
    });
    await new Promise<void>((ready) => files.listen(0, '127.0.0.1', ready));
    const address = files.address();
    if (address === null || typeof address === 'string') throw new Error('no port');
    try {
      desk.program.app.platform.allowLoopback = true;
      const office = await openOffice(desk.program);
      const page = await desk.open({ cookie: office.owner.cookie });
      await page.goto('/settings');
      await page.getByRole('link', { name: /Transcription/ }).click();
      await page.getByText('Nothing. No service is entered.').waitFor();
      expect(await page.getByRole('switch', { name: 'Transcripts' }).isDisabled()).toBe(true);
      await desk.checkAccess(page, 'no speech service');
      await desk.shoot(page, 'speech-none');
      await page.goto('/settings/call-logging');
      const words = page.getByRole('region', { name: 'What was said' });
      await words.getByText('No speech service is entered.').first().waitFor();
      expect(await words.getByRole('switch', { name: 'Transcripts' }).isDisabled()).toBe(true);
      await words.scrollIntoViewIfNeeded();
      await desk.checkAccess(page, 'options without a speech service');
      await desk.shoot(page, 'options-speech-none');
      await words.getByRole('link', { name: 'Set up transcription' }).first().click();
      await page.getByLabel('Address').fill(service.url);
      await page.getByLabel('Model that writes down').fill('whisper-1');
      await page.getByLabel('Model that sums up').fill('small');
      await page
        .getByLabel('Your policy')
        .fill('A message before each call says so. Decided by the partners.');
      await page.getByRole('button', { name: 'Save' }).click();
      await page.getByText('Nothing at the moment.').waitFor();
      await oneSystemOnly(desk, page, office);
      await page.getByRole('button', { name: 'Try the service' }).click();
      await page.getByText('It works.').waitFor();
      await page.getByRole('switch', { name: 'Transcripts' }).click();
      await page.getByRole('switch', { name: 'Summaries' }).click();
      await page.getByText(/go to 127\.0\.0\.1/).waitFor();
      await desk.checkAccess(page, 'a speech service');
      await desk.shoot(page, 'speech-settings');

      const jane = await office.contact('Jane Okafor', '+442079460101');
      await office.matter('Purchase of 12 Mill Lane', [jane]);
      await office.ring({ more: { recordingUrl: `http://127.0.0.1:${address.port}/a.wav` } });
      await page.goto('/activity');
      await page
        .getByRole('option', { name: /Purchase of 12 Mill Lane/ })
        .first()
        .click();
      // It began before the options were switched on: a person asks for it.
      await page.getByRole('button', { name: 'Write this call down' }).click();
      await page.getByRole('heading', { name: 'Transcript' }).waitFor();
      const transcript = page.getByRole('region', { name: 'Transcript', exact: true });
      await transcript.getByText('When is settlement?').waitFor();
      await transcript.getByText('Draft, made by machine').waitFor();
      const summary = page.getByRole('region', { name: 'Summary', exact: true });
      await desk.checkAccess(page, 'a transcript');
      await transcript.getByRole('button', { name: 'Listen from 0:02' }).click();
      await transcript.getByRole('button', { name: 'Correct' }).click();
      await page
        .getByRole('textbox', { name: 'Words' })
        .fill('[0:00] Good morning, Example Law.\n[0:02] When is completion?');
      await page.getByRole('button', { name: 'Keep' }).click();
      await transcript.getByText('When is completion?').waitFor();
      await transcript.getByRole('button', { name: 'Approve' }).click();
      await transcript.getByText(/Approved by/).waitFor();
      if (await page.getByRole('button', { name: 'Write this call down' }).isVisible())
        await page.getByRole('button', { name: 'Write this call down' }).click();
      await summary.getByText('The caller asked for the settlement date.').waitFor();
      await summary.getByRole('button', { name: 'Make a task' }).click();
      await page.getByText('Task made: Send the date').waitFor();
      await desk.shoot(page, 'speech-call');
      await page.goto('/activity?q=completion');
      await page
        .getByRole('option', { name: /Purchase of 12 Mill Lane/ })
        .first()
        .waitFor();

      const small = await desk.open({ cookie: office.owner.cookie, size: phone });
      await small.goto('/settings/transcription');
      await small.getByText(/go to 127\.0\.0\.1/).waitFor();
      await desk.checkAccess(small, 'a speech service on a phone');
    } finally {
      await service.close();
      await new Promise((done) => files.close(done).closeAllConnections());
    }
  },
);

/** With a practice system connected, what is said can be put into its records alone; then it says so. */
async function oneSystemOnly(desk: Desk, page: Page, office: Office): Promise<void> {
  const keys = { clientId: 'client', clientSecret: 'secret', apiKey: 'key' };
  const body = { vendor: 'smokeball', name: 'Smokeball', ...keys };
  const made = await office.owner.call('POST', '/api/v1/connections', body);
  const { id } = z.object({ id: z.string() }).parse(made.json());
  const { pool } = desk.program.app.platform.database;
  const paused = `update connections set status = 'paused', logs_since = now() where id = $1`;
  await pool.query(paused, [id]);
  await page.goto('/settings/call-logging');
  await page.getByRole('combobox', { name: 'For', exact: true }).selectOption('Smokeball');
  const words = page.getByRole('region', { name: 'What was said' });
  await words.getByText('As the firm: off').first().waitFor();
  await words.getByRole('switch', { name: 'Transcripts' }).press('Space');
  await page.getByText('One differs from the firm.').waitFor();
  await words.getByRole('button', { name: 'Back to “off”' }).waitFor();
  await words.scrollIntoViewIfNeeded();
  await desk.checkAccess(page, 'options of what was said, for one system');
  await desk.shoot(page, 'options-speech-place');
  await page.goto('/settings/transcription');
  await page.getByText('Recordings and voicemails of calls that are logged in Smokeball').waitFor();
  await desk.shoot(page, 'speech-place');
  // The rest of the journey is of a firm with its own record alone.
  await pool.query(`update connections set status = 'disconnected' where id = $1`, [id]);
  await page.reload();
  await page.getByText('Nothing at the moment.').waitFor();
}

import { expect } from 'vitest';
import { memoRecord } from '../server/testing/worker-world.ts';
import { clioDemoApplication, startClioSimulator } from '../simulators/clio/index.ts';
import { startSmokeballSimulator } from '../simulators/smokeball/index.ts';
import { type Desk, journey } from './desk.ts';
import { openOffice } from './firm.ts';
import { connectSmokeball, fillIn } from './practice-systems.ts';

async function failedWrite(desk: Desk, name: string, reference: string): Promise<void> {
  await desk.program.app.platform.database.pool.query(
    `insert into destination_writes (firm_id, id, connection_id, action, record_kind, reference, record, state, failure, detail)
     select firm_id, gen_random_uuid(), id, 'create', 'communication', $2, $3, 'failed', 'rejected', 'Matter 00012 is closed'
     from connections where name = $1`,
    [name, reference, JSON.stringify({ ...memoRecord(), record: 'communication' })],
  );
}

/** Kinds of record that are being read, or are to be now. */
async function stillReads({ program }: Desk): Promise<number> {
  const { rows } = await program.app.platform.database.pool.query(
    `select 1 from mirror_streams where pass <> 'idle' or due_at <= now()`,
  );
  return rows.length;
}

journey('Clio: declined, then connected; failures tried again; paused and disconnected', async (desk) => {
  const clio = await startClioSimulator();
  let revoked = 0;
  clio.control.signIn.onRevoke(() => {
    revoked += 1;
  });
  try {
    // Simulators stand on this machine.
    desk.program.app.platform.allowLoopback = true;
    const office = await openOffice(desk.program);
    const page = await desk.open({ cookie: office.owner.cookie });
    await page.goto('/settings');
    await page.getByRole('link', { name: /^Connections/ }).click();
    await page.getByText('No practice system yet').waitFor();
    await desk.checkAccess(page, 'no connection');
    await desk.shoot(page, 'connections-none');
    await page.getByRole('button', { name: 'Connect a practice system' }).click();
    await page.getByText('Which one do you have?').waitFor();
    await desk.checkAccess(page, 'choice of practice systems');
    await desk.shoot(page, 'connections-choice');
    await page.getByRole('button', { name: /^Clio Manage/ }).click();
    const origin = desk.program.origin;
    expect(await page.getByLabel('Redirect address').inputValue()).toBe(`${origin}/connections/authorised`);
    await page.getByRole('button', { name: 'Sign in at Clio Manage' }).click();
    await page.getByText('This is needed.').first().waitFor();
    await fillIn(page, clioDemoApplication, clio);
    await desk.checkAccess(page, 'connecting Clio');
    await desk.shoot(page, 'connections-clio');

    await page.getByRole('button', { name: 'Sign in at Clio Manage' }).click();
    await page.getByRole('link', { name: 'Decline' }).click();
    await page.getByText('The sign-in was declined at Clio Manage.').waitFor();
    await desk.shoot(page, 'connections-declined');
    await page.getByRole('button', { name: 'Sign in at Clio Manage' }).click();
    await page.getByRole('link', { name: /^Allow for/ }).click();
    await page.getByText('Working', { exact: true }).waitFor();
    expect(new URL(page.url()).pathname).toMatch(/^\/settings\/connections\/[\w-]+$/);
    expect(new URL(page.url()).search).toBe('');
    await page.getByText('Nora Hartley').first().waitFor();
    await page.getByText('comes by itself, renewed before').waitFor();
    await page
      .getByText(/^\d+ here/)
      .nth(5)
      .waitFor({ timeout: 30_000 });
    await desk.checkAccess(page, 'a working connection');
    await desk.shoot(page, 'connections-working');
    await page.getByRole('button', { name: 'People' }).click();
    await page.getByRole('combobox', { name: 'Who is Nora Hartley?' }).selectOption('Tessa Reid');
    await page.getByText('Nora Hartley is Tessa Reid').waitFor();
    await desk.checkAccess(page, 'who is who');
    await desk.shoot(page, 'connections-people');

    await failedWrite(desk, 'Clio Manage', 'ML-AAAAAA');
    await failedWrite(desk, 'Clio Manage', 'ML-BBBBBB');
    await page.getByRole('button', { name: 'Overview' }).click();
    await page.reload();
    await page.getByText('2 records could not be written.').waitFor();
    await page.getByRole('button', { name: /^Written there/ }).click();
    await page.getByText('Matter 00012 is closed').first().waitFor();
    await desk.checkAccess(page, 'what failed');
    await desk.shoot(page, 'connections-failed');
    await page.getByRole('button', { name: 'Try again', exact: true }).first().click();
    await page.getByText('1 record is tried again').waitFor();
    await page.getByRole('button', { name: 'Try all again' }).click();

    await page.getByRole('button', { name: 'Overview' }).click();
    await page.getByRole('button', { name: 'Change, pause or disconnect' }).click();
    await page.getByRole('menuitem', { name: 'Pause' }).click();
    await page.getByText('Paused', { exact: true }).waitFor();
    await page.getByRole('button', { name: 'Change, pause or disconnect' }).click();
    await page.getByRole('menuitem', { name: 'Disconnect…' }).click();
    const dialog = page.getByRole('dialog', { name: 'Disconnect Clio Manage?' });
    await dialog.getByText('What was logged there stays there.').waitFor();
    await desk.checkAccess(page, 'before disconnecting');
    await desk.shoot(page, 'connections-disconnect');
    await dialog.getByRole('button', { name: 'Disconnect' }).click();
    await page.getByText('Disconnected', { exact: true }).waitFor();
    await expect.poll(() => revoked, { timeout: 15_000 }).toBe(1);
    await page.getByRole('button', { name: 'Sign in again' }).waitFor();
  } finally {
    await clio.close();
  }
});

journey(
  'Smokeball: connected with its key; locked out, an administrator is told, and signs in again',
  async (desk) => {
    const smokeball = await startSmokeballSimulator();
    try {
      const office = await openOffice(desk.program);
      const page = await connectSmokeball(desk, office, smokeball);

      smokeball.control.signIn.revokeGrant();
      await page.getByRole('button', { name: 'Check now' }).click();
      await page.getByText('Needs attention', { exact: true }).waitFor();
      await page.getByText(/^Smokeball says: /).waitFor();
      await desk.checkAccess(page, 'locked out');
      await desk.shoot(page, 'connections-locked-out');
      await page.getByRole('button', { name: 'Sign in again' }).click();
      await page.getByRole('link', { name: /^Allow for/ }).click();
      await page.getByText('Working', { exact: true }).waitFor();
      await page.getByRole('link', { name: 'Connections' }).click();
      await page.getByRole('link', { name: /Smokeball/ }).waitFor();
      await desk.checkAccess(page, 'the list');
      await desk.shoot(page, 'connections-list');

      // Somebody else's browser, or the same page once more, brings nothing.
      desk.expectComplaint(/404 .*connections\/authorise$/);
      await page.goto('/connections/authorised?state=made-up&code=c');
      await page.getByText('The sign-in could not be finished').first().waitFor();
      await desk.checkAccess(page, 'a sign-in that is not ours');
    } finally {
      await smokeball.close();
    }
  },
);

journey(
  'Smokeball does not answer: an alarm on its page and on Home, until it answers again',
  async (desk) => {
    const smokeball = await startSmokeballSimulator();
    try {
      const office = await openOffice(desk.program);
      const page = await connectSmokeball(desk, office, smokeball);
      await page.getByText(/^Last check: answered in \d+ ms/).waitFor();
      await page.getByText('comes by itself').waitFor();

      const answered = smokeball.control.used.get('GET /firm') ?? 0;
      await page.getByRole('button', { name: 'Check now' }).click();
      await expect.poll(() => smokeball.control.used.get('GET /firm') ?? 0).toBe(answered + 1);
      await page.getByText(/^Last check: answered in \d+ ms/).waitFor();
      await desk.checkAccess(page, 'a connection that was checked');
      await desk.shoot(page, 'connections-checked');

      const home = await desk.open({ cookie: office.owner.cookie });
      await home.goto('/');
      await home.getByRole('heading', { name: 'Needs a person' }).waitFor();
      const card = home.getByRole('region', { name: 'Practice systems to look at' });
      expect(await card.count()).toBe(0);

      // Whatever else goes well would end the alarm: let it be read to the end first.
      await expect.poll(() => stillReads(desk), { timeout: 30_000 }).toBe(0);
      smokeball.control.faults.add({ kind: 'status', status: 503, count: 100_000 });
      await page.getByRole('button', { name: 'Check now' }).click();
      await page.getByText('Last check: no good answer').waitFor();
      // Once may be a hiccup.
      await page.getByText('Working', { exact: true }).waitFor();
      expect(await page.getByText(/has not answered since/).count()).toBe(0);
      await page.getByRole('button', { name: 'Check now' }).click();
      await page.getByText(/^Smokeball has not answered since \d\d:\d\d: /).waitFor();
      await page.getByText('Needs a look', { exact: true }).waitFor();
      await desk.checkAccess(page, 'no answer');
      await desk.shoot(page, 'connections-no-answer');
      await page.getByRole('link', { name: 'Connections' }).click();
      await page.getByRole('link', { name: /^Smokeball.*Needs a look.*has not answered since/ }).waitFor();
      await desk.shoot(page, 'connections-no-answer-list');

      // Home has heard of it without being loaded again.
      await card.getByText(/^Smokeball has not answered since/).waitFor();
      await desk.checkAccess(home, 'Home with an alarm');
      await desk.shoot(home, 'home-connection-alarm');
      await card.getByRole('link', { name: /^Smokeball/ }).click();
      await home.getByText('Needs a look', { exact: true }).waitFor();

      // A colleague sees how it stands, without what only those who mend it need.
      const member = await desk.open({ cookie: office.tessa.cookie });
      await member.goto('/');
      await member.getByRole('heading', { name: 'Needs a person' }).waitFor();
      expect(await member.getByText('Practice systems to look at').count()).toBe(0);
      await member.goto(new URL(home.url()).pathname);
      await member.getByText(/^Smokeball has not answered since \d\d:\d\d\.$/).waitFor();
      expect(await member.getByRole('button', { name: 'Check now' }).count()).toBe(0);

      smokeball.control.faults.clear();
      await page.goto('/');
      const again = page.getByRole('region', { name: 'Practice systems to look at' });
      await again.waitFor();
      await home.getByRole('button', { name: 'Check now' }).click();
      await home.getByText('Working', { exact: true }).waitFor();
      await home.getByText(/^Last check: answered in \d+ ms/).waitFor();
      expect(await home.getByText(/has not answered since/).count()).toBe(0);
      await again.waitFor({ state: 'hidden' });
      await member.getByText('Working', { exact: true }).waitFor();
    } finally {
      await smokeball.close();
    }
  },
);

import { expect } from 'vitest';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';

journey(
  'two people change one matter: the second hears of it, and takes theirs or saves mine',
  async (desk) => {
    desk.expectComplaint(/ 409 /);
    const office = await openOffice(desk.program);
    const id = await office.matter('Purchase of 12 Mill Lane', []);
    const path = `/api/v1/matters/${id}`;
    const elsewhere = (change: object) => office.owner.call('PATCH', path, change);
    const page = await desk.open({ cookie: office.owner.cookie });
    await page.goto(`/matters/${id}`);
    await page.getByRole('button', { name: 'Edit', exact: true }).click();
    const form = page.getByRole('dialog', { name: 'Edit matter' });
    await form.getByLabel('Title').fill('Mine');

    expect((await elsewhere({ title: 'Theirs' })).statusCode).toBe(200);
    // The page behind shows the newer one already; the form was filled from the older all the same.
    await page.getByRole('heading', { name: 'Theirs', includeHidden: true }).waitFor({ state: 'attached' });
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await form.getByText('Somebody changed this meanwhile').waitFor();
    expect((await office.owner.call('GET', path)).json()).toMatchObject({ title: 'Theirs' });
    await desk.shoot(page, 'changed-meanwhile');
    await form.getByRole('button', { name: 'Take theirs' }).click();
    await expect.poll(() => form.getByLabel('Title').inputValue()).toBe('Theirs');

    await form.getByLabel('Title').fill('Mine after all');
    expect((await elsewhere({ description: 'Theirs, too' })).statusCode).toBe(200);
    await form.getByRole('button', { name: 'Save', exact: true }).click();
    await form.getByRole('button', { name: 'Save mine' }).click();
    await form.waitFor({ state: 'detached' });
    const after = await office.owner.call('GET', path);
    expect(after.json()).toMatchObject({ title: 'Mine after all', description: 'Theirs, too' });
  },
);

journey('an option out of range is refused with its limits, and nothing is saved', async (desk) => {
  const office = await openOffice(desk.program);
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/settings/call-logging');
  const field = page.getByLabel('Shortest call');
  for (const typed of ['1000000000', '-5']) {
    await field.fill(typed);
    await field.blur();
    await page.getByText('A whole number from 0 to 3600, please. Nothing was saved.').waitFor();
    expect(await field.inputValue()).toBe(typed);
  }
  await desk.shoot(page, 'option-refused');
  const saved = await office.owner.call('GET', '/api/v1/options');
  expect(saved.json()).toMatchObject({ options: { minimumDurationSeconds: 0 } });
});

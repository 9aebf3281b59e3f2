import { expect } from 'vitest';
import { journey } from './desk.ts';
import { openOffice } from './firm.ts';
import { checkNarrow } from './narrow.ts';

journey('two who share a number are put aside, seen again, and asked about once more', async (desk) => {
  const office = await openOffice(desk.program);
  const pat = await office.contact('Pat Okafor', '+44 20 7946 0123');
  await office.contact('Sam Okafor', '+44 20 7946 0123');
  await office.matter('Purchase of 12 Mill Lane', [pat]);
  const page = await desk.open({ cookie: office.owner.cookie });
  await page.goto('/contacts/duplicates');
  // Enough to judge, not names alone.
  const card = page.getByRole('region', { name: '+442079460123' });
  await card.getByRole('link', { name: 'Purchase of 12 Mill Lane' }).waitFor();
  expect(await card.getByText('+44 20 7946 0123').count()).toBeGreaterThan(1);
  await checkNarrow(desk, page, 'duplicates');
  await card.getByRole('button', { name: 'Not the same person' }).click();
  await page.getByText('No duplicates').waitFor();
  await page.locator('.undo-toast__line').getByRole('button', { name: 'Undo' }).click();
  await card.getByRole('button', { name: 'Not the same person' }).click();
  await page.getByText('No duplicates').waitFor();

  await page.getByRole('link', { name: 'Not the same person' }).click();
  const aside = page.getByRole('region', { name: 'Pat Okafor, Sam Okafor' });
  await aside.waitFor();
  await checkNarrow(desk, page, 'duplicates-apart');
  await aside.getByRole('button', { name: 'They may be the same person' }).click();
  await page.getByText('Nobody was put aside').waitFor();
  await page.getByRole('link', { name: 'Duplicates', exact: true }).click();
  await card.waitFor();
});

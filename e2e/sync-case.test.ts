import { expect } from 'vitest';
import { z } from 'zod';
import { type SmokeballSimulator, startSmokeballSimulator } from '../simulators/smokeball/index.ts';
import { demoIds } from '../simulators/smokeball/seed.ts';
import { journey } from './desk.ts';
import { type Office, openOffice } from './firm.ts';
import { connectSmokeball, items, mirrored, slow } from './practice-systems.ts';

journey('a case that became a Smokeball matter follows it: its people, and where it stands', async (desk) => {
  const smokeball = await startSmokeballSimulator();
  try {
    const office = await openOffice(desk.program);
    const page = await connectSmokeball(desk, office, smokeball);
    const connectionId = new URL(page.url()).pathname.split('/').at(-1) ?? '';
    await mirrored(office, 'matters', 'M-1001');
    const leadId = await convert(office, connectionId);
    await page.goto(`/leads/${leadId}`);
    await page.getByText('Smokeball shows its stage and cannot be set from here').waitFor(slow);
    await joinThere(office, smokeball);
    const people = page.getByRole('region', { name: 'Clients' });
    await people.getByRole('link', { name: 'Bob Buyer' }).waitFor(slow);
    await people.getByText('Sam Seller').waitFor(slow);
    await page.getByText('Client on the matter now: Bob Buyer').waitFor(slow);
    await desk.checkAccess(page, 'a case that follows its matter');
    await desk.shoot(page, 'sync-lead');
  } finally {
    await smokeball.close();
  }
});

/** A lead that accepted its quote is a matter in Smokeball. Answers the lead. */
async function convert({ owner, tessa }: Office, connectionId: string): Promise<string> {
  const call = async (method: 'POST' | 'PUT', path: string, body: unknown) => {
    const answer = await owner.call(method, `/api/v1/${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    return z.looseObject({ id: z.string().optional() }).parse(answer.json()).id ?? '';
  };
  await call('PUT', `connections/${connectionId}/people/${demoIds.nora}`, { staffId: tessa.id });
  const scale = await call('POST', 'fee-scales', { name: 'Standard', from: 'usual' });
  await call('POST', `fee-scales/${scale}/publish`, { startsOn: new Date().toISOString().slice(0, 10) });
  const person = { kind: 'person', firstName: 'Ann', lastName: 'Buyer' };
  const contactId = await call('POST', 'contacts', {
    ...person,
    emails: [{ email: 'ann@example.com', label: 'Home' }],
  });
  const leadId = await call('POST', 'leads', { transaction: 'purchase', clients: [{ contactId }] });
  const inputs = { transaction: 'purchase', answers: { purchase: { price: 350_000 } } };
  const quote = await call('POST', 'quotes', { leadId, inputs });
  await call('POST', `quotes/${quote}/send`, { to: [{ contactId, email: 'ann@example.com' }] });
  await call('POST', `quotes/${quote}/accept`, { by: 'Ann Buyer' });
  const types = await owner.call('GET', '/api/v1/matter-types');
  const type = items.parse(types.json()).items.find(({ name }) => String(name).startsWith('Purchase ('));
  await call('POST', `leads/${leadId}/convert`, {
    personResponsibleId: tessa.id,
    matterTypeId: type?.id,
    sendTo: connectionId,
  });
  return leadId;
}

/** Once the matter is there, a second buyer and the seller come onto it. */
async function joinThere(office: Office, { control }: SmokeballSimulator): Promise<void> {
  const made = () =>
    control
      .records('matters')
      .find(({ number }) => !String(number).startsWith('M-100') && !String(number).startsWith('L-'));
  await expect.poll(() => made()?.id, slow).toBeTruthy();
  await expect
    .poll(() => control.records('memos').length + control.records('fees').length, slow)
    .toBeGreaterThan(2);
  const [ann] = control
    .records('contacts')
    .filter((view) => JSON.stringify(view).includes('ann@example.com'));
  const bob = control.people.addContact({ person: { firstName: 'Bob', lastName: 'Buyer' } });
  const sam = control.people.addContact({ person: { firstName: 'Sam', lastName: 'Seller' } });
  await mirrored(office, 'contacts', 'Bob Buyer');
  await mirrored(office, 'contacts', 'Sam Seller');
  control.people.changeMatter(String(made()?.id), {
    clients: [{ id: String(ann?.id) }, { id: bob }],
    otherSides: [{ id: sam }],
  });
}

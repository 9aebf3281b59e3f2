import { expect } from 'vitest';
import { z } from 'zod';
import { type Desk, journey } from './desk.ts';
import { genericFax, genericText, openOffice } from './firm.ts';

const created = z.object({ id: z.string() });
const items = z.object({ items: z.array(created) });

type Place = readonly [name: string, path: string, words: string | RegExp];

/** A matter with a record of each kind, contacts to put right, and the pages on which they stand. */
async function furnish(desk: Desk) {
  const office = await openOffice(desk.program);
  const { owner } = office;
  const post = async (path: string, body: unknown) => {
    const answer = await owner.call('POST', `/api/v1${path}`, body);
    if (answer.statusCode >= 300) throw new Error(`${path}: ${answer.statusCode} ${answer.body}`);
    return created.parse(answer.json()).id;
  };
  const jane = await office.contact('Jane Okafor', '+442079460101');
  await office.contact('Sam Whitlock', '+442079460108');
  await office.contact('Samuel Whitlock', '+442079460108');
  await office.contact('Nell Nonumber', 'ask reception');
  const matter = await office.matter('Purchase of 12 Mill Lane', [jane]);
  await office.ring();
  await office.deliver(genericText({ body: 'When do we complete?' }));
  await office.deliver(genericFax());
  const task = await post(`/matters/${matter}/tasks`, { subject: 'Send the draft contract' });
  const unitPrice = { amount: 4200, currency: 'GBP' };
  await post(`/matters/${matter}/cost-recoveries`, { subject: 'Search fee', unitPrice });
  const list = async (query: string) =>
    items.parse((await owner.call('GET', `/api/v1/interactions${query}`)).json()).items;
  await expect.poll(async () => (await list('')).length).toBe(3);
  const [call] = await list('?kind=call');
  const ofMatter: Place[] = [
    ['matter', `/matters/${matter}`, 'Jane Okafor'],
    ['matter-fees', `/matters/${matter}/fees`, /charged/],
    ['matter-costs', `/matters/${matter}/costs`, 'Search fee'],
    ['matter-tasks', `/matters/${matter}/tasks`, 'Send the draft contract'],
    ['matter-memos', `/matters/${matter}/memos`, /Text from/],
    ['matter-documents', `/matters/${matter}/documents`, /Fax/],
    ['matter-calls', `/matters/${matter}/calls`, 'Jane Okafor'],
    ['matter-history', `/matters/${matter}/history`, /opened/i],
  ];
  const others: Place[] = [
    ['interaction', `/activity/${call?.id}`, 'Call from Jane Okafor'],
    ['contact', `/contacts/${jane}`, 'Purchase of 12 Mill Lane'],
    ['contact-duplicates', '/contacts/duplicates', 'Samuel Whitlock'],
    ['contact-numbers', '/contacts/numbers', 'Nell Nonumber'],
    ['imports', '/imports', /CSV/],
    ['task', `/tasks/${task}`, 'Send the draft contract'],
    ['source', `/settings/sources/${office.phones.id}`, 'Office phones'],
    ['any-system', '/settings/sources/any-system', 'webhook-signature'],
  ];
  return { owner, ofMatter, others };
}

for (const which of ['ofMatter', 'others'] as const) {
  const title = which === 'ofMatter' ? 'every tab of a matter' : 'a call, contacts, imports, a phone system';
  journey(`${title}: both sizes, both schemes, nothing serious for axe`, async (desk) => {
    const office = await furnish(desk);
    const page = await desk.open({ cookie: office.owner.cookie });
    const wrong: string[] = [];
    for (const [name, path, words] of office[which]) {
      await page.goto(path);
      await page.getByText(words).first().waitFor();
      await desk.checkAccess(page, name).catch((error: Error) => wrong.push(error.message));
      await desk.shoot(page, `record-${name}`);
    }
    expect(wrong).toEqual([]);
  });
}

/** Zoho CRM's stand-in as the conformance suites see it. */
import { z } from 'zod';
import { zoho } from '../../server/vendors/zoho/index.ts';
import type { ConformanceDriver, SimulatedFirm, Standing } from '../practice/conformance-driver.ts';
import { startZohoSimulator, type ZohoSimulator, zohoDemoApplication } from './index.ts';
import type { Row } from './state.ts';
import type { ZohoWorld } from './world.ts';

export const zohoDriver: ConformanceDriver = {
  vendor: zoho,
  async start(clock, { lagMilliseconds = 0 } = {}) {
    const simulator = await startZohoSimulator({
      clock,
      enforceBudget: false,
      searchLagMilliseconds: lagMilliseconds,
    });
    const { control, world, apiUrl, authUrl, close } = simulator;
    return {
      control,
      addresses: { apiUrl, authUrl, uploadUrl: null },
      application: { ...zohoDemoApplication, apiKey: null },
      staff: world.users()[0] ?? '',
      ...peopleOf(simulator),
      standing: () => standingIn(world),
      close,
    };
  },
};

const bare = (id: string) => id.slice(id.indexOf('/') + 1);

function peopleOf({ world }: ZohoSimulator) {
  return {
    addContact: ({ firstName, lastName, number }) =>
      `Contacts/${world.addContact({ firstName, lastName, phone: number })}`,
    addMatter: ({ title, contact, status = 'open' }) =>
      world.addDeal({
        name: title,
        contactId: bare(contact),
        ...(status === 'open' ? {} : { stage: 'Closed Won' }),
      }),
    renameContact: (id, lastName) => world.edit('Contacts', bare(id), { Last_Name: lastName }),
    setAddress: (id, { street, town, postcode }) =>
      world.edit('Contacts', bare(id), {
        Mailing_Street: street,
        Mailing_City: town,
        Mailing_Zip: postcode,
      }),
    removeContact: (id) => world.remove('Contacts', bare(id)),
    addMany: (count) => world.seedContacts(count),
  } satisfies Partial<SimulatedFirm>;
}

const pointer = z
  .looseObject({ id: z.string() })
  .nullish()
  .transform((found) => found?.id ?? null);
const parent = z.looseObject({
  id: z.string(),
  module: z.looseObject({ api_name: z.string() }).or(z.string()),
});
const call = z.looseObject({
  Who_Id: pointer,
  What_Id: pointer,
  $se_module: z.string().nullish(),
  Owner: pointer,
});

function standingIn(world: ZohoWorld): Standing[] {
  const people = (['Contacts', 'Leads'] as const).flatMap((module) =>
    world.records(module).map((row) => ({
      ...blank,
      kind: 'contact' as const,
      id: `${module}/${row.id}`,
      text: `${String(row.First_Name ?? '')} ${String(row.Last_Name)}`.trim(),
    })),
  );
  const notes = world.records('Notes').map((row) => ({
    ...blank,
    ...placeOf(row.Parent_Id),
    kind: 'note' as const,
    id: row.id,
    text: textOf(row),
  }));
  const files = world.files().map((file) => ({
    ...blank,
    ...placeOf({ id: file.parent.id, module: file.parent.module }),
    kind: 'attachment' as const,
    id: `${file.parent.module}/${file.parent.id}/${file.id}`,
    text: file.File_Name,
    bytes: file.bytes.toString('utf8'),
  }));
  return [...people, ...world.records('Calls').map(callOf), ...notes, ...files];
}

const blank = { contact: null, matter: null, staff: null };

function callOf(row: Row): Standing {
  const found = call.parse(row);
  const onDeal = found.$se_module === 'Deals';
  const seconds = String(row.Call_Duration)
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return {
    kind: 'communication',
    id: row.id,
    text: textOf(row),
    contact:
      found.Who_Id !== null
        ? `Contacts/${found.Who_Id}`
        : found.What_Id !== null && !onDeal
          ? `${found.$se_module ?? ''}/${found.What_Id}`
          : null,
    matter: onDeal ? found.What_Id : null,
    staff: found.Owner,
    seconds,
  };
}

/** A note or a file hangs on one record. */
function placeOf(given: unknown): Pick<Standing, 'contact' | 'matter'> {
  const { id, module } = parent.parse(given);
  const name = typeof module === 'string' ? module : module.api_name;
  return name === 'Deals' ? { contact: null, matter: id } : { contact: `${name}/${id}`, matter: null };
}

function textOf(row: Row): string {
  return Object.values(row)
    .filter((value) => typeof value === 'string')
    .join('\n');
}

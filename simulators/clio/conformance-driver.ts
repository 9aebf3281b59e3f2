/** Clio Manage's stand-in as the conformance suites see it. */
import { z } from 'zod';
import { clio } from '../../server/vendors/clio/index.ts';
import type { ConformanceDriver, SimulatedFirm, Standing } from '../practice/conformance-driver.ts';
import { type ClioSimulator, startClioSimulator } from './index.ts';
import type { ClioWorld } from './world.ts';

export const clioDriver: ConformanceDriver = { vendor: clio, start: startClioFirm };

/** The same with the world that only this simulator has. */
export async function startClioFirm(
  ...[clock, { lagMilliseconds = 0 } = {}]: Parameters<ConformanceDriver['start']>
) {
  const simulator = await startClioSimulator({
    clock,
    enforceBudget: false,
    listLagMilliseconds: lagMilliseconds,
  });
  const { control, world, apiUrl, authUrl, credentials, close } = simulator;
  return {
    control,
    world,
    addresses: { apiUrl, authUrl, uploadUrl: null },
    application: { ...credentials, apiKey: null },
    staff: '1002',
    ...peopleOf(simulator),
    standing: () => standingIn(world),
    close,
  };
}

function peopleOf({ world }: ClioSimulator) {
  return {
    addContact: ({ firstName, lastName, number }) =>
      String(world.addContact({ name: `${firstName} ${lastName}`, phones: [number] })),
    addMatter: ({ title, contact, status = 'open' }) =>
      String(
        world.addMatter({
          clientId: Number(contact),
          description: title,
          status: status === 'open' ? 'Open' : 'Closed',
        }),
      ),
    renameContact(id, lastName) {
      const found = world.records('contacts').find((row) => row.id === Number(id));
      world.edit('contacts', Number(id), {
        last_name: lastName,
        name: `${String(found?.first_name)} ${lastName}`,
      });
    },
    setAddress: (id, { street, town, postcode }) =>
      world.edit('contacts', Number(id), {
        addresses: [{ id: 1, name: 'Home', street, city: town, postal_code: postcode }],
      }),
    removeContact: (id) => world.remove('contacts', Number(id)),
    addMany: (count) => world.seedContacts(count),
    lock({ kind, id }) {
      if (kind === 'time_entry') world.bill(Number(id));
    },
  } satisfies Partial<SimulatedFirm>;
}

const end = z.object({ id: z.coerce.string(), type: z.string() });
const other = z
  .number()
  .nullish()
  .transform((id) => (typeof id === 'number' ? String(id) : null));
const fields = z.looseObject({
  id: z.coerce.string(),
  matter_id: other,
  contact_id: other,
  user_id: other,
  communication_id: other,
  senders: z.array(end).catch([]),
  receivers: z.array(end).catch([]),
  external_properties: z.array(z.looseObject({ name: z.string(), value: z.string() })).catch([]),
  latest_document_version: z.looseObject({ fully_uploaded: z.boolean() }).nullish().catch(null),
  non_billable: z.boolean().optional(),
  quantity: z.number().optional(),
  type: z.string().nullish(),
  price: z.number().nullish(),
  client_id: other,
  client_reference: z.string().nullish(),
  responsible_attorney_id: other,
});
type Fields = z.output<typeof fields>;
const tables = [
  ['communication', 'communications'],
  ['time_entry', 'activities'],
  ['document', 'documents'],
  ['contact', 'contacts'],
  ['activity_code', 'activity_descriptions'],
  ['matter', 'matters'],
  ['matter_memo', 'notes'],
] as const;

/** What a conversion writes is of the same kinds there: an entry with a price, an expense, a document of its own kind. */
function kindOf(kind: (typeof tables)[number][0], row: Fields): Standing['kind'] {
  if (kind === 'time_entry' && row.type === 'ExpenseEntry') return 'cost_recovery';
  if (kind === 'time_entry' && typeof row.price === 'number') return 'fixed_fee';
  return kind === 'document' && propertyOf(row, 'matterline_kind') === 'matter_document'
    ? 'matter_document'
    : kind;
}

function standingIn(world: ClioWorld): Standing[] {
  const files = new Map(world.files().map(({ id, bytes }) => [String(id), bytes.toString('utf8')]));
  const lines = new Map<string, Fields>();
  const rows = tables.flatMap(([kind, resource]) =>
    world.records(resource).map((row) => ({ kind, row: fields.parse(row) })),
  );
  for (const { row } of rows) {
    const line = lineOf(row);
    if (line !== undefined) lines.set(line, row);
  }
  return rows.flatMap(({ kind, row }): Standing[] => {
    // The communication that ties a document to its contact is a part of the document.
    if (lineOf(row) !== undefined) return [];
    // Matters that we did not make are the firm's.
    if (kind === 'matter' && !row.client_reference) return [];
    const complete = files.has(row.id) && row.latest_document_version?.fully_uploaded === true;
    if (kind === 'document' && !complete) return [];
    const tied = kind === 'document' ? lines.get(propertyOf(row, 'matterline_reference') ?? '') : undefined;
    const bytes = kind === 'document' ? { bytes: files.get(row.id) ?? '' } : {};
    return [{ ...standingFrom(kindOf(kind, row), row, tied), ...bytes }];
  });
}

function standingFrom(kind: Standing['kind'], row: Fields, tied: Fields | undefined): Standing {
  const ends = [...row.senders, ...row.receivers, ...(tied?.senders ?? []), ...(tied?.receivers ?? [])];
  const contact = ends.find(({ type }) => type !== 'User')?.id ?? row.contact_id ?? row.client_id;
  return {
    kind,
    id: row.id,
    text: flat(row).join('\n'),
    contact,
    matter: row.matter_id,
    staff: ends.find(({ type }) => type === 'User')?.id ?? row.user_id ?? row.responsible_attorney_id,
    ...(kind === 'time_entry' ? { parent: row.communication_id } : {}),
    ...(row.non_billable === undefined ? {} : { billable: !row.non_billable }),
    ...(kind === 'time_entry' && row.quantity !== undefined ? { seconds: row.quantity } : {}),
  };
}

const lineOf = (row: Fields) => propertyOf(row, 'matterline_document');
const propertyOf = (row: Fields, wanted: string) =>
  row.external_properties.find(({ name }) => name === wanted)?.value;

function flat(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap(flat);
}

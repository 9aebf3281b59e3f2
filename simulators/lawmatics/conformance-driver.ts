/** Lawmatics' stand-in as the conformance suites see it. */
import { z } from 'zod';
import { lawmatics } from '../../server/vendors/lawmatics/index.ts';
import type { ConformanceDriver, SimulatedFirm, Standing } from '../practice/conformance-driver.ts';
import { type LawmaticsSimulator, startLawmaticsSimulator } from './index.ts';
import type { Row } from './state.ts';
import type { LawmaticsWorld } from './world.ts';

export const lawmaticsDriver: ConformanceDriver = {
  vendor: lawmatics,
  async start(clock, { lagMilliseconds = 0 } = {}) {
    const simulator = await startLawmaticsSimulator({
      clock,
      enforceBudget: false,
      listLagMilliseconds: lagMilliseconds,
    });
    const { control, world, apiUrl, authUrl, credentials, close } = simulator;
    return {
      control,
      addresses: { apiUrl, authUrl, uploadUrl: null },
      application: { ...credentials, apiKey: null },
      staff: String(world.records('user')[0]?.id),
      ...peopleOf(simulator),
      standing: () => standingIn(world),
      close,
    };
  },
};

const bare = (id: string) => Number(id.slice(id.indexOf('/') + 1));

function peopleOf({ world, hooks }: LawmaticsSimulator) {
  return {
    addContact: ({ firstName, lastName, number }) =>
      `contact/${world.addContact({ firstName, lastName, phones: [number] })}`,
    addMatter: ({ title, contact, status = 'open' }) =>
      String(
        world.addMatter({
          title,
          contactId: bare(contact),
          ...(status === 'open' ? {} : { status: 'lost' }),
        }),
      ),
    renameContact: (id, lastName) => world.edit('contact', bare(id), { last_name: lastName }),
    setAddress(id, { street, town, postcode }) {
      for (const { id: before, owner } of world.records('address'))
        if (owner === id) world.remove('address', before);
      world.addAddress('contact', bare(id), { street, city: town, zipcode: postcode });
      world.edit('contact', bare(id), {});
    },
    removeContact: (id) => world.remove('contact', bare(id)),
    addMany: (count) => world.seedContacts(count),
    lock({ kind, id }) {
      if (kind === 'time_entry') world.invoice(Number(id));
    },
    subscribeByHand: (url, secret) => hooks.add({ url, secret }),
  } satisfies Partial<SimulatedFirm>;
}

const blank = { contact: null, matter: null, staff: null };
const reference = /ML-[0-9A-Z-]+/;
const times = z.looseObject({ started_at: z.string(), completed_at: z.string(), billable: z.boolean() });

function standingIn(world: LawmaticsWorld): Standing[] {
  const files = world.records('file');
  const bytes = new Map(world.files().map((file) => [file.id, file.bytes.toString('utf8')]));
  const notes = world.records('note').filter((row) => reference.test(textOf(row)));
  // A fax for a company lies with the firm; the note on the company that tells of it is a part of it.
  const loose = files.filter(({ owner }) => String(owner).startsWith('firm/'));
  const noteFor = (row: Row) =>
    notes.find((note) => reference.exec(textOf(note))?.[0] === reference.exec(textOf(row))?.[0]);
  const parts = new Set(loose.map(noteFor));
  const people = (['contact', 'company'] as const).flatMap((kind) =>
    world
      .records(kind)
      .map((row) => ({ ...blank, kind: 'contact' as const, id: `${kind}/${row.id}`, text: nameOf(row) })),
  );
  const interactions = [
    ...world.records('interaction').map((row) => ({ row, id: `interaction/${row.id}` })),
    ...notes.filter((row) => !parts.has(row)).map((row) => ({ row, id: `note/${row.id}` })),
  ].map(({ row, id }) => ({
    ...blank,
    ...placeOf(row),
    kind: 'interaction' as const,
    id,
    text: textOf(row),
  }));
  const documents = files.map((row) => {
    const note = loose.includes(row) ? noteFor(row) : undefined;
    return {
      ...blank,
      ...placeOf(note ?? row),
      kind: 'document' as const,
      id: note === undefined ? String(row.id) : `${row.id}/note/${note.id}`,
      text: textOf(row),
      bytes: bytes.get(row.id) ?? '',
    };
  });
  return [...people, ...interactions, ...world.records('time_entry').map(timeEntryOf), ...documents];
}

function timeEntryOf(row: Row): Standing {
  const { started_at: start, completed_at: end, billable } = times.parse(row);
  return {
    ...blank,
    ...placeOf(row),
    kind: 'time_entry',
    id: String(row.id),
    text: textOf(row),
    staff: String(row.user_id),
    billable,
    seconds: (Date.parse(end) - Date.parse(start)) / 1000,
  };
}

function placeOf({ owner }: Row): Pick<Standing, 'contact' | 'matter'> {
  const [kind = '', id = ''] = String(owner).split('/');
  if (kind === 'prospect') return { contact: null, matter: id };
  return { contact: kind === 'contact' || kind === 'company' ? `${kind}/${id}` : null, matter: null };
}

function nameOf(row: Row): string {
  return typeof row.name === 'string'
    ? row.name
    : `${String(row.first_name ?? '')} ${String(row.last_name ?? '')}`.trim();
}

function textOf(row: Row): string {
  return Object.values(row)
    .filter((value) => typeof value === 'string')
    .join('\n');
}

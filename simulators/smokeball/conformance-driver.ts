/** Smokeball's stand-in as the conformance suites see it. */
import { z } from 'zod';
import { smokeball } from '../../server/vendors/smokeball/index.ts';
import type { ConformanceDriver, SimulatedFirm, Standing } from '../practice/conformance-driver.ts';
import { demoIds, inventedContacts, type SmokeballControl, startSmokeballSimulator } from './index.ts';

export const smokeballDriver: ConformanceDriver = {
  vendor: smokeball,
  async start(clock, { lagMilliseconds = 0 } = {}) {
    const lag = { read: Math.min(lagMilliseconds, 1000), list: lagMilliseconds };
    const { control, credentials, url, authUrl, uploadUrl, close } = await startSmokeballSimulator({
      clock,
      lag,
      enforceBudget: false,
    });
    return {
      control,
      addresses: { apiUrl: url, authUrl, uploadUrl },
      application: credentials,
      staff: demoIds.nora,
      ...peopleOf(control),
      standing: () => standingIn(control),
      close,
    };
  },
};

function peopleOf(control: SmokeballControl) {
  const { people } = control;
  let matters = 0;
  return {
    addContact: ({ firstName, lastName, number }) =>
      people.addContact({ person: { firstName, lastName, cell: { number } } }),
    addMatter({ title, contact, status = 'open' }) {
      matters += 1;
      return people.addMatter({
        number: `C-${matters}`,
        description: title,
        clientIds: [contact],
        status: status === 'open' ? 'Open' : 'Closed',
      });
    },
    renameContact(id, lastName) {
      const found = control.records('contacts').find((view) => view.id === id);
      const person = z.record(z.string(), z.unknown()).parse(found?.person);
      people.changeContact(id, { person: { ...person, lastName } });
    },
    setAddress(id, { street, town, postcode }) {
      const found = control.records('contacts').find((view) => view.id === id);
      const person = z.record(z.string(), z.unknown()).parse(found?.person);
      const residentialAddress = { addressLine1: street, city: town, zipCode: postcode };
      people.changeContact(id, { person: { ...person, residentialAddress } });
    },
    removeContact: (id) => people.changeContact(id, { isDeleted: true }),
    addMany: (count) => people.addContacts(inventedContacts(count)),
    lock({ kind, id }) {
      if (kind === 'fee') people.changeRecord('fees', id.split('/')[1] ?? '', { finalized: true });
    },
  } satisfies Partial<SimulatedFirm>;
}

const link = z.object({ id: z.string() }).nullish();
const fields = z.looseObject({
  id: z.string(),
  isDeleted: z.boolean(),
  isUploaded: z.boolean().optional(),
  isCompleted: z.boolean().optional(),
  isBillable: z.boolean().optional(),
  duration: z.unknown().optional(),
  matterId: z.string().optional(),
  matter: link,
  staffId: z.string().nullish(),
  assignees: z.array(z.object({ id: z.string() })).optional(),
});
const tables = [
  ['fee', 'fees'],
  ['task', 'tasks'],
  ['memo', 'memos'],
  ['document', 'files'],
  ['contact', 'contacts'],
  ['activity_code', 'activities'],
] as const;

function standingIn(control: SmokeballControl): Standing[] {
  return tables.flatMap(([kind, table]) =>
    control.records(table).flatMap((view): Standing[] => {
      const row = fields.parse(view);
      if (row.isDeleted || row.isUploaded === false) return [];
      const matter = row.matterId ?? row.matter?.id ?? null;
      return [
        {
          kind,
          // Under a matter, our id names both.
          id: matter === null || kind === 'task' ? row.id : `${matter}/${row.id}`,
          text: textOf(view),
          contact: null,
          matter,
          staff: row.staffId ?? row.assignees?.[0]?.id ?? null,
          ...(kind === 'fee' && typeof row.duration === 'number' ? { minutes: row.duration } : {}),
          ...(kind === 'fee' && row.isBillable !== undefined ? { billable: row.isBillable } : {}),
          ...(row.isCompleted === undefined ? {} : { completed: row.isCompleted }),
          ...(kind === 'document' ? { bytes: control.contentOf(row.id)?.toString('utf8') ?? '' } : {}),
        },
      ];
    }),
  );
}

const person = z.looseObject({ firstName: z.string().nullish(), lastName: z.string().nullish() });

/** Its parts on lines of their own, so that words stand as they were written. */
function textOf(view: Record<string, unknown>): string {
  const named = person.safeParse(view.person).data;
  const name = named ? [`${named.firstName ?? ''} ${named.lastName ?? ''}`.trim()] : [];
  return [...name, ...flat(view)].join('\n');
}

function flat(value: unknown): string[] {
  if (typeof value !== 'object' || value === null) return [String(value)];
  return Object.values(value).flatMap(flat);
}

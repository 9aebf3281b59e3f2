/** Smokeball's stand-in as the conformance suites see it. */
import { z } from 'zod';
import { smokeball } from '../../server/vendors/smokeball/index.ts';
import type { ConformanceDriver, SimulatedFirm, Standing } from '../practice/conformance-driver.ts';
import { demoIds, inventedContacts, type SmokeballControl, startSmokeballSimulator } from './index.ts';

export const smokeballDriver: ConformanceDriver = { vendor: smokeball, start: startSmokeballFirm };

/** The same with all that only this simulator can be told. */
export async function startSmokeballFirm(
  ...[clock, { lagMilliseconds = 0 } = {}]: Parameters<ConformanceDriver['start']>
) {
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
}

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
        matterTypeId: demoIds.conveyance,
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
  isDeleted: z.boolean().default(false),
  isUploaded: z.boolean().optional(),
  isCompleted: z.boolean().optional(),
  isBillable: z.boolean().optional(),
  duration: z.unknown().optional(),
  isLead: z.boolean().optional(),
  feeType: z.number().optional(),
  folder: link,
  externalSystemId: z.string().nullish(),
  clients: z.array(z.object({ id: z.string() })).optional(),
  personResponsible: link,
  matterId: z.string().optional(),
  matter: link,
  staffId: z.string().nullish(),
  assignees: z.array(z.object({ id: z.string() })).optional(),
});
const tables = [
  ['fee', 'fees'],
  ['cost_recovery', 'expenses'],
  ['task', 'tasks'],
  ['memo', 'memos'],
  ['document', 'files'],
  ['contact', 'contacts'],
  ['activity_code', 'activities'],
  ['matter', 'matters'],
  ['layout', 'layouts'],
] as const;
type Kind = (typeof tables)[number][0];

function standingIn(control: SmokeballControl): Standing[] {
  const matterOfLayout = control.matterOfLayout;
  return tables.flatMap(([kind, table]) =>
    control.records(table).flatMap((view): Standing[] => {
      const row = fields.parse(view);
      if (row.isDeleted || row.isUploaded === false) return [];
      // Matters that we did not make are the firm's.
      if (kind === 'matter' && !row.externalSystemId) return [];
      const on = kind === 'layout' ? matterOfLayout(row.id) : (row.matterId ?? row.matter?.id ?? null);
      const text = textOf(view);
      return [
        {
          kind: kindOf(kind, row, text),
          // Under a matter, our id names both.
          id: on === null || kind === 'task' ? row.id : `${on}/${row.id}`,
          text,
          contact: row.clients?.[0]?.id ?? null,
          matter: on,
          staff: row.staffId ?? row.assignees?.[0]?.id ?? row.personResponsible?.id ?? null,
          ...(kind === 'fee' && typeof row.duration === 'number' ? { minutes: row.duration } : {}),
          ...(kind === 'fee' && row.isBillable !== undefined ? { billable: row.isBillable } : {}),
          ...(row.isCompleted === undefined ? {} : { completed: row.isCompleted }),
          ...(kind === 'document' ? { bytes: control.contentOf(row.id)?.toString('utf8') ?? '' } : {}),
        },
      ];
    }),
  );
}

/** What a conversion writes is of the same kinds there: a fixed fee, a memo that is no log, a file outside the faxes. */
function kindOf(kind: Kind, row: z.infer<typeof fields>, text: string): Standing['kind'] {
  if (kind === 'fee' && row.feeType === 0) return 'fixed_fee';
  if (kind === 'memo' && !text.includes('--- Call log ')) return 'matter_memo';
  return kind === 'document' && row.folder?.id !== 'Faxes' ? 'matter_document' : kind;
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

/** Contacts and matters as CSV, as far as the caller sees them; the headers are those that an import knows. */
import { audit } from '../../platform/audit.ts';
import { actorOf } from '../../platform/change.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import type { Platform } from '../../platform/platform.ts';
import type { ContactAddress } from './contact-addresses.ts';
import { listContacts } from './contacts-reads.ts';
import { contactsQuery } from './contacts-schema.ts';
import { toCsv } from './csv-export.ts';
import { listMatters } from './matters-reads.ts';
import { mattersQuery } from './matters-schema.ts';

const common = { method: 'GET', access: 'member', streams: true } as const;

export const exportRoutes = {
  contacts: route({
    ...common,
    path: '/api/v1/contacts.csv',
    summary: 'The same contacts as the list, as CSV',
    tag: 'Contacts',
    query: contactsQuery.omit({ limit: true, after: true }),
    audit: 'contact.exported',
  }),
  matters: route({
    ...common,
    path: '/api/v1/matters.csv',
    summary: 'The same matters as the list, as CSV',
    tag: 'Matters',
    query: mattersQuery.omit({ limit: true, after: true }),
    audit: 'matter.exported',
  }),
};

const addressHeader = ['Address line 1', 'Address line 2', 'Town', 'County', 'Postcode', 'Country'];
const contactHeader = [
  'Type',
  'First name',
  'Last name',
  'Company',
  'Phone',
  'E-mail',
  ...addressHeader,
  'Notes',
];
const matterHeader = [
  'Number',
  'Title',
  'Matter type',
  'Stage',
  'Status',
  'Client',
  'Person responsible',
  'Opened on',
  'Closed on',
];

export function bindExportRoutes({ clock }: Platform): BoundRoute[] {
  return [
    handle(exportRoutes.contacts, async ({ query, principal, scope, reply }) => {
      const { firmId } = principal;
      const csv = await scope.write(async (tx) => {
        const rows = await allPages((page) => listContacts(tx, firmId, { ...query, ...page }));
        await traceExport(tx, actorOf(principal, clock), 'contact', rows.length);
        return toCsv(
          contactHeader,
          rows.map((row) => [
            row.kind,
            row.firstName,
            row.lastName,
            row.companyName,
            row.phones.map(({ text }) => text).join(' / '),
            row.emails.map(({ email }) => email).join('; '),
            ...addressCells(row.addresses[0]),
            row.notes,
          ]),
        );
      });
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="contacts.csv"')
        .send(csv);
    }),
    handle(exportRoutes.matters, async ({ query, principal, scope, reply }) => {
      const csv = await scope.write(async (tx) => {
        const rows = await allPages((page) =>
          listMatters(tx, principal.firmId, principal.staffId, { ...query, ...page }),
        );
        await traceExport(tx, actorOf(principal, clock), 'matter', rows.length);
        return toCsv(
          matterHeader,
          rows.map((row) => [
            row.number,
            row.title,
            row.matterTypeName,
            row.stageName,
            row.status,
            row.clients.map(({ displayName }) => displayName).join('; '),
            row.personResponsibleName,
            row.openedOn,
            row.closedOn,
          ]),
        );
      });
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="matters.csv"')
        .send(csv);
    }),
  ];
}

/** The first address; a file has one. */
function addressCells(address: ContactAddress | undefined): string[] {
  if (!address) return addressHeader.map(() => '');
  const { line1, line2, town, county, postcode, country } = address;
  return [line1, line2, town, county, postcode, country];
}

async function allPages<T>(
  read: (page: { limit: number; after: string | undefined }) => Promise<{ items: T[]; next: string | null }>,
): Promise<T[]> {
  const all: T[] = [];
  let after: string | undefined;
  do {
    const page = await read({ limit: 500, after });
    all.push(...page.items);
    after = page.next ?? undefined;
  } while (after !== undefined);
  return all;
}

async function traceExport(
  tx: Parameters<typeof audit>[0],
  actor: ReturnType<typeof actorOf>,
  noun: 'contact' | 'matter',
  rows: number,
): Promise<void> {
  await audit(tx, {
    firmId: actor.firmId,
    staffId: actor.staffId,
    action: `${noun}.exported`,
    subjectType: noun,
    subjectId: null,
    detail: { rows },
    at: actor.now,
  });
}

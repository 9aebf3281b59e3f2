/** A lead as its form holds it, and as the API takes it. */
import type { Api } from '../../api/contract.ts';
import type { Choice } from '../matters/choice-field.tsx';
import type { Fields } from '../matters/use-fields.ts';
import { type Lead, type Side, sidesOf, type Transaction } from './lead.ts';

export type Address = NonNullable<Lead['properties'][Side]>;

export type ClientValues = {
  key: string;
  mode: 'new' | 'known';
  contact: Choice | null;
  firstName: string;
  lastName: string;
  companyName: string;
  phone: string;
  email: string;
};

export type LeadValues = {
  transaction: Transaction;
  title: string;
  clients: ClientValues[];
  properties: Record<Side, Address>;
  assigneeId: string | null;
  sourceDetail: string;
  referrer: Choice | null;
  note: string;
};

export type LeadForm = Fields<LeadValues>;

const noAddress: Address = { line1: '', line2: '', town: '', county: '', postcode: '', country: '' };
const noAddresses: LeadValues['properties'] = {
  sale: noAddress,
  purchase: noAddress,
  remortgage: noAddress,
  transfer_of_equity: noAddress,
};

export function emptyClient(more: Partial<ClientValues> = {}): ClientValues {
  return {
    key: crypto.randomUUID(),
    mode: 'new',
    contact: null,
    firstName: '',
    lastName: '',
    companyName: '',
    phone: '',
    email: '',
    ...more,
  };
}

export function emptyLead(
  assigneeId: string,
  from?: { phone: string; contact: Choice | null; name: string },
): LeadValues {
  const space = from?.name.lastIndexOf(' ') ?? -1;
  const names = from
    ? {
        firstName: space > 0 ? from.name.slice(0, space) : '',
        lastName: from.name.slice(space + 1),
        phone: from.phone,
      }
    : {};
  return {
    transaction: 'purchase',
    title: '',
    clients: [emptyClient(from?.contact ? { mode: 'known', contact: from.contact } : names)],
    properties: noAddresses,
    assigneeId,
    sourceDetail: '',
    referrer: null,
    note: '',
  };
}

export function valuesOfLead(lead: Lead): LeadValues {
  return {
    transaction: lead.transaction,
    title: lead.titleGiven ? lead.title : '',
    clients: lead.clients.map(({ contactId, name }) =>
      emptyClient({ key: contactId, mode: 'known', contact: { value: contactId, label: name } }),
    ),
    properties: {
      sale: lead.properties.sale ?? noAddress,
      purchase: lead.properties.purchase ?? noAddress,
      remortgage: lead.properties.remortgage ?? noAddress,
      transfer_of_equity: lead.properties.transfer_of_equity ?? noAddress,
    },
    assigneeId: lead.assignee?.id ?? null,
    sourceDetail: lead.sourceDetail,
    referrer: lead.referrer && { value: lead.referrer.id, label: lead.referrer.name },
    note: '',
  };
}

type SentClient = NonNullable<Api['POST /api/v1/leads']['body']['clients']>[number];

function sentClient(client: ClientValues): SentClient[] {
  if (client.mode === 'known') return client.contact ? [{ contactId: client.contact.value }] : [];
  const { firstName, lastName, companyName } = client;
  const phones = client.phone.trim() === '' ? [] : [client.phone.trim()];
  const emails = client.email.trim() === '' ? [] : [client.email.trim()];
  const named = [firstName, lastName, companyName].some((name) => name.trim() !== '');
  return named || phones.length + emails.length > 0
    ? [{ firstName, lastName, companyName, phones, emails }]
    : [];
}

/** Addresses that say anything, of the sides that the transaction has. */
function sentProperties(values: LeadValues): Partial<Record<Side, Address>> {
  const sides = sidesOf(values.transaction).filter((side) =>
    Object.values(values.properties[side]).some((line) => line.trim() !== ''),
  );
  return Object.fromEntries(sides.map((side) => [side, values.properties[side]]));
}

export function sentLead(values: LeadValues) {
  const title = values.title.trim();
  return {
    transaction: values.transaction,
    title: title === '' ? null : title,
    clients: values.clients.flatMap(sentClient),
    properties: sentProperties(values),
    assigneeId: values.assigneeId,
    sourceDetail: values.sourceDetail,
    referrerId: values.referrer?.value ?? null,
  };
}

/** What to look for while one types; null: there is not enough yet. */
export function checkOf(values: LeadValues) {
  const fresh = values.clients.filter(({ mode }) => mode === 'new');
  const known = values.clients.flatMap(({ mode, contact }) =>
    mode === 'known' && contact ? [contact.label] : [],
  );
  const names = [
    ...known,
    ...fresh.flatMap(({ firstName, lastName, companyName }) => [`${firstName} ${lastName}`, companyName]),
  ]
    .map((name) => name.trim())
    .filter((name) => name.length > 2);
  const phones = fresh.map(({ phone }) => phone.trim()).filter((phone) => phone.length > 6);
  const emails = fresh.map(({ email }) => email.trim()).filter((email) => email.includes('@'));
  const properties = sentProperties(values);
  const anything = names.length + phones.length + emails.length + Object.keys(properties).length > 0;
  return anything ? { names, phones, emails, properties } : null;
}

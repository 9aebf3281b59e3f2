/** Zoho's records in our words. Pure. */
import { addressOf, streetLines } from '../kit/addresses.ts';
import { readVendorTime } from '../kit/times.ts';
import type {
  MirroredContact,
  MirroredMatter,
  MirroredMatterType,
  MirroredStaff,
  MirroredStage,
  Written,
} from '../ports.ts';
import type * as wire from './wire.ts';

/** The three modules behind our contacts, and the one behind our matters. */
export const contactModules = ['Contacts', 'Leads', 'Accounts'] as const;
export type ContactModule = (typeof contactModules)[number];

/** Contacts, leads and accounts share one kind: the module stands in the id, "Leads/5725767000000411001". */
export function contactId(module: ContactModule, id: string): string {
  return `${module}/${id}`;
}

/** Null when it is not such an id. */
export function splitContactId(externalId: string): { module: ContactModule; id: string } | null {
  const [name, id = '', ...more] = externalId.split('/');
  const module = contactModules.find((each) => each === name);
  return module === undefined || !/^\d+$/.test(id) || more.length > 0 ? null : { module, id };
}

export function toStaff(user: wire.User): MirroredStaff {
  const named = user.first_name !== '' || user.last_name !== '';
  return {
    kind: 'staff',
    ...common(user.id, user),
    ...(named ? { firstName: user.first_name, lastName: user.last_name } : splitName(user.full_name)),
    email: user.email === '' ? null : user.email,
    active: user.status === 'active',
    ...(user.status === 'deleted' ? { removed: true } : {}),
    numbers: [user.phone, user.mobile].filter((number) => number.trim() !== ''),
  };
}

export function toContact(contact: wire.Contact): MirroredContact {
  return {
    kind: 'contact',
    ...common(contactId('Contacts', contact.id), contact),
    type: 'person',
    firstName: contact.First_Name,
    lastName: contact.Last_Name,
    companyName: '',
    phones: phonesOf(contact),
    emails: emailsOf(contact),
    addresses: mailingOf(contact),
  };
}

/** A converted lead lives on as the contact that it became: it can no longer be changed. */
export function toLead(lead: wire.Lead): MirroredContact {
  return {
    ...toContact(lead),
    externalId: contactId('Leads', lead.id),
    addresses: addressOf({
      label: 'Address',
      ...streetLines(lead.Street),
      town: lead.City,
      county: lead.State,
      postcode: lead.Zip_Code,
      country: lead.Country,
    }),
    ...(isConverted(lead) ? { removed: true } : {}),
  };
}

export function isConverted(lead: wire.Lead): boolean {
  return lead.Converted__s || lead.$converted;
}

export function toAccount(account: wire.Account): MirroredContact {
  return {
    kind: 'contact',
    ...common(contactId('Accounts', account.id), account),
    type: 'company',
    firstName: '',
    lastName: '',
    companyName: account.Account_Name,
    phones: phonesOf(account),
    emails: [],
    addresses: billingOf(account),
  };
}

/** Of what is gone Zoho tells little more than the name. */
export function toDeletedContact(module: ContactModule, gone: Deleted): MirroredContact {
  const isCompany = module === 'Accounts';
  return {
    kind: 'contact',
    externalId: contactId(module, gone.id),
    version: null,
    updatedAt: readVendorTime(gone.deleted_time) ?? null,
    removed: true,
    type: isCompany ? 'company' : 'person',
    ...(isCompany ? { firstName: '', lastName: '' } : splitName(gone.display_name)),
    companyName: isCompany ? gone.display_name : '',
    phones: [],
    emails: [],
    addresses: [],
  };
}

interface Deleted {
  id: string;
  display_name: string;
  deleted_time: string | null;
}

export function toDeletedMatter(gone: Deleted): MirroredMatter {
  return {
    kind: 'matter',
    externalId: gone.id,
    version: null,
    updatedAt: readVendorTime(gone.deleted_time) ?? null,
    removed: true,
    number: '',
    title: gone.display_name,
    description: '',
    status: 'closed',
    matterTypeId: null,
    stageId: null,
    personResponsibleId: null,
    openedOn: null,
    closedOn: null,
    parties: [],
  };
}

/** What the picklists of a deal say about stages and pipelines. */
export interface DealLists {
  stages: readonly wire.StageValue[];
  /** Empty where pipelines are off. */
  pipelines: readonly wire.PipelineValue[];
}

export function toDealLists(fields: readonly wire.Field[]): DealLists {
  const valuesOf = (name: string) =>
    (fields.find(({ api_name }) => api_name === name)?.pick_list_values ?? []).filter(
      ({ actual_value: value }) => value !== '' && value !== '-None-',
    );
  return { stages: valuesOf('Stage'), pipelines: valuesOf('Pipeline') };
}

/** A pipeline is what comes nearest to a type of matter: it says which stages a deal goes through. */
export function toMatterTypes({ pipelines }: DealLists): MirroredMatterType[] {
  return pipelines.map((pipeline) => ({
    kind: 'matter_type',
    externalId: pipeline.actual_value,
    version: null,
    updatedAt: null,
    name: pipeline.display_value || pipeline.actual_value,
  }));
}

/** Deals name stage and pipeline by their values, so that these are the ids; a stage may stand in several pipelines. */
export function stageId(pipeline: string | null, stage: string): string {
  return pipeline === null ? stage : `${pipeline}/${stage}`;
}

export function toStages({ stages, pipelines }: DealLists): MirroredStage[] {
  if (pipelines.length === 0) return stagesOf(null, stages);
  return pipelines.flatMap((pipeline) => {
    const own = pipeline.maps.find(({ api_name }) => api_name === 'Stage')?.pick_list_values;
    const inIt = own?.map(({ actual_value: value }) => value);
    return stagesOf(
      pipeline,
      stages.filter(({ actual_value: value }) => inIt === undefined || inIt.includes(value)),
    );
  });
}

function stagesOf(pipeline: wire.PipelineValue | null, stages: readonly wire.StageValue[]): MirroredStage[] {
  const set =
    pipeline === null
      ? { externalId: 'stages', name: 'Deal stages' }
      : { externalId: pipeline.actual_value, name: pipeline.display_value || pipeline.actual_value };
  return stages.map((stage, index) => ({
    kind: 'stage',
    externalId: stageId(pipeline?.actual_value ?? null, stage.actual_value),
    version: null,
    updatedAt: null,
    name: stage.display_value || stage.actual_value,
    stageSet: set,
    position: stage.sequence_number ?? index + 1,
    matterTypeIds: pipeline === null ? [] : [pipeline.actual_value],
  }));
}

/** The stage's forecast type tells; where the firm's list does not have the stage, its name. */
export function statusOf(stage: string | null, { stages }: DealLists): 'open' | 'closed' {
  const known = stages.find(({ actual_value: value }) => value === stage)?.forecast_type;
  return /^closed\b/i.test(known ?? stage ?? '') ? 'closed' : 'open';
}

/** A deal has no number of its own. */
export function toMatter(deal: wire.Deal, lists: DealLists): MirroredMatter {
  const status = statusOf(deal.Stage, lists);
  const pipeline = lists.pipelines.length === 0 ? null : deal.Pipeline;
  const { Contact_Name: person, Account_Name: company } = deal;
  const parties = [
    ...(person === null
      ? []
      : [{ contactId: contactId('Contacts', person), role: 'Client', isClient: true }]),
    ...(company === null
      ? []
      : [{ contactId: contactId('Accounts', company), role: 'Account', isClient: person === null }]),
  ];
  return {
    kind: 'matter',
    ...common(deal.id, deal),
    number: '',
    title: deal.Deal_Name,
    description: deal.Description,
    status,
    matterTypeId: pipeline,
    stageId: deal.Stage === null ? null : stageId(pipeline, deal.Stage),
    personResponsibleId: deal.Owner,
    openedOn: deal.Created_Time?.slice(0, 10) ?? null,
    closedOn: status === 'closed' ? deal.Closing_Date : null,
    parties,
  };
}

export function toWritten(externalId: string, version: string | null): Written {
  return { externalId, version, there: true };
}

function common(externalId: string, record: wire.Stamped) {
  return {
    externalId,
    version: record.Modified_Time,
    updatedAt: readVendorTime(record.Modified_Time) ?? null,
  };
}

/** Our labels for Zoho's fields, in the order in which they are shown there. */
const phoneFields = [
  ['Phone', 'Phone'],
  ['Mobile', 'Mobile'],
  ['Home_Phone', 'Home'],
  ['Other_Phone', 'Other'],
  ['Asst_Phone', 'Assistant'],
  ['Fax', 'Fax'],
] as const;

function phonesOf(record: Pick<wire.Contact, (typeof phoneFields)[number][0]>): MirroredContact['phones'] {
  return phoneFields
    .map(([field, label]) => ({ text: record[field], label, ...(field === 'Fax' ? { fax: true } : {}) }))
    .filter(({ text }) => text.trim() !== '');
}

function emailsOf({ Email, Secondary_Email }: wire.Contact): MirroredContact['emails'] {
  return [
    { email: Email, label: 'Email' },
    { email: Secondary_Email, label: 'Secondary' },
  ].filter(({ email }) => email.trim() !== '');
}

function mailingOf(contact: wire.Contact): MirroredContact['addresses'] {
  return [
    ...addressOf({
      label: 'Mailing',
      ...streetLines(contact.Mailing_Street),
      town: contact.Mailing_City,
      county: contact.Mailing_State,
      postcode: contact.Mailing_Zip,
      country: contact.Mailing_Country,
    }),
    ...addressOf({
      label: 'Other',
      ...streetLines(contact.Other_Street),
      town: contact.Other_City,
      county: contact.Other_State,
      postcode: contact.Other_Zip,
      country: contact.Other_Country,
    }),
  ];
}

function billingOf(account: wire.Account): MirroredContact['addresses'] {
  return [
    ...addressOf({
      label: 'Billing',
      ...streetLines(account.Billing_Street),
      town: account.Billing_City,
      county: account.Billing_State,
      postcode: account.Billing_Code,
      country: account.Billing_Country,
    }),
    ...addressOf({
      label: 'Shipping',
      ...streetLines(account.Shipping_Street),
      town: account.Shipping_City,
      county: account.Shipping_State,
      postcode: account.Shipping_Code,
      country: account.Shipping_Country,
    }),
  ];
}

/** The last word is the family name; a telephone number stays whole. */
export function splitName(name: string): { firstName: string; lastName: string } {
  const words = name.trim().split(/\s+/);
  if (/\d/.test(name) || words.length < 2) return { firstName: '', lastName: words.join(' ') };
  return { firstName: words.slice(0, -1).join(' '), lastName: words.at(-1) ?? '' };
}

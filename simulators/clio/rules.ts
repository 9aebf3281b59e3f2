/** What the kinds that are written take, refuse and become: contacts, communications, activities, folders. */
import { z } from 'zod';
import { ClioRefusal, unprocessable } from './refusal.ts';
import type { Resource } from './shapes.ts';
import type { ClioState, Row, Values } from './state.ts';

/** Makes the values of a record out of a request's `data`; `before` is the record that is changed. */
export type Rule = (state: ClioState, data: unknown, before: Row | null, userId: number) => Values;

const mostProperties = 5;
const mostNumbers = 20;

const id = z.int();
const ref = z.object({ id }).optional();
const item = z.looseObject({ id: id.optional(), _destroy: z.boolean().optional() });
const items = z.array(item).optional();
const participant = z.object({
  id,
  type: z.enum(['User', 'Contact']),
  _deleted: z.boolean().optional(),
});
const moment = z.string().refine((text) => !Number.isNaN(Date.parse(text)), 'is not a date-time');
const day = z.iso.date();

export function parsed<Shape extends z.ZodType>(shape: Shape, data: unknown): z.output<Shape> {
  const read = shape.safeParse(data);
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw unprocessable(`An invalid argument was supplied: ${issue?.path.join('.')} ${issue?.message}`);
}

/** Item with `id` = change, without = add, `_destroy` = remove; what is not mentioned stays. */
export function merged(state: ClioState, before: unknown, given: z.output<typeof items>): unknown[] {
  const rows = z.array(z.looseObject({ id })).catch([]).parse(before);
  for (const { _destroy: destroy, id: itemId, ...values } of given ?? []) {
    const index = rows.findIndex((row) => row.id === itemId);
    if (itemId === undefined) rows.push({ ...values, id: state.nextId() });
    else if (index === -1)
      throw unprocessable(`An invalid argument was supplied: there is no item ${itemId}`);
    else if (destroy) rows.splice(index, 1);
    else rows[index] = { ...rows[index], ...values, id: itemId };
  }
  return rows;
}

export function properties(state: ClioState, before: Row | null, given: z.output<typeof items>): unknown[] {
  const all = merged(state, before?.external_properties, given);
  if (all.length > mostProperties)
    throw unprocessable(`At most ${mostProperties} external properties are allowed`);
  return all;
}

/** The id of a record that is there and visible to the connected user. */
export function existing(state: ClioState, resource: Resource, given: { id: number }, name: string): number {
  const found = state.get(resource, given.id);
  if (found === undefined || (resource === 'matters' && state.restricted.has(given.id)))
    throw unprocessable(`An invalid argument was supplied: ${name} ${given.id}`);
  return given.id;
}

function linked(
  state: ClioState,
  resource: Resource,
  given: { id: number } | undefined,
  name: string,
  before: Row | null,
): unknown {
  return given === undefined ? (before?.[`${name}_id`] ?? null) : existing(state, resource, given, name);
}

const contactBody = z.object({
  type: z.enum(['Person', 'Company']).optional(),
  name: z.string().optional(),
  first_name: z.string().optional(),
  last_name: z.string().optional(),
  company: ref,
  phone_numbers: items,
  email_addresses: items,
  addresses: items,
});

const contact: Rule = (state, data, before) => {
  const given = parsed(contactBody, data);
  const type = given.type ?? before?.type;
  if (type === undefined) throw unprocessable('type is missing');
  const names = type === 'Company' ? { name: given.name ?? before?.name } : personNames(given, before);
  const phone_numbers = merged(state, before?.phone_numbers, given.phone_numbers);
  const email_addresses = merged(state, before?.email_addresses, given.email_addresses);
  const addresses = merged(state, before?.addresses, given.addresses);
  for (const list of [phone_numbers, email_addresses, addresses])
    if (list.length > mostNumbers) throw unprocessable(`At most ${mostNumbers} are allowed per contact`);
  const company_id = linked(state, 'contacts', given.company, 'company', before);
  return { type, ...names, company_id, phone_numbers, email_addresses, addresses };
};

/** Parts that are given win; else they come out of the whole name. */
function personNames(given: z.output<typeof contactBody>, before: Row | null) {
  const kept = { first_name: before?.first_name ?? '', last_name: before?.last_name ?? '' };
  const whole = given.name === undefined ? kept : splitName(given.name);
  const partsGiven = given.first_name !== undefined || given.last_name !== undefined;
  const first_name = given.first_name ?? (partsGiven ? kept : whole).first_name;
  const last_name = given.last_name ?? (partsGiven ? kept : whole).last_name;
  if (first_name === '' && last_name === '')
    throw unprocessable('At least one of first name or last name must be provided');
  return { first_name, last_name, name: `${first_name} ${last_name}`.trim() };
}

/** The first word is the first name; a single word is the last name. */
export function splitName(name: string): { first_name: string; last_name: string } {
  const [first = '', ...rest] = name.trim().split(/\s+/);
  return rest.length === 0
    ? { first_name: '', last_name: first }
    : { first_name: first, last_name: rest.join(' ') };
}

const communicationBody = z.object({
  type: z.enum(['PhoneCommunication', 'EmailCommunication']).optional(),
  subject: z.string().optional(),
  body: z.string().optional(),
  received_at: moment.optional(),
  matter: ref,
  senders: z.array(participant).optional(),
  receivers: z.array(participant).optional(),
  external_properties: items,
});

const communication: Rule = (state, data, before, userId) => {
  const given = parsed(communicationBody, data);
  const { subject, body, type } = { ...before, ...given };
  const received_at = given.received_at ?? before?.received_at;
  for (const [name, value] of Object.entries({ type, subject, body, received_at }))
    if (value === undefined) throw unprocessable(`${name} is missing`);
  return {
    type,
    subject,
    body,
    received_at,
    date: String(received_at).slice(0, 10),
    time_entries_count: before?.time_entries_count ?? 0,
    user_id: before?.user_id ?? userId,
    matter_id: linked(state, 'matters', given.matter, 'matter', before),
    senders: people(state, before?.senders, given.senders),
    receivers: people(state, before?.receivers, given.receivers),
    external_properties: properties(state, before, given.external_properties),
  };
};

function people(state: ClioState, before: unknown, given: z.output<typeof participant>[] | undefined) {
  let rows = z.array(participant).catch([]).parse(before);
  for (const { _deleted: gone, ...each } of given ?? []) {
    rows = rows.filter((row) => row.id !== each.id || row.type !== each.type);
    if (gone === true) continue;
    existing(state, each.type === 'User' ? 'users' : 'contacts', each, 'participant');
    rows.push(each);
  }
  return rows;
}

const activityBody = z.object({
  type: z.enum(['TimeEntry', 'ExpenseEntry', 'HardCostEntry', 'SoftCostEntry']).optional(),
  date: day.optional(),
  quantity: z.number().nonnegative().optional(),
  price: z.number().optional(),
  note: z.string().optional(),
  tax_setting: z.enum(['no_tax', 'tax_1_only', 'tax_2_only', 'tax_1_and_tax_2']).optional(),
  non_billable: z.boolean().optional(),
  no_charge: z.boolean().optional(),
  matter: ref,
  user: ref,
  communication: ref,
  activity_description: z
    .object({ id: id.optional(), utbms_task_id: id.optional(), utbms_activity_id: id.optional() })
    .optional(),
});

const activity: Rule = (state, data, before, userId) => {
  refuseBilled(before);
  const given = parsed(activityBody, data);
  const type = given.type ?? before?.type;
  const date = given.date ?? before?.date;
  if (type === undefined || date === undefined) throw unprocessable('type and date are required');
  const matter_id = linked(state, 'matters', given.matter, 'matter', before);
  const non_billable = given.non_billable ?? before?.non_billable ?? false;
  refuseWithoutCodes(state, matter_id, non_billable === true, given.activity_description);
  const quantity = given.quantity ?? Number(before?.quantity ?? 0);
  const description = given.activity_description?.id;
  return {
    type,
    date,
    quantity,
    ...hoursOf(quantity),
    ...priced(type, quantity, given.price ?? before?.price),
    tax_setting: given.tax_setting ?? before?.tax_setting ?? null,
    note: given.note ?? before?.note ?? '',
    non_billable,
    no_charge: given.no_charge ?? before?.no_charge ?? false,
    billed: false,
    on_bill: false,
    quantity_redacted: false,
    matter_id,
    user_id: linked(state, 'users', given.user, 'user', before) ?? userId,
    communication_id: linked(state, 'communications', given.communication, 'communication', before),
    activity_description_id: linked(
      state,
      'activity_descriptions',
      description === undefined ? undefined : { id: description },
      'activity_description',
      before,
    ),
  };
};

/** Hours times the price, or the price of an expense. */
function priced(type: unknown, quantity: number, price: unknown) {
  if (typeof price !== 'number') return { price: null, total: null };
  const { rounded_quantity_in_hours: hours } = hoursOf(quantity);
  return { price, total: type === 'TimeEntry' ? Math.round(price * hours * 100) / 100 : price };
}

const increment = 360;

/** The firm rounds up to six minutes. */
function hoursOf(quantity: number) {
  const rounded_quantity = Math.ceil(quantity / increment) * increment;
  return {
    rounded_quantity,
    quantity_in_hours: quantity / 3600,
    rounded_quantity_in_hours: rounded_quantity / 3600,
  };
}

export function refuseBilled(row: Row | null): void {
  if (row?.billed === true || row?.on_bill === true)
    throw unprocessable('The activity is on a bill and cannot be changed');
}

/** A firm that must send LEDES bills wants codes on what is billed. */
function refuseWithoutCodes(
  state: ClioState,
  matterId: unknown,
  nonBillable: boolean,
  description: z.output<typeof activityBody>['activity_description'],
): void {
  if (nonBillable || state.get('matters', matterId)?.require_utbms_codes !== true) return;
  if (description?.utbms_task_id !== undefined && description.utbms_activity_id !== undefined) return;
  throw new ClioRefusal(422, 'ArgumentError', 'UTBMS codes are required', {
    activity_description: ['must have a UTBMS task and activity'],
  });
}

const descriptionBody = z.object({ name: z.string().min(1).optional() });

const activityDescription: Rule = (_state, data, before) => {
  const { name } = parsed(descriptionBody, data);
  if (name === undefined && before === null) throw unprocessable('name is missing');
  return { rate: { type: 'User', amount: 0 }, ...before, name: name ?? before?.name };
};

const noteBody = z.object({
  type: z.enum(['Matter', 'Contact']).optional(),
  matter: ref,
  contact: ref,
  subject: z.string().optional(),
  detail: z.string().optional(),
  detail_text_type: z.enum(['plain_text', 'rich_text']).optional(),
  date: day.optional(),
});

const note: Rule = (state, data, before, userId) => {
  const given = parsed(noteBody, data);
  const type = given.type ?? before?.type;
  const matter_id = linked(state, 'matters', given.matter, 'matter', before);
  const contact_id = linked(state, 'contacts', given.contact, 'contact', before);
  if ((type === 'Matter' ? matter_id : contact_id) === null || type === undefined)
    throw unprocessable('type and what it is about are required');
  return {
    type,
    matter_id,
    contact_id,
    user_id: before?.user_id ?? userId,
    subject: given.subject ?? before?.subject ?? '',
    detail: given.detail ?? before?.detail ?? '',
    detail_text_type: given.detail_text_type ?? before?.detail_text_type ?? 'plain_text',
    date: given.date ?? before?.date ?? state.clock.now().toISOString().slice(0, 10),
    time_entries_count: 0,
  };
};

const folderBody = z.object({
  name: z.string().optional(),
  parent: z.object({ id, type: z.enum(['Folder', 'Contact', 'Matter']) }).optional(),
  external_properties: items,
});

const folder: Rule = (state, data, before) => {
  const given = parsed(folderBody, data);
  const name = given.name ?? before?.name;
  if (name === undefined || (given.parent === undefined && before === null))
    throw unprocessable('name and parent are required');
  return {
    ...before,
    name,
    type: 'Folder',
    root: false,
    deleted_at: null,
    ...(given.parent === undefined ? {} : placed(state, given.parent)),
    external_properties: properties(state, before, given.external_properties),
  };
};

/** Where documents and folders lie; the contact's own folder comes into being by itself. */
export function placed(state: ClioState, parent: { id: number; type: string }): Values {
  const nowhere = { parent_id: null, matter_id: null, contact_id: null };
  if (parent.type === 'Matter')
    return { ...nowhere, matter_id: existing(state, 'matters', parent, 'parent') };
  if (parent.type === 'Contact')
    return { ...nowhere, contact_id: existing(state, 'contacts', parent, 'parent') };
  const found = state.get('folders', existing(state, 'folders', parent, 'parent'));
  return { ...nowhere, parent_id: parent.id, matter_id: found?.matter_id ?? null };
}

export const rules: Readonly<Partial<Record<Resource, Rule>>> = {
  contacts: contact,
  communications: communication,
  activities: activity,
  activity_descriptions: activityDescription,
  folders: folder,
  notes: note,
};

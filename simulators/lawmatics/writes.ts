/** What may be written: each rule reads a body and gives the fields of a record, or refuses. */
import { z } from 'zod';
import type { Answer, SimulatedRequest } from '../practice/contract.ts';
import { invalid, notFound } from './refusal.ts';
import type { Kind } from './shapes.ts';
import { show } from './show.ts';
import type { LawmaticsState, Row, Values } from './state.ts';

const id = z.coerce.number().int().positive();
const text = z.string();
const words = z.string().trim().min(1);

const contact = z.object({
  first_name: text.optional(),
  last_name: text.optional(),
  email: text.optional(),
  phone: text.optional(),
  notes: z.array(z.object({ name: text.optional(), body: text.optional() })).default([]),
});
const company = z.object({ name: words, email: text.optional(), phone: text.optional() });
const phoneNumber = z.object({
  info: words,
  label: text.optional(),
  informationable_type: z.enum(['Prospect', 'Contact', 'Company', 'Firm']),
  informationable_id: id,
});
const interaction = z.object({
  prospect_id: z.number().int(),
  happened_at: z.iso.datetime({ offset: true }),
  interaction_type: words,
  body: words,
});
const note = z.object({
  name: text.optional(),
  body: text.optional(),
  notable_type: z.enum(['Prospect', 'Contact', 'Company']),
  notable_id: z.number().int(),
});

export function createContact(state: LawmaticsState, request: SimulatedRequest): Answer {
  const { notes, ...values } = parsed(contact, request.json);
  if (!values.first_name && !values.last_name && !values.email && !values.phone)
    throw invalid('Invalid Contact', 'A name, an email or a phone number is required.');
  const row = state.add('contact', { ...values, created_by_id: authorOf(request) });
  if (values.phone !== undefined) addNumber(state, `contact/${row.id}`, values.phone, 'Primary');
  for (const each of notes) state.add('note', { ...each, owner: `contact/${row.id}` });
  return shown(state, 'contact', row, request, 201);
}

export function createCompany(state: LawmaticsState, request: SimulatedRequest): Answer {
  const { phone, ...values } = parsed(company, request.json);
  const row = state.add('company', { ...values, phone_number: phone, created_by_id: authorOf(request) });
  if (phone !== undefined) addNumber(state, `company/${row.id}`, phone, 'Primary');
  return shown(state, 'company', row, request, 200);
}

/** Numbers of a matter are those of its contact; the first number of a record is its main one. */
export function createPhoneNumber(state: LawmaticsState, request: SimulatedRequest): Answer {
  const given = parsed(phoneNumber, request.form);
  const named = given.informationable_type.toLowerCase();
  const matter = named === 'prospect' ? existing(state, 'prospect', given.informationable_id) : null;
  const kind = named === 'company' ? 'company' : 'contact';
  const owner = existing(state, kind, matter === null ? given.informationable_id : matter.contact_id);
  const field = kind === 'company' ? 'phone_number' : 'phone';
  if (!owner[field]) state.change(kind, owner.id, { [field]: given.info });
  const row = addNumber(state, `${kind}/${owner.id}`, given.info, given.label ?? 'Primary');
  return shown(state, 'phone_number', row, request, 201);
}

export function createInteraction(state: LawmaticsState, request: SimulatedRequest): Answer {
  const { prospect_id, ...values } = parsed(interaction, request.json);
  const matter = existing(state, 'prospect', prospect_id);
  const row = state.add('interaction', {
    ...values,
    happened_at: new Date(values.happened_at).toISOString(),
    owner: `prospect/${matter.id}`,
    created_by_id: authorOf(request),
  });
  return shown(state, 'interaction', row, request, 201);
}

export function changeInteraction(state: LawmaticsState, request: SimulatedRequest): Answer {
  const row = named(state, 'interaction', request);
  const { happened_at, ...values } = parsed(interaction.omit({ prospect_id: true }).partial(), request.json);
  const moment = happened_at === undefined ? {} : { happened_at: new Date(happened_at).toISOString() };
  return shown(state, 'interaction', state.change('interaction', row.id, { ...values, ...moment }), request);
}

export function createNote(state: LawmaticsState, request: SimulatedRequest): Answer {
  const { notable_type, notable_id, ...values } = parsed(note, request.json);
  const kind = { Prospect: 'prospect', Contact: 'contact', Company: 'company' } as const;
  const owner = existing(state, kind[notable_type], notable_id);
  const row = state.add('note', { ...values, owner: `${kind[notable_type]}/${owner.id}` });
  return shown(state, 'note', row, request, 201);
}

export function changeNote(state: LawmaticsState, request: SimulatedRequest): Answer {
  const row = named(state, 'note', request);
  const values = parsed(note.pick({ name: true, body: true }), request.json);
  return shown(state, 'note', state.change('note', row.id, values), request);
}

export function remove(state: LawmaticsState, kind: Kind, request: SimulatedRequest): Answer {
  const row = named(state, kind, request);
  state.remove(kind, row.id);
  return shown(state, kind, row, request);
}

export function readOne(state: LawmaticsState, kind: Kind, request: SimulatedRequest): Answer {
  return shown(state, kind, named(state, kind, request), request);
}

export function shown(
  state: LawmaticsState,
  kind: Kind,
  row: Row,
  { query }: SimulatedRequest,
  status = 200,
): Answer {
  return { status, body: { data: show(state, kind, row, query) } };
}

/** The record that the path names. */
export function named(state: LawmaticsState, kind: Kind, { params }: SimulatedRequest): Row {
  const [text_ = ''] = Object.values(params);
  const row = state.table(kind).read(text_);
  if (row === undefined) throw notFound();
  return row;
}

export function existing(state: LawmaticsState, kind: Kind, wanted: unknown): Row {
  const row = state.get(kind, wanted);
  if (row === undefined) throw invalid('Record Invalid', `There is no ${kind} ${String(wanted)}.`);
  return row;
}

export function parsed<Shape_ extends z.ZodType>(shape: Shape_, value: unknown): z.output<Shape_> {
  const read = shape.safeParse(value ?? {});
  if (read.success) return read.data;
  const [issue] = read.error.issues;
  throw invalid('Validation Failed', `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'invalid'}`);
}

/** Whose token it is: there is no field for another author. */
export function authorOf({ grant }: SimulatedRequest): number {
  return Number(grant?.account.userId ?? 0);
}

export function addNumber(state: LawmaticsState, owner: string, info: string, label: string): Row {
  return state.add('phone_number', { owner, info, label } satisfies Values);
}

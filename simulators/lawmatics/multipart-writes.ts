/** Time entries and files, which come as forms. */
import { z } from 'zod';
import type { Answer, SimulatedRequest } from '../practice/contract.ts';
import { invalid } from './refusal.ts';
import type { LawmaticsState, Values } from './state.ts';
import { authorOf, existing, named, parsed, shown } from './writes.ts';

const id = z.coerce.number().int().positive();

/** ISO 8601 or Unix seconds. */
const moment = z.string().transform((text, context) => {
  const milliseconds = /^\d+$/.test(text) ? Number(text) * 1000 : Date.parse(text);
  if (!Number.isNaN(milliseconds)) return new Date(milliseconds).toISOString();
  context.addIssue('is no time');
  return z.NEVER;
});
const timeEntry = z.object({
  billable: z.enum(['true', 'false']).transform((text) => text === 'true'),
  contactable_type: z.enum(['Matter', 'Prospect', 'Contact']),
  contactable_id: id,
  description: z.string(),
  duration: z.coerce.number().min(0),
  started_at: moment,
  completed_at: moment,
  user_id: id,
});
const someOfTimeEntry = timeEntry.partial();
const owner = z.object({
  documentable_type: z
    .string()
    .transform((text) => text.toLowerCase())
    .pipe(z.enum(['firm', 'client', 'matter', 'contact'])),
  documentable_id: id.optional(),
});

export function createTimeEntry(state: LawmaticsState, request: SimulatedRequest): Answer {
  const given = parsed(someOfTimeEntry, request.form);
  const row = state.add('time_entry', {
    is_flat_fee: false,
    user_id: authorOf(request),
    ...timeEntryValues(state, given),
  });
  return shown(state, 'time_entry', row, request, 201);
}

export function changeTimeEntry(state: LawmaticsState, request: SimulatedRequest): Answer {
  const row = named(state, 'time_entry', request);
  const values = timeEntryValues(state, parsed(someOfTimeEntry, request.form));
  return shown(state, 'time_entry', state.change('time_entry', row.id, values), request);
}

function timeEntryValues(state: LawmaticsState, given: z.output<typeof someOfTimeEntry>): Values {
  const { contactable_type, contactable_id, user_id, ...values } = given;
  if (user_id !== undefined) existing(state, 'user', user_id);
  const kind = contactable_type === 'Contact' ? 'contact' : 'prospect';
  return {
    ...values,
    ...(user_id === undefined ? {} : { user_id }),
    ...(contactable_id === undefined ? {} : { owner: `${kind}/${existing(state, kind, contactable_id).id}` }),
  };
}

export function createFile(state: LawmaticsState, request: SimulatedRequest): Answer {
  const file = request.files.find(({ field }) => field === 'file');
  if (file === undefined) throw invalid('Validation Failed', 'file: is required');
  const row = state.add('file', {
    owner: ownerOf(state, parsed(owner, request.form)),
    name: file.name,
    file_name: file.name,
    file_size: file.bytes.length,
    file_type: file.type,
    folder_id: null,
  });
  state.files.set(row.id, file.bytes);
  return shown(state, 'file', row, request, 201);
}

export function changeFile(state: LawmaticsState, request: SimulatedRequest): Answer {
  const row = named(state, 'file', request);
  const { form } = request;
  const moved = form.documentable_type === undefined ? null : parsed(owner, form);
  const values = {
    ...(moved === null ? {} : { owner: ownerOf(state, moved) }),
    ...(form.name === undefined ? {} : { name: form.name }),
  };
  return shown(state, 'file', state.change('file', row.id, values), request);
}

function ownerOf(state: LawmaticsState, given: z.output<typeof owner>): string {
  if (given.documentable_type === 'firm') return 'firm/15';
  if (given.documentable_type === 'client') throw invalid('Record Invalid', 'There is no such client.');
  const kind = given.documentable_type === 'matter' ? 'prospect' : 'contact';
  return `${kind}/${existing(state, kind, given.documentable_id).id}`;
}

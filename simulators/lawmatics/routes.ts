import type { Route } from '../practice/contract.ts';
import { type FinderMiss, findContactByPhone } from './finders.ts';
import { listPage } from './lists.ts';
import { changeFile, changeTimeEntry, createFile, createTimeEntry } from './multipart-writes.ts';
import { guarded } from './refusal.ts';
import type { Kind } from './shapes.ts';
import type { LawmaticsState } from './state.ts';
import {
  authorOf,
  changeInteraction,
  changeNote,
  createCompany,
  createContact,
  createInteraction,
  createNote,
  createPhoneNumber,
  named,
  readOne,
  remove,
  shown,
} from './writes.ts';

type Handle = Route['handle'];

/** Spelt as the description spells them, slashes at the end included. */
export function routesOf(state: LawmaticsState, miss: () => FinderMiss): Route[] {
  const route = (method: Route['method'], template: string, handle: Handle): Route => ({
    method,
    template,
    handle: guarded(handle),
  });
  const list = (template: string, kind: Kind) =>
    route('GET', template, (request) => listPage(state, kind, request));
  const one = (template: string, kind: Kind) =>
    route('GET', template, (request) => readOne(state, kind, request));
  const gone = (template: string, kind: Kind) =>
    route('DELETE', template, (request) => remove(state, kind, request));
  return [
    route('GET', '/v1/users/me', (request) =>
      shown(
        state,
        'user',
        named(state, 'user', { ...request, params: { id: String(authorOf(request)) } }),
        request,
      ),
    ),
    list('/v1/users', 'user'),
    one('/v1/users/{user_id}', 'user'),
    list('/v1/practice_areas', 'practice_area'),
    one('/v1/practice_areas/{practice_area_id}', 'practice_area'),
    list('/v1/pipelines', 'pipeline'),
    list('/v1/stages', 'stage'),
    one('/v1/stages/{stage_id}', 'stage'),
    list('/v1/contacts', 'contact'),
    one('/v1/contacts/{contact_id}', 'contact'),
    route('GET', '/v1/contacts/find_by_phone/{phone_number}', (request) =>
      findContactByPhone(state, request, miss),
    ),
    route('POST', '/v1/contacts', (request) => createContact(state, request)),
    gone('/v1/contacts/{contact_id}', 'contact'),
    list('/v1/companies', 'company'),
    one('/v1/companies/{company_id}', 'company'),
    route('POST', '/v1/companies', (request) => createCompany(state, request)),
    gone('/v1/companies/{company_id}', 'company'),
    list('/v1/phone_numbers', 'phone_number'),
    list('/v1/addresses', 'address'),
    route('POST', '/v1/phone_numbers', (request) => createPhoneNumber(state, request)),
    list('/v1/prospects', 'prospect'),
    one('/v1/prospects/{prospect_id}', 'prospect'),
    list('/v1/relationships', 'relationship'),
    one('/v1/relationships/{relationship_id}', 'relationship'),
    list('/v1/interactions/', 'interaction'),
    one('/v1/interactions/{interaction_id}', 'interaction'),
    route('POST', '/v1/interactions', (request) => createInteraction(state, request)),
    route('PUT', '/v1/interactions/{interaction_id}', (request) => changeInteraction(state, request)),
    gone('/v1/interactions/{interaction_id}', 'interaction'),
    list('/v1/notes', 'note'),
    one('/v1/notes/{note_id}', 'note'),
    route('POST', '/v1/notes', (request) => createNote(state, request)),
    route('PUT', '/v1/notes/{note_id}', (request) => changeNote(state, request)),
    gone('/v1/notes/{note_id}', 'note'),
    list('/v1/time_entries', 'time_entry'),
    one('/v1/time_entries/{time_entry_id}', 'time_entry'),
    route('POST', '/v1/time_entries/', (request) => createTimeEntry(state, request)),
    route('PUT', '/v1/time_entries/{time_entry_id}', (request) => changeTimeEntry(state, request)),
    gone('/v1/time_entries/{time_entry_id}', 'time_entry'),
    list('/v1/files', 'file'),
    one('/v1/files/{file_id}', 'file'),
    route('POST', '/v1/files', (request) => createFile(state, request)),
    route('PUT', '/v1/files/{file_id}', (request) => changeFile(state, request)),
    gone('/v1/files/{file_id}', 'file'),
  ];
}

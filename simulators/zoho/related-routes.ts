/** What hangs on a record: its notes, and its files. */
import type { Answer, Route, SimulatedRequest } from '../practice/contract.ts';
import { answerPage, fieldsOf, moduleOf, numberedPage } from './lists.ts';
import { wrongId, ZohoRefusal } from './refusal.ts';
import { connectedUser, shownFile, shownNote } from './shapes.ts';
import type { ZohoState } from './state.ts';

const largestBytes = 100 * 1024 * 1024;

export function relatedRoutes(state: ZohoState): Route[] {
  const files = '/crm/v8/{module}/{record_id}/Attachments';
  return [
    {
      method: 'GET',
      template: '/crm/v8/{module_api_name}/{record_id}/{related_list_api_name}',
      handle: (request) => relatedPage(state, request),
    },
    { method: 'GET', template: files, handle: (request) => filesPage(state, request) },
    { method: 'POST', template: files, handle: (request) => attach(state, request) },
    { method: 'DELETE', template: `${files}/{id}`, handle: (request) => detach(state, request) },
  ];
}

function parentOf(state: ZohoState, request: SimulatedRequest): { module: string; id: string } {
  const module = moduleOf(request);
  const id = request.params.record_id ?? '';
  if (state.get(module, id) === undefined) throw wrongId(id);
  return { module, id };
}

function relatedPage(state: ZohoState, request: SimulatedRequest): Answer {
  if (request.params.related_list_api_name !== 'Notes')
    throw new ZohoRefusal('INVALID_DATA', 'The relation name given seems to be invalid');
  const { id } = parentOf(state, request);
  fieldsOf(request, 'Notes');
  const notes = state
    .rows('Notes')
    .filter(({ Parent_Id: parent }) => JSON.stringify(parent).includes(`"${id}"`))
    .toReversed();
  const { items, info } = numberedPage(request.query, notes);
  return answerPage(
    items.map((row) => shownNote(state, row)),
    info,
  );
}

function filesPage(state: ZohoState, request: SimulatedRequest): Answer {
  const { id } = parentOf(state, request);
  if (!request.query.has('fields'))
    throw new ZohoRefusal('REQUIRED_PARAM_MISSING', 'One of the expected parameter is missing');
  const only = request.query.get('ids')?.split(',') ?? null;
  const found = [...state.files.values()]
    .filter((file) => file.parent.id === id && (only === null || only.includes(file.id)))
    .toReversed();
  const { items, info } = numberedPage(request.query, found);
  return answerPage(
    items.map((file) => shownFile(state, file)),
    info,
  );
}

function attach(state: ZohoState, request: SimulatedRequest): Answer {
  const parent = parentOf(state, request);
  const [file, ...more] = request.files;
  if (file === undefined || file.field !== 'file' || more.length > 0)
    throw new ZohoRefusal('REQUIRED_PARAM_MISSING', 'file is missing', { param: 'file' });
  if (file.bytes.length > largestBytes)
    throw new ZohoRefusal('FILE_SIZE_MORE_THAN_ALLOWED_SIZE', 'file size is more than allowed', {}, 413);
  if (/\.(?:exe|bat|cmd|com|msi|scr)$/i.test(file.name))
    throw new ZohoRefusal('INVALID_DATA', 'the file type is not supported', { api_name: 'file' });
  const id = state.nextId();
  state.files.set(id, { id, parent, File_Name: file.name, bytes: file.bytes, at: state.now() });
  const me = connectedUser(state);
  const times = { Created_Time: state.now(), Modified_Time: state.now() };
  return answered({ id, ...times, Created_By: me, Modified_By: me }, 'attachment uploaded successfully');
}

function detach(state: ZohoState, request: SimulatedRequest): Answer {
  parentOf(state, request);
  const id = request.params.id ?? '';
  if (!state.files.delete(id)) throw wrongId(id);
  return answered({ id }, 'record deleted');
}

function answered(details: object, message: string): Answer {
  return { status: 200, body: { data: [{ code: 'SUCCESS', details, message, status: 'success' }] } };
}

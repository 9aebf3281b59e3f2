/** Documents: the record, the bytes at another host's address, the word that they are there. */
import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Answer, Route, SimulatedRequest } from '../practice/contract.ts';
import { listPage } from './lists.ts';
import { ClioRefusal, unprocessable } from './refusal.ts';
import { answerWith, dataOf, refuseStale, rowOf } from './resource-routes.ts';
import { existing, parsed, placed, properties } from './rules.ts';
import type { ClioState, Row } from './state.ts';

const urlLife = 10 * 60_000;
const header = z.object({ name: z.string(), value: z.string() });
const version = z.object({
  id: z.number(),
  document_id: z.number(),
  uuid: z.string(),
  signature: z.string(),
  put_url: z.string(),
  put_headers: z.array(header),
  fully_uploaded: z.boolean(),
  made_at: z.number(),
  filename: z.string(),
  content_type: z.string(),
  size: z.number(),
  version_number: z.number(),
});
type Version = z.output<typeof version>;

const items = z.array(z.looseObject({ id: z.int().optional(), _destroy: z.boolean().optional() })).optional();
const parent = z.object({ id: z.int(), type: z.enum(['Document', 'Folder', 'Contact', 'Matter']) });
const created = z.object({
  name: z.string().min(1),
  parent,
  filename: z.string().optional(),
  content_type: z.string().optional(),
  received_at: z.string().optional(),
  communication_id: z.int().optional(),
  external_properties: items,
});
const changed = created
  .partial()
  .extend({ uuid: z.string().optional(), fully_uploaded: z.boolean().optional() });

const storage = 'the storage is another host, which the description does not have';

export function documentRoutes(state: ClioState): Route[] {
  const one = '/documents/{id}.json';
  return [
    {
      method: 'GET',
      template: '/documents.json',
      handle: (request) => listPage(state, 'documents', request),
    },
    { method: 'POST', template: '/documents.json', handle: (request) => create(state, request) },
    {
      method: 'GET',
      template: one,
      handle: (request) => answerWith(state, 'documents', rowOf(state, 'documents', request), request),
    },
    { method: 'PATCH', template: one, handle: (request) => change(state, request) },
    { method: 'DELETE', template: one, handle: (request) => trash(state, request) },
    {
      method: 'GET',
      template: '/documents/{id}/download.json',
      handle: (request) => download(state, request),
    },
    {
      method: 'PUT',
      template: '/storage/{uuid}',
      open: true,
      undescribed: storage,
      handle: (request) => store(state, request),
    },
    {
      method: 'GET',
      template: '/storage/{uuid}',
      open: true,
      undescribed: storage,
      handle: ({ params }) => {
        const bytes = state.files.get(params.uuid ?? '');
        return bytes === undefined ? refusedByStorage('NoSuchKey', 404) : { status: 200, body: bytes };
      },
    },
  ];
}

function create(state: ClioState, request: SimulatedRequest): Answer {
  const given = parsed(created, dataOf(request));
  if (given.parent.type === 'Document') throw unprocessable('New versions are not simulated');
  if (given.communication_id !== undefined)
    existing(state, 'communications', { id: given.communication_id }, 'communication_id');
  const external_properties = properties(state, null, given.external_properties);
  const filename = given.filename ?? given.name;
  const content_type = given.content_type ?? 'application/octet-stream';
  const latest_document_version = newVersion(state, request, filename, content_type);
  const row = state.add('documents', {
    type: 'Document',
    name: given.name,
    filename,
    content_type,
    size: 0,
    locked: false,
    deleted_at: null,
    received_at: given.received_at ?? null,
    communication_id: given.communication_id ?? null,
    ...placed(state, given.parent),
    external_properties,
    latest_document_version,
  });
  state.uploads.set(latest_document_version.uuid, row.id);
  return answerWith(state, 'documents', row, request, 201);
}

function newVersion(
  state: ClioState,
  { headers }: SimulatedRequest,
  filename: string,
  content_type: string,
): Version {
  const uuid = randomUUID();
  const signature = randomUUID();
  return {
    id: state.nextId(),
    document_id: 0,
    uuid,
    signature,
    put_url: `http://${headers.host}/api/v4/storage/${uuid}?signature=${signature}`,
    put_headers: [
      { name: 'Content-Type', value: content_type },
      { name: 'x-amz-server-side-encryption', value: 'AES256' },
    ],
    fully_uploaded: false,
    made_at: state.clock.now().getTime(),
    filename,
    content_type,
    size: 0,
    version_number: 1,
  };
}

function versionOf(row: Row): Version {
  return version.parse(row.latest_document_version);
}

/** As an object store does it: the signature is in the address, a bearer token is one credential too many. */
function store(state: ClioState, { params, query, headers, bytes }: SimulatedRequest): Answer {
  const found = state.get('documents', state.uploads.get(params.uuid ?? ''));
  if (found === undefined) return refusedByStorage('NoSuchUpload', 404);
  const { signature, made_at, put_headers } = versionOf(found);
  if (headers.authorization !== undefined) return refusedByStorage('InvalidArgument', 400);
  if (query.get('signature') !== signature) return refusedByStorage('SignatureDoesNotMatch', 403);
  if (state.clock.now().getTime() - made_at > urlLife) return refusedByStorage('AccessDenied', 403);
  for (const { name, value } of put_headers)
    if (headers[name.toLowerCase()] !== value) return refusedByStorage('SignatureDoesNotMatch', 403);
  state.files.set(params.uuid ?? '', bytes);
  return { status: 200 };
}

function refusedByStorage(code: string, status: number): Answer {
  return {
    status,
    headers: { 'content-type': 'application/xml' },
    body: `<?xml version="1.0"?><Error><Code>${code}</Code></Error>`,
  };
}

function change(state: ClioState, request: SimulatedRequest): Answer {
  const before = rowOf(state, 'documents', request);
  refuseStale(before, request);
  const given = parsed(changed, dataOf(request));
  const upload = given.fully_uploaded === true ? confirmed(state, before, given.uuid) : {};
  const row = state.change('documents', before.id, {
    ...(given.name === undefined ? {} : { name: given.name }),
    ...(given.received_at === undefined ? {} : { received_at: given.received_at }),
    ...(given.parent === undefined ? {} : placed(state, given.parent)),
    external_properties: properties(state, before, given.external_properties),
    ...upload,
  });
  return answerWith(state, 'documents', row, request);
}

function confirmed(state: ClioState, before: Row, uuid: string | undefined) {
  const current = versionOf(before);
  if (current.uuid !== uuid) throw unprocessable('An invalid argument was supplied: uuid');
  if (current.fully_uploaded) throw unprocessable('The document version is already marked as fully uploaded');
  const bytes = state.files.get(uuid);
  if (bytes === undefined) throw new ClioRefusal(422, 'UploadNotFoundError', 'The upload was not found');
  const size = bytes.length;
  return { size, latest_document_version: { ...current, fully_uploaded: true, put_url: '', size } };
}

function trash(state: ClioState, request: SimulatedRequest): Answer {
  const row = rowOf(state, 'documents', request);
  state.change('documents', row.id, { deleted_at: state.clock.now().toISOString() });
  return { status: 204 };
}

function download(state: ClioState, request: SimulatedRequest): Answer {
  const { uuid, signature } = versionOf(rowOf(state, 'documents', request));
  const location = `http://${request.headers.host}/api/v4/storage/${uuid}?signature=${signature}`;
  return { status: 303, headers: { location } };
}

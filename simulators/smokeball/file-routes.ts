/** Files: entry first, bytes to the file store afterwards. */
import { z } from 'zod';
import type { Answer, Route, SimulatedRequest } from '../practice/contract.ts';
import type { Announcer } from './announce.ts';
import { accepted, link, notFound, one, page, problem } from './answers.ts';
import { changed } from './contact-routes.ts';
import { type Kept, newId, type State } from './state.ts';

const addFile = z.object({
  fileName: z.string(),
  folderId: z.string().nullish(),
  folderPath: z.string().nullish(),
  userId: z.string().nullish(),
  fileAdditionalData: z.record(z.string(), z.unknown()).nullish(),
  dateCreated: z.string().nullish(),
});

/** Minutes that an address for the bytes is good for. */
const uploadMinutes = 90;
const base = '/matters/{matterId}/documents/files';

export function fileRoutes(
  state: State,
  announcer: Announcer,
  parts: { uploadUrl(): string; violation(text: string): void },
): Route[] {
  function uploadInfo(matterId: string, fileId: string): Record<string, unknown> {
    const key = newId();
    const expiresAt = state.clock.now().getTime() + uploadMinutes * 60_000;
    state.uploads.set(key, { matterId, fileId, expiresAt });
    return {
      fileId,
      uploadUrl: `${parts.uploadUrl()}/${key}?X-Amz-SignedHeaders=content-type%3Bhost`,
      expiry: new Date(expiresAt).toISOString(),
    };
  }

  return [
    {
      method: 'GET',
      template: base,
      handle: (request) => {
        const matterId = knownMatter(state, request);
        if (matterId === null) return notFound(request);
        const rows = [...state.files.of(matterId).listed()].sort(
          (left, right) => created(left) - created(right),
        );
        return page(request, request.query.get('Sort') === 'desc(dateCreated)' ? rows.reverse() : rows);
      },
    },
    {
      method: 'POST',
      template: base,
      handle: (request) => {
        const matterId = knownMatter(state, request);
        if (matterId === null) return problem(400, 'The matter does not exist.', request.path);
        const row = fileRow(state, matterId, addFile.parse(request.json));
        const table = state.files.of(matterId);
        announcer.commit({ request, resource: 'file', table, row, event: null });
        return { status: 202, body: uploadInfo(matterId, row.id) };
      },
    },
    {
      method: 'GET',
      template: `${base}/{fileId}`,
      handle: (request) => one(request, readable(state, request)),
    },
    {
      method: 'GET',
      template: `${base}/{fileId}/upload`,
      handle: (request) => {
        const row = readable(state, request);
        if (row === undefined) return notFound(request);
        return { status: 200, body: uploadInfo(request.params.matterId ?? '', row.id) };
      },
    },
    {
      method: 'DELETE',
      template: `${base}/{fileId}`,
      handle: (request) => {
        const { matterId = '', fileId = '' } = request.params;
        const table = state.files.of(matterId);
        const known = table.truth.get(fileId);
        if (known === undefined) return notFound(request);
        const row = changed(state, known, { isDeleted: true });
        announcer.commit({ request, resource: 'file', table, row, event: 'files.updated' });
        return accepted(`/matters/${matterId}/documents/files`, fileId);
      },
    },
    {
      method: 'PUT',
      template: '/uploads/{key}',
      open: true,
      undescribed: 'The file store is another service; its address comes in the answer to POST …/files.',
      handle: (request) => receive(state, announcer, parts.violation, request),
    },
  ];
}

/** The store's own rules: the signed empty content type, the expiry, nobody's credentials. */
function receive(
  state: State,
  announcer: Announcer,
  violation: (text: string) => void,
  request: SimulatedRequest,
): Answer {
  const { headers, bytes, params } = request;
  if (headers.authorization !== undefined || headers['x-api-key'] !== undefined)
    violation('PUT upload: our credentials were sent to the file store');
  const upload = state.uploads.get(params.key ?? '');
  const expired = upload === undefined || upload.expiresAt <= state.clock.now().getTime();
  if (expired || (headers['content-type'] ?? '') !== '')
    return {
      status: 403,
      body: `<Error><Code>${expired ? 'AccessDenied' : 'SignatureDoesNotMatch'}</Code></Error>`,
    };
  if (headers['content-length'] === undefined)
    return { status: 411, body: '<Error><Code>MissingContentLength</Code></Error>' };
  const table = state.files.of(upload.matterId);
  const known = table.truth.get(upload.fileId);
  if (known !== undefined) {
    state.contents.set(upload.fileId, bytes);
    const row = changed(state, known, { isUploaded: true, sizeBytes: bytes.length });
    announcer.commit({ request: null, resource: 'file', table, row, event: 'files.updated' });
  }
  return { status: 200 };
}

function knownMatter(state: State, { params: { matterId = '' } }: SimulatedRequest): string | null {
  return state.matters.truth.has(matterId) ? matterId : null;
}

function readable(
  state: State,
  { params: { matterId = '', fileId = '' } }: SimulatedRequest,
): Kept | undefined {
  return state.files.of(matterId).read(fileId);
}

function created({ view }: Kept): number {
  return Date.parse(String(view.dateCreated));
}

function fileRow(state: State, matterId: string, dto: z.infer<typeof addFile>): Kept {
  const id = newId();
  const dot = dto.fileName.lastIndexOf('.');
  const now = state.clock.now().toISOString();
  return {
    id,
    updated: state.stamp(),
    view: {
      id,
      versionId: newId(),
      folder: link(dto.folderPath ?? dto.folderId),
      matter: link(matterId),
      name: dot > 0 ? dto.fileName.slice(0, dot) : dto.fileName,
      fileExtension: dot > 0 ? dto.fileName.slice(dot) : '',
      ownerId: dto.userId ?? null,
      dateCreated: dto.dateCreated ?? now,
      dateModified: now,
      sizeBytes: 0,
      additionalData: dto.fileAdditionalData ?? null,
      isFavorite: false,
      isUploaded: false,
      isCancelled: false,
      isDuplicate: false,
      isDeleted: false,
    },
  };
}

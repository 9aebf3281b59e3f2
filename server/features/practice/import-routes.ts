import { actorOf } from '../../platform/change.ts';
import { type BoundRoute, handle, route } from '../../platform/http/contract.ts';
import { pageQuery } from '../../platform/http/paging.ts';
import { problem } from '../../platform/http/problems.ts';
import type { Platform } from '../../platform/platform.ts';
import { toCsv } from './csv-export.ts';
import { idParams } from './formats.ts';
import { cancelImport, commitImport, mapColumns, maxImportBytes, previewImport } from './import-run.ts';
import { columnsInput, importsPage, importView, uploadQuery } from './import-schema.ts';
import { getImport, listImports, toView } from './import-store.ts';

const common = { tag: 'Imports', access: 'administrator' } as const;

export const importRoutes = {
  list: route({
    ...common,
    method: 'GET',
    path: '/api/v1/practice-imports',
    summary: 'Imports of contacts and matters, newest first',
    query: pageQuery,
    answer: importsPage,
    audit: 'none',
  }),
  upload: route({
    ...common,
    method: 'POST',
    path: '/api/v1/practice-imports',
    summary: 'Preview a CSV file of contacts or matters; the body is the file as text/csv',
    query: uploadQuery,
    consumes: 'bytes',
    bodyLimit: maxImportBytes,
    answer: importView,
    status: 201,
    problems: ['too_large', 'unsupported_type'],
    audit: 'import.previewed',
  }),
  get: route({
    ...common,
    method: 'GET',
    path: '/api/v1/practice-imports/:id',
    summary: 'An import with its progress',
    params: idParams,
    answer: importView,
    audit: 'none',
  }),
  columns: route({
    ...common,
    method: 'PUT',
    path: '/api/v1/practice-imports/:id/columns',
    summary: 'Say what the columns mean, and preview again',
    params: idParams,
    body: columnsInput,
    answer: importView,
    problems: ['wrong_state'],
    audit: 'import.previewed',
  }),
  commit: route({
    ...common,
    method: 'POST',
    path: '/api/v1/practice-imports/:id/commit',
    summary: 'Import what the preview showed, in the background',
    params: idParams,
    answer: importView,
    problems: ['wrong_state'],
    audit: 'import.started',
  }),
  cancel: route({
    ...common,
    method: 'POST',
    path: '/api/v1/practice-imports/:id/cancel',
    summary: 'Stop an import; rows that are written stay',
    params: idParams,
    answer: importView,
    problems: ['wrong_state'],
    audit: 'import.cancelled',
  }),
  report: route({
    ...common,
    method: 'GET',
    path: '/api/v1/practice-imports/:id/problems.csv',
    summary: 'Every problem with its line and column, as CSV',
    params: idParams,
    streams: true,
    audit: 'none',
  }),
};

const whatIsLeftOut = { row: 'the whole row', field: 'this field', nothing: 'nothing' } as const;

export function bindImportRoutes(platform: Platform): BoundRoute[] {
  const { clock } = platform;
  return [
    handle(importRoutes.list, ({ query, principal, scope }) =>
      scope.read((tx) => listImports(tx, principal.firmId, query)),
    ),
    handle(importRoutes.upload, async ({ query, principal, scope, request }) => {
      const bytes = request.body;
      if (!Buffer.isBuffer(bytes)) throw problem('unsupported_type', 'Send the file as text/csv.');
      return toView(await previewImport(platform, scope, actorOf(principal, clock), { ...query, bytes }));
    }),
    handle(importRoutes.get, ({ params, principal, scope }) =>
      scope.read(async (tx) => toView(await getImport(tx, principal.firmId, params.id))),
    ),
    handle(importRoutes.columns, async ({ params, body, principal, scope }) =>
      toView(await mapColumns(platform, scope, actorOf(principal, clock), params.id, body.columns)),
    ),
    handle(importRoutes.commit, async ({ params, principal, scope }) =>
      toView(await commitImport(platform, scope, actorOf(principal, clock), params.id)),
    ),
    handle(importRoutes.cancel, async ({ params, principal, scope }) =>
      toView(await cancelImport(scope, actorOf(principal, clock), params.id)),
    ),
    handle(importRoutes.report, async ({ params, principal, scope, reply }) => {
      const { problems } = await scope.read((tx) => getImport(tx, principal.firmId, params.id));
      const rows = problems.map((row) => [
        row.line,
        row.column ?? '',
        row.value,
        row.message,
        whatIsLeftOut[row.leftOut],
      ]);
      return await reply
        .type('text/csv; charset=utf-8')
        .header('content-disposition', 'attachment; filename="import-problems.csv"')
        .send(toCsv(['Line', 'Column', 'Value', 'Problem', 'Left out'], rows));
    }),
  ];
}

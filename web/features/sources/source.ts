import type { Answer } from '../../api/contract.ts';

export type Source = Answer<'GET /api/v1/sources/:id'>;
export type SourceKind = Source['kind'];
export type SourceUser = Answer<'GET /api/v1/sources/:id/users'>['items'][number];
export type StoredEvent = Answer<'GET /api/v1/sources/:id/events'>['items'][number];
export type ImportReport = Answer<'POST /api/v1/sources/:id/import'>;

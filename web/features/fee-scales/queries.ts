import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type FeeScale = Answer<'GET /api/v1/fee-scales/:id'>;
export type ScaleVersion = FeeScale['versions'][number];
export type VersionDetail = Answer<'GET /api/v1/fee-scales/:id/versions/:versionId'>;
export type Content = VersionDetail['content'];
export type Line = Content['lines'][number];
export type SectionKind = Line['section'];
export type Amount = Line['amount'];
export type Band = Extract<Amount, { rule: 'banded' }>['bands'][number];
export type Term = Extract<Amount, { rule: 'formula' }>['terms'][number];
export type Test = Line['trigger'][number];
export type Side = Line['sides'][number];
export type Driver = Line['quantity'];
export type Checked = Answer<'POST /api/v1/fee-scales/check'>;
export type Ladder = Checked['ladders'][number];
export type Question = Answer<'GET /api/v1/quote-questions'>['items'][number];

export const sectionKinds = ['legal_fees', 'additional_fees', 'disbursements'] as const;
export const sides = ['sale', 'purchase', 'remortgage', 'transfer_of_equity'] as const;

/** The live event `fee_scale.changed` makes everything under this noun stale. */
const noun = 'fee-scales';
export const everyScaleKey = [noun];

/** With those that were put away: there are never many, and the page hides them itself. */
export const scalesQuery = queryOptions({
  queryKey: [noun, 'list'],
  queryFn: ({ signal }) => api('GET /api/v1/fee-scales', { query: { archived: 'true' }, signal }),
});

export function scaleQuery(id: string) {
  return queryOptions({
    queryKey: [noun, 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/fee-scales/:id', { params: { id }, signal }),
  });
}

export function versionQuery(id: string, versionId: string) {
  return queryOptions({
    queryKey: [noun, 'version', id, versionId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/fee-scales/:id/versions/:versionId', { params: { id, versionId }, signal }),
  });
}

/** What is wrong with it, and its price ladders. The same content is asked about once. */
export function checkQuery(content: Content) {
  return queryOptions({
    queryKey: ['fee-scale-check', content],
    queryFn: ({ signal }) => api('POST /api/v1/fee-scales/check', { body: { content }, signal }),
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
  });
}

/** The program's own list: it changes only with a new release. */
export const questionsQuery = queryOptions({
  queryKey: ['quote-questions'],
  queryFn: ({ signal }) => api('GET /api/v1/quote-questions', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

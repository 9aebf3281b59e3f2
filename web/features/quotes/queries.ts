import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer, Api } from '../../api/contract.ts';

export type QuoteDetail = Answer<'GET /api/v1/quotes/:id'>;
export type QuoteListItem = Answer<'GET /api/v1/quotes'>['items'][number];
export type QuoteVersion = QuoteDetail['versions'][number];
export type VersionState = QuoteVersion['state'];
export type VersionDetail = Answer<'GET /api/v1/quotes/:id/versions/:versionId'>;
export type Inputs = VersionDetail['inputs'];
export type Choices = Inputs['choices'];
export type Discount = Choices['discounts'][number];
export type ExtraLine = Choices['extra'][number];
export type Pricing = Answer<'POST /api/v1/quotes/price'>;
export type Priced = Pricing['priced'];
export type PricedSide = Priced['sides'][number];
export type PricedLine = PricedSide['lines'][number];
export type Side = PricedSide['side'];
export type Section = PricedLine['section'];
export type Transaction = Inputs['transaction'];
export type Sending = Api['POST /api/v1/quotes/:id/send']['body'];
export type Lead = Answer<'GET /api/v1/leads/:id'>;
export type Question = Answer<'GET /api/v1/quote-questions'>['items'][number];
export type AnswerValue = string | number | boolean;

export const transactions = [
  'sale',
  'purchase',
  'sale_and_purchase',
  'remortgage',
  'transfer_of_equity',
] as const;
export const sections = ['legal_fees', 'additional_fees', 'disbursements'] as const;
export const treatments = ['standard', 'zero', 'exempt', 'outside_scope'] as const;

/** The live event `quote.sent` and its like make everything under this noun stale. */
const noun = 'quotes';
export const everyQuoteKey = [noun];

export function quotesOfLeadQuery(leadId: string) {
  return queryOptions({
    queryKey: [noun, 'of-lead', leadId],
    queryFn: ({ signal }) => api('GET /api/v1/quotes', { query: { leadId }, signal }),
  });
}

export function quoteQuery(id: string) {
  return queryOptions({
    queryKey: [noun, 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/quotes/:id', { params: { id }, signal }),
  });
}

export function versionQuery(id: string, versionId: string) {
  return queryOptions({
    queryKey: [noun, 'version', id, versionId],
    queryFn: ({ signal }) =>
      api('GET /api/v1/quotes/:id/versions/:versionId', { params: { id, versionId }, signal }),
  });
}

/** Nothing is saved by it, so no event makes it stale; a fee scale that begins today is seen within the minute. */
export function priceQuery(leadId: string | null, feeScaleId: string | null, inputs: Inputs) {
  return queryOptions({
    queryKey: ['quote-price', leadId, feeScaleId, inputs],
    queryFn: ({ signal }) =>
      api('POST /api/v1/quotes/price', {
        body: { ...(leadId === null ? {} : { leadId }), feeScaleId, inputs },
        signal,
      }),
    staleTime: 60_000,
    gcTime: 60_000,
    retry: false,
  });
}

export function leadQuery(id: string) {
  return queryOptions({
    queryKey: ['leads', 'one', id],
    queryFn: ({ signal }) => api('GET /api/v1/leads/:id', { params: { id }, signal }),
  });
}

/** Those that can price something today. */
export const scalesToChooseQuery = queryOptions({
  queryKey: ['fee-scales', 'to-choose'],
  queryFn: ({ signal }) => api('GET /api/v1/fee-scales', { signal }),
});

/** The program's own list: it changes only with a new release. */
export const questionsQuery = queryOptions({
  queryKey: ['quote-questions'],
  queryFn: ({ signal }) => api('GET /api/v1/quote-questions', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export function pdfAddress(id: string, versionId: string): string {
  return `/api/v1/quotes/${id}/versions/${versionId}/pdf`;
}

import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';

export type Rates = Answer<'GET /api/v1/rates'>;
export type RatesPart = Rates['parts'][number];
export type RateSet = RatesPart['sets'][number];

/** Rates change a few times a year, and the operator's command line tells nobody: asked again now and then is enough. */
export const ratesQuery = queryOptions({
  queryKey: ['rates'],
  queryFn: ({ signal }) => api('GET /api/v1/rates', { signal }),
  staleTime: 5 * 60_000,
});

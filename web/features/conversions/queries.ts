import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Api } from '../../api/contract.ts';

export type Conversion = Api['POST /api/v1/leads/:leadId/convert']['response'];
export type ConversionStep = Conversion['steps'][number];

export const conversionQuery = (leadId: string) =>
  queryOptions({
    queryKey: ['conversion', leadId],
    queryFn: ({ signal }) => api('GET /api/v1/leads/:leadId/conversion', { params: { leadId }, signal }),
    // What is written elsewhere comes step by step.
    refetchInterval: ({ state }) => (state.data?.state === 'sending' ? 2_000 : false),
  });

export const planQuery = (leadId: string) =>
  queryOptions({
    queryKey: ['conversion-plan', leadId],
    queryFn: ({ signal }) => api('GET /api/v1/leads/:leadId/conversion-plan', { params: { leadId }, signal }),
  });

import { queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Api } from '../../api/contract.ts';

export type Conversion = Api['GET /api/v1/leads/:leadId/conversion']['response'];
export type ConversionStep = Conversion['steps'][number];

export const conversionQuery = (leadId: string) =>
  queryOptions({
    queryKey: ['conversion', leadId],
    queryFn: ({ signal }) => api('GET /api/v1/leads/:leadId/conversion', { params: { leadId }, signal }),
  });

export const planQuery = (leadId: string) =>
  queryOptions({
    queryKey: ['conversion-plan', leadId],
    queryFn: ({ signal }) => api('GET /api/v1/leads/:leadId/conversion-plan', { params: { leadId }, signal }),
  });

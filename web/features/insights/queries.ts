import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import { api } from '../../api/client.ts';
import type { Answer } from '../../api/contract.ts';
import type { Asked, Course, Group } from './asked.ts';

export type Summary = Answer<'GET /api/v1/insights/summary'>;
export type Definition = Answer<'GET /api/v1/insights/definitions'>['items'][number];
export type Unit = Definition['unit'];
export type LeadMetric = Summary['numbers'][number]['metric'];
export type BreakdownRow = Answer<'GET /api/v1/insights/breakdown'>['items'][number];
export type StageRow = Answer<'GET /api/v1/insights/stages'>['items'][number];
export type Row = Answer<'GET /api/v1/insights/rows'>['items'][number];
export type Bucket = Answer<'GET /api/v1/insights/series'>['buckets'][number];

/** Numbers move while one looks: fresh for a minute, and on coming back to the window. */
const staleTime = 60_000;
const common = { staleTime, placeholderData: keepPreviousData } as const;

export const definitionsQuery = queryOptions({
  queryKey: ['insights', 'definitions'],
  queryFn: ({ signal }) => api('GET /api/v1/insights/definitions', { signal }),
  staleTime: Number.POSITIVE_INFINITY,
});

export const summaryQuery = (query: Asked) =>
  queryOptions({
    queryKey: ['insights', 'summary', query],
    queryFn: ({ signal }) => api('GET /api/v1/insights/summary', { query, signal }),
    ...common,
  });

export const breakdownQuery = (query: Asked, group: Group | 'reason') =>
  queryOptions({
    queryKey: ['insights', 'breakdown', group, query],
    queryFn: ({ signal }) => api('GET /api/v1/insights/breakdown', { query: { ...query, group }, signal }),
    ...common,
  });

export const seriesQuery = (query: Asked, metric: Course) =>
  queryOptions({
    queryKey: ['insights', 'series', metric, query],
    queryFn: ({ signal }) => api('GET /api/v1/insights/series', { query: { ...query, metric }, signal }),
    ...common,
  });

/** Stages are told by the day on which they were reached: there is no other view of them. */
export const stagesQuery = ({ by: _by, ...query }: Asked) =>
  queryOptions({
    queryKey: ['insights', 'stages', query],
    queryFn: ({ signal }) => api('GET /api/v1/insights/stages', { query, signal }),
    ...common,
  });

/** The API of insights. */
import { route } from '../../platform/http/contract.ts';
import {
  breakdown,
  breakdownQuery,
  definitions,
  leadsQuery,
  rows,
  rowsCsvQuery,
  rowsQuery,
  series,
  seriesQuery,
  stages,
  stagesQuery,
  summary,
} from './shapes.ts';

const reading = { method: 'GET', tag: 'Insights', access: 'member', audit: 'none' } as const;
const exporting = { ...reading, streams: true, audit: 'insights.exported' } as const;

export const insightRoutes = {
  definitions: route({
    ...reading,
    path: '/api/v1/insights/definitions',
    summary: 'Every number of insights with what exactly it counts',
    answer: definitions,
  }),
  summary: route({
    ...reading,
    path: '/api/v1/insights/summary',
    summary: 'All numbers about leads for a period, and for the one before',
    query: leadsQuery,
    answer: summary,
  }),
  breakdown: route({
    ...reading,
    path: '/api/v1/insights/breakdown',
    summary: 'Leads, quotes, conversion and value by source, referrer, staff member, type or lost reason',
    query: breakdownQuery,
    answer: breakdown,
  }),
  series: route({
    ...reading,
    path: '/api/v1/insights/series',
    summary: 'One number by day, week or month',
    query: seriesQuery,
    answer: series,
  }),
  stages: route({
    ...reading,
    path: '/api/v1/insights/stages',
    summary: 'How long key stages took, beside their typical days',
    query: stagesQuery,
    answer: stages,
  }),
  rows: route({
    ...reading,
    path: '/api/v1/insights/rows',
    summary: 'The leads behind a number, latest first',
    query: rowsQuery,
    answer: rows,
  }),
  rowsCsv: route({
    ...exporting,
    path: '/api/v1/insights/rows.csv',
    summary: 'The same leads as CSV',
    query: rowsCsvQuery,
  }),
  breakdownCsv: route({
    ...exporting,
    path: '/api/v1/insights/breakdown.csv',
    summary: 'The breakdown as CSV',
    query: breakdownQuery,
  }),
  stagesCsv: route({
    ...exporting,
    path: '/api/v1/insights/stages.csv',
    summary: 'How long key stages took, as CSV',
    query: stagesQuery,
  }),
};

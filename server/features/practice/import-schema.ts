import { z } from 'zod';
import { pageOf } from '../../platform/http/paging.ts';
import { moment } from './formats.ts';
import { contactColumns, matterColumns } from './import-columns.ts';

export const importKind = z.enum(['contacts', 'matters']);
export const importColumn = z.enum([...contactColumns, ...matterColumns]);

/** One sentence on one cell, or on a whole row. */
export const rowProblem = z.object({
  line: z.number(),
  column: z.string().nullable(),
  value: z.string(),
  message: z.string(),
  leftOut: z.enum(['row', 'field', 'nothing']),
});

export const importCounts = z.object({
  created: z.number().describe('New records'),
  filled: z.number().describe('Known records that gain what they lack'),
  unchanged: z.number().describe('Known records with nothing to add'),
});

/** What is kept of an import beside its progress. */
export const importDetail = z.object({
  header: z.array(z.string()),
  columns: z.array(importColumn.nullable()),
  encoding: z.string(),
  delimiter: z.string(),
  planned: importCounts,
  did: importCounts,
  sample: z.array(z.record(z.string(), z.unknown())),
});
export type ImportDetail = z.infer<typeof importDetail>;

export const importView = z.object({
  id: z.uuid(),
  kind: importKind,
  fileName: z.string(),
  state: z.enum(['preview', 'running', 'paused', 'done', 'failed', 'cancelled']),
  total: z.number().describe('Rows of the file'),
  done: z.number(),
  header: z.array(z.string()),
  columns: z.array(importColumn.nullable()).describe('What each column means; null is left out'),
  encoding: z.string(),
  delimiter: z.string(),
  planned: importCounts.describe('As it stood at the preview'),
  did: importCounts.describe('So far'),
  leftOut: z.number().describe('Rows that are not imported because of a problem'),
  sample: z.array(z.record(z.string(), z.unknown())).describe('The first rows as they will be read'),
  problems: z.array(rowProblem).describe('The first 200; all of them are in the report'),
  problemCount: z.number(),
  createdAt: moment,
});
export type ImportView = z.infer<typeof importView>;
export const importsPage = pageOf(importView.omit({ sample: true, problems: true }));

export const uploadQuery = z.object({
  kind: importKind,
  fileName: z.string().max(255).default('import.csv'),
});
export const columnsInput = z.object({ columns: z.array(importColumn.nullable()).max(500) });

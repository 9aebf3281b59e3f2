/** The API of many redos at once: progress, what came of each, stopping and taking back. */
import { z } from 'zod';
import { route } from '../../../platform/http/contract.ts';
import { pageOf, pageQuery } from '../../../platform/http/paging.ts';
import { interactionSummary } from '../schema.ts';

export const redoResult = z.enum([
  'waiting',
  'changed',
  'same',
  'by_person',
  'billed',
  'touched',
  'refused',
  'failed',
  'gone',
]);

export const redoRun = z.object({
  id: z.uuid(),
  cause: z.enum(['what_if', 'retro_link', 'undo']),
  contactId: z.uuid().nullable(),
  state: z.enum(['gathering', 'running', 'done', 'cancelled', 'failed']),
  progress: z.number().describe('0 to 1'),
  counts: z.object({
    waiting: z.number().int(),
    changed: z.number().int(),
    same: z.number().int().describe('Would come to the same'),
    byPerson: z.number().int().describe('A person chose what became of it'),
    billed: z.number().int(),
    touched: z.number().int().describe('Somebody changed the record'),
    refused: z.number().int(),
    failed: z.number().int(),
    gone: z.number().int().describe('No longer there'),
  }),
  canUndo: z.boolean(),
  undoneBy: z.uuid().nullable().describe('The run that took it back'),
  createdAt: z.iso.datetime(),
  endedAt: z.iso.datetime().nullable(),
});

const id = z.object({ id: z.uuid() });
const common = { tag: 'What-if', access: 'member' } as const;

export const redoRoutes = {
  getRedo: route({
    ...common,
    method: 'GET',
    path: '/api/v1/redo-runs/:id',
    summary: 'How far a redo of many is, and what came of them',
    params: id,
    answer: redoRun,
    audit: 'none',
  }),
  listRedoResults: route({
    ...common,
    method: 'GET',
    path: '/api/v1/redo-runs/:id/results',
    summary: 'What came of each, newest first',
    params: id,
    query: pageQuery.extend({ result: redoResult.optional() }),
    answer: pageOf(z.object({ interaction: interactionSummary, result: redoResult, detail: z.string() })),
    audit: 'none',
  }),
  cancelRedo: route({
    ...common,
    method: 'POST',
    path: '/api/v1/redo-runs/:id/cancel',
    summary: 'Stop; what was decided again stays so',
    params: id,
    answer: redoRun,
    problems: ['wrong_state'],
    audit: 'redo_run.cancelled',
  }),
  undoRedo: route({
    ...common,
    method: 'POST',
    path: '/api/v1/redo-runs/:id/undo',
    summary: 'Put everything that it changed back as it was, unless it was changed again since',
    params: id,
    answer: redoRun.describe('The run that takes it back'),
    problems: ['wrong_state'],
    audit: 'redo_run.undone',
  }),
};

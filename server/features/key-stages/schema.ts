/** The API of key stages and of how far a case is. */
import { z } from 'zod';
import { route } from '../../platform/http/contract.ts';
import { pageOf } from '../../platform/http/paging.ts';
import { side } from '../fee-scales/index.ts';
import { stageActs } from './decide.ts';
import { keyStage, keyStageInput, keyStagePatch, matterStages, progress } from './shapes.ts';

const day = z.iso.date();
const id = z.object({ id: z.uuid() });
const members = { tag: 'Key stages', access: 'member' } as const;
const administrators = { tag: 'Key stages', access: 'administrator' } as const;

export const keyStageRoutes = {
  listKeyStages: route({
    ...members,
    method: 'GET',
    path: '/api/v1/key-stages',
    summary: 'Key stages in their order, of one side of a transaction or of all',
    query: z.object({ side: side.optional(), archived: z.stringbool().default(false) }),
    answer: pageOf(keyStage),
    audit: 'none',
  }),
  getKeyStage: route({
    ...members,
    method: 'GET',
    path: '/api/v1/key-stages/:id',
    summary: 'One key stage',
    params: id,
    answer: keyStage,
    audit: 'none',
  }),
  createKeyStage: route({
    ...administrators,
    method: 'POST',
    path: '/api/v1/key-stages',
    summary: 'Add a key stage, at the end',
    body: keyStageInput,
    answer: keyStage,
    status: 201,
    problems: ['already_exists'],
    audit: 'key_stage.created',
  }),
  updateKeyStage: route({
    ...administrators,
    method: 'PATCH',
    path: '/api/v1/key-stages/:id',
    summary: 'Change a key stage and what it is mapped to, archive it or bring it back',
    params: id,
    body: keyStagePatch,
    answer: keyStage,
    problems: ['already_exists', 'conflict'],
    audit: 'key_stage.changed',
  }),
  removeKeyStage: route({
    ...administrators,
    method: 'DELETE',
    path: '/api/v1/key-stages/:id',
    summary: 'Remove a key stage that no case has used',
    params: id,
    problems: ['wrong_state'],
    audit: 'key_stage.removed',
  }),
  orderKeyStages: route({
    ...administrators,
    method: 'PUT',
    path: '/api/v1/key-stages/order',
    summary: 'Put the key stages of one side in this order',
    body: z.object({ side, ids: z.array(z.uuid()).min(1).max(200) }),
    answer: pageOf(keyStage),
    audit: 'key_stage.ordered',
  }),
  getProgress: route({
    ...members,
    method: 'GET',
    path: '/api/v1/leads/:id/progress',
    summary: 'How far a case is, side by side',
    params: id,
    answer: progress,
    audit: 'none',
  }),
  getMatterProgress: route({
    ...members,
    method: 'GET',
    path: '/api/v1/matters/:id/progress',
    summary: 'The same of the case that became a matter; null when none did',
    params: id,
    answer: z.object({ progress: progress.nullable() }),
    audit: 'none',
  }),
  listMatterStages: route({
    ...members,
    method: 'GET',
    path: '/api/v1/matters/:id/stages',
    summary:
      'The stages of a matter in their order: which is current, and the key stages that are the same thing',
    params: id,
    answer: matterStages,
    audit: 'none',
  }),
  actOnStage: route({
    ...members,
    method: 'POST',
    path: '/api/v1/leads/:id/progress',
    summary: 'Reach, skip, leave out or undo a stage of a case',
    params: id,
    body: z.object({
      stageId: z.uuid(),
      do: z.enum(stageActs).describe('`undo`: pending again; nobody is told'),
      on: day.optional().describe('The day it happened; today unless said'),
      note: z.string().trim().max(2000).default(''),
      tell: z.boolean().default(true).describe('Send what the stage sends to those who were not told before'),
    }),
    answer: progress,
    problems: ['wrong_state'],
    audit: 'lead.stage_changed',
  }),
  answerStageConflict: route({
    ...members,
    method: 'POST',
    path: '/api/v1/leads/:id/progress/conflicts/:conflictId',
    summary: 'Say what holds when the matter went back behind what was reached',
    params: z.object({ id: z.uuid(), conflictId: z.uuid() }),
    body: z.object({
      answer: z
        .enum(['undo', 'move_matter', 'leave'])
        .describe('Undo the stages beyond, move the matter forward again, or leave both as they are'),
    }),
    answer: progress,
    problems: ['wrong_state'],
    audit: 'lead.stage_changed',
  }),
};

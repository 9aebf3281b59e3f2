/** A new matter: with its client, and people beside it in the same request. */
import { z } from 'zod';
import type { Answer, SimulatedRequest } from '../practice/contract.ts';
import { readFields } from './fields.ts';
import { unprocessable } from './refusal.ts';
import { answerWith, dataOf, refuseStale, rowOf } from './resource-routes.ts';
import { existing, parsed } from './rules.ts';
import type { ClioState } from './state.ts';
import { matterOf } from './world.ts';

const ref = z.object({ id: z.int() });
const matterBody = z.object({
  client: ref,
  description: z.string().min(1),
  status: z.enum(['open', 'closed', 'pending']).default('open'),
  open_date: z.iso.date().optional(),
  client_reference: z.string().optional(),
  practice_area: ref.optional(),
  responsible_attorney: ref.optional(),
  relationships: z.array(z.object({ contact: ref, description: z.string() })).default([]),
});
const statuses = { open: 'Open', closed: 'Closed', pending: 'Pending' } as const;

export function createMatter(state: ClioState, request: SimulatedRequest): Answer {
  const given = parsed(matterBody, dataOf(request));
  readFields('matters', request.query.get('fields'));
  const clientId = existing(state, 'contacts', given.client, 'client');
  if (given.practice_area) existing(state, 'practice_areas', given.practice_area, 'practice_area');
  if (given.responsible_attorney)
    existing(state, 'users', given.responsible_attorney, 'responsible_attorney');
  for (const { contact } of given.relationships) existing(state, 'contacts', contact, 'contact');
  if (new Set(given.relationships.map(({ contact }) => contact.id)).has(clientId))
    throw unprocessable('The client is no related contact');
  const { practice_area, responsible_attorney } = given;
  const row = state.add('matters', {
    ...matterOf(state, {
      clientId,
      description: given.description,
      status: statuses[given.status],
      ...(practice_area === undefined ? {} : { practiceAreaId: practice_area.id }),
      ...(responsible_attorney === undefined ? {} : { responsibleAttorneyId: responsible_attorney.id }),
    }),
    client_reference: given.client_reference ?? null,
    ...(given.open_date === undefined ? {} : { open_date: given.open_date }),
  });
  for (const { contact, description } of given.relationships)
    state.add('relationships', { matter_id: row.id, contact_id: contact.id, description });
  return answerWith(state, 'matters', row, request, 201);
}

const matterChange = z.object({ matter_stage: ref.optional(), description: z.string().min(1).optional() });

export function changeMatter(state: ClioState, request: SimulatedRequest): Answer {
  const before = rowOf(state, 'matters', request);
  readFields('matters', request.query.get('fields'));
  refuseStale(before, request);
  const { matter_stage: stage, description } = parsed(matterChange, dataOf(request));
  if (stage) existing(state, 'matter_stages', stage, 'matter_stage');
  const row = state.change('matters', before.id, {
    ...(stage === undefined ? {} : { matter_stage_id: stage.id }),
    ...(description === undefined ? {} : { description }),
  });
  return answerWith(state, 'matters', row, request);
}

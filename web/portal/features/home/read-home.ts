/** All that the first page shows, read at once. */
import type { Answer } from '../../../api/contract.ts';
import { call } from '../../call.ts';

export type Matter = Answer<'GET /portal/api/matters'>['items'][number];
export type Line = Answer<'GET /portal/api/conversations'>['items'][number];
export type ToDo = Answer<'GET /portal/api/to-dos'>['items'][number];
export type Appointment = Answer<'GET /portal/api/appointments'>['items'][number];
export type Waiting = Answer<'GET /portal/api/waiting'>;

export interface Home {
  matters: readonly Matter[];
  lines: readonly Line[];
  /** Open ones, by the day when they are due; without those that messages and appointments tell of themselves. */
  toDos: readonly ToDo[];
  /** Those to come, planned. */
  appointments: readonly Appointment[];
  waiting: Waiting;
}

/** More of each stands on its own page. */
const most = 50;

export async function readHome(): Promise<Home> {
  const [matters, lines, toDos, appointments, waiting] = await Promise.all([
    call('GET /portal/api/matters', { query: { limit: most } }),
    call('GET /portal/api/conversations', { query: { limit: most } }),
    call('GET /portal/api/to-dos', { query: { state: 'open', order: 'due', limit: most } }),
    call('GET /portal/api/appointments', { query: { when: 'upcoming', limit: most } }),
    call('GET /portal/api/waiting'),
  ]);
  return {
    matters: matters.items,
    lines: lines.items,
    toDos: toDos.items.filter(({ kind }) => kind !== 'message' && kind !== 'event'),
    appointments: appointments.items.filter(({ state }) => state === 'planned'),
    waiting,
  };
}

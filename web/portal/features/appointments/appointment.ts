import type { Answer } from '../../../api/contract.ts';

export type Appointment = Answer<'GET /portal/api/appointments/:id'>;
export type Reply = 'accepted' | 'tentative' | 'declined';
